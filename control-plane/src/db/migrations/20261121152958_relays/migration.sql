CREATE TABLE "relays" (
	"id" uuid PRIMARY KEY,
	"publish_address" text NOT NULL,
	"live_address" text NOT NULL,
	"internal_url" text NOT NULL,
	"viewers" integer NOT NULL,
	"viewers_max" integer NOT NULL,
	"streams" integer NOT NULL,
	"draining" boolean NOT NULL,
	"last_seen_at_ms" bigint NOT NULL
);
