//! A wire between two programs, which can be slow, silent or cut.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::trouble::Trouble;

/// What a wire does with bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// It carries them.
    Whole,
    /// It carries each piece after a pause.
    Slow(Duration),
    /// It keeps them until it is whole again; nobody is told.
    Silent,
    /// It is cut: connections break, new ones break as soon as they are made.
    Cut,
}

/// A wire; cut with this value.
pub struct Wire {
    address: SocketAddr,
    line: watch::Sender<Line>,
    end: JoinHandle<()>,
}

impl Wire {
    /// Lays a wire to `far`, which need not listen yet.
    pub async fn to(far: SocketAddr) -> Result<Self, Trouble> {
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(Trouble::io("laying a wire"))?;
        let address = listener.local_addr().map_err(Trouble::io("laying a wire"))?;
        let (line, watched) = watch::channel(Line::Whole);
        let end = tokio::spawn(async move {
            loop {
                let Ok((near, _)) = listener.accept().await else { continue };
                tokio::spawn(carry(near, far, watched.clone()));
            }
        });
        Ok(Self { address, line, end })
    }

    /// Where its near end is.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on it does this.
    pub fn becomes(&self, line: Line) {
        self.line.send_replace(line);
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.line.send_replace(Line::Cut);
        self.end.abort();
    }
}

/// Carries one connection until an end of it is gone or the wire is cut; both ends are closed then.
async fn carry(near: TcpStream, far: SocketAddr, mut line: watch::Receiver<Line>) {
    if *line.borrow_and_update() == Line::Cut {
        return;
    }
    let Ok(far) = TcpStream::connect(far).await else { return };
    let (_, _) = (near.set_nodelay(true), far.set_nodelay(true));
    let (near_in, near_out) = near.into_split();
    let (far_in, far_out) = far.into_split();
    let (there, back) = (pump(near_in, far_out, line.clone()), pump(far_in, near_out, line.clone()));
    tokio::select! {
        _ = async { tokio::join!(there, back) } => {}
        _ = line.wait_for(|line| *line == Line::Cut) => {}
    }
}

async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut line: watch::Receiver<Line>) {
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let Ok(count) = from.read(&mut bytes).await else { return };
        if line.wait_for(|line| *line != Line::Silent).await.is_err() {
            return;
        }
        let now = *line.borrow();
        if let Line::Slow(pause) = now {
            tokio::time::sleep(pause).await;
        }
        let carried = if count == 0 { to.shutdown().await } else { to.write_all(&bytes[..count]).await };
        if carried.is_err() || count == 0 {
            return;
        }
    }
}
