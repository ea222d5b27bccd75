CREATE TABLE "agent_copies" (
	"id" uuid PRIMARY KEY,
	"organisation_id" uuid NOT NULL,
	"agent_id" uuid NOT NULL,
	"value_hash" text NOT NULL,
	"holder" jsonb NOT NULL,
	"first_seen_at_ms" bigint NOT NULL,
	"retired_at_ms" bigint,
	CONSTRAINT "agent_copies_agent_value_key" UNIQUE("agent_id","value_hash")
);
--> statement-breakpoint
CREATE TABLE "agent_lineages" (
	"agent_id" uuid PRIMARY KEY,
	"organisation_id" uuid NOT NULL,
	"counter" bigint NOT NULL,
	"value_hash" text NOT NULL,
	"presented_hash" text NOT NULL,
	"nonce_hash" text NOT NULL,
	"holder" jsonb NOT NULL,
	"updated_at_ms" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "agents" ADD COLUMN "cloned_at_ms" bigint;--> statement-breakpoint
CREATE INDEX "agent_copies_by_agent" ON "agent_copies" ("organisation_id","agent_id");--> statement-breakpoint
ALTER TABLE "agent_copies" ADD CONSTRAINT "agent_copies_jIKWqIJz2fwg_fkey" FOREIGN KEY ("organisation_id","agent_id") REFERENCES "agents"("organisation_id","id");--> statement-breakpoint
ALTER TABLE "agent_lineages" ADD CONSTRAINT "agent_lineages_wnxHm0E3Qiyx_fkey" FOREIGN KEY ("organisation_id","agent_id") REFERENCES "agents"("organisation_id","id");