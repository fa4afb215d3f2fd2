//! What people ask of the lists.

use sqlx::{PgPool, Row as _};

/// A request.
pub struct Case {
    /// Path and query.
    pub path: String,
}

/// The requests, with names, references and numbers of rows that are there.
pub async fn all(pool: &PgPool) -> Result<Vec<Case>, sqlx::Error> {
    let one = sqlx::query(
        "SELECT r.id, r.reference, r.email, r.performance_id, (SELECT max(id) FROM performances WHERE starts_at < now()) AS played, \
            to_char(now() - interval '200 days', 'YYYY-MM-DD') AS from, to_char(now() - interval '193 days', 'YYYY-MM-DD') AS to \
         FROM reservations r WHERE r.id = 123456",
    )
    .fetch_one(pool)
    .await?;
    let (id, performance, played): (i64, i64, i64) = (one.get("id"), one.get("performance_id"), one.get("played"));
    let (reference, email): (String, String) = (one.get("reference"), one.get("email"));
    let (from, to): (String, String) = (one.get("from"), one.get("to"));
    let paths = [
        "/admin/overview".to_owned(),
        "/admin/reservations".to_owned(),
        "/admin/reservations?page=40".to_owned(),
        "/admin/reservations?page=2000".to_owned(),
        "/admin/reservations?status=pending".to_owned(),
        "/admin/reservations?status=confirmed".to_owned(),
        "/admin/reservations?status=confirmed&page=1000".to_owned(),
        "/admin/reservations?status=cancelled".to_owned(),
        "/admin/reservations?status=expired".to_owned(),
        "/admin/reservations?q=bianchi".to_owned(),
        "/admin/reservations?q=bianchi&page=20".to_owned(),
        "/admin/reservations?q=ianc".to_owned(),
        "/admin/reservations?q=anna%20ros".to_owned(),
        "/admin/reservations?q=zz".to_owned(),
        "/admin/reservations?q=an".to_owned(),
        "/admin/reservations?q=nobody-of-this-name".to_owned(),
        format!("/admin/reservations?q={email}"),
        format!("/admin/reservations?q={reference}"),
        format!("/admin/reservations?performance_id={performance}"),
        format!("/admin/reservations?performance_id={performance}&status=confirmed&q=ros"),
        format!("/admin/reservations?from={from}&to={to}"),
        format!("/admin/reservations?from={from}&status=confirmed"),
        format!("/admin/reservations?to={from}&q=rossi"),
        format!("/admin/reservations/{id}"),
        "/admin/performances".to_owned(),
        "/admin/performances?page=30".to_owned(),
        "/admin/performances?sort=-starts_at".to_owned(),
        "/admin/performances?sort=-confirmed_seats".to_owned(),
        "/admin/performances?q=gabbiano".to_owned(),
        "/admin/performances?status=past".to_owned(),
        "/admin/performances?status=open".to_owned(),
        "/admin/performances?status=sold_out".to_owned(),
        "/admin/performances?show_id=7".to_owned(),
        "/admin/performances?venue_id=7".to_owned(),
        format!("/admin/performances?from={from}&to={to}"),
        "/admin/shows".to_owned(),
        "/admin/venues".to_owned(),
        "/admin/users".to_owned(),
        "/admin/emails".to_owned(),
        "/admin/emails?page=1000".to_owned(),
        "/admin/emails?status=sent".to_owned(),
        "/admin/emails?status=failed".to_owned(),
        "/admin/emails?kind=reminder".to_owned(),
        "/admin/emails?kind=reminder&status=failed".to_owned(),
        format!("/admin/emails?reservation={reference}"),
        "/admin/emails?q=anna".to_owned(),
        "/admin/emails?q=anna.bianchi".to_owned(),
        format!("/admin/emails?q={email}"),
        "/admin/audit-log".to_owned(),
        "/admin/audit-log?page=2000".to_owned(),
        "/admin/audit-log?actor=visitor".to_owned(),
        "/admin/audit-log?actor=system".to_owned(),
        "/admin/audit-log?user_id=7".to_owned(),
        "/admin/audit-log?action=reservation.checked_in".to_owned(),
        "/admin/audit-log?subject=reservation".to_owned(),
        "/admin/audit-log?subject=performance".to_owned(),
        format!("/admin/audit-log?subject=reservation&subject_id={id}"),
        format!("/admin/audit-log?subject_id={id}"),
        format!("/admin/audit-log?from={from}&to={to}"),
        "/admin/queue".to_owned(),
        "/admin/jobs".to_owned(),
        "/admin/jobs?page=100".to_owned(),
        "/admin/jobs?status=failed".to_owned(),
        "/admin/jobs?status=pending".to_owned(),
        "/admin/jobs?status=done".to_owned(),
        "/admin/jobs?queue=emails".to_owned(),
        format!("/admin/jobs?reservation={reference}"),
        "/admin/jobs/failed".to_owned(),
        "/api/check-in/performances".to_owned(),
        format!("/api/check-in/performances/{played}/guests"),
        format!("/api/check-in/performances/{played}/guests?q=ross"),
        format!("/admin/performances/{played}/guests.csv"),
        "/api/performances".to_owned(),
        "/api/shows".to_owned(),
    ];
    Ok(paths.into_iter().map(|path| Case { path }).collect())
}
