CREATE TABLE "jobs" (
	"name" text PRIMARY KEY,
	"due_at_ms" bigint NOT NULL,
	"started_at_ms" bigint,
	"ended_at_ms" bigint,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "leases" (
	"kind" text,
	"key" text,
	"holder" text NOT NULL,
	"until_ms" bigint NOT NULL,
	CONSTRAINT "leases_pkey" PRIMARY KEY("kind","key")
);
--> statement-breakpoint
DROP TABLE "agent_leases";--> statement-breakpoint
CREATE INDEX "leases_by_holder" ON "leases" ("kind","holder");