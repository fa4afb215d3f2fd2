//! Everybody asks for seats of the season.

use super::hot::beside;
use crate::suite::stage::{Stage, Told};

/// Performances that are asked for.
const PERFORMANCES: i32 = 50;

/// Measures it.
pub async fn measure(stage: &Stage) -> Told {
    let house = stage.house().await?;
    let performances = house.performances(PERFORMANCES).await?;
    let name = "bookings of 50 performances, 32 clients";
    Ok(vec![beside(stage, house, "spread", name, &performances).await?])
}
