//! Finding entries of the audit log by what was done, and those of a user in order of time.

super::change! {
    up: r"
CREATE INDEX audit_log_by_action ON audit_log (action, occurred_at DESC, id DESC);
CREATE INDEX audit_log_by_user_and_time ON audit_log (user_id, occurred_at DESC, id DESC);
",
    down: r"
DROP INDEX audit_log_by_user_and_time;
DROP INDEX audit_log_by_action;
",
}
