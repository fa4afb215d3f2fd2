//! What the delivery log is searched by, and what is left of a guest whose personal data were removed.

super::change! {
    up: r"
-- Recipients are searched by the beginning of their address, whatever the database's collation.
CREATE INDEX reservations_by_email_prefix ON reservations (lower(email) text_pattern_ops);
CREATE INDEX email_deliveries_by_time ON email_deliveries (queued_at DESC, id DESC);
CREATE INDEX email_deliveries_by_failure ON email_deliveries (failed_at) WHERE status = 'failed';

CREATE INDEX reservations_with_personal_data ON reservations (performance_id, id) WHERE anonymised_at IS NULL;
ALTER TABLE reservations ADD CONSTRAINT reservations_anonymised_without_person
    CHECK (anonymised_at IS NULL OR (email IS NULL AND phone IS NULL AND name = '—' AND notes = ''));

-- Only entries with an address are looked at when addresses of clients are forgotten.
CREATE INDEX audit_log_with_address ON audit_log (occurred_at) WHERE client_address IS NOT NULL;
",
    down: r"
DROP INDEX audit_log_with_address;
ALTER TABLE reservations DROP CONSTRAINT reservations_anonymised_without_person;
DROP INDEX reservations_with_personal_data;
DROP INDEX email_deliveries_by_failure;
DROP INDEX email_deliveries_by_time;
DROP INDEX reservations_by_email_prefix;
",
}
