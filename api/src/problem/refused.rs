//! The refusals that an operation documents.

use std::marker::PhantomData;

use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, Registry};
use poem_openapi::types::Type as _;

use super::{CONTENT_TYPE, Problem};
use crate::json::ProblemDocument;

/// The statuses by which an operation refuses, each with the codes it comes with. Those that every operation shares
/// (405, 500, 503; those of bodies and sessions) are added by [`crate::document`].
pub trait Refusals: Send + Sync + 'static {
    /// Status and description.
    const ANSWERS: &'static [(u16, &'static str)];
}

/// A problem that answers an operation whose document lists `R`.
#[derive(Debug)]
pub struct Refused<R>(Problem, PhantomData<fn() -> R>);

impl<R, E> From<E> for Refused<R>
where
    Problem: From<E>,
{
    fn from(error: E) -> Self {
        Self(Problem::from(error), PhantomData)
    }
}

impl<R: Refusals> From<Refused<R>> for poem::Error {
    fn from(refused: Refused<R>) -> Self {
        refused.0.into()
    }
}

impl<R: Refusals> poem_openapi::ApiResponse for Refused<R> {
    fn meta() -> MetaResponses {
        let responses = R::ANSWERS.iter().map(|(status, description)| MetaResponse {
            description,
            status: Some(*status),
            status_range: None,
            content: vec![MetaMediaType { content_type: CONTENT_TYPE, schema: ProblemDocument::schema_ref() }],
            headers: Vec::new(),
        });
        MetaResponses { responses: responses.collect() }
    }

    fn register(registry: &mut Registry) {
        ProblemDocument::register(registry);
    }
}

/// Declares the refusals of an operation: `refusals! { Name { 404: "…", 409: "…" } }`.
macro_rules! refusals {
    ($name:ident { $($status:literal: $description:literal),* $(,)? }) => {
        /// How this operation refuses.
        #[derive(Debug)]
        pub enum $name {}

        impl $crate::problem::Refusals for $name {
            const ANSWERS: &'static [(u16, &'static str)] = &[$(($status, $description)),*];
        }
    };
}
pub(crate) use refusals;

// What any operation may answer; named here so that each document describes problems.
refusals! { Nothing { 500: "`internal`: our mistake" } }
