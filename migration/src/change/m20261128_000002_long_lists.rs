//! The delivery log and the audit log in order of time, whatever they are filtered by. `bench` measures it.

super::change! {
    up: r"
DROP INDEX email_deliveries_by_status;
CREATE INDEX email_deliveries_by_status ON email_deliveries (status, queued_at DESC, id DESC);
CREATE INDEX email_deliveries_by_kind ON email_deliveries (kind, queued_at DESC, id DESC);
CREATE INDEX audit_log_by_actor ON audit_log (actor, occurred_at DESC, id DESC);
CREATE INDEX audit_log_by_record ON audit_log (subject_id, occurred_at DESC, id DESC);
-- What it is asked, audit_log_by_user_and_time answers too.
DROP INDEX audit_log_by_user;
",
    down: r"
CREATE INDEX audit_log_by_user ON audit_log (user_id, id);
DROP INDEX audit_log_by_record;
DROP INDEX audit_log_by_actor;
DROP INDEX email_deliveries_by_kind;
DROP INDEX email_deliveries_by_status;
CREATE INDEX email_deliveries_by_status ON email_deliveries (status, queued_at DESC);
",
}
