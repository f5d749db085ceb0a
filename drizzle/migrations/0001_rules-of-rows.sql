-- What was decided, sealed, sent or recorded is never changed: rows of these tables are only added.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END;
$$;
--> statement-breakpoint
CREATE TRIGGER "decisions_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "decisions" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "audit_events_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_events" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "evidence_sets_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "evidence_sets" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "evidence_files_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "evidence_files" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "parcels_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "parcels" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
-- Routes 1 and 2 exclude each other, also after one is closed; a relapse may get another measure of the same kind.
-- The two kinds are adjacent ranges, so that the constraint needs no extension.
ALTER TABLE "measures" ADD CONSTRAINT "measures_criminal_or_administrative" EXCLUDE USING gist (
	int4range("finding_id", "finding_id", '[]') WITH &&,
	(CASE "kind" WHEN 'criminal_report' THEN int4range(1, 2) ELSE int4range(2, 3) END) WITH -|-
) WHERE ("kind" IN ('criminal_report', 'administrative_referral') AND "state" <> 'withdrawn');
