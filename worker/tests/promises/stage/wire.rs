//! The wire between a worker and its database, which can be cut without anybody being told: as when a machine loses its
//! power, or a firewall forgets a connection.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A wire; cut with this value.
pub struct Wire {
    address: SocketAddr,
    /// Counts up at each cut and each repair: even is whole.
    cuts: Arc<watch::Sender<u32>>,
    end: JoinHandle<()>,
}

impl Wire {
    /// Lays a wire to the database server of `url`, and answers it with the address of this end.
    pub async fn to(url: &str) -> (Self, String) {
        let mut url = url::Url::parse(url).unwrap();
        let server = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        url.set_port(Some(address.port())).unwrap();
        let cuts = Arc::new(watch::Sender::new(0));
        let watched = Arc::clone(&cuts);
        let end = tokio::spawn(async move {
            loop {
                let (near, _) = listener.accept().await.unwrap();
                tokio::spawn(carry(near, server.clone(), watched.subscribe()));
            }
        });
        (Self { address, cuts, end }, url.into())
    }

    /// From now on no byte passes, and nobody is told. What is connected stays dead for ever.
    pub fn cut(&self) {
        assert_eq!(*self.cuts.borrow() % 2, 0, "{} is whole", self.address);
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// New connections work again.
    pub fn mend(&self) {
        assert_eq!(*self.cuts.borrow() % 2, 1, "{} is cut", self.address);
        self.cuts.send_modify(|cuts| *cuts += 1);
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.end.abort();
    }
}

/// Carries one connection until the wire is cut; then holds both ends, so that neither hears anything.
async fn carry(mut near: TcpStream, server: String, mut cuts: watch::Receiver<u32>) {
    let mut far = None;
    if cuts.borrow_and_update().is_multiple_of(2) {
        let far = far.insert(TcpStream::connect(server).await.unwrap());
        tokio::select! {
            _ = tokio::io::copy_bidirectional(&mut near, far) => return,
            _ = cuts.changed() => {}
        }
    }
    let _held = (near, far);
    std::future::pending::<()>().await;
}
