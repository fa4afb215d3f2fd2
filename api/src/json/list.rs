use poem_openapi::Object;

use super::{CheckInPerformance, Guest, PerformanceSummary, ShowSummary, Venue};

macro_rules! list {
    ($(#[$meta:meta])* $name:ident of $item:ty) => {
        $(#[$meta])*
        #[derive(Debug, Object)]
        pub struct $name {
            /// This page.
            pub results: Vec<$item>,
            /// How many there are on all pages.
            #[oai(validator(minimum(value = "0")))]
            pub total: u64,
            /// Which page this is, from 1.
            #[oai(validator(minimum(value = "1")))]
            pub page: u64,
            /// How many a page holds at most.
            #[oai(validator(minimum(value = "1")))]
            pub page_size: u64,
        }

        impl $name {
            /// All there is, on one page.
            #[must_use]
            pub fn whole(results: Vec<$item>) -> Self {
                let total = results.len() as u64;
                Self { results, total, page: 1, page_size: total.max(50) }
            }
        }
    };
}

list! {
    /// Productions.
    ShowList of ShowSummary
}
list! {
    /// Places.
    VenueList of Venue
}
list! {
    /// Performances.
    PerformanceList of PerformanceSummary
}
list! {
    /// Performances for staff.
    CheckInPerformanceList of CheckInPerformance
}
list! {
    /// Guests of a performance.
    GuestList of Guest
}
