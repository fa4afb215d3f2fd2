//! What a request passes on its way to an operation, from the outside in: [`guard`] names and logs it and never lets an
//! error through, then limits, the refusal of foreign pages, answers that the client has already, and readings that are
//! shared; what is inside of those, the naming of the content and its compression, is done once for all who share.

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
    let read = operations.into_endpoint().around(remember::name_content).around(compression::compress);
    let inner = Shared::new(read)
        .around(remember::answer_if_changed)
        .around(origin::refuse_foreign_pages)
        .around(throttle::limit);
    guard::Guard::new(inner, routes, house, guard::LONGEST)
}
