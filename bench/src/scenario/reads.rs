//! What everybody reads, beside the same web framework answering a constant of the same size; directly, and through nginx,
//! which keeps answers for a second.

use std::net::SocketAddr;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::Broken;
use crate::suite::case::{Case, Target};
use crate::suite::client::{Ask, Client};
use crate::suite::crowd::crowd;
use crate::suite::house::House;
use crate::suite::stage::{CLIENTS, Stage, Told};

/// Reads of a round.
const READS: usize = 12_000;

/// Performances of the show that is read.
const PERFORMANCES: i32 = 12;

/// The constant should answer by then.
const PATIENCE: Duration = Duration::from_secs(5);

/// Measures it.
pub async fn measure(stage: &Stage) -> Told {
    let house = House::new(&stage.keys).await?;
    let performance = house.performances(PERFORMANCES).await?[0];
    house.settle().await?;
    let api = stage.programs.api("reads", house.url(), Some(stage.api_port)).await?;
    let mut cases = Vec::new();
    for (name, path) in [
        ("season", "/api/shows".to_owned()),
        ("show", "/api/shows/show-1".to_owned()),
        ("performance", format!("/api/performances/{performance}")),
    ] {
        let content = Client::of(api.address).well(&Ask::get(&path)).await?.body;
        let size = content.len();
        let constant = Constant::start(stage, &content).await?;
        for (way, product, floor) in
            [("direct", api.address, constant.address), ("through nginx", stage.site, stage.constant_site)]
        {
            let count = stage.work(READS);
            let read = async |address: SocketAddr| {
                let path = path.clone();
                Ok(crowd(address, CLIENTS, count, move |_| Ask::get(&path)).await?.rate)
            };
            let what = format!("{name}, {way}");
            let rounds = stage.in_turn(&what, async || read(product).await, async || read(floor).await).await?;
            let case = Case::beside("reads", &what, "/s", &rounds, Target::AtLeast(0.8));
            cases.push(case.noted(format!("{size} bytes")));
        }
    }
    Ok(cases)
}

/// The constant, as a program of its own, as the API is.
struct Constant {
    child: Child,
    address: SocketAddr,
}

impl Constant {
    async fn start(stage: &Stage, content: &[u8]) -> Result<Self, Broken> {
        let file = stage.directory.join("constant.json");
        std::fs::write(&file, content)?;
        let address = SocketAddr::from(([127, 0, 0, 1], stage.constant_port));
        let child =
            Command::new(std::env::current_exe()?).arg("constant").arg(address.to_string()).arg(file).spawn()?;
        let constant = Self { child, address };
        let began = Instant::now();
        while let Err(error) = Client::of(address).well(&Ask::get("/")).await {
            if began.elapsed() > PATIENCE {
                return Err(error.into());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(constant)
    }
}

impl Drop for Constant {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
