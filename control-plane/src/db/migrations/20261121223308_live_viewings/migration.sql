ALTER TABLE "live_tickets" ADD COLUMN "request_id" text;--> statement-breakpoint
ALTER TABLE "live_tickets" ADD COLUMN "client_address" text;--> statement-breakpoint
ALTER TABLE "live_tickets" ADD COLUMN "relay_id" uuid;--> statement-breakpoint
CREATE INDEX "live_tickets_by_session" ON "live_tickets" ("session_id");