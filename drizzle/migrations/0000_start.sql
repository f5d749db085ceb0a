CREATE TABLE "accounts" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "accounts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"user_id" text NOT NULL,
	"masked_phone" text NOT NULL,
	"sealed_session" "bytea" NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"state_reason" text,
	CONSTRAINT "accounts_user" UNIQUE("user_id"),
	CONSTRAINT "accounts_state" CHECK ("accounts"."state" in ('active', 'stopped'))
);
--> statement-breakpoint
CREATE TABLE "audit_events" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"action" text NOT NULL,
	"actor_id" integer,
	"subject" text NOT NULL,
	"details" jsonb NOT NULL,
	"previous" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_events_previous" UNIQUE("previous"),
	CONSTRAINT "audit_events_hash" UNIQUE("hash"),
	CONSTRAINT "audit_events_action" CHECK ("audit_events"."action" in ('finding.opened', 'finding.moved', 'finding.claimed', 'measure.opened', 'measure.changed', 'measure.moved', 'evidence.sealed', 'data.revealed', 'notification.sent', 'notification.answered', 'digest.made', 'staff.changed', 'source.changed', 'act.changed', 'account.changed')),
	CONSTRAINT "audit_events_previous_form" CHECK ("audit_events"."previous" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "audit_events_hash_form" CHECK ("audit_events"."hash" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "audit_events_seq" CHECK ("audit_events"."seq" >= 1)
);
--> statement-breakpoint
CREATE TABLE "dead_letters" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "dead_letters_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"queue" text NOT NULL,
	"key" text NOT NULL,
	"address" text NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "decisions" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "decisions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"finding_id" integer NOT NULL,
	"measure_id" integer,
	"verb" text NOT NULL,
	"from_state" text,
	"to_state" text NOT NULL,
	"by_id" integer,
	"by_role" text,
	"at" timestamp (3) with time zone NOT NULL,
	"reason" text,
	CONSTRAINT "decisions_actor" CHECK (("decisions"."by_id" is null) = ("decisions"."by_role" is null)),
	CONSTRAINT "decisions_role" CHECK ("decisions"."by_role" in ('analyst', 'supervisor', 'admin', 'auditor')),
	CONSTRAINT "decisions_states" CHECK (case when "decisions"."measure_id" is null
        then "decisions"."to_state" in ('new', 'postponed', 'qualified', 'dismissed', 'redirected', 'closed') and coalesce("decisions"."from_state" in ('new', 'postponed', 'qualified', 'dismissed', 'redirected', 'closed'), true)
        else "decisions"."to_state" in ('draft', 'submitted', 'approved', 'sent', 'received', 'outcome', 'closed', 'withdrawn') and coalesce("decisions"."from_state" in ('draft', 'submitted', 'approved', 'sent', 'received', 'outcome', 'closed', 'withdrawn'), true)
      end)
);
--> statement-breakpoint
CREATE TABLE "digests" (
	"day" date PRIMARY KEY NOT NULL,
	"numbers" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "evidence_files" (
	"set_id" integer NOT NULL,
	"position" integer NOT NULL,
	"role" text NOT NULL,
	"sha256" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"content_type" text NOT NULL,
	"width" integer,
	"height" integer,
	CONSTRAINT "evidence_files_key" PRIMARY KEY("set_id","position"),
	CONSTRAINT "evidence_files_role" CHECK ("evidence_files"."role" in ('screenshot', 'masked', 'raw')),
	CONSTRAINT "evidence_files_form" CHECK ("evidence_files"."sha256" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "evidence_files_size" CHECK ("evidence_files"."size_bytes" >= 0)
);
--> statement-breakpoint
CREATE TABLE "evidence_sets" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "evidence_sets_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"finding_id" integer NOT NULL,
	"post_id" integer NOT NULL,
	"captured_at" timestamp (3) with time zone NOT NULL,
	"tool" text NOT NULL,
	"manifest" text NOT NULL,
	"manifest_sha256" text NOT NULL,
	"previous_seal_sha256" text,
	"seal_sha256" text NOT NULL,
	CONSTRAINT "evidence_sets_post" UNIQUE("post_id"),
	CONSTRAINT "evidence_sets_seal" UNIQUE("seal_sha256"),
	CONSTRAINT "evidence_sets_previous_seal" UNIQUE NULLS NOT DISTINCT("previous_seal_sha256"),
	CONSTRAINT "evidence_sets_seal_form" CHECK ("evidence_sets"."seal_sha256" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "evidence_sets_manifest_form" CHECK ("evidence_sets"."manifest_sha256" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "findings" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "findings_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"state" text DEFAULT 'new' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"category" text NOT NULL,
	"score" double precision NOT NULL,
	"rules_version" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"claimed_by" integer,
	"claimed_until" timestamp (3) with time zone,
	"not_before" timestamp (3) with time zone,
	"occurrences" integer DEFAULT 1 NOT NULL,
	"first_post_id" integer NOT NULL,
	"capture_problem" text,
	CONSTRAINT "findings_first_post" UNIQUE("first_post_id"),
	CONSTRAINT "findings_state" CHECK ("findings"."state" in ('new', 'postponed', 'qualified', 'dismissed', 'redirected', 'closed')),
	CONSTRAINT "findings_category" CHECK ("findings"."category" in ('pyramid', 'gambling', 'dropper', 'crypto_exchange', 'illegal_lending', 'fictitious_invoices', 'counterfeit_money', 'illegal_lottery', 'excise_goods', 'investment_fraud', 'fake_documents')),
	CONSTRAINT "findings_score" CHECK ("findings"."score" between 0 and 1),
	CONSTRAINT "findings_counters" CHECK ("findings"."version" >= 1 and "findings"."occurrences" >= 1),
	CONSTRAINT "findings_claim" CHECK ("findings"."claimed_until" is null or "findings"."claimed_by" is not null)
);
--> statement-breakpoint
CREATE TABLE "occurrences" (
	"source_id" integer NOT NULL,
	"message_id" bigint NOT NULL,
	"finding_id" integer NOT NULL,
	"post_id" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "occurrences_message" PRIMARY KEY("source_id","message_id"),
	CONSTRAINT "occurrences_post" UNIQUE("post_id")
);
--> statement-breakpoint
CREATE TABLE "leases" (
	"name" text PRIMARY KEY NOT NULL,
	"holder" text,
	"fence" integer NOT NULL,
	"until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "legal_acts" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "legal_acts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"basis" text NOT NULL,
	"title_ru" text NOT NULL,
	"title_kk" text NOT NULL,
	"case_number" text,
	"act_date" date,
	"in_force_date" date,
	"article" text,
	"part" text,
	"operative" text,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"categories" text[] NOT NULL,
	"source_url" text,
	"checked_by" text,
	"checked_at" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "legal_acts_basis" CHECK ("legal_acts"."basis" in ('court_act', 'law')),
	CONSTRAINT "legal_acts_categories" CHECK ("legal_acts"."categories" <@ array['pyramid', 'gambling', 'dropper', 'crypto_exchange', 'illegal_lending', 'fictitious_invoices', 'counterfeit_money', 'illegal_lottery', 'excise_goods', 'investment_fraud', 'fake_documents']::text[]),
	CONSTRAINT "legal_acts_validity" CHECK ("legal_acts"."valid_to" is null or "legal_acts"."valid_to" >= "legal_acts"."valid_from"),
	CONSTRAINT "legal_acts_checked" CHECK (("legal_acts"."checked_by" is null) = ("legal_acts"."checked_at" is null))
);
--> statement-breakpoint
CREATE TABLE "measures" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "measures_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"finding_id" integer NOT NULL,
	"kind" text NOT NULL,
	"state" text DEFAULT 'draft' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"author_id" integer NOT NULL,
	"approver_id" integer,
	"legal_act_id" integer,
	"justification" text,
	"scope" text DEFAULT 'post' NOT NULL,
	"scope_target" text NOT NULL,
	"collateral" text,
	"return_comment" text,
	"outgoing_number" text,
	"idempotency_key" text,
	"authority_id" text,
	"outcome" text,
	"outcome_comment" text,
	"prescription_number" text,
	"prescription_date" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"submitted_at" timestamp (3) with time zone,
	"approved_at" timestamp (3) with time zone,
	"sent_at" timestamp (3) with time zone,
	"outcome_at" timestamp (3) with time zone,
	CONSTRAINT "measures_idempotency_key" UNIQUE("idempotency_key"),
	CONSTRAINT "measures_kind" CHECK ("measures"."kind" in ('criminal_report', 'administrative_referral', 'blocking_notification')),
	CONSTRAINT "measures_state" CHECK ("measures"."state" in ('draft', 'submitted', 'approved', 'sent', 'received', 'outcome', 'closed', 'withdrawn')),
	CONSTRAINT "measures_scope" CHECK ("measures"."scope" in ('post', 'channel', 'page', 'domain')),
	CONSTRAINT "measures_outcome" CHECK ("measures"."outcome" in ('blocked', 'unavailable', 'no_violation', 'in_processing', 'returned')),
	CONSTRAINT "measures_second_pair_of_eyes" CHECK ("measures"."approver_id" <> "measures"."author_id"),
	CONSTRAINT "measures_approved" CHECK ("measures"."state" in ('draft', 'submitted', 'withdrawn') or "measures"."approver_id" is not null),
	CONSTRAINT "measures_justified" CHECK ("measures"."state" in ('draft', 'withdrawn') or "measures"."justification" is not null),
	CONSTRAINT "measures_lawful" CHECK ("measures"."state" in ('draft', 'withdrawn') or "measures"."kind" <> 'blocking_notification' or "measures"."legal_act_id" is not null),
	CONSTRAINT "measures_outcome_known" CHECK ("measures"."state" <> 'outcome' or "measures"."outcome" is not null),
	CONSTRAINT "measures_prescription" CHECK (("measures"."prescription_number" is null) = ("measures"."prescription_date" is null))
);
--> statement-breakpoint
CREATE TABLE "outgoing_numbers" (
	"year" integer PRIMARY KEY NOT NULL,
	"last" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notices_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"person_id" integer NOT NULL,
	"kind" text NOT NULL,
	"params" jsonb NOT NULL,
	"dedup_key" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"tried_at" timestamp (3) with time zone,
	"sent_at" timestamp (3) with time zone,
	"message_id" bigint,
	"given_up_reason" text,
	CONSTRAINT "notices_dedup_key" UNIQUE("dedup_key"),
	CONSTRAINT "notices_kind" CHECK ("notices"."kind" in ('queue', 'occurrence', 'submitted', 'returned', 'approved', 'incomplete', 'received', 'outcome', 'alarm', 'digest'))
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "outbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"payload" jsonb NOT NULL,
	"key" text NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"claimed_at" timestamp (3) with time zone,
	CONSTRAINT "outbox_name" CHECK ("outbox"."name" in ('detect', 'capture', 'dispatch', 'track', 'tell'))
);
--> statement-breakpoint
CREATE TABLE "parcels" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "parcels_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"measure_id" integer NOT NULL,
	"idempotency_key" text NOT NULL,
	"notification" "bytea" NOT NULL,
	"attachments" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "parcels_idempotency_key" UNIQUE("idempotency_key")
);
--> statement-breakpoint
CREATE TABLE "posts" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "posts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"source_id" integer NOT NULL,
	"message_id" bigint NOT NULL,
	"version" integer NOT NULL,
	"url" text NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	"edited_at" timestamp (3) with time zone,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"deleted_seen_at" timestamp (3) with time zone,
	"masked_text" text NOT NULL,
	"sealed_content" "bytea" NOT NULL,
	"detection" jsonb NOT NULL,
	"views" bigint,
	CONSTRAINT "posts_version" UNIQUE("source_id","message_id","version"),
	CONSTRAINT "posts_version_positive" CHECK ("posts"."version" >= 1)
);
--> statement-breakpoint
CREATE TABLE "seen_posts" (
	"source_id" integer NOT NULL,
	"message_id" bigint NOT NULL,
	"hash" text NOT NULL,
	"edited_at" timestamp (3) with time zone,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "seen_posts_key" PRIMARY KEY("source_id","message_id")
);
--> statement-breakpoint
CREATE TABLE "signature_bands" (
	"band" text NOT NULL,
	"signature_id" integer NOT NULL,
	CONSTRAINT "signature_bands_key" PRIMARY KEY("band","signature_id")
);
--> statement-breakpoint
CREATE TABLE "signatures" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "signatures_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"finding_id" integer NOT NULL,
	"post_id" integer NOT NULL,
	"exact" text NOT NULL,
	"shingles" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "signatures_text" UNIQUE("finding_id","exact")
);
--> statement-breakpoint
CREATE TABLE "read_intervals" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "read_intervals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"source_id" integer NOT NULL,
	"epoch" integer NOT NULL,
	"from_id" bigint NOT NULL,
	"to_id" bigint NOT NULL,
	"hole" text,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "read_intervals_once" UNIQUE("source_id","from_id","to_id"),
	CONSTRAINT "read_intervals_order" CHECK ("read_intervals"."from_id" <= "read_intervals"."to_id")
);
--> statement-breakpoint
CREATE TABLE "source_days" (
	"source_id" integer NOT NULL,
	"day" date NOT NULL,
	"posts" integer NOT NULL,
	"suspicious" integer NOT NULL,
	CONSTRAINT "source_days_key" PRIMARY KEY("source_id","day"),
	CONSTRAINT "source_days_counters" CHECK ("source_days"."posts" >= 0 and "source_days"."suspicious" >= 0)
);
--> statement-breakpoint
CREATE TABLE "sources" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "sources_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"connector" text NOT NULL,
	"address" text NOT NULL,
	"external_id" text NOT NULL,
	"handle" jsonb NOT NULL,
	"title" text NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"state_reason" text,
	"openness" jsonb NOT NULL,
	"epoch" integer DEFAULT 0 NOT NULL,
	"position" bigint NOT NULL,
	"pts" bigint,
	"last_post_at" timestamp (3) with time zone,
	"last_read_at" timestamp (3) with time zone,
	CONSTRAINT "sources_place" UNIQUE("connector","external_id"),
	CONSTRAINT "sources_kind" CHECK ("sources"."kind" in ('internet_resource', 'social_network', 'messenger', 'mass_media', 'other_platform')),
	CONSTRAINT "sources_connector" CHECK ("sources"."connector" in ('telegram')),
	CONSTRAINT "sources_state" CHECK ("sources"."state" in ('active', 'paused', 'refused')),
	CONSTRAINT "sources_counters" CHECK ("sources"."epoch" >= 0 and "sources"."position" >= 0)
);
--> statement-breakpoint
CREATE TABLE "invites" (
	"code_hash" text PRIMARY KEY NOT NULL,
	"role" text NOT NULL,
	"name" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "invites_role" CHECK ("invites"."role" in ('analyst', 'supervisor', 'admin', 'auditor'))
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "staff_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"telegram_id" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"locale" text NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"dialog" jsonb,
	CONSTRAINT "staff_role" CHECK ("staff"."role" in ('analyst', 'supervisor', 'admin', 'auditor')),
	CONSTRAINT "staff_locale" CHECK ("staff"."locale" in ('kk', 'ru', 'en'))
);
--> statement-breakpoint
CREATE TABLE "stamp" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"mode" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "stamp_single" CHECK ("stamp"."id" = 1),
	CONSTRAINT "stamp_mode" CHECK ("stamp"."mode" in ('demo', 'real'))
);
--> statement-breakpoint
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_actor_id_staff_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_finding_id_findings_id_fk" FOREIGN KEY ("finding_id") REFERENCES "public"."findings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_measure_id_measures_id_fk" FOREIGN KEY ("measure_id") REFERENCES "public"."measures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_by_id_staff_id_fk" FOREIGN KEY ("by_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence_files" ADD CONSTRAINT "evidence_files_set_id_evidence_sets_id_fk" FOREIGN KEY ("set_id") REFERENCES "public"."evidence_sets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence_sets" ADD CONSTRAINT "evidence_sets_finding_id_findings_id_fk" FOREIGN KEY ("finding_id") REFERENCES "public"."findings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence_sets" ADD CONSTRAINT "evidence_sets_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "findings" ADD CONSTRAINT "findings_claimed_by_staff_id_fk" FOREIGN KEY ("claimed_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "findings" ADD CONSTRAINT "findings_first_post_id_posts_id_fk" FOREIGN KEY ("first_post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "occurrences" ADD CONSTRAINT "occurrences_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "occurrences" ADD CONSTRAINT "occurrences_finding_id_findings_id_fk" FOREIGN KEY ("finding_id") REFERENCES "public"."findings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "occurrences" ADD CONSTRAINT "occurrences_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "measures" ADD CONSTRAINT "measures_finding_id_findings_id_fk" FOREIGN KEY ("finding_id") REFERENCES "public"."findings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "measures" ADD CONSTRAINT "measures_author_id_staff_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "measures" ADD CONSTRAINT "measures_approver_id_staff_id_fk" FOREIGN KEY ("approver_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "measures" ADD CONSTRAINT "measures_legal_act_id_legal_acts_id_fk" FOREIGN KEY ("legal_act_id") REFERENCES "public"."legal_acts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_person_id_staff_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "parcels" ADD CONSTRAINT "parcels_measure_id_measures_id_fk" FOREIGN KEY ("measure_id") REFERENCES "public"."measures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seen_posts" ADD CONSTRAINT "seen_posts_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signature_bands" ADD CONSTRAINT "signature_bands_signature_id_signatures_id_fk" FOREIGN KEY ("signature_id") REFERENCES "public"."signatures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signatures" ADD CONSTRAINT "signatures_finding_id_findings_id_fk" FOREIGN KEY ("finding_id") REFERENCES "public"."findings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signatures" ADD CONSTRAINT "signatures_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "read_intervals" ADD CONSTRAINT "read_intervals_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_days" ADD CONSTRAINT "source_days_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "dead_letters_by_age" ON "dead_letters" USING btree ("at");--> statement-breakpoint
CREATE INDEX "decisions_of_finding" ON "decisions" USING btree ("finding_id","id");--> statement-breakpoint
CREATE INDEX "decisions_by_age" ON "decisions" USING btree ("at");--> statement-breakpoint
CREATE INDEX "evidence_sets_of_finding" ON "evidence_sets" USING btree ("finding_id","id");--> statement-breakpoint
CREATE INDEX "findings_queue" ON "findings" USING btree ("score" DESC NULLS FIRST,"created_at") WHERE "findings"."state" = 'new';--> statement-breakpoint
CREATE INDEX "findings_due" ON "findings" USING btree ("not_before") WHERE "findings"."state" = 'postponed';--> statement-breakpoint
CREATE INDEX "findings_by_state" ON "findings" USING btree ("state","created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "findings_by_age" ON "findings" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "occurrences_of_finding" ON "occurrences" USING btree ("finding_id","at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "occurrences_by_age" ON "occurrences" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "measures_one_open_of_kind" ON "measures" USING btree ("finding_id","kind") WHERE "measures"."state" not in ('closed', 'withdrawn');--> statement-breakpoint
CREATE INDEX "measures_of_finding" ON "measures" USING btree ("finding_id");--> statement-breakpoint
CREATE INDEX "measures_by_state" ON "measures" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "measures_by_outcome" ON "measures" USING btree ("outcome_at");--> statement-breakpoint
CREATE INDEX "notices_unsent" ON "notices" USING btree ("id") WHERE "notices"."sent_at" is null and "notices"."given_up_reason" is null;--> statement-breakpoint
CREATE INDEX "notices_of_person" ON "notices" USING btree ("person_id","kind","sent_at");--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_waiting_key" ON "outbox" USING btree ("key") WHERE "outbox"."claimed_at" is null;--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("due_at","id");--> statement-breakpoint
CREATE INDEX "parcels_of_measure" ON "parcels" USING btree ("measure_id","id");--> statement-breakpoint
CREATE INDEX "posts_entities" ON "posts" USING gin (("detection" -> 'entities') jsonb_path_ops);--> statement-breakpoint
CREATE INDEX "seen_posts_by_age" ON "seen_posts" USING btree ("seen_at");--> statement-breakpoint
CREATE INDEX "signatures_exact" ON "signatures" USING btree ("exact","at");--> statement-breakpoint
CREATE INDEX "source_days_by_day" ON "source_days" USING btree ("day");--> statement-breakpoint
CREATE UNIQUE INDEX "staff_active_telegram_id" ON "staff" USING btree ("telegram_id") WHERE "staff"."active";