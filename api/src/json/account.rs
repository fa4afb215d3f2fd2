//! One's own account: logins in two steps, second factors, tokens for programs.

use booking::staff::second_factor::Standing;
use chrono::{DateTime, FixedOffset};
use entity::api_token::Model as TokenRow;
use entity::value;
use poem_openapi::{Enum, Object};

use super::list::list;
use super::{Here, User};

/// Where a login stands: either the user is in, or a second factor is awaited.
#[derive(Debug, Default, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct LoginResult {
    /// Who is in.
    pub user: Option<User>,
    /// `true`: no cookies yet, the second step comes first.
    pub second_factor_required: Option<bool>,
    /// For the second step; opens nothing else.
    pub pending_token: Option<String>,
    /// The second step must be taken before.
    pub expires_at: Option<DateTime<FixedOffset>>,
}

/// The second step of a login: exactly one of `code` and `recovery_code`.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct SecondStep {
    /// What the first step answered.
    #[oai(validator(max_length = 200))]
    pub pending_token: String,
    /// The six digits that the app shows.
    #[oai(validator(max_length = 20))]
    pub code: Option<String>,
    /// One of the codes that were written down.
    #[oai(validator(max_length = 40))]
    pub recovery_code: Option<String>,
}

/// Where one's second factor stands.
#[derive(Debug, Object)]
pub struct SecondFactor {
    /// Whether logins ask for it.
    pub enabled: bool,
    /// Since when.
    #[oai(nullable)]
    pub confirmed_at: Option<DateTime<FixedOffset>>,
    /// Recovery codes that were not used yet.
    #[oai(validator(minimum(value = "0")))]
    pub recovery_codes_left: u64,
}

impl SecondFactor {
    /// The JSON of a standing.
    #[must_use]
    pub fn of(standing: Option<Standing>, here: Here) -> Self {
        Self {
            enabled: standing.is_some(),
            confirmed_at: standing.map(|standing| here.tell(standing.confirmed_at)),
            recovery_codes_left: standing.map_or(0, |standing| standing.recovery_codes_left),
        }
    }
}

/// Proof that it is still the user who sits there.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct PasswordProof {
    /// Their password.
    #[oai(validator(max_length = 1000))]
    pub current_password: String,
}

/// A second factor that waits for its first code.
#[derive(Debug, Object)]
pub struct Enrolment {
    /// For typing into an app, base32.
    pub secret: String,
    /// For apps on the same device: `otpauth://totp/…`.
    pub otpauth_url: String,
    /// The same as a QR code, an SVG document.
    pub qr_svg: String,
}

/// A code of an app.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct FactorCode {
    /// The six digits that it shows.
    #[oai(validator(max_length = 20))]
    pub code: String,
}

/// Codes that stand in for a lost phone, once each; shown this once.
#[derive(Object)]
pub struct RecoveryCodes {
    /// In groups of four digits.
    pub recovery_codes: Vec<String>,
}

/// Who forgot the password.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct PasswordResetRequest {
    /// The address of the account.
    #[oai(validator(max_length = 254))]
    pub email: String,
}

/// A new password, by the link of a mail.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct PasswordReset {
    /// The token, bare or as the link that carries it behind its `#`.
    #[oai(validator(max_length = 2000))]
    pub token: String,
    /// The new password, 12 to 128 characters, not easy to guess.
    #[oai(validator(max_length = 1000))]
    pub new_password: String,
}

/// What a token allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum TokenScope {
    /// What is done at the door.
    CheckIn,
    /// Looking at all that administrators see.
    AdminRead,
    /// All that an administrator may do.
    Admin,
}

impl From<value::ApiTokenScope> for TokenScope {
    fn from(scope: value::ApiTokenScope) -> Self {
        match scope {
            value::ApiTokenScope::CheckIn => Self::CheckIn,
            value::ApiTokenScope::AdminRead => Self::AdminRead,
            value::ApiTokenScope::Admin => Self::Admin,
        }
    }
}

impl From<TokenScope> for value::ApiTokenScope {
    fn from(scope: TokenScope) -> Self {
        match scope {
            TokenScope::CheckIn => Self::CheckIn,
            TokenScope::AdminRead => Self::AdminRead,
            TokenScope::Admin => Self::Admin,
        }
    }
}

const fn usual_days() -> i64 {
    90
}

/// A token for a program, to be made.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct NewApiToken {
    /// What its owner calls it; once among those in force.
    #[oai(validator(max_length = 100))]
    pub name: String,
    /// What it allows; no more than its owner may do.
    pub scope: TokenScope,
    /// How many days it works, up to 366.
    #[oai(default = "usual_days")]
    pub days: i64,
}

/// A token for a program.
#[derive(Debug, Object)]
pub struct ApiToken {
    /// Row id.
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// What it allows.
    pub scope: TokenScope,
    /// When it was made.
    pub created_at: DateTime<FixedOffset>,
    /// Opens nothing from then on.
    pub expires_at: DateTime<FixedOffset>,
    /// Last use, to the minute.
    #[oai(nullable)]
    pub last_used_at: Option<DateTime<FixedOffset>>,
    /// When it was taken back.
    #[oai(nullable)]
    pub revoked_at: Option<DateTime<FixedOffset>>,
}

list! {
    /// Tokens of a user, newest first, those no longer in force included.
    ApiTokenList of ApiToken
}

impl ApiToken {
    /// The JSON of a token's row.
    #[must_use]
    pub fn of(row: TokenRow, here: Here) -> Self {
        Self {
            id: row.id,
            name: row.name,
            scope: row.scope.into(),
            created_at: here.tell(row.created_at),
            expires_at: here.tell(row.expires_at),
            last_used_at: here.tell_if(row.last_used_at),
            revoked_at: here.tell_if(row.revoked_at),
        }
    }
}

/// A token just made.
#[derive(Object)]
pub struct IssuedApiToken {
    /// Its row.
    #[oai(flatten)]
    pub row: ApiToken,
    /// The secret, for `Authorization: Bearer`; shown this once.
    pub token: String,
}
