CREATE TABLE "upload_days" (
	"agent_id" uuid,
	"day" date,
	"organisation_id" uuid NOT NULL,
	"bytes" bigint NOT NULL,
	CONSTRAINT "upload_days_pkey" PRIMARY KEY("agent_id","day")
);
--> statement-breakpoint
CREATE TABLE "upload_grants" (
	"segment_id" uuid PRIMARY KEY,
	"organisation_id" uuid NOT NULL,
	"agent_id" uuid NOT NULL,
	"byte_length" bigint NOT NULL,
	"granted_at_ms" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "enrolments" ADD COLUMN "refused_uses" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "enrolments_by_expiry" ON "enrolments" ("expires_at_ms");--> statement-breakpoint
CREATE INDEX "upload_grants_by_time" ON "upload_grants" ("granted_at_ms");--> statement-breakpoint
ALTER TABLE "upload_days" ADD CONSTRAINT "upload_days_organisation_id_organisations_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id");--> statement-breakpoint
ALTER TABLE "upload_grants" ADD CONSTRAINT "upload_grants_organisation_id_organisations_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id");