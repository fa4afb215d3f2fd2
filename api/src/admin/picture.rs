//! What is wrong with pictures that are sent, in the words of problems.

use booking::poster::{MOST_PIXELS, PosterError, Unfit};

use crate::admin::refusal::no_such_record;
use crate::problem::{Problem, fault};

/// What is wrong with a file.
pub(super) fn unfit(unfit: Unfit) -> Problem {
    match unfit {
        Unfit::TooLarge => Problem::payload_too_large(),
        Unfit::Unknown => fault("file", "invalid", "must be a JPEG, PNG or WebP picture").into(),
        Unfit::TooManyPixels { .. } => {
            fault("file", "out_of_range", format!("has more than {} megapixels", MOST_PIXELS / 1_000_000)).into()
        }
    }
}

impl From<PosterError> for Problem {
    fn from(error: PosterError) -> Self {
        match error {
            PosterError::ShowNotFound => no_such_record(),
            PosterError::Missing => Self::not_found("There is no picture."),
            PosterError::Failure(failure) => failure.into(),
        }
    }
}
