use booking::staff::api_token::{self, IssueError, NewToken};
use booking::values::TokenName;
use chrono::TimeDelta;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::Session;
use crate::answer::{Answer, Created, NoContent};
use crate::document::Tag;
use crate::json::{ApiToken, ApiTokenList, IssuedApiToken, NewApiToken};
use crate::problem::{Nothing, Problem, Refused, fault, refusals};
use crate::request::{Body, Call};

/// `/api/auth/tokens`: one's own tokens for programs.
#[derive(Debug)]
pub struct OwnTokens;

refusals! { NoSuchToken { 404: "`not_found`: there is no such token of yours in force" } }

#[OpenApi]
impl OwnTokens {
    /// One's tokens for programs, newest first
    #[oai(path = "/api/auth/tokens", method = "get", operation_id = "listTokens", tag = "Tag::Session")]
    async fn list(&self, call: Call, session: Session) -> Result<Answer<ApiTokenList>, Refused<Nothing>> {
        let rows = api_token::list(call.db(), session.user.id).await?;
        let here = call.here();
        Ok(Answer(ApiTokenList::whole(rows.into_iter().map(|row| ApiToken::of(row, here)).collect())))
    }

    /// Makes a token for a program
    ///
    /// Its secret is shown this once. The program acts for its owner, who may do no less.
    #[oai(path = "/api/auth/tokens", method = "post", operation_id = "issueToken", tag = "Tag::Session")]
    async fn issue(
        &self,
        call: Call,
        session: Session,
        body: Body<NewApiToken>,
    ) -> Result<Created<IssuedApiToken>, Refused<Nothing>> {
        let Body(NewApiToken { name, scope, days }) = body;
        let lives = TimeDelta::try_days(days).ok_or(IssueError::Lifetime)?;
        let new = NewToken { name: TokenName::parse(&name)?, scope: scope.into(), lives };
        let (user, rng) = (session.user.id, &mut platform::clock::randomness());
        let issued = api_token::issue(call.db(), call.now, rng, user, new, &call.staff(user)).await?;
        let token = issued.token.expose().to_owned();
        Ok(Answer(IssuedApiToken { row: ApiToken::of(issued.row, call.here()), token }))
    }

    /// Takes a token back, for good
    #[oai(path = "/api/auth/tokens/:id", method = "delete", operation_id = "revokeToken", tag = "Tag::Session")]
    async fn revoke(
        &self,
        call: Call,
        session: Session,
        /// The token.
        id: Path<i64>,
    ) -> Result<NoContent, Refused<NoSuchToken>> {
        let user = session.user.id;
        if api_token::revoke(call.db(), call.now, user, id.0, &call.staff(user)).await? {
            Ok(NoContent)
        } else {
            Err(Problem::not_found("There is no such token of yours.").into())
        }
    }
}

impl From<IssueError> for Problem {
    fn from(error: IssueError) -> Self {
        match error {
            IssueError::UserUnknown => Self::unauthorized(),
            IssueError::ScopeTooWide => fault("scope", "out_of_range", "allows more than you may do").into(),
            IssueError::Lifetime => fault("days", "out_of_range", "must be between 1 and 366").into(),
            IssueError::NameTaken => fault("name", "taken", "is another of your tokens: choose another").into(),
            IssueError::Failure(failure) => failure.into(),
        }
    }
}
