//! Paging, as all lists take it.

use booking::catalogue::Page;

use super::Faults;
use crate::problem::{Problem, fault};

/// Rows of a page where nothing else is asked for.
const USUAL: u64 = 50;
/// Rows of a page at most.
pub const LARGEST_PAGE: u64 = 100;
/// No list is nearly as long; beyond it numbers would not fit the database's.
pub const LAST_PAGE: u64 = 1_000_000;

/// The page that `page` and `page_size` ask for.
///
/// # Errors
/// 422 out of range.
pub fn page(number: Option<u64>, size: Option<u64>) -> Result<Page, Problem> {
    let mut faults = Faults::default();
    let page = Page { number: number.unwrap_or(1), size: size.unwrap_or(USUAL) };
    if !(1..=LAST_PAGE).contains(&page.number) {
        faults.add(fault("page", "out_of_range", format!("must be between 1 and {LAST_PAGE}")));
    }
    if !(1..=LARGEST_PAGE).contains(&page.size) {
        faults.add(fault("page_size", "out_of_range", format!("must be between 1 and {LARGEST_PAGE}")));
    }
    faults.none()?;
    Ok(page)
}
