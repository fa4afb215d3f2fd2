//! Tokens that visitors and scanners present.

use booking::token::Token;

use crate::problem::Problem;

/// The token in `text`, bare or behind the `#` of a link. A text that can be no token is one that belongs to nobody.
///
/// # Errors
/// 404 `token_unknown`.
pub fn token(text: &str) -> Result<Token, Problem> {
    Token::parse(text).map_err(|_| Problem::token_unknown())
}
