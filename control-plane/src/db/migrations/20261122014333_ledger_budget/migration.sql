ALTER TABLE "chain_heads" ADD COLUMN "arrival_hour_ms" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain_heads" ADD COLUMN "arrival_records" integer DEFAULT 0 NOT NULL;