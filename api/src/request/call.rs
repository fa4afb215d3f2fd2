//! What every operation needs: the house it runs in, and who asks.

use std::sync::Arc;

use booking::audit::{Actor, Who};
use chrono::{DateTime, Utc};
use poem::{FromRequest, Request, RequestBody, Result};
use sea_orm::DatabaseConnection;

use super::{ClientAddress, RequestId};
use crate::house::House;
use crate::json::Here;
use crate::problem::Problem;

/// One request's view of the house.
#[derive(Debug, Clone)]
pub struct Call {
    /// The house.
    pub house: Arc<House>,
    /// Name of the request.
    pub id: RequestId,
    /// Whose it is.
    pub client: ClientAddress,
    /// When it is answered: one time for all it does.
    pub now: DateTime<Utc>,
}

impl Call {
    /// The call that a request makes.
    ///
    /// # Errors
    /// A problem when the request came past the layers that name it.
    pub fn of(request: &Request) -> Result<Self, Problem> {
        let data = (request.data::<Arc<House>>(), request.data::<RequestId>(), request.data::<ClientAddress>());
        let (Some(house), Some(id), Some(client)) = data else { return Err(Problem::internal()) };
        Ok(Self { house: Arc::clone(house), id: id.clone(), client: *client, now: house.clock.now() })
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &DatabaseConnection {
        &self.house.database.connection
    }

    /// What turns rows into JSON.
    #[must_use]
    pub fn here(&self) -> Here {
        Here { zone: self.house.zone, now: self.now }
    }

    /// A visitor, for the audit log.
    #[must_use]
    pub fn visitor(&self) -> Actor {
        self.actor(Who::Visitor)
    }

    /// A user of the house, for the audit log.
    #[must_use]
    pub fn staff(&self, user_id: i64) -> Actor {
        self.actor(Who::Staff { user_id })
    }

    fn actor(&self, who: Who) -> Actor {
        Actor { who, request_id: Some(self.id.as_str().to_owned()), client_address: Some(self.client.0.to_string()) }
    }
}

impl<'a> FromRequest<'a> for Call {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> Result<Self> {
        Ok(Self::of(request)?)
    }
}
