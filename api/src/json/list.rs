use poem_openapi::Object;

use super::{CheckInPerformance, Guest, PerformanceSummary, ShowSummary, Venue};

/// Declares a page of a list.
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

            /// The page that was asked for.
            #[must_use]
            pub fn page<Row>(
                found: booking::catalogue::Paged<Row>,
                page: booking::catalogue::Page,
                item: impl FnMut(Row) -> $item,
            ) -> Self {
                let results = found.results.into_iter().map(item).collect();
                Self { results, total: found.total, page: page.number, page_size: page.size }
            }
        }
    };
}
pub(super) use list;

/// Declares a page of a list that may be too long to be counted.
macro_rules! long_list {
    ($(#[$meta:meta])* $name:ident of $item:ty) => {
        $(#[$meta])*
        #[derive(Debug, Object)]
        pub struct $name {
            /// This page.
            pub results: Vec<$item>,
            /// How many there are on all pages.
            #[oai(validator(minimum(value = "0")))]
            pub total: u64,
            /// Whether `total` was counted; beyond ten thousand it is estimated.
            pub total_is_exact: bool,
            /// Which page this is, from 1.
            #[oai(validator(minimum(value = "1")))]
            pub page: u64,
            /// How many a page holds at most.
            #[oai(validator(minimum(value = "1")))]
            pub page_size: u64,
        }

        impl $name {
            /// The page that was asked for.
            #[must_use]
            pub fn page<Row>(
                found: booking::listing::LongList<Row>,
                page: booking::catalogue::Page,
                item: impl FnMut(Row) -> $item,
            ) -> Self {
                Self {
                    results: found.results.into_iter().map(item).collect(),
                    total: found.total.rows(),
                    total_is_exact: found.total.is_exact(),
                    page: page.number,
                    page_size: page.size,
                }
            }
        }
    };
}
pub(super) use long_list;

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
