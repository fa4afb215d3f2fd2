//! Rows of many years, for a house that was new: written with the indexes put aside, which are made anew behind them, so
//! that two million reservations take minutes.

use sqlx::{AssertSqlSafe, PgConnection, PgPool};

use crate::Broken;

/// Reservations of a hundred for each performance; with each its confirmation token, its mail and its audit entry.
const SCRIPT: &str = "
INSERT INTO performances (show_id, venue_id, starts_at, room_capacity)
SELECT 1 + n % 8, 1, date_trunc('hour', now()) - interval '9 years' + n * (interval '9 years' / ({n} / 100)), 600
FROM generate_series(1, {n} / 100) n;

INSERT INTO reservations (performance_id, reference, status, source, name, email, party_size, locale, privacy_accepted_at,
    expires_at, confirmed_at, created_at, updated_at)
SELECT p.id, left(md5(guest.n::text), 12), guest.status, 'online', guest.first || ' ' || guest.last,
    lower(guest.first || '.' || guest.last) || guest.n || '@example.org', 1 + guest.n % 4, 'it', asked_at,
    asked_at + interval '1 day', CASE guest.status WHEN 'confirmed' THEN asked_at END, asked_at, asked_at
FROM (
    SELECT n, (SELECT min(id) FROM performances) + n % ({n} / 100) AS performance_id,
        CASE WHEN n % 5 < 4 THEN 'confirmed' ELSE 'expired' END AS status,
        (ARRAY['Anna', 'Bruno', 'Carla', 'Dario', 'Elena', 'Fabio', 'Giulia', 'Hans', 'Irene', 'Luca', 'Marta', 'Nicola',
            'Olga', 'Paolo', 'Rita', 'Sara', 'Tommaso', 'Ugo', 'Vera', 'Zeno'])[1 + abs(hashtext('f' || n)) % 20] AS first,
        (ARRAY['Bianchi', 'Rossi', 'Russo', 'Ferrari', 'Esposito', 'Romano', 'Colombo', 'Ricci', 'Marino', 'Greco', 'Gallo',
            'Conti', 'De Luca', 'Mancini', 'Costa', 'Giordano', 'Rizzo', 'Lombardi', 'Moretti', 'Barbieri', 'Fontana',
            'Santoro', 'Mariani', 'Rinaldi', 'Caruso', 'Ferrara', 'Galli', 'Martini', 'Leone', 'Longo'])[
            1 + abs(hashtext('l' || n)) % 30] AS last
    FROM generate_series(1, {n}) n
) guest
JOIN performances p ON p.id = guest.performance_id
CROSS JOIN LATERAL (SELECT p.starts_at - interval '1 hour' * (1 + guest.n % 700) AS asked_at) asked
ORDER BY guest.n;

UPDATE performances p SET confirmed_seats = taken.seats FROM (
    SELECT performance_id, sum(party_size) AS seats FROM reservations WHERE status = 'confirmed' GROUP BY 1
) taken WHERE taken.performance_id = p.id;

INSERT INTO reservation_tokens (token_sha256, reservation_id, purpose, generation, key_id, created_at)
SELECT sha256(('old' || id)::bytea), id, 'confirmation', 1, 'bench', created_at FROM reservations;

INSERT INTO email_deliveries (reservation_id, kind, generation, status, attempts, message_id, queued_at, sent_at)
SELECT id, 'confirmation_request', 1, 'sent', 1, id || '@localhost', created_at, created_at FROM reservations;

INSERT INTO audit_log (occurred_at, actor, action, subject, subject_id, detail, request_id, client_address)
SELECT created_at, 'visitor', 'reservation.requested', 'reservation', id, '{}', 'r' || id, '192.0.2.7' FROM reservations;
";

/// Indexes that are no constraint's, of the tables that grow.
const INDEXES: &str = "
SELECT indexdef FROM pg_indexes i
WHERE schemaname = 'public' AND tablename IN ('reservations', 'reservation_tokens', 'email_deliveries', 'audit_log')
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname)
ORDER BY indexname";

/// Writes so many reservations, and what comes with them.
pub async fn pass(pool: &PgPool, reservations: i32) -> Result<(), Broken> {
    let definitions: Vec<String> = sqlx::query_scalar(INDEXES).fetch_all(pool).await?;
    let mut connection = pool.acquire().await?;
    run(&mut connection, "SET session_replication_role = replica; SET maintenance_work_mem = '512MB'").await?;
    for definition in &definitions {
        // CREATE [UNIQUE] INDEX name ON …
        let name = definition.split_whitespace().skip_while(|word| *word != "INDEX").nth(1).unwrap_or_default();
        run(&mut connection, &format!("DROP INDEX {name}")).await?;
    }
    run(&mut connection, &SCRIPT.replace("{n}", &reservations.to_string())).await?;
    for definition in &definitions {
        run(&mut connection, definition).await?;
    }
    run(&mut connection, "RESET session_replication_role; RESET maintenance_work_mem").await
}

async fn run(connection: &mut PgConnection, sql: &str) -> Result<(), Broken> {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await?;
    Ok(())
}
