//! What a request passes on its way to an operation, from the outside in: [`guard`] names and logs it and never lets an
//! error through, then compression, remembered answers, limits, the refusal of foreign pages, and readings that are shared.

pub mod guard;
pub mod security_headers;

mod compression;
mod origin;
mod remember;
mod routes;
mod shared;
mod throttle;

use std::sync::Arc;

use poem::{Endpoint, EndpointExt as _, IntoEndpoint};

pub use remember::is_remembered;
pub use routes::Routes;
use shared::Shared;
pub use throttle::is_limited;

use crate::house::House;

/// Puts all layers around the operations of `house`.
pub fn around<E>(operations: E, routes: Routes, house: Arc<House>) -> impl Endpoint
where
    E: IntoEndpoint,
    E::Endpoint: 'static,
{
    let inner = Shared::new(operations.into_endpoint())
        .around(origin::refuse_foreign_pages)
        .around(throttle::limit)
        .around(remember::answer_if_changed)
        .around(compression::compress);
    guard::Guard::new(inner, routes, house, guard::LONGEST)
}
