//! A house that has been busy for ten years, written by a few statements. Constraints and triggers stand aside meanwhile:
//! they would count the seats of each performance anew for each of its reservations.

use sqlx::{AssertSqlSafe, PgPool, Row as _};

/// Everything, in order; `{n}` is the number of reservations.
const SCRIPT: &str = r#"
SET session_replication_role = replica;

INSERT INTO shows (slug, title, summary, is_published)
SELECT 'show-' || n, (ARRAY['La locandiera', 'Il gabbiano', 'Zio Vanja', 'Amleto', 'Sei personaggi', 'Il giardino'])[1 + n % 6]
    || ' ' || n, 'Una produzione della compagnia', true
FROM generate_series(1, 80) n;

INSERT INTO venues (slug, name, address, city)
SELECT 'venue-' || n, 'Teatro ' || n, 'Via ' || n, (ARRAY['Torino', 'Milano', 'Genova'])[1 + n % 3]
FROM generate_series(1, 12) n;

-- One performance for a hundred reservations: nine years back, one year ahead.
INSERT INTO performances (show_id, venue_id, starts_at, room_capacity, created_at, updated_at)
SELECT 1 + n % 80, 1 + n % 12,
    date_trunc('hour', now()) - interval '9 years' + n * (interval '10 years' / ({n} / 100)), 600,
    now() - interval '10 years', now()
FROM generate_series(1, {n} / 100) n;

INSERT INTO staff_users (username, display_name, role, password_hash, created_at, updated_at)
SELECT 'user-' || n, 'User ' || n, 'staff', 'x', now(), now() FROM generate_series(1, 30) n;

INSERT INTO reservations (performance_id, reference, status, source, name, email, phone, party_size, locale, notes,
    privacy_accepted_at, expires_at, confirmed_at, cancelled_at, expired_at, created_at, updated_at)
SELECT p.id,
    -- Seven digits out of thirty, none twice: the number in base 30 after a mixing that is one to one.
    (SELECT string_agg(substr('0123456789BCDFGHJKMNPQRSTVWXYZ', 1 + ((mixed / (30 ^ d)::bigint) % 30)::integer, 1), '')
        FROM generate_series(0, 6) d),
    status, (ARRAY['online', 'online', 'online', 'online', 'manual'])[1 + n % 5],
    first || ' ' || last, lower(first || '.' || last) || n || (ARRAY['@example.org', '@mail.test', '@posta.test'])[1 + n % 3],
    CASE WHEN n % 3 = 0 THEN '+39 333 ' || n END, 1 + n % 5, CASE WHEN n % 7 = 0 THEN 'en' ELSE 'it' END, '',
    asked_at, asked_at + interval '2 hours', CASE WHEN status IN ('confirmed', 'cancelled') THEN asked_at + interval '9 minutes' END,
    CASE WHEN status = 'cancelled' THEN asked_at + interval '2 days' END,
    CASE WHEN status = 'expired' THEN asked_at + interval '2 hours' END, asked_at, asked_at
FROM (
    SELECT n, 1 + n % ({n} / 100) AS performance_id, abs(hashtext('guest ' || n)) AS chance,
        (n::bigint * 7919 * 104729) % 21870000000 AS mixed,
        (ARRAY['Anna', 'Bruno', 'Carla', 'Dario', 'Elena', 'Fabio', 'Giulia', 'Hans', 'Irene', 'Luca', 'Marta', 'Nicola',
            'Olga', 'Paolo', 'Rita', 'Sara', 'Tommaso', 'Ugo', 'Vera', 'Zeno'])[1 + abs(hashtext('first ' || n)) % 20] AS first,
        (ARRAY['Bianchi', 'Rossi', 'Russo', 'Ferrari', 'Esposito', 'Romano', 'Colombo', 'Ricci', 'Marino', 'Greco', 'Bruno',
            'Gallo', 'Conti', 'De Luca', 'Mancini', 'Costa', 'Giordano', 'Rizzo', 'Lombardi', 'Moretti', 'Barbieri', 'Fontana',
            'Santoro', 'Mariani', 'Rinaldi', 'Caruso', 'Ferrara', 'Galli', 'Martini', 'Leone'])[1 + abs(hashtext('last ' || n)) % 30] AS last
    FROM generate_series(1, {n}) n
) guest
JOIN performances p ON p.id = guest.performance_id
CROSS JOIN LATERAL (
    SELECT least(p.starts_at - interval '1 day' * (1 + chance % 4000 / 100.0), now() - interval '1 minute' * (chance % 40000)) AS asked_at,
        CASE WHEN chance % 20 < 16 THEN 'confirmed' WHEN chance % 20 = 16 THEN 'cancelled'
             WHEN p.starts_at > now() AND chance % 60 = 17 THEN 'pending' ELSE 'expired' END AS status
) state;

UPDATE performances p SET confirmed_seats = coalesce(
    (SELECT sum(party_size) FROM reservations r WHERE r.performance_id = p.id AND r.status = 'confirmed'), 0);

INSERT INTO check_ins (reservation_id, admitted, source, user_id, created_at)
SELECT r.id, r.party_size, 'qr_scan', 1 + r.id % 30, p.starts_at - interval '10 minutes'
FROM reservations r JOIN performances p ON p.id = r.performance_id
WHERE r.status = 'confirmed' AND p.starts_at < now() AND r.id % 10 < 9;
UPDATE reservations r SET admitted = party_size FROM check_ins c WHERE c.reservation_id = r.id;

INSERT INTO reservation_tokens (token_sha256, reservation_id, purpose, generation, key_id, created_at)
SELECT sha256((r.id || purpose)::bytea), r.id, purpose, 1, 'bench', r.created_at
FROM reservations r, unnest(ARRAY['confirmation', 'ticket']) AS purpose
WHERE purpose = 'confirmation' OR r.status = 'confirmed';

INSERT INTO email_deliveries (reservation_id, kind, generation, status, attempts, message_id, smtp_response, queued_at,
    last_attempt_at, sent_at, failed_at)
SELECT r.id, kind, 1, CASE WHEN r.id % 200 = 0 THEN 'failed' ELSE 'sent' END, 1, r.id || kind, '250 ok',
    r.created_at, r.created_at, CASE WHEN r.id % 200 <> 0 THEN r.created_at END, CASE WHEN r.id % 200 = 0 THEN r.created_at END
FROM reservations r, unnest(ARRAY['confirmation_request', 'ticket', 'reminder']) AS kind
WHERE kind = 'confirmation_request' OR r.status = 'confirmed';

INSERT INTO audit_log (occurred_at, actor, user_id, action, subject, subject_id, detail, request_id, client_address)
SELECT r.created_at + step.after, step.actor, CASE WHEN step.actor = 'staff' THEN 1 + r.id % 30 END, step.action,
    'reservation', r.id, '{}', 'r' || r.id, '192.0.2.7'
FROM reservations r, (VALUES
    (interval '0', 'visitor', 'reservation.requested'), (interval '9 minutes', 'visitor', 'reservation.confirmed'),
    (interval '9 days', 'staff', 'reservation.checked_in')) AS step (after, actor, action)
WHERE step.action = 'reservation.requested' OR r.status = 'confirmed';

-- Done jobs are kept for a week; of failed ones somebody has not looked at for long.
INSERT INTO apalis.jobs (id, job_type, job, status, attempts, max_attempts, run_at, done_at, priority, idempotency_key,
    last_result, metadata)
SELECT apalis.generate_ulid(), 'emails', convert_to('{"v":1,"delivery_id":' || d.id || '}', 'UTF8'),
    CASE WHEN d.id % 25 = 0 THEN 'Killed' WHEN d.id % 97 = 0 THEN 'Pending' ELSE 'Done' END, 1, 100,
    CASE WHEN d.id % 97 = 0 THEN now() + interval '1 hour' ELSE now() - interval '1 minute' * (d.id % 10000) END,
    CASE WHEN d.id % 97 <> 0 THEN now() - interval '1 minute' * (d.id % 10000) END, 10, 'delivery:' || d.id,
    CASE WHEN d.id % 25 = 0 THEN jsonb_build_object('Err', 'AbortError: 550 5.1.1 no such mailbox, id=' || d.id) END, ''
FROM (SELECT id FROM email_deliveries ORDER BY id DESC LIMIT {n} / 10) d;

SET session_replication_role = origin;
"#;

/// Fills an empty house.
pub async fn fill(pool: &PgPool, reservations: i32) -> Result<(), sqlx::Error> {
    let script = SCRIPT.replace("{n}", &reservations.to_string());
    let mut connection = pool.acquire().await?;
    sqlx::raw_sql(AssertSqlSafe(format!("SET statement_timeout = 0; {script}"))).execute(&mut *connection).await?;
    // What autovacuum does in a house that fills slowly.
    sqlx::raw_sql("VACUUM ANALYZE").execute(&mut *connection).await?;
    Ok(())
}

/// How many rows the big tables have.
pub async fn sizes(pool: &PgPool) -> Result<String, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT relname::text AS name, n_live_tup AS rows FROM pg_stat_user_tables WHERE n_live_tup > 1000 ORDER BY 2 DESC",
    )
    .fetch_all(pool)
    .await?;
    let told: Vec<String> =
        rows.iter().map(|row| format!("{} {}", row.get::<String, _>("name"), row.get::<i64, _>("rows"))).collect();
    Ok(told.join(", "))
}
