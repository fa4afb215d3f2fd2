//! Searching in the short lists of the season.

use sea_orm::Condition;
use sea_orm::sea_query::{Expr, ExprTrait, Func, SimpleExpr};

use crate::listing::Search;

/// Every word somewhere in one of `texts`. `strpos`, since `LIKE` would read `%` and `_` as wildcards.
pub(super) fn words_within(search: &Search, texts: &[SimpleExpr]) -> Condition {
    search.words().fold(Condition::all(), |all, word| {
        let somewhere = texts.iter().fold(Condition::any(), |any, text| any.add(within(text.clone(), word)));
        all.add(somewhere)
    })
}

fn within(text: SimpleExpr, word: &str) -> SimpleExpr {
    let position = Func::cust("strpos").arg(Func::lower(text)).arg(Func::lower(Expr::val(word)));
    Expr::expr(position).gt(0)
}
