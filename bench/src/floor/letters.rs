//! The floor under mails: lettre alone, over as many connections as the worker has, sending mails that are written already.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use lettre::address::Envelope;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::Broken;

/// Mails a second: `count` times `message`, over `connections`.
pub async fn rate(
    server: SocketAddr,
    connections: usize,
    count: usize,
    envelope: &Envelope,
    message: &Arc<Vec<u8>>,
) -> Result<f64, Broken> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut loops = JoinSet::new();
    let began = Instant::now();
    for _ in 0..connections {
        let (next, envelope, message) = (Arc::clone(&next), envelope.clone(), Arc::clone(message));
        loops.spawn(async move {
            let mut connection = open(server).await?;
            while next.fetch_add(1, Ordering::Relaxed) < count {
                connection.send(&envelope, &message).await.map_err(mail)?;
            }
            connection.quit().await.map_err(mail)?;
            Ok::<(), Broken>(())
        });
    }
    while let Some(ended) = loops.join_next().await {
        ended??;
    }
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    let count = count as f64;
    Ok(count / began.elapsed().as_secs_f64())
}

/// Without a wait for acknowledgements, as the worker's.
async fn open(server: SocketAddr) -> Result<AsyncSmtpConnection, Broken> {
    let line = TcpStream::connect(server).await?;
    line.set_nodelay(true)?;
    AsyncSmtpConnection::connect_with_transport(Box::new(line), &ClientId::default()).await.map_err(mail)
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` gives it")]
fn mail(error: lettre::transport::smtp::Error) -> Broken {
    Broken::Floor(error.to_string())
}
