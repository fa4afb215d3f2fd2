//! What all scenarios share: the programs, pgbench, the site's nginx, and how long to measure.

use std::net::SocketAddr;
use std::path::PathBuf;

use booking::Site;
use booking::token::Keys;
use tokio::sync::OnceCell;

use super::case::Case;
use super::house::House;
use super::program::Programs;
use crate::floor::pgbench::{Best, Pgbench};
use crate::{Arguments, Broken, refused, say};

/// Keys of the site that is measured. Thirty-two bytes that everybody knows.
const TOKEN_KEYS: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/// Reservations of the house in which bookings are measured.
const HISTORY: i32 = 20_000;

/// Clients that book, confirm, check in and read at once.
pub const CLIENTS: usize = 32;

/// The stage.
pub struct Stage {
    /// Our programs.
    pub programs: Programs,
    /// The floor under writes.
    pub pgbench: Pgbench,
    /// Port of the API that nginx asks.
    pub api_port: u16,
    /// nginx in front of the API.
    pub site: SocketAddr,
    /// Port of the constant that the other nginx asks.
    pub constant_port: u16,
    /// nginx in front of the constant.
    pub constant_site: SocketAddr,
    /// Keys and address of the site.
    pub keys: Site,
    /// Where files of a run go.
    pub directory: PathBuf,
    quick: bool,
    house: OnceCell<House>,
}

impl Stage {
    /// As the arguments say.
    pub fn of(arguments: &Arguments) -> Result<Self, Broken> {
        let at = |port| SocketAddr::from(([127, 0, 0, 1], port));
        let site_url = format!("http://localhost:{}", arguments.site_port);
        let url = site_url.parse().map_err(refused)?;
        std::fs::create_dir_all(&arguments.directory)?;
        Ok(Self {
            programs: Programs {
                directory: arguments.programs.clone(),
                logs: arguments.directory.clone(),
                site_url,
                token_keys: TOKEN_KEYS.to_owned(),
            },
            pgbench: Pgbench { program: arguments.pgbench.clone(), scripts: arguments.directory.clone() },
            api_port: arguments.api_port,
            site: at(arguments.site_port),
            constant_port: arguments.constant_port,
            constant_site: at(arguments.constant_site_port),
            keys: Site::new(Keys::parse(TOKEN_KEYS).map_err(refused)?, &url),
            directory: arguments.directory.clone(),
            quick: arguments.quick,
            house: OnceCell::new(),
        })
    }

    /// Whether all is measured shortly.
    #[must_use]
    pub fn is_quick(&self) -> bool {
        self.quick
    }

    /// Rounds of product and floor in turn.
    #[must_use]
    pub fn rounds(&self) -> usize {
        if self.quick { 3 } else { 5 }
    }

    /// So much work, or a quarter of it in a quick run.
    #[must_use]
    pub fn work(&self, usual: usize) -> usize {
        if self.quick { usual.div_ceil(4) } else { usual }
    }

    /// The house in which bookings are measured.
    pub async fn house(&self) -> Result<&House, Broken> {
        self.house.get_or_try_init(|| House::with_history(&self.keys, HISTORY)).await
    }

    /// Product and floor in turn, so that what else the machine does meets both; the first round warms up and is not
    /// counted. Figures of each round.
    pub async fn in_turn(
        &self,
        what: &str,
        mut product: impl AsyncFnMut() -> Result<f64, Broken>,
        mut floor: impl AsyncFnMut() -> Result<f64, Broken>,
    ) -> Result<Vec<(f64, f64)>, Broken> {
        let mut rounds = Vec::new();
        for round in 0..=self.rounds() {
            let (product, floor) = (product().await?, floor().await?);
            say(&format!("  {what}: {product:.0} beside {floor:.0}"));
            if round > 0 {
                rounds.push((product, floor));
            }
        }
        Ok(rounds)
    }

    /// Writes beside the fastest way of pgbench; `prepare` is told how many transactions of the floor come.
    pub async fn beside_pgbench(
        &self,
        url: &str,
        best: &Best,
        count: usize,
        what: &str,
        product: impl AsyncFnMut() -> Result<f64, Broken>,
        mut prepare: impl AsyncFnMut(usize) -> Result<(), Broken>,
    ) -> Result<Vec<(f64, f64)>, Broken> {
        let floor = async || {
            prepare(Pgbench::really(best, count)).await?;
            self.pgbench.again(url, best, count).await
        };
        self.in_turn(what, product, floor).await
    }
}

/// What a scenario tells.
pub type Told = Result<Vec<Case>, Broken>;
