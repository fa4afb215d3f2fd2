use booking::staff::account;
use booking::staff::login::{self, AfterPassword, BeginError, CompleteError, PendingToken};
use booking::staff::second_factor::Answer as FactorAnswer;
use booking::staff::session::Opened;
use chrono::{DateTime, Utc};
use entity::staff_user;
use poem::http::{StatusCode, header};
use poem_openapi::OpenApi;
use poem_openapi::payload::Response;

use super::cookies;
use crate::answer::Answer;
use crate::document::Tag;
use crate::json::{LoginRequest, LoginResult, SecondStep, SessionUser, at_site};
use crate::problem::{Problem, Refused, fault, refusals};
use crate::request::{Body, Call};

/// `POST /api/auth/login` and its second step.
#[derive(Debug)]
pub struct Login;

refusals! { Refusals { 401: "`bad_credentials`: the same for a wrong password and an unknown user" } }
refusals! {
    SecondRefusals {
        401: "`wrong_code`; `login_not_pending`: it is unknown, over, used, or had too many wrong codes, and the password \
              is asked again",
        409: "`second_factor_unreadable`: an administrator has to remove the second factor",
        429: "`rate_limited`, with `Retry-After`: too many wrong codes lately",
    }
}

#[OpenApi]
impl Login {
    /// Logs a user of the house in
    ///
    /// Sets the cookies `__Host-session` and `XSRF-TOKEN`. A user with a second factor gets no cookies yet, but a
    /// `pending_token` for the second step.
    #[oai(path = "/api/auth/login", method = "post", operation_id = "logIn", tag = "Tag::Session")]
    async fn log_in(
        &self,
        call: Call,
        body: Body<LoginRequest>,
    ) -> Result<Response<Answer<LoginResult>>, Refused<Refusals>> {
        let Body(LoginRequest { username, password }) = body;
        let username = account::normalised(&username);
        call.house.limits.password(call.client.subscriber(), &username)?;
        let known = account::by_username(call.db(), &username).await?.filter(|user| user.disabled_at.is_none());
        let (user_id, hash) = known.as_ref().map(|user| (user.id, user.password_hash.clone())).unzip();
        let is_right = call.house.passwords.verify(password, hash).await?;
        let Some(user) = known.filter(|_| is_right) else {
            refused("password", user_id);
            return Err(bad_credentials().into());
        };
        let rng = &mut platform::clock::randomness();
        match login::begin(call.db(), call.now, rng, &user, &call.staff(user.id)).await? {
            AfterPassword::Open(opened) => Ok(open(&user, &opened)),
            AfterPassword::SecondFactorAwaited { token, expires_at } => Ok(awaited(&call, &token, expires_at)),
        }
    }

    /// Takes the second step of a login
    ///
    /// Sets the cookies `__Host-session` and `XSRF-TOKEN`.
    #[oai(
        path = "/api/auth/login/second-factor",
        method = "post",
        operation_id = "logInWithSecondFactor",
        tag = "Tag::Session"
    )]
    async fn second_step(
        &self,
        call: Call,
        body: Body<SecondStep>,
    ) -> Result<Response<Answer<LoginResult>>, Refused<SecondRefusals>> {
        let Body(SecondStep { pending_token, code, recovery_code }) = body;
        call.house.limits.second_step(call.client.subscriber())?;
        let answer = match (&code, &recovery_code) {
            (Some(code), None) => FactorAnswer::Code(code),
            (None, Some(code)) => FactorAnswer::RecoveryCode(code),
            (None, None) => {
                return Err(fault("code", "required", "either code or recovery_code is required").into());
            }
            (Some(_), Some(_)) => {
                return Err(fault("recovery_code", "invalid", "cannot be given together with code").into());
            }
        };
        let pending = PendingToken::presented(&pending_token);
        let (site, rng) = (&call.house.site, &mut platform::clock::randomness());
        let logged_in = login::complete(call.db(), site, call.now, rng, &pending, &answer, &call.visitor()).await;
        let logged_in = logged_in.map_err(|error| {
            if matches!(error, CompleteError::WrongCode | CompleteError::TooMany { .. }) {
                refused("second factor", None);
            }
            not_completed(error, call.now)
        })?;
        Ok(open(&logged_in.user, &logged_in.opened))
    }
}

fn open(user: &staff_user::Model, opened: &Opened) -> Response<Answer<LoginResult>> {
    let [session, xsrf] = cookies::opened(opened);
    let result = LoginResult { user: Some(SessionUser::from(user).user), ..LoginResult::default() };
    Response::new(Answer(result)).header(header::SET_COOKIE, session).header(header::SET_COOKIE, xsrf)
}

fn awaited(call: &Call, token: &PendingToken, expires_at: DateTime<Utc>) -> Response<Answer<LoginResult>> {
    Response::new(Answer(LoginResult {
        user: None,
        second_factor_required: Some(true),
        pending_token: Some(token.expose().to_owned()),
        expires_at: Some(at_site(expires_at, call.house.zone)),
    }))
}

/// For whoever looks for guessing in the log. What was typed as a name is not written down: people type passwords there.
fn refused(step: &'static str, user_id: Option<i64>) {
    tracing::info!(step, user_id, "a login was refused");
}

fn bad_credentials() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "bad_credentials", "The user name or the password is wrong.")
}

impl From<BeginError> for Problem {
    fn from(error: BeginError) -> Self {
        match error {
            BeginError::Outdated => bad_credentials(),
            BeginError::Failure(failure) => failure.into(),
        }
    }
}

fn not_completed(error: CompleteError, now: DateTime<Utc>) -> Problem {
    match error {
        CompleteError::NotPending => {
            let detail = "This login is over. Start again with your password.";
            Problem::new(StatusCode::UNAUTHORIZED, "login_not_pending", detail)
        }
        CompleteError::WrongCode => Problem::new(StatusCode::UNAUTHORIZED, "wrong_code", "This code is wrong."),
        CompleteError::TooMany { until } => Problem::rate_limited_until(until, now),
        CompleteError::FactorUnreadable => Problem::conflict(
            "second_factor_unreadable",
            "The second factor cannot be read any more. An administrator has to remove it.",
        ),
        CompleteError::Failure(failure) => failure.into(),
    }
}
