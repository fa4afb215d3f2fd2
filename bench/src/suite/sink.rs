//! A mail server that takes everything at once and remembers when.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::Broken;

/// A mail that was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    /// When its last byte was there.
    pub at: Instant,
    /// The mail.
    pub message: Arc<Vec<u8>>,
}

/// What the server holds.
#[derive(Debug, Default)]
struct Held {
    mails: Mutex<HashMap<String, Taken>>,
    delay: AtomicU64,
    count: watch::Sender<usize>,
}

/// The server; it ends with the program.
#[derive(Debug, Clone)]
pub struct Sink {
    /// Where it listens.
    pub address: SocketAddr,
    held: Arc<Held>,
}

impl Sink {
    /// Opens it on any port.
    pub async fn open() -> Result<Self, Broken> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let sink = Self { address: listener.local_addr()?, held: Arc::default() };
        let held = Arc::clone(&sink.held);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let held = Arc::clone(&held);
                // A client that breaks off is noticed by whoever counts mails.
                tokio::spawn(async move { drop(converse(stream, &held).await) });
            }
        });
        Ok(sink)
    }

    /// From now on each mail is answered so late, as a relay elsewhere does.
    pub fn answer_after(&self, delay: Duration) {
        self.held.delay.store(u64::try_from(delay.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Forgets all mails.
    pub fn forget(&self) {
        self.held.mails.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.held.count.send_replace(0);
    }

    /// The mail to an address, once it is there.
    pub async fn mail_to(&self, address: &str, patience: Duration) -> Result<Taken, Broken> {
        let mut count = self.held.count.subscribe();
        let waiting = async {
            loop {
                count.borrow_and_update();
                if let Some(mail) = self.held.mails.lock().unwrap_or_else(PoisonError::into_inner).get(address) {
                    return Ok(mail.clone());
                }
                count.changed().await.map_err(|_| Broken::Mail)?;
            }
        };
        tokio::time::timeout(patience, waiting).await.map_err(|_| Broken::Mail)?
    }

    /// When each mail was taken, in order of time, once there are `count`.
    pub async fn times(&self, expected: usize, patience: Duration) -> Result<Vec<Instant>, Broken> {
        let mut count = self.held.count.subscribe();
        let enough = count.wait_for(|count| *count >= expected);
        tokio::time::timeout(patience, enough).await.map_err(|_| Broken::Mail)?.map_err(|_| Broken::Mail)?;
        let mails = self.held.mails.lock().unwrap_or_else(PoisonError::into_inner);
        let mut times: Vec<Instant> = mails.values().map(|mail| mail.at).collect();
        times.sort();
        Ok(times)
    }

    /// Any mail.
    pub fn any(&self) -> Result<Arc<Vec<u8>>, Broken> {
        let mails = self.held.mails.lock().unwrap_or_else(PoisonError::into_inner);
        mails.values().next().map(|mail| Arc::clone(&mail.message)).ok_or(Broken::Mail)
    }
}

async fn converse(stream: TcpStream, held: &Held) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 sink\r\n").await?;
    let (mut line, mut to) = (String::new(), String::new());
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => stream.write_all(b"250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n").await?,
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                stream.write_all(b"250 ok\r\n").await?;
            }
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                let message = content(&mut stream).await?;
                let taken = Taken { at: Instant::now(), message: Arc::new(message) };
                let delay = Duration::from_micros(held.delay.load(Ordering::Relaxed));
                if !delay.is_zero() {
                    tokio::time::sleep(delay).await;
                }
                stream.write_all(b"250 taken\r\n").await?;
                held.mails.lock().unwrap_or_else(PoisonError::into_inner).insert(to.clone(), taken);
                held.count.send_modify(|count| *count += 1);
            }
            "QUIT" => return stream.write_all(b"221 bye\r\n").await,
            _ => stream.write_all(b"250 ok\r\n").await?,
        }
    }
}

/// Reads up to the dot on a line of its own (RFC 5321, section 4.1.1.4).
async fn content(stream: &mut BufReader<TcpStream>) -> std::io::Result<Vec<u8>> {
    let mut message = Vec::with_capacity(16 * 1024);
    while !message.ends_with(b"\r\n.\r\n") {
        if stream.read_buf(&mut message).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    message.truncate(message.len() - 3);
    Ok(message)
}
