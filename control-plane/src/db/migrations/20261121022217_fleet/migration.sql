CREATE TABLE "agent_assertions" (
	"agent_id" uuid,
	"organisation_id" uuid NOT NULL,
	"jti" text,
	"expires_at_ms" bigint NOT NULL,
	CONSTRAINT "agent_assertions_pkey" PRIMARY KEY("agent_id","jti")
);
--> statement-breakpoint
CREATE TABLE "agent_config_reports" (
	"agent_id" uuid PRIMARY KEY,
	"organisation_id" uuid NOT NULL,
	"applied_version" integer NOT NULL,
	"report" jsonb NOT NULL,
	"reported_at_ms" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "agent_configs" (
	"agent_id" uuid,
	"organisation_id" uuid NOT NULL,
	"version" integer,
	"hash" text NOT NULL,
	"document" jsonb NOT NULL,
	"created_at_ms" bigint NOT NULL,
	CONSTRAINT "agent_configs_pkey" PRIMARY KEY("agent_id","version")
);
--> statement-breakpoint
CREATE TABLE "agent_leases" (
	"agent_id" uuid PRIMARY KEY,
	"organisation_id" uuid NOT NULL,
	"holder" text NOT NULL,
	"until_ms" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "agent_status" (
	"agent_id" uuid PRIMARY KEY,
	"organisation_id" uuid NOT NULL,
	"online" boolean NOT NULL,
	"last_seen_at_ms" bigint NOT NULL,
	"changed_at_ms" bigint NOT NULL,
	"report" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "agents" (
	"id" uuid PRIMARY KEY,
	"organisation_id" uuid NOT NULL,
	"site_id" uuid NOT NULL,
	"hostname" text NOT NULL,
	"software" text NOT NULL,
	"public_key" text NOT NULL CONSTRAINT "agents_public_key_key" UNIQUE,
	"sealing_key" text NOT NULL,
	"enrolled_at_ms" bigint NOT NULL,
	"revoked_at_ms" bigint,
	CONSTRAINT "agents_organisation_id_key" UNIQUE("organisation_id","id")
);
--> statement-breakpoint
CREATE TABLE "archive_objects" (
	"segment_id" uuid PRIMARY KEY,
	"organisation_id" uuid NOT NULL,
	"camera_id" uuid NOT NULL,
	"object_key" text NOT NULL,
	"byte_length" bigint NOT NULL,
	"stored_at_ms" bigint NOT NULL,
	"receipt" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "broker_accounts" (
	"agent_id" uuid PRIMARY KEY,
	"organisation_id" uuid NOT NULL,
	"sealed_password" text,
	"wanted" bigint NOT NULL,
	"done" bigint NOT NULL,
	"changed_at_ms" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cameras" (
	"id" uuid PRIMARY KEY,
	"organisation_id" uuid NOT NULL,
	"site_id" uuid NOT NULL,
	"agent_id" uuid NOT NULL,
	"name" text NOT NULL,
	"credentials" jsonb,
	"recording" jsonb NOT NULL,
	"version" integer NOT NULL,
	"created_at_ms" bigint NOT NULL,
	"deleted_at_ms" bigint,
	CONSTRAINT "cameras_organisation_id_key" UNIQUE("organisation_id","id")
);
--> statement-breakpoint
CREATE TABLE "chain_heads" (
	"camera_id" uuid PRIMARY KEY,
	"organisation_id" uuid NOT NULL,
	"agent_id" uuid NOT NULL,
	"sequence" bigint NOT NULL,
	"hash" text NOT NULL,
	"updated_at_ms" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "commands" (
	"id" uuid PRIMARY KEY,
	"organisation_id" uuid NOT NULL,
	"agent_id" uuid NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"body" jsonb NOT NULL,
	"issued_at_ms" bigint NOT NULL,
	"deadline_ms" bigint NOT NULL,
	"published_at_ms" bigint,
	"finished_at_ms" bigint,
	"result" jsonb,
	"picture" bytea
);
--> statement-breakpoint
CREATE TABLE "enrolments" (
	"id" uuid PRIMARY KEY,
	"organisation_id" uuid NOT NULL,
	"site_id" uuid NOT NULL,
	"code_hash" text NOT NULL CONSTRAINT "enrolments_code_hash_key" UNIQUE,
	"created_at_ms" bigint NOT NULL,
	"expires_at_ms" bigint NOT NULL,
	"used_at_ms" bigint,
	"agent_id" uuid
);
--> statement-breakpoint
CREATE TABLE "ledger_entries" (
	"organisation_id" uuid NOT NULL,
	"camera_id" uuid,
	"agent_id" uuid NOT NULL,
	"sequence" bigint,
	"hash" text NOT NULL,
	"from_ms" bigint NOT NULL,
	"to_ms" bigint NOT NULL,
	"state" text NOT NULL,
	"cause" text,
	"segment_id" uuid,
	"entry" jsonb NOT NULL,
	CONSTRAINT "ledger_entries_pkey" PRIMARY KEY("camera_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "live_tickets" (
	"id" uuid PRIMARY KEY,
	"organisation_id" uuid NOT NULL,
	"ticket_hash" text NOT NULL CONSTRAINT "live_tickets_ticket_hash_key" UNIQUE,
	"session_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"camera_id" uuid NOT NULL,
	"stream_id" uuid NOT NULL,
	"smaller_stream_id" uuid,
	"expires_at_ms" bigint NOT NULL,
	"redeemed_at_ms" bigint
);
--> statement-breakpoint
CREATE TABLE "segments" (
	"id" uuid PRIMARY KEY,
	"organisation_id" uuid NOT NULL,
	"camera_id" uuid NOT NULL,
	"agent_id" uuid NOT NULL,
	"sequence" bigint NOT NULL,
	"hash" text NOT NULL,
	"from_ms" bigint NOT NULL,
	"to_ms" bigint NOT NULL,
	"evicted_at_ms" bigint,
	"manifest" jsonb NOT NULL,
	CONSTRAINT "segments_camera_sequence_key" UNIQUE("camera_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "signing_keys" (
	"id" text PRIMARY KEY,
	"organisation_id" uuid,
	"purpose" text NOT NULL,
	"public_key" text NOT NULL,
	"sealed_private_key" text NOT NULL,
	"created_at_ms" bigint NOT NULL,
	"retired_at_ms" bigint
);
--> statement-breakpoint
CREATE TABLE "streams" (
	"id" uuid PRIMARY KEY,
	"organisation_id" uuid NOT NULL,
	"camera_id" uuid NOT NULL,
	"roles" jsonb NOT NULL,
	"url" text NOT NULL,
	"transport" text NOT NULL,
	"place" integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX "agent_assertions_by_expiry" ON "agent_assertions" ("expires_at_ms");--> statement-breakpoint
CREATE INDEX "agent_leases_by_holder" ON "agent_leases" ("holder");--> statement-breakpoint
CREATE INDEX "agent_status_overdue" ON "agent_status" ("online","last_seen_at_ms");--> statement-breakpoint
CREATE INDEX "agents_in_service" ON "agents" ("revoked_at_ms","id");--> statement-breakpoint
CREATE INDEX "archive_objects_by_camera" ON "archive_objects" ("organisation_id","camera_id");--> statement-breakpoint
CREATE INDEX "broker_accounts_by_wanted" ON "broker_accounts" ("wanted","done");--> statement-breakpoint
CREATE INDEX "cameras_by_agent" ON "cameras" ("agent_id","deleted_at_ms");--> statement-breakpoint
CREATE INDEX "commands_open" ON "commands" ("agent_id","finished_at_ms","deadline_ms");--> statement-breakpoint
CREATE INDEX "commands_by_age" ON "commands" ("issued_at_ms");--> statement-breakpoint
CREATE INDEX "ledger_entries_by_time" ON "ledger_entries" ("camera_id","from_ms");--> statement-breakpoint
CREATE INDEX "live_tickets_by_redemption" ON "live_tickets" ("redeemed_at_ms");--> statement-breakpoint
CREATE INDEX "live_tickets_by_stream" ON "live_tickets" ("stream_id","redeemed_at_ms");--> statement-breakpoint
CREATE INDEX "segments_by_hash" ON "segments" ("camera_id","hash");--> statement-breakpoint
CREATE INDEX "segments_by_time" ON "segments" ("camera_id","from_ms");--> statement-breakpoint
CREATE INDEX "signing_keys_by_purpose" ON "signing_keys" ("organisation_id","purpose","created_at_ms");--> statement-breakpoint
CREATE INDEX "streams_by_camera" ON "streams" ("camera_id","place");--> statement-breakpoint
ALTER TABLE "agent_assertions" ADD CONSTRAINT "agent_assertions_kLxqJHngUa5a_fkey" FOREIGN KEY ("organisation_id","agent_id") REFERENCES "agents"("organisation_id","id");--> statement-breakpoint
ALTER TABLE "agent_config_reports" ADD CONSTRAINT "agent_config_reports_woqWNMnaGTSd_fkey" FOREIGN KEY ("organisation_id","agent_id") REFERENCES "agents"("organisation_id","id");--> statement-breakpoint
ALTER TABLE "agent_configs" ADD CONSTRAINT "agent_configs_RCaW3Dqa1soa_fkey" FOREIGN KEY ("organisation_id","agent_id") REFERENCES "agents"("organisation_id","id");--> statement-breakpoint
ALTER TABLE "agent_leases" ADD CONSTRAINT "agent_leases_jINjehz4HaIC_fkey" FOREIGN KEY ("organisation_id","agent_id") REFERENCES "agents"("organisation_id","id");--> statement-breakpoint
ALTER TABLE "agent_status" ADD CONSTRAINT "agent_status_jM8gcUxsogvP_fkey" FOREIGN KEY ("organisation_id","agent_id") REFERENCES "agents"("organisation_id","id");--> statement-breakpoint
ALTER TABLE "agents" ADD CONSTRAINT "agents_organisation_id_site_id_sites_organisation_id_id_fkey" FOREIGN KEY ("organisation_id","site_id") REFERENCES "sites"("organisation_id","id");--> statement-breakpoint
ALTER TABLE "archive_objects" ADD CONSTRAINT "archive_objects_segment_id_segments_id_fkey" FOREIGN KEY ("segment_id") REFERENCES "segments"("id");--> statement-breakpoint
ALTER TABLE "archive_objects" ADD CONSTRAINT "archive_objects_organisation_id_organisations_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id");--> statement-breakpoint
ALTER TABLE "broker_accounts" ADD CONSTRAINT "broker_accounts_R7yk0OuxLuCz_fkey" FOREIGN KEY ("organisation_id","agent_id") REFERENCES "agents"("organisation_id","id");--> statement-breakpoint
ALTER TABLE "cameras" ADD CONSTRAINT "cameras_organisation_id_site_id_sites_organisation_id_id_fkey" FOREIGN KEY ("organisation_id","site_id") REFERENCES "sites"("organisation_id","id");--> statement-breakpoint
ALTER TABLE "cameras" ADD CONSTRAINT "cameras_organisation_id_agent_id_agents_organisation_id_id_fkey" FOREIGN KEY ("organisation_id","agent_id") REFERENCES "agents"("organisation_id","id");--> statement-breakpoint
ALTER TABLE "chain_heads" ADD CONSTRAINT "chain_heads_organisation_id_organisations_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id");--> statement-breakpoint
ALTER TABLE "commands" ADD CONSTRAINT "commands_EWXZGp1OWm5D_fkey" FOREIGN KEY ("organisation_id","agent_id") REFERENCES "agents"("organisation_id","id");--> statement-breakpoint
ALTER TABLE "enrolments" ADD CONSTRAINT "enrolments_5ctggUZgc3zU_fkey" FOREIGN KEY ("organisation_id","site_id") REFERENCES "sites"("organisation_id","id");--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_organisation_id_organisations_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id");--> statement-breakpoint
ALTER TABLE "live_tickets" ADD CONSTRAINT "live_tickets_organisation_id_organisations_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id");--> statement-breakpoint
ALTER TABLE "segments" ADD CONSTRAINT "segments_organisation_id_organisations_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id");--> statement-breakpoint
ALTER TABLE "signing_keys" ADD CONSTRAINT "signing_keys_organisation_id_organisations_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id");--> statement-breakpoint
ALTER TABLE "streams" ADD CONSTRAINT "streams_nFrrkTw9MXqS_fkey" FOREIGN KEY ("organisation_id","camera_id") REFERENCES "cameras"("organisation_id","id");