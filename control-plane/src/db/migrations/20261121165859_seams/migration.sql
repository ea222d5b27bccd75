CREATE TABLE "camera_group_members" (
	"organisation_id" uuid NOT NULL,
	"group_id" uuid,
	"camera_id" uuid,
	CONSTRAINT "camera_group_members_pkey" PRIMARY KEY("group_id","camera_id")
);
--> statement-breakpoint
CREATE TABLE "camera_groups" (
	"id" uuid PRIMARY KEY,
	"organisation_id" uuid NOT NULL,
	"name" text NOT NULL,
	"created_at_ms" bigint NOT NULL,
	CONSTRAINT "camera_groups_organisation_id_key" UNIQUE("organisation_id","id")
);
--> statement-breakpoint
CREATE TABLE "grants" (
	"id" uuid PRIMARY KEY,
	"organisation_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"permission" text NOT NULL,
	"scope_kind" text NOT NULL,
	"site_id" uuid,
	"camera_group_id" uuid,
	"camera_id" uuid,
	"from_ms" bigint,
	"until_ms" bigint,
	"created_at_ms" bigint NOT NULL,
	CONSTRAINT "grants_scope_check" CHECK ("scope_kind" in ('organisation', 'site', 'camera-group', 'camera')
        and ("scope_kind" = 'site') = ("site_id" is not null)
        and ("scope_kind" = 'camera-group') = ("camera_group_id" is not null)
        and ("scope_kind" = 'camera') = ("camera_id" is not null))
);
--> statement-breakpoint
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
CREATE TABLE "relays" (
	"id" uuid PRIMARY KEY,
	"publish_address" text NOT NULL,
	"live_address" text NOT NULL,
	"internal_url" text NOT NULL,
	"viewers" integer NOT NULL,
	"viewers_max" integer NOT NULL,
	"draining" boolean NOT NULL,
	"last_seen_at_ms" bigint NOT NULL
);
--> statement-breakpoint
DROP TABLE "agent_leases";--> statement-breakpoint
ALTER TABLE "agent_configs" ADD COLUMN "release_protocol" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "commands" ADD COLUMN "key_id" text;--> statement-breakpoint
ALTER TABLE "commands" ADD COLUMN "signature" text;--> statement-breakpoint
CREATE INDEX "camera_group_members_by_camera" ON "camera_group_members" ("camera_id");--> statement-breakpoint
CREATE INDEX "cameras_by_site" ON "cameras" ("organisation_id","site_id");--> statement-breakpoint
CREATE INDEX "grants_by_user" ON "grants" ("user_id");--> statement-breakpoint
CREATE INDEX "leases_by_holder" ON "leases" ("kind","holder");--> statement-breakpoint
ALTER TABLE "camera_group_members" ADD CONSTRAINT "camera_group_members_group_fk" FOREIGN KEY ("organisation_id","group_id") REFERENCES "camera_groups"("organisation_id","id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "camera_group_members" ADD CONSTRAINT "camera_group_members_camera_fk" FOREIGN KEY ("organisation_id","camera_id") REFERENCES "cameras"("organisation_id","id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "camera_groups" ADD CONSTRAINT "camera_groups_organisation_id_organisations_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id");--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_user_fk" FOREIGN KEY ("organisation_id","user_id") REFERENCES "users"("organisation_id","id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_site_fk" FOREIGN KEY ("organisation_id","site_id") REFERENCES "sites"("organisation_id","id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_camera_group_fk" FOREIGN KEY ("organisation_id","camera_group_id") REFERENCES "camera_groups"("organisation_id","id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_camera_fk" FOREIGN KEY ("organisation_id","camera_id") REFERENCES "cameras"("organisation_id","id") ON DELETE CASCADE;