//! The fastest SQL that we know for what the product does: one statement each, which writes the same rows of the same
//! tables, indexes, constraints and triggers, and refuses what must be refused.

use super::pgbench::Script;

/// Whether the performance at hand takes a party of two now.
const TAKES_TWO: &str = "p.is_published AND p.cancelled_at IS NULL AND p.starts_at > now() AND p.is_booking_enabled \
    AND coalesce(p.booking_opens_at <= now(), true) AND coalesce(p.booking_closes_at > now(), true) \
    AND p.max_party_size >= 2 \
    AND p.confirmed_seats + p.manually_occupied_seats + 2 <= p.room_capacity + p.additional_seats";

/// A job of `queue`; the rows behind are its payload's and its key's.
fn job(queue: &str, payload: &str, key: &str, from: &str) -> String {
    format!(
        "INSERT INTO apalis.jobs (id, job_type, job, status, attempts, max_attempts, run_at, priority, metadata, idempotency_key) \
         SELECT apalis.generate_ulid(), '{queue}', convert_to({payload}, 'UTF8'), 'Pending', 0, 100, now(), 10, \
            hstore('request_id', 'bench'), {key} FROM {from} ON CONFLICT (job_type, idempotency_key) DO NOTHING"
    )
}

fn audit(action: &str, actor: &str, user: &str, detail: &str, from: &str) -> String {
    format!(
        "INSERT INTO audit_log (occurred_at, actor, user_id, action, subject, subject_id, detail, request_id, client_address) \
         SELECT now(), '{actor}', {user}, '{action}', 'reservation', id, '{detail}', 'bench', '127.0.0.1' FROM {from}"
    )
}

/// Records a request for two seats at one of the performances from `first` to `last`; `lock` is how the performance's
/// row is held.
fn booking(name: &'static str, first: i64, last: i64, lock: &str) -> Script {
    let audit = audit("reservation.requested", "visitor", "NULL::bigint", r#"{"party_size": 2}"#, "reservation");
    let job = job("emails", r#"'{"v":1,"delivery_id":' || id || '}'"#, "'delivery:' || id", "delivery");
    let text = format!(
        "\\set performance random({first}, {last})\n\
         WITH asked AS MATERIALIZED (\
            SELECT p.id, p.starts_at FROM performances p JOIN shows s ON s.id = p.show_id \
            WHERE p.id = :performance AND s.is_published AND {TAKES_TWO} {lock}\
         ), drawn AS MATERIALIZED (SELECT md5(random()::text || clock_timestamp()::text) AS word), \
         reservation AS (\
            INSERT INTO reservations (performance_id, reference, status, source, name, email, party_size, locale, \
                privacy_accepted_at, expires_at, created_at, updated_at) \
            SELECT id, left(word, 12), 'pending', 'online', 'Anna Bianchi ' || left(word, 4), 'anna.' || left(word, 8) || '@example.org', \
                2, 'it', now(), least(now() + interval '24 hours', starts_at), now(), now() \
            FROM asked, drawn RETURNING id\
         ), token AS (\
            INSERT INTO reservation_tokens (token_sha256, reservation_id, purpose, generation, key_id, created_at) \
            SELECT sha256(word::bytea), id, 'confirmation', 1, 'bench', now() FROM reservation, drawn\
         ), delivery AS (\
            INSERT INTO email_deliveries (reservation_id, kind, generation, status, attempts, message_id, queued_at) \
            SELECT id, 'confirmation_request', 1, 'queued', 0, word || '@localhost', now() FROM reservation, drawn RETURNING id\
         ), remembered AS (\
            INSERT INTO idempotency_keys (key_sha256, body_sha256, answer, created_at, expires_at) \
            SELECT sha256(('key ' || word)::bytea), sha256(('body ' || word)::bytea), \
                jsonb_build_object('Ok', jsonb_build_object('reference', left(word, 12), 'expires_at', now())), \
                now(), now() + interval '24 hours' \
            FROM reservation, drawn ON CONFLICT (key_sha256) DO NOTHING\
         ), entry AS ({audit}) {job};\n"
    );
    Script { name, text }
}

/// Requests for seats, with the performance's row held until the commit and without.
pub fn bookings(first: i64, last: i64) -> [Script; 2] {
    [
        booking("request without lock", first, last, ""),
        booking("request with lock", first, last, "FOR NO KEY UPDATE OF p"),
    ]
}

/// The key of the next row that was prepared for the floor: none twice, whichever client asks.
pub const NEXT: &str = "bench_next";

/// Confirms the next prepared request.
pub fn confirmation() -> Script {
    let audit = audit("reservation.confirmed", "visitor", "NULL::bigint", r#"{"party_size": 2}"#, "confirmed");
    let job = job(
        "tickets",
        r#"'{"v":1,"reservation_id":' || id || ',"generation":1}'"#,
        "'ticket:' || id || ':1'",
        "confirmed",
    );
    let text = format!(
        "WITH presented AS MATERIALIZED (SELECT sha256(('floor' || nextval('{NEXT}'))::bytea) AS hash), \
         seen AS MATERIALIZED (\
            SELECT r.id, r.performance_id FROM presented JOIN reservation_tokens t ON t.token_sha256 = presented.hash \
            JOIN reservations r ON r.id = t.reservation_id\
         ), held AS MATERIALIZED (\
            SELECT p.* FROM seen JOIN performances p ON p.id = seen.performance_id FOR NO KEY UPDATE OF p\
         ), confirmed AS (\
            UPDATE reservations r SET status = 'confirmed', confirmed_at = now(), expires_at = NULL, updated_at = now() \
            FROM held p, seen WHERE r.id = seen.id AND r.status = 'pending' AND r.expires_at > now() AND p.cancelled_at IS NULL \
                AND p.confirmed_seats + p.manually_occupied_seats + r.party_size <= p.room_capacity + p.additional_seats \
            RETURNING r.id\
         ), token AS (\
            INSERT INTO reservation_tokens (token_sha256, reservation_id, purpose, generation, key_id, created_at) \
            SELECT sha256(('ticket of ' || id)::bytea), id, 'ticket', 1, 'bench', now() FROM confirmed\
         ), entry AS ({audit}) {job};\n"
    );
    Script { name: "confirmation", text }
}

/// Lets the party of the next prepared ticket in, by the hand of `user`.
pub fn admission(user: i64) -> Script {
    let audit = audit(
        "reservation.checked_in",
        "staff",
        &user.to_string(),
        r#"{"admitted": 2, "source": "qr_scan"}"#,
        "entered",
    );
    let text = format!(
        "WITH presented AS MATERIALIZED (SELECT sha256(('floor' || nextval('{NEXT}'))::bytea) AS hash), \
         entered AS (\
            UPDATE reservations r SET admitted = r.party_size, updated_at = now() \
            FROM presented JOIN reservation_tokens t ON t.token_sha256 = presented.hash \
            WHERE r.id = t.reservation_id AND r.status = 'confirmed' AND r.admitted = 0 RETURNING r.id, r.party_size\
         ), check_in AS (\
            INSERT INTO check_ins (reservation_id, admitted, source, user_id, created_at) \
            SELECT id, party_size, 'qr_scan', {user}, now() FROM entered\
         ) {audit};\n"
    );
    Script { name: "admission", text }
}
