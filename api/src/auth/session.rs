//! Operations for users of the house take a [`Session`] or an [`AdminSession`], and so cannot be reached without.

use booking::staff::session::{self, Current, SessionToken};
use entity::staff_user;
use entity::value::StaffRole;
use poem::http::Method;
use poem::{Request, RequestBody, Result};
use poem_openapi::registry::{MetaSecurityScheme, Registry};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::cookies::{self, SESSION_COOKIE, XSRF_HEADER};
use crate::problem::Problem;
use crate::request::Call;

/// Name of the security scheme in the documents.
pub const SCHEME: &str = "session";

/// A user of the house who is logged in.
#[derive(Debug)]
pub struct Session {
    /// The user.
    pub user: staff_user::Model,
    /// What their browser presented.
    pub token: SessionToken,
}

/// The same, with the role `admin`.
#[derive(Debug)]
pub struct AdminSession(pub Session);

async fn open(request: &Request) -> Result<Session, Problem> {
    let call = Call::of(request)?;
    let token = cookies::session(request.headers()).ok_or_else(Problem::unauthorized)?;
    let current = session::find(call.db(), call.now, &token).await?.ok_or_else(Problem::unauthorized)?;
    if !is_safe(request.method()) && !carries_proof(request, &current) {
        let detail = "The header X-XSRF-TOKEN must repeat the cookie XSRF-TOKEN.";
        return Err(Problem::new(poem::http::StatusCode::FORBIDDEN, "csrf", detail));
    }
    Ok(Session { user: current.user, token })
}

/// Whether a method changes nothing (RFC 9110, section 9.2.1).
#[must_use]
pub fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// The proof is bound to the session, not only to a cookie, which a neighbouring host could set.
fn carries_proof(request: &Request, current: &Current) -> bool {
    request.header(XSRF_HEADER).is_some_and(|proof| current.allows(&SessionToken::presented(proof)))
}

macro_rules! security_scheme {
    ($extractor:ty, $open:expr) => {
        impl<'a> ApiExtractor<'a> for $extractor {
            const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

            type ParamType = ();
            type ParamRawType = ();

            fn register(registry: &mut Registry) {
                registry.create_security_scheme(
                    SCHEME,
                    MetaSecurityScheme {
                        ty: "apiKey",
                        description: Some(
                            "The cookie of a login. Requests that change something repeat the cookie XSRF-TOKEN in the \
                             header X-XSRF-TOKEN.",
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

            fn security_schemes() -> Vec<&'static str> {
                vec![SCHEME]
            }

            async fn from_request(
                request: &'a Request,
                _: &mut RequestBody,
                _: ExtractParamOptions<Self::ParamType>,
            ) -> Result<Self> {
                let open: fn(Session) -> Result<Self, Problem> = $open;
                Ok(open(self::open(request).await?)?)
            }
        }
    };
}

security_scheme!(Session, Ok);
security_scheme!(AdminSession, |session| match session.user.role {
    StaffRole::Admin => Ok(Self(session)),
    StaffRole::Staff => Err(Problem::forbidden("This is for administrators.")),
});
