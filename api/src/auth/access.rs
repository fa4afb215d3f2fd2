//! What is not for everybody takes one of these, and so cannot be reached without.
//!
//! A user comes by the cookie of a login, a program by an API token of a user (`Authorization: Bearer`, RFC 6750). A
//! page of another site can make a browser send the cookie, but not that header: only the cookie needs a proof beside it.

use booking::staff::api_token::{self, ApiToken, Bearer};
use entity::staff_user;
use entity::value::{ApiTokenScope, StaffRole};
use poem::http::{HeaderMap, header};
use poem::{Request, RequestBody, Result};
use poem_openapi::registry::{MetaSecurityScheme, Registry};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::cookies::SESSION_COOKIE;
use super::session::{Session, is_safe};
use crate::problem::Problem;
use crate::request::Call;

/// Name of the cookie's security scheme in the documents.
const SESSION: &str = "session";
/// Name of the token's.
const TOKEN: &str = "token";

/// Any user of the house, or any program of theirs.
#[derive(Debug)]
pub struct Known {
    /// The user, or the one for whom the program acts.
    pub user: staff_user::Model,
}

/// Who works at the door: any user, or a program that may check in.
#[derive(Debug)]
pub struct DoorStaff {
    /// The user, or the one for whom the program acts.
    pub user: staff_user::Model,
}

/// Who administrates: a user with the role `admin`, or a program that may administrate; one that may only look does not
/// get where something changes.
#[derive(Debug)]
pub struct Administrator {
    /// The user, or the one for whom the program acts.
    pub user: staff_user::Model,
    /// Number of the session; a program has none.
    pub session: Option<i64>,
}

impl Known {
    async fn of(request: &Request) -> Result<Self, Problem> {
        let user = match presented(request.headers()) {
            Some(token) => program(request, &token).await?.user,
            None => Session::of(request).await?.user,
        };
        Ok(Self { user })
    }
}

impl DoorStaff {
    async fn of(request: &Request) -> Result<Self, Problem> {
        let user = match presented(request.headers()) {
            Some(token) => user_behind(request, &token, ApiTokenScope::CheckIn).await?,
            None => Session::of(request).await?.user,
        };
        Ok(Self { user })
    }
}

impl Administrator {
    async fn of(request: &Request) -> Result<Self, Problem> {
        if let Some(token) = presented(request.headers()) {
            let scope = if is_safe(request.method()) { ApiTokenScope::AdminRead } else { ApiTokenScope::Admin };
            return Ok(Self { user: user_behind(request, &token, scope).await?, session: None });
        }
        let Session { user, id, .. } = Session::of(request).await?;
        match user.role {
            StaffRole::Admin => Ok(Self { user, session: Some(id) }),
            StaffRole::Staff => Err(Problem::forbidden("This is for administrators.")),
        }
    }
}

/// The token that a program presents.
fn presented(headers: &HeaderMap) -> Option<ApiToken> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then(|| ApiToken::presented(token.trim()))
}

async fn program(request: &Request, token: &ApiToken) -> Result<Bearer, Problem> {
    let call = Call::of(request)?;
    api_token::resolve(call.db(), call.now, token).await?.ok_or_else(Problem::unauthorized)
}

/// The user for whom a program acts, if it may do what needs the scope.
async fn user_behind(request: &Request, token: &ApiToken, needed: ApiTokenScope) -> Result<staff_user::Model, Problem> {
    let bearer = program(request, token).await?;
    if bearer.allows(needed) {
        Ok(bearer.user)
    } else {
        Err(Problem::forbidden("The scope of this token does not cover this."))
    }
}

fn register_session(registry: &mut Registry) {
    registry.create_security_scheme(
        SESSION,
        MetaSecurityScheme {
            ty: "apiKey",
            description: Some(
                "The cookie of a login. Requests that change something repeat the cookie XSRF-TOKEN in the header \
                 X-XSRF-TOKEN.",
            ),
            name: Some(SESSION_COOKIE),
            key_in: Some("cookie"),
            scheme: None,
            bearer_format: None,
            flows: None,
            openid_connect_url: None,
        },
    );
}

fn register_token(registry: &mut Registry) {
    registry.create_security_scheme(
        TOKEN,
        MetaSecurityScheme {
            ty: "http",
            description: Some(
                "An API token of a user. The scope `check_in` opens the door's operations, `admin_read` those of \
                 administration that change nothing, `admin` all.",
            ),
            name: None,
            key_in: None,
            scheme: Some("bearer"),
            bearer_format: None,
            flows: None,
            openid_connect_url: None,
        },
    );
}

macro_rules! access {
    ($extractor:ty, $schemes:expr, [$($register:expr),+]) => {
        impl<'a> ApiExtractor<'a> for $extractor {
            const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

            type ParamType = ();
            type ParamRawType = ();

            fn register(registry: &mut Registry) {
                $($register(registry);)+
            }

            fn security_schemes() -> Vec<&'static str> {
                $schemes
            }

            async fn from_request(
                request: &'a Request,
                _: &mut RequestBody,
                _: ExtractParamOptions<Self::ParamType>,
            ) -> Result<Self> {
                Ok(Self::of(request).await?)
            }
        }
    };
}

access!(Session, vec![SESSION], [register_session]);
access!(Known, vec![SESSION, TOKEN], [register_session, register_token]);
access!(DoorStaff, vec![SESSION, TOKEN], [register_session, register_token]);
access!(Administrator, vec![SESSION, TOKEN], [register_session, register_token]);

#[cfg(test)]
mod tests {
    use poem::http::{HeaderMap, HeaderValue, header};

    use super::presented;

    fn token(value: &'static str) -> Option<String> {
        let headers = HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_static(value))]);
        presented(&headers).map(|token| token.expose().to_owned())
    }

    #[test]
    fn a_token_comes_as_bearer_in_any_case() {
        assert_eq!(token("Bearer azl_x").as_deref(), Some("azl_x"));
        assert_eq!(token("bearer  azl_x ").as_deref(), Some("azl_x"));
        assert!(token("Basic YTpi").is_none() && token("Bearer").is_none());
    }
}
