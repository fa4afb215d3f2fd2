//! How long lists are asked for and told: words to look for, an order, and how many rows there are.

mod total;

pub(crate) use total::total;

use crate::values::{self, Invalid};

/// Longest text to search for, characters.
const LONGEST_SEARCH: usize = 100;

/// Words to look for. Empty: nothing is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search(String);

impl Search {
    /// Reads what was typed into a search field.
    ///
    /// # Errors
    /// [`Invalid`] when too long or with control characters, which no row holds and PostgreSQL would not take.
    pub fn parse(typed: &str) -> Result<Self, Invalid> {
        values::text("q", typed, LONGEST_SEARCH, false).map(Self)
    }

    /// The words, as typed.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split_whitespace()
    }

    /// The whole, as typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a list can be ordered by.
pub trait SortKey: Copy + 'static {
    /// All keys by their names in addresses.
    const ALL: &'static [(&'static str, Self)];
}

/// An order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort<K> {
    /// By what.
    pub by: K,
    /// Whether the greatest comes first.
    pub descending: bool,
}

impl<K> Sort<K> {
    /// The smallest first.
    #[must_use]
    pub const fn ascending(by: K) -> Self {
        Self { by, descending: false }
    }

    pub(crate) const fn order(&self) -> sea_orm::Order {
        if self.descending { sea_orm::Order::Desc } else { sea_orm::Order::Asc }
    }
}

impl<K: SortKey> Sort<K> {
    /// Reads the name of a key, after a hyphen for descending order: `title`, `-title`.
    ///
    /// # Errors
    /// [`Invalid`], which names the keys there are.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let (descending, name) = text.strip_prefix('-').map_or((false, text), |name| (true, name));
        let known = K::ALL.iter().find(|(known, _)| *known == name);
        known.map(|(_, by)| Self { by: *by, descending }).ok_or_else(|| {
            let names: Vec<&str> = K::ALL.iter().map(|(name, _)| *name).collect();
            let names = names.join(", ");
            Invalid::new("sort", "invalid", format!("must be one of {names}; a hyphen before it turns the order round"))
        })
    }
}

/// How many rows a list has in all. Counting a hundred thousand of them takes longer than reading a page, so long lists
/// are counted to a limit and estimated beyond it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// Counted.
    Exactly(u64),
    /// Estimated by the database's statistics; more than could be counted.
    About(u64),
}

impl Total {
    /// The number.
    #[must_use]
    pub const fn rows(self) -> u64 {
        match self {
            Self::Exactly(rows) | Self::About(rows) => rows,
        }
    }

    /// Whether it was counted.
    #[must_use]
    pub const fn is_exact(self) -> bool {
        matches!(self, Self::Exactly(_))
    }
}

/// One page of a list that may be very long.
#[derive(Debug, Clone, PartialEq)]
pub struct LongList<T> {
    /// Rows of the page.
    pub results: Vec<T>,
    /// Rows in all.
    pub total: Total,
}

#[cfg(test)]
mod tests {
    use super::{Search, Sort, SortKey};

    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Key {
        Title,
        Date,
    }

    impl SortKey for Key {
        const ALL: &'static [(&'static str, Self)] = &[("title", Self::Title), ("date", Self::Date)];
    }

    #[test]
    fn only_listed_keys_are_ordered_by() {
        assert_eq!(Sort::parse("title").unwrap(), Sort::ascending(Key::Title));
        assert_eq!(Sort::parse("-date").unwrap(), Sort { by: Key::Date, descending: true });
        for bad in ["", "-", "--title", "password_hash", "title; drop table shows"] {
            let refused = Sort::<Key>::parse(bad).unwrap_err();
            assert!(refused.field == "sort" && refused.message.contains("title, date"), "{refused}");
        }
    }

    #[test]
    fn a_search_is_words_that_a_row_could_hold() {
        let search = Search::parse("  Anna   Bianchi ").unwrap();
        assert_eq!(search.words().collect::<Vec<_>>(), ["Anna", "Bianchi"]);
        assert!(Search::parse("a\0b").is_err());
        assert!(Search::parse(&"x".repeat(101)).is_err());
    }
}
