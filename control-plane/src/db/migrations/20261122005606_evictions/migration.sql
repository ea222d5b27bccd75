CREATE TABLE "camera_retentions" (
	"organisation_id" uuid NOT NULL,
	"camera_id" uuid,
	"version" integer,
	"retention_days" double precision,
	"quota_bytes" bigint,
	CONSTRAINT "camera_retentions_pkey" PRIMARY KEY("camera_id","version")
);
--> statement-breakpoint
CREATE TABLE "early_evictions" (
	"organisation_id" uuid NOT NULL,
	"camera_id" uuid,
	"cause" text,
	"count" bigint NOT NULL,
	"from_ms" bigint NOT NULL,
	"to_ms" bigint NOT NULL,
	"begun_at_ms" bigint NOT NULL,
	"last_at_ms" bigint NOT NULL,
	"kept_days" double precision NOT NULL,
	"promised_days" double precision NOT NULL,
	CONSTRAINT "early_evictions_pkey" PRIMARY KEY("camera_id","cause")
);
--> statement-breakpoint
ALTER TABLE "archive_objects" DROP CONSTRAINT "archive_objects_segment_id_segments_id_fkey";--> statement-breakpoint
ALTER TABLE "segments" ADD COLUMN "taken_at_ms" bigint;--> statement-breakpoint
ALTER TABLE "archive_objects" DROP CONSTRAINT "archive_objects_pkey";--> statement-breakpoint
ALTER TABLE "archive_objects" ADD CONSTRAINT "archive_objects_pkey" PRIMARY KEY("segment_id","camera_id");--> statement-breakpoint
ALTER TABLE "segments" DROP CONSTRAINT "segments_pkey";--> statement-breakpoint
ALTER TABLE "segments" ADD CONSTRAINT "segments_pkey" PRIMARY KEY("id","camera_id");--> statement-breakpoint
ALTER TABLE "upload_grants" DROP CONSTRAINT "upload_grants_pkey";--> statement-breakpoint
ALTER TABLE "upload_grants" ADD CONSTRAINT "upload_grants_pkey" PRIMARY KEY("agent_id","segment_id");--> statement-breakpoint
ALTER TABLE "segments" ADD CONSTRAINT "segments_agent_id_key" UNIQUE("agent_id","id");--> statement-breakpoint
ALTER TABLE "archive_objects" ADD CONSTRAINT "archive_objects_segment_id_camera_id_segments_id_camera_id_fkey" FOREIGN KEY ("segment_id","camera_id") REFERENCES "segments"("id","camera_id");--> statement-breakpoint
ALTER TABLE "camera_retentions" ADD CONSTRAINT "camera_retentions_organisation_id_organisations_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id");--> statement-breakpoint
ALTER TABLE "early_evictions" ADD CONSTRAINT "early_evictions_organisation_id_organisations_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id");--> statement-breakpoint
-- What the stored configurations said, as far back as none of an agent's is missing: one row for each change.
INSERT INTO "camera_retentions" ("organisation_id", "camera_id", "version", "retention_days", "quota_bytes")
SELECT organisation_id, camera_id, version, days, quota FROM (
	SELECT said.*, row_number() OVER each = 1 OR (days, quota) IS DISTINCT FROM (lag(days) OVER each, lag(quota) OVER each) AS is_new
	FROM (
		SELECT whole.organisation_id, whole.version, (camera ->> 'cameraId')::uuid AS camera_id,
			(camera #>> '{recording,retentionDays}')::double precision AS days, (camera #>> '{recording,quotaBytes}')::bigint AS quota
		FROM (
			SELECT organisation_id, version, document,
				version + row_number() OVER (PARTITION BY agent_id ORDER BY version DESC) = 1 + max(version) OVER (PARTITION BY agent_id) AS is_whole
			FROM agent_configs
		) whole, jsonb_array_elements(whole.document #> '{config,cameras}') camera
		WHERE whole.is_whole
	) said
	WINDOW each AS (PARTITION BY camera_id ORDER BY version)
) told WHERE is_new;
