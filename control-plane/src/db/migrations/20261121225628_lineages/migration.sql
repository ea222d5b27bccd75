CREATE TABLE "chain_refusals" (
	"id" uuid PRIMARY KEY,
	"organisation_id" uuid NOT NULL,
	"camera_id" uuid NOT NULL,
	"agent_id" uuid NOT NULL,
	"at_ms" bigint NOT NULL,
	"reason" text NOT NULL,
	"records" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chain_seams" (
	"lineage_id" uuid PRIMARY KEY,
	"organisation_id" uuid NOT NULL,
	"camera_id" uuid NOT NULL,
	"agent_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"begun_at_ms" bigint NOT NULL,
	"taken_at_ms" bigint NOT NULL,
	"statement" jsonb NOT NULL,
	CONSTRAINT "chain_seams_camera_ordinal_key" UNIQUE("camera_id","ordinal")
);
--> statement-breakpoint
ALTER TABLE "segments" DROP CONSTRAINT "segments_camera_sequence_key";--> statement-breakpoint
ALTER TABLE "chain_heads" ADD COLUMN "lineage" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain_heads" ADD COLUMN "lineage_id" uuid;--> statement-breakpoint
ALTER TABLE "chain_heads" ADD COLUMN "state" text DEFAULT 'open' NOT NULL;--> statement-breakpoint
ALTER TABLE "chain_heads" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "chain_heads" ADD COLUMN "state_since_ms" bigint;--> statement-breakpoint
ALTER TABLE "chain_heads" ADD COLUMN "held_reason" text;--> statement-breakpoint
ALTER TABLE "chain_heads" ADD COLUMN "held_since_ms" bigint;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD COLUMN "lineage" integer DEFAULT 0;--> statement-breakpoint
ALTER TABLE "segments" ADD COLUMN "lineage" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger_entries" DROP CONSTRAINT "ledger_entries_pkey";--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_pkey" PRIMARY KEY("camera_id","lineage","sequence");--> statement-breakpoint
ALTER TABLE "segments" ADD CONSTRAINT "segments_camera_lineage_sequence_key" UNIQUE("camera_id","lineage","sequence");--> statement-breakpoint
CREATE INDEX "chain_refusals_by_camera" ON "chain_refusals" ("camera_id","at_ms");--> statement-breakpoint
ALTER TABLE "chain_refusals" ADD CONSTRAINT "chain_refusals_organisation_id_organisations_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id");--> statement-breakpoint
ALTER TABLE "chain_seams" ADD CONSTRAINT "chain_seams_organisation_id_organisations_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id");