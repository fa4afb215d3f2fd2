use booking::staff::{account, session};
use poem::http::{StatusCode, header};
use poem_openapi::OpenApi;
use poem_openapi::payload::Response;

use super::cookies;
use crate::answer::Answer;
use crate::document::Tag;
use crate::json::{LoginRequest, SessionUser};
use crate::problem::{Problem, Refused, refusals};
use crate::request::{Body, Call};

/// `POST /api/auth/login`.
#[derive(Debug)]
pub struct Login;

refusals! { Refusals { 401: "`bad_credentials`: the same for a wrong password and an unknown user" } }

#[OpenApi]
impl Login {
    /// Logs a user of the house in
    ///
    /// Sets the cookies `__Host-session` and `XSRF-TOKEN`.
    #[oai(path = "/api/auth/login", method = "post", operation_id = "logIn", tag = "Tag::Session")]
    async fn log_in(
        &self,
        call: Call,
        body: Body<LoginRequest>,
    ) -> Result<Response<Answer<SessionUser>>, Refused<Refusals>> {
        let Body(LoginRequest { username, password }) = body;
        let username = account::normalised(&username);
        call.house.limits.password(call.client.subscriber(), &username)?;
        let known = account::by_username(call.db(), &username).await?.filter(|user| user.disabled_at.is_none());
        let hash = known.as_ref().map(|user| user.password_hash.clone());
        let is_right = call.house.passwords.verify(password, hash).await?;
        let Some(user) = known.filter(|_| is_right) else { return Err(bad_credentials().into()) };
        let rng = &mut platform::clock::randomness();
        let opened = session::open(call.db(), call.now, rng, &user, &call.staff(user.id)).await?;
        let [session, xsrf] = cookies::opened(&opened);
        Ok(Response::new(Answer(SessionUser::from(&user)))
            .header(header::SET_COOKIE, session)
            .header(header::SET_COOKIE, xsrf))
    }
}

fn bad_credentials() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "bad_credentials", "The user name or the password is wrong.")
}
