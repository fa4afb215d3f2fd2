//! What the database itself refuses, and what its indexes are for, in the tables of accounts and operations.

mod box_office;

use box_office::BoxOffice;

#[tokio::test]
async fn every_constraint_of_accounts_and_operations_refuses_what_it_is_for() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(5).await;
    theatre.book(performance, 2).await;
    theatre.user("anna").await;
    theatre.user("bruno").await;
    let made = theatre
        .refused_by(
            "UPDATE staff_users SET email = username || '@example.org'; \
             INSERT INTO sessions (token_sha256, csrf_sha256, user_id, created_at, last_seen_at, expires_at) \
                SELECT sha256('s' || id::text::bytea), sha256('c'), id, now(), now(), now() FROM staff_users; \
             INSERT INTO password_resets (user_id, token_sha256, salt, key_id, created_at, expires_at) \
                SELECT id, sha256(username::bytea), substr(sha256('x'), 1, 16), 'k', now(), now() FROM staff_users; \
             INSERT INTO staff_mails (user_id, kind, password_reset_id, status, message_id, queued_at) \
                SELECT user_id, 'password_reset', id, 'queued', 'm', now() FROM password_resets; \
             INSERT INTO second_factors (user_id, sealed, created_at) SELECT id, 'x', now() FROM staff_users; \
             INSERT INTO recovery_codes (user_id, code_sha256, created_at) SELECT id, sha256('x'), now() FROM staff_users; \
             INSERT INTO pending_logins (token_sha256, user_id, created_at, expires_at) \
                SELECT sha256(username::bytea), id, now(), now() FROM staff_users; \
             INSERT INTO api_tokens (user_id, name, scope, token_sha256, created_at, expires_at) \
                SELECT id, 'door', 'check_in', sha256(username::bytea), now(), now() + interval '1 day' FROM staff_users",
        )
        .await;
    assert_eq!(made, None);
    for (constraint, attempt) in [
        ("staff_users_email_shape", "UPDATE staff_users SET email = 'nobody'"),
        ("staff_users_email_unique", "UPDATE staff_users SET email = 'ANNA@example.org'"),
        ("sessions_id_unique", "UPDATE sessions SET id = 1"),
        ("password_resets_user_exists", "UPDATE password_resets SET user_id = 99"),
        ("password_resets_token_unique", "UPDATE password_resets SET token_sha256 = sha256('x')"),
        ("password_resets_lengths", "UPDATE password_resets SET salt = 'x'"),
        ("password_resets_expire_later", "UPDATE password_resets SET expires_at = created_at - interval '1 s'"),
        ("staff_mails_user_exists", "UPDATE staff_mails SET user_id = 99"),
        ("staff_mails_reset_exists", "UPDATE staff_mails SET password_reset_id = 99 WHERE id = 1"),
        ("staff_mails_kind_known", "UPDATE staff_mails SET kind = 'spam', password_reset_id = NULL"),
        ("staff_mails_status_known", "UPDATE staff_mails SET status = 'lost'"),
        ("staff_mails_reset_named", "UPDATE staff_mails SET password_reset_id = NULL"),
        (
            "staff_mails_period_named",
            "UPDATE staff_mails SET covers_from = now(), covers_until = now() + interval '1 s'",
        ),
        (
            "staff_mails_period_ordered",
            "UPDATE staff_mails SET kind = 'failure_summary', password_reset_id = NULL, covers_from = now(), covers_until = now()",
        ),
        ("staff_mails_sent_when", "UPDATE staff_mails SET status = 'sent'"),
        ("staff_mails_failed_when", "UPDATE staff_mails SET status = 'failed'"),
        ("staff_mails_one_a_reset", "UPDATE staff_mails SET password_reset_id = 1"),
        (
            "second_factors_user_exists",
            "INSERT INTO second_factors (user_id, sealed, created_at) VALUES (99, 'x', now())",
        ),
        ("second_factors_failures_not_negative", "UPDATE second_factors SET failures = -1"),
        ("second_factors_used_when_confirmed", "UPDATE second_factors SET confirmed_at = now()"),
        ("recovery_codes_factor_exists", "UPDATE recovery_codes SET user_id = 99 WHERE user_id = 1"),
        ("recovery_codes_pkey", "UPDATE recovery_codes SET user_id = 1"),
        ("recovery_codes_hash_length", "UPDATE recovery_codes SET code_sha256 = 'x'"),
        ("pending_logins_user_exists", "UPDATE pending_logins SET user_id = 99"),
        ("pending_logins_hash_length", "UPDATE pending_logins SET token_sha256 = 'x'"),
        ("pending_logins_attempts_few", "UPDATE pending_logins SET attempts = 6"),
        ("api_tokens_user_exists", "UPDATE api_tokens SET user_id = 99 WHERE user_id = 1"),
        ("api_tokens_name_present", "UPDATE api_tokens SET name = ' '"),
        ("api_tokens_scope_known", "UPDATE api_tokens SET scope = 'all'"),
        ("api_tokens_token_unique", "UPDATE api_tokens SET token_sha256 = sha256('x')"),
        ("api_tokens_hash_length", "UPDATE api_tokens SET token_sha256 = 'x'"),
        ("api_tokens_expire_later", "UPDATE api_tokens SET expires_at = created_at"),
        ("api_tokens_name_once", "UPDATE api_tokens SET user_id = 1, name = upper(name)"),
        ("reservations_anonymised_without_person", "UPDATE reservations SET anonymised_at = now()"),
    ] {
        assert_eq!(theatre.refused_by(attempt).await.as_deref(), Some(constraint), "{attempt}");
    }
}

#[tokio::test]
async fn every_index_serves_the_question_it_was_made_for() {
    let theatre = BoxOffice::open().await;
    for (index, question) in [
        ("staff_users_email_unique", "SELECT FROM staff_users WHERE lower(email) = lower('a@example.org')"),
        ("password_resets_by_user", "SELECT FROM password_resets WHERE user_id = 1 AND created_at > now()"),
        ("password_resets_by_expiry", "DELETE FROM password_resets WHERE expires_at <= now()"),
        (
            "staff_mails_by_user",
            "SELECT FROM staff_mails WHERE user_id = 1 AND kind = 'failure_summary' AND covers_until > now()",
        ),
        ("staff_mails_by_time", "DELETE FROM staff_mails WHERE queued_at <= now()"),
        ("pending_logins_by_user", "DELETE FROM pending_logins WHERE user_id = 1"),
        ("pending_logins_by_expiry", "DELETE FROM pending_logins WHERE expires_at <= now()"),
        ("api_tokens_token_unique", "SELECT FROM api_tokens WHERE token_sha256 = 'x'"),
        ("api_tokens_by_user", "SELECT FROM api_tokens WHERE user_id = 1 ORDER BY id DESC"),
        ("reservations_by_email_prefix", "SELECT FROM reservations WHERE lower(email) LIKE 'anna\\_b@ex%'"),
        ("email_deliveries_by_time", "SELECT FROM email_deliveries ORDER BY queued_at DESC, id DESC LIMIT 50"),
        (
            "email_deliveries_by_failure",
            "SELECT kind FROM email_deliveries WHERE status = 'failed' AND failed_at >= now() AND failed_at < now()",
        ),
        (
            "reservations_with_personal_data",
            "SELECT id FROM reservations WHERE anonymised_at IS NULL AND performance_id = 1 ORDER BY id",
        ),
        (
            "audit_log_with_address",
            "UPDATE audit_log SET client_address = NULL WHERE client_address IS NOT NULL AND occurred_at < now()",
        ),
    ] {
        // Empty tables are read whole unless that is dear; the question is whether the index fits.
        let mut txn = theatre.database.pool().begin().await.unwrap();
        sqlx::raw_sql("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off").execute(&mut *txn).await.unwrap();
        let explain = sqlx::AssertSqlSafe(format!("EXPLAIN (FORMAT TEXT, COSTS off) {question}"));
        let plan: Vec<String> = sqlx::query_scalar(explain).fetch_all(&mut *txn).await.unwrap();
        let plan = plan.join("\n");
        assert!(plan.contains(index), "{index}:\n{plan}");
    }
}
