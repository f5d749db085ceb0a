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
