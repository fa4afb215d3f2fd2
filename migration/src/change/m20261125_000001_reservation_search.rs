//! Finding reservations among hundreds of thousands: by a part of name, address or reference, by status, and by
//! performance.

super::change! {
    up: r"
-- Trusted since PostgreSQL 13: the owner of the database may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- The blank before lets a pattern ask for the beginning of a name, an address or a reference: '% an%'.
CREATE INDEX reservations_search ON reservations
    USING gin ((' ' || lower(name || ' ' || coalesce(email, '') || ' ' || reference)) gin_trgm_ops);
CREATE INDEX reservations_by_status ON reservations (status, created_at DESC, id DESC);
CREATE INDEX reservations_by_performance_and_creation ON reservations (performance_id, created_at DESC, id DESC);
",
    down: r"
-- The extension stays: it may have been there before, and others may use it.
DROP INDEX reservations_by_performance_and_creation;
DROP INDEX reservations_by_status;
DROP INDEX reservations_search;
",
}
