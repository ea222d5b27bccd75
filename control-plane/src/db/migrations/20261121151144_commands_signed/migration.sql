ALTER TABLE "commands" ADD COLUMN "key_id" text;--> statement-breakpoint
ALTER TABLE "commands" ADD COLUMN "signature" text;