//! What everybody reads is read once for all who ask at the same time. Who asks while a reading goes on gets the next one,
//! which begins after he asked: nobody is shown anything older than his question, and a crowd costs the database little
//! more than one reader does.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use poem::http::{HeaderMap, StatusCode};
use poem::{Endpoint, IntoResponse, Request, Response, Result};
use tokio::sync::oneshot;

use super::compression::coding;
use super::remember::is_read;

/// An answer that can be given to many.
#[derive(Clone)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    content: bytes::Bytes,
}

impl Answer {
    async fn of(response: Response) -> Result<Self> {
        let (parts, body) = response.into_parts();
        let content = body.into_bytes().await.map_err(poem::error::InternalServerError)?;
        Ok(Self { status: parts.status, headers: parts.headers, content })
    }
}

impl From<Answer> for Response {
    fn from(answer: Answer) -> Self {
        let mut response = Self::builder().status(answer.status).body(answer.content);
        *response.headers_mut() = answer.headers;
        response
    }
}

/// What somebody who waits is told.
enum Turn {
    /// The answer.
    Answer(Answer),
    /// Read it yourself, for these too.
    Read(Vec<Waiting>),
}

type Waiting = oneshot::Sender<Turn>;

/// Addresses that are being read, each with the coding in which the answer is sent, and who waits for the next reading of
/// each.
type Readings = Mutex<HashMap<String, Vec<Waiting>>>;

/// See the module.
pub struct Shared<E> {
    inner: E,
    readings: Readings,
}

impl<E> Shared<E> {
    /// Shares what `inner` reads.
    pub fn new(inner: E) -> Self {
        Self { inner, readings: Mutex::default() }
    }
}

impl<E: Endpoint> Endpoint for Shared<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let address = request.uri().path_and_query().filter(|_| is_read(&request));
        let address = address.map(|address| format!("{} {address}", coding(request.headers())));
        let Some(address) = address else { return Ok(self.inner.call(request).await?.into_response()) };
        let reading = match self.join(&address) {
            Ok(reading) => reading,
            Err(turn) => match turn.await {
                Ok(Turn::Answer(answer)) => return Ok(answer.into()),
                Ok(Turn::Read(others)) => Reading { readings: &self.readings, address, others },
                // Whoever read is gone without a word, which its end does not allow.
                Err(_) => return Ok(self.inner.call(request).await?.into_response()),
            },
        };
        let answer = Answer::of(self.inner.call(request).await?.into_response()).await?;
        reading.tell(&answer);
        Ok(answer.into())
    }
}

impl<E> Shared<E> {
    /// Reads, where nobody does; else waits.
    fn join(&self, address: &str) -> std::result::Result<Reading<'_>, oneshot::Receiver<Turn>> {
        let mut readings = self.readings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(waiting) = readings.get_mut(address) {
            let (told, turn) = oneshot::channel();
            waiting.push(told);
            return Err(turn);
        }
        readings.insert(address.to_owned(), Vec::new());
        Ok(Reading { readings: &self.readings, address: address.to_owned(), others: Vec::new() })
    }
}

/// A reading that goes on. However it ends, whoever still waits goes on by himself.
struct Reading<'layer> {
    readings: &'layer Readings,
    address: String,
    /// Who gets its answer.
    others: Vec<Waiting>,
}

impl Reading<'_> {
    fn tell(mut self, answer: &Answer) {
        for other in self.others.drain(..) {
            // One who went away needs no answer.
            drop(other.send(Turn::Answer(answer.clone())));
        }
    }
}

impl Drop for Reading<'_> {
    /// The first of those who wait reads next: they asked since this reading began, or it failed and has told nobody.
    fn drop(&mut self) {
        let mut readings = self.readings.lock().unwrap_or_else(PoisonError::into_inner);
        let mut waiting = std::mem::take(&mut self.others);
        waiting.extend(readings.get_mut(&self.address).map(std::mem::take).unwrap_or_default());
        let mut waiting = waiting.into_iter();
        while let Some(next) = waiting.next() {
            match next.send(Turn::Read(waiting.collect())) {
                Err(Turn::Read(others)) => waiting = others.into_iter(),
                Ok(()) | Err(Turn::Answer(_)) => return,
            }
        }
        readings.remove(&self.address);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use poem::endpoint::make;
    use poem::http::Uri;
    use poem::{Endpoint, Request, Result};
    use tokio::sync::Semaphore;

    use super::Shared;

    /// A reading that is counted, and ends when it is let.
    fn readings(begun: &Arc<AtomicUsize>, may_end: &Arc<Semaphore>) -> Shared<impl Endpoint<Output = String> + use<>> {
        let (begun, may_end) = (Arc::clone(begun), Arc::clone(may_end));
        Shared::new(make(move |_| {
            let (begun, may_end) = (Arc::clone(&begun), Arc::clone(&may_end));
            async move {
                let number = begun.fetch_add(1, Ordering::SeqCst) + 1;
                may_end.acquire().await.unwrap().forget();
                Ok::<_, poem::Error>(number.to_string())
            }
        }))
    }

    async fn ask(shared: Arc<Shared<impl Endpoint<Output = String>>>, address: &'static str) -> Result<String> {
        let response = shared.call(Request::builder().uri(Uri::from_static(address)).finish()).await?;
        Ok(response.into_body().into_string().await.unwrap())
    }

    async fn until(begun: &AtomicUsize, count: usize) {
        while begun.load(Ordering::SeqCst) < count {
            tokio::task::yield_now().await;
        }
        // Whoever else was spawned has asked by then.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn who_asks_while_a_reading_goes_on_shares_the_next_one() {
        let (begun, may_end) = (Arc::default(), Arc::new(Semaphore::new(0)));
        let shared = Arc::new(readings(&begun, &may_end));
        let first = tokio::spawn(ask(Arc::clone(&shared), "/api/shows"));
        until(&begun, 1).await;
        let crowd: Vec<_> = (0..20).map(|_| tokio::spawn(ask(Arc::clone(&shared), "/api/shows"))).collect();
        until(&begun, 1).await;
        may_end.add_permits(2);
        assert_eq!(first.await.unwrap().unwrap(), "1");
        for other in crowd {
            assert_eq!(other.await.unwrap().unwrap(), "2", "a reading that began after it was asked for");
        }
        may_end.add_permits(1);
        assert_eq!(ask(shared, "/api/shows").await.unwrap(), "3", "nothing is kept");
    }

    #[tokio::test]
    async fn a_reader_who_goes_away_leaves_his_place_to_the_next() {
        let (begun, may_end) = (Arc::default(), Arc::new(Semaphore::new(0)));
        let shared = Arc::new(readings(&begun, &may_end));
        let first = tokio::spawn(ask(Arc::clone(&shared), "/api/shows"));
        until(&begun, 1).await;
        let others: Vec<_> = (0..3).map(|_| tokio::spawn(ask(Arc::clone(&shared), "/api/shows"))).collect();
        until(&begun, 1).await;
        first.abort();
        until(&begun, 2).await;
        others[0].abort();
        until(&begun, 3).await;
        may_end.add_permits(1);
        let mut answers = Vec::new();
        for other in others {
            if let Ok(answer) = other.await {
                answers.push(answer.unwrap());
            }
        }
        assert_eq!(answers, ["3", "3"]);
    }

    #[tokio::test]
    async fn other_addresses_and_what_is_not_public_do_not_wait() {
        let (begun, may_end) = (Arc::default(), Arc::new(Semaphore::new(0)));
        let shared = Arc::new(readings(&begun, &may_end));
        for address in ["/api/shows", "/api/shows?page=2", "/api/ready", "/api/ready"] {
            tokio::spawn(ask(Arc::clone(&shared), address));
        }
        until(&begun, 4).await;
    }
}
