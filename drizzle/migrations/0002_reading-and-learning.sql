CREATE TABLE "account_channels" (
	"account_id" integer NOT NULL,
	"source_id" integer NOT NULL,
	"access_hash" text,
	"joined_at" timestamp (3) with time zone,
	"refused_at" timestamp (3) with time zone,
	"refusal" text,
	CONSTRAINT "account_channels_key" PRIMARY KEY("account_id","source_id")
);
--> statement-breakpoint
CREATE TABLE "account_hours" (
	"account_id" integer NOT NULL,
	"hour" timestamp (3) with time zone NOT NULL,
	"method" text NOT NULL,
	"calls" integer NOT NULL,
	"floods" integer NOT NULL,
	CONSTRAINT "account_hours_key" PRIMARY KEY("account_id","hour","method"),
	CONSTRAINT "account_hours_counters" CHECK ("account_hours"."calls" >= 0 and "account_hours"."floods" >= 0)
);
--> statement-breakpoint
CREATE TABLE "account_rests" (
	"account_id" integer NOT NULL,
	"method" text NOT NULL,
	"not_before" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "account_rests_key" PRIMARY KEY("account_id","method")
);
--> statement-breakpoint
CREATE TABLE "backfills" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "backfills_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"source_id" integer NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"since_at" timestamp (3) with time zone NOT NULL,
	"from_id" bigint,
	"to_id" bigint NOT NULL,
	"position" bigint,
	"posts" integer DEFAULT 0 NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "backfills_state" CHECK ("backfills"."state" in ('active', 'done', 'stopped')),
	CONSTRAINT "backfills_counters" CHECK ("backfills"."posts" >= 0)
);
--> statement-breakpoint
CREATE TABLE "missing_ids" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "missing_ids_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"source_id" integer NOT NULL,
	"from_id" bigint NOT NULL,
	"to_id" bigint NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"found_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "missing_ids_once" UNIQUE("source_id","from_id","to_id"),
	CONSTRAINT "missing_ids_state" CHECK ("missing_ids"."state" in ('open', 'filled', 'gone', 'not_a_post')),
	CONSTRAINT "missing_ids_order" CHECK ("missing_ids"."from_id" <= "missing_ids"."to_id")
);
--> statement-breakpoint
CREATE TABLE "models" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "models_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"version" text NOT NULL,
	"state" text NOT NULL,
	"rules_version" text NOT NULL,
	"trained_at" timestamp (3) with time zone NOT NULL,
	"weights" "bytea" NOT NULL,
	"statistics" jsonb NOT NULL,
	CONSTRAINT "models_version" UNIQUE("version"),
	CONSTRAINT "models_state" CHECK ("models"."state" in ('candidate', 'live', 'retired'))
);
--> statement-breakpoint
CREATE TABLE "rule_days" (
	"day" date NOT NULL,
	"rule" text NOT NULL,
	"kind" text NOT NULL,
	"hits" integer NOT NULL,
	CONSTRAINT "rule_days_key" PRIMARY KEY("day","rule","kind"),
	CONSTRAINT "rule_days_kind" CHECK ("rule_days"."kind" in ('live', 'shadow')),
	CONSTRAINT "rule_days_hits" CHECK ("rule_days"."hits" >= 0)
);
--> statement-breakpoint
CREATE TABLE "picture_bands" (
	"band" text NOT NULL,
	"picture_id" integer NOT NULL,
	CONSTRAINT "picture_bands_key" PRIMARY KEY("band","picture_id")
);
--> statement-breakpoint
CREATE TABLE "post_pictures" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "post_pictures_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"post_id" integer NOT NULL,
	"sha256" text NOT NULL,
	"hash" text,
	"masked_text" text NOT NULL,
	"sealed_text" "bytea" NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "post_pictures_once" UNIQUE("post_id","sha256")
);
--> statement-breakpoint
CREATE TABLE "seen_pictures" (
	"hash" text PRIMARY KEY NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "waiting_pictures" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "waiting_pictures_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"source_id" integer NOT NULL,
	"message_id" bigint NOT NULL,
	"sealed_post" "bytea" NOT NULL,
	"suspicious" boolean NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "waiting_pictures_once" UNIQUE("source_id","message_id")
);
--> statement-breakpoint
ALTER TABLE "read_intervals" DROP CONSTRAINT "read_intervals_once";--> statement-breakpoint
ALTER TABLE "sources" DROP CONSTRAINT "sources_place";--> statement-breakpoint
ALTER TABLE "accounts" DROP CONSTRAINT "accounts_state";--> statement-breakpoint
ALTER TABLE "outbox" DROP CONSTRAINT "outbox_name";--> statement-breakpoint
ALTER TABLE "sources" DROP CONSTRAINT "sources_connector";--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "rests_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "model_version" text;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "last_seen_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "parts" jsonb;--> statement-breakpoint
ALTER TABLE "seen_posts" ADD COLUMN "post_id" bigint;--> statement-breakpoint
ALTER TABLE "seen_posts" ADD COLUMN "gone_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "read_intervals" ADD COLUMN "axis" text DEFAULT 'ids' NOT NULL;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "network" text DEFAULT 'telegram' NOT NULL;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "account_id" integer;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "linked_to" integer;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "newest_id" bigint;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "last_difference_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "last_difference" text;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "reading" text;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "reading_reason" text;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "quiet_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "account_channels" ADD CONSTRAINT "account_channels_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_channels" ADD CONSTRAINT "account_channels_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_hours" ADD CONSTRAINT "account_hours_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_rests" ADD CONSTRAINT "account_rests_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "backfills" ADD CONSTRAINT "backfills_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "missing_ids" ADD CONSTRAINT "missing_ids_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "picture_bands" ADD CONSTRAINT "picture_bands_picture_id_post_pictures_id_fk" FOREIGN KEY ("picture_id") REFERENCES "public"."post_pictures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "post_pictures" ADD CONSTRAINT "post_pictures_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waiting_pictures" ADD CONSTRAINT "waiting_pictures_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_channels_of_source" ON "account_channels" USING btree ("source_id");--> statement-breakpoint
CREATE INDEX "account_hours_by_age" ON "account_hours" USING btree ("hour");--> statement-breakpoint
CREATE UNIQUE INDEX "backfills_active" ON "backfills" USING btree ("source_id") WHERE "backfills"."state" = 'active';--> statement-breakpoint
CREATE INDEX "missing_ids_open" ON "missing_ids" USING btree ("source_id","from_id") WHERE "missing_ids"."state" = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "models_live" ON "models" USING btree ("state") WHERE "models"."state" = 'live';--> statement-breakpoint
CREATE INDEX "post_pictures_same" ON "post_pictures" USING btree ("sha256");--> statement-breakpoint
CREATE INDEX "seen_pictures_by_age" ON "seen_pictures" USING btree ("seen_at");--> statement-breakpoint
CREATE INDEX "waiting_pictures_by_age" ON "waiting_pictures" USING btree ("suspicious","at");--> statement-breakpoint
ALTER TABLE "sources" ADD CONSTRAINT "sources_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sources" ADD CONSTRAINT "sources_linked_to_sources_id_fk" FOREIGN KEY ("linked_to") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "sources_of_account" ON "sources" USING btree ("account_id");--> statement-breakpoint
ALTER TABLE "read_intervals" ADD CONSTRAINT "read_intervals_once" UNIQUE("source_id","axis","from_id","to_id");--> statement-breakpoint
ALTER TABLE "sources" ADD CONSTRAINT "sources_place" UNIQUE("network","external_id");--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_state" CHECK ("accounts"."state" in ('active', 'resting', 'stopped'));--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_name" CHECK ("outbox"."name" in ('detect', 'backfill', 'read', 'capture', 'dispatch', 'track', 'tell'));--> statement-breakpoint
ALTER TABLE "read_intervals" ADD CONSTRAINT "read_intervals_axis" CHECK ("read_intervals"."axis" in ('ids', 'events', 'backfill'));--> statement-breakpoint
ALTER TABLE "sources" ADD CONSTRAINT "sources_network" CHECK ("sources"."network" in ('telegram'));--> statement-breakpoint
ALTER TABLE "sources" ADD CONSTRAINT "sources_last_difference" CHECK ("sources"."last_difference" in ('empty', 'changes', 'too_long', 'history'));--> statement-breakpoint
ALTER TABLE "sources" ADD CONSTRAINT "sources_reading" CHECK ("sources"."reading" in ('reading', 'behind', 'waiting', 'trouble'));--> statement-breakpoint
ALTER TABLE "sources" ADD CONSTRAINT "sources_connector" CHECK ("sources"."connector" in ('telegram', 'telegram-preview'));