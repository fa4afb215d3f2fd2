//! What stories put into a house.

use std::sync::atomic::{AtomicU32, Ordering};

use chrono::TimeDelta;
use entity::{performance, show, venue};
use sea_orm::ActiveValue::Set;
use sea_orm::{DatabaseConnection, EntityTrait};
use serde_json::{Value, json};

use super::evening;

static NEXT: AtomicU32 = AtomicU32::new(1);

/// A show, a venue and one performance, all new.
pub struct Evening {
    pub show: show::ActiveModel,
    pub venue: venue::ActiveModel,
    pub performance: performance::ActiveModel,
}

impl Evening {
    /// In two hours, published, with so many seats.
    pub fn with_seats(seats: i32) -> Self {
        let slug = format!("evening-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        Self {
            show: show::ActiveModel {
                slug: Set(slug.clone()),
                title: Set("Il gabbiano".into()),
                summary: Set("Čechov sul lago.".into()),
                description: Set("Quattro atti.".into()),
                duration_minutes: Set(Some(120)),
                is_published: Set(true),
                ..Default::default()
            },
            venue: venue::ActiveModel {
                slug: Set(slug),
                name: Set("Teatro del Faro".into()),
                address: Set("Via del Porto 1".into()),
                city: Set("Livorno".into()),
                ..Default::default()
            },
            performance: performance::ActiveModel {
                starts_at: Set(evening() + TimeDelta::hours(2)),
                room_capacity: Set(seats),
                ..Default::default()
            },
        }
    }

    /// Changes the performance.
    pub fn but(mut self, change: impl FnOnce(&mut performance::ActiveModel)) -> Self {
        change(&mut self.performance);
        self
    }

    /// Changes the show.
    pub fn with_show(mut self, change: impl FnOnce(&mut show::ActiveModel)) -> Self {
        change(&mut self.show);
        self
    }

    pub async fn furnish(mut self, db: &DatabaseConnection) -> i64 {
        let show = show::Entity::insert(self.show).exec(db).await.unwrap().last_insert_id;
        let venue = venue::Entity::insert(self.venue).exec(db).await.unwrap().last_insert_id;
        self.performance.show_id = Set(show);
        self.performance.venue_id = Set(venue);
        performance::Entity::insert(self.performance).exec(db).await.unwrap().last_insert_id
    }
}

/// What a visitor sends who asks for seats.
pub fn reservation(people: i64) -> Value {
    json!({
        "name": "Anna Bianchi",
        "email": format!("anna-{}@example.org", NEXT.fetch_add(1, Ordering::Relaxed)),
        "party_size": people,
        "privacy_accepted": true
    })
}
