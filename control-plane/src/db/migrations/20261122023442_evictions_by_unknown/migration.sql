ALTER TABLE "camera_retentions" ADD COLUMN "is_known" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "chain_heads" ADD COLUMN "refusals" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "early_evictions" ALTER COLUMN "promised_days" DROP NOT NULL;