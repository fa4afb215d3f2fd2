//! Limits per client. Those per email address and per user are asked for by the operations that know them.

use std::sync::Arc;

use poem::{Endpoint, Request, Result};

use crate::auth::is_safe;
use crate::request::Call;

/// Whether limits count a request to `path`. Not at the door, where a queue of people waits and only staff get in, and
/// not for probes.
#[must_use]
pub fn is_limited(path: &str) -> bool {
    !path.starts_with("/api/check-in/") && path != "/api/health" && path != "/api/ready"
}

/// Refuses clients who ask too much.
pub async fn limit<E: Endpoint>(next: Arc<E>, request: Request) -> Result<E::Output> {
    let path = request.uri().path();
    if is_limited(path) && (path.starts_with("/api/") || path.starts_with("/admin/")) {
        let call = Call::of(&request)?;
        let client = call.client.subscriber();
        call.house.limits.request(client)?;
        if !is_safe(request.method()) && !path.starts_with("/api/auth/") && !path.starts_with("/admin/") {
            call.house.limits.act(client)?;
        }
    }
    next.call(request).await
}
