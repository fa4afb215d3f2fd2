//! What must hold of every mail, whatever was typed into the office's forms or the visitor's. Tests here hold it with drawn
//! texts; `fuzz/` looks for texts that break it.

use booking::Site;
use booking::delivery::DeliveryView;
use booking::ticket::assets::Assets;
use booking::token::{Keys, Token};
use chrono::{DateTime, Utc};
use chrono_tz::Europe::Rome;
use entity::email_delivery;
use entity::value::{DeliveryKind, DeliveryStatus, Locale};
use mail_parser::{Message, MessageParser, MimeHeaders as _};
use worker::mail::{Letter, Templates, Texts, scrub};
use worker::workshop::House;

#[path = "../../../booking/tests/border/sample.rs"]
mod sample;

const KINDS: [DeliveryKind; 6] = [
    DeliveryKind::ConfirmationRequest,
    DeliveryKind::Ticket,
    DeliveryKind::Cancellation,
    DeliveryKind::PerformanceCancelled,
    DeliveryKind::PerformanceChanged,
    DeliveryKind::Reminder,
];

/// A token that opens nothing.
const TOKEN: &str = "q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k";

const HEADERS: [&str; 9] = [
    "From",
    "To",
    "Subject",
    "Message-ID",
    "Date",
    "Auto-Submitted",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
];

/// Name, title, venue, address and company, as typed.
type Typed<'a> = [&'a str; 5];

/// A mail of the kind and language that `which` chooses goes to its guest alone, has its own headers and no other, lines
/// that every server takes, the same tags in its page as one about plain words, its link as it is, and in its calendar the
/// same properties.
pub fn letter(which: u8, typed: Typed<'_>) {
    let (view, written) = written(which, typed);
    let plain = typed.map(|text| if text.is_empty() { "" } else { "x" });
    let (_, usual) = self::written(which, plain);
    assert_eq!(written.to, ["anna@example.org"]);
    let head = written.message.split("\r\n\r\n").next().unwrap_or_default();
    let names: Vec<&str> = head
        .split("\r\n")
        .filter(|line| !line.starts_with([' ', '\t']))
        .map(|line| line.split(':').next().unwrap_or_default())
        .collect();
    assert_eq!(names, HEADERS, "{head}");
    assert!(written.message.is_ascii());
    assert!(written.message.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])), "{head}");

    for mark in ['<', '>', '"'] {
        let count = |texts: &Texts| texts.html.matches(mark).count();
        assert_eq!(count(&written.texts), count(&usual.texts), "{mark} in {}", written.texts.html);
    }
    assert!(!written.texts.subject.contains(char::is_control), "{:?}", written.texts.subject);
    if !matches!(view.delivery.kind, DeliveryKind::Cancellation | DeliveryKind::PerformanceCancelled) {
        assert!(written.texts.text.contains(TOKEN) && written.texts.html.contains(TOKEN));
    }

    let parsed = parsed(&written.message);
    assert_eq!(parsed.subject().unwrap_or_default(), written.texts.subject);
    assert_eq!(calendar_lines(&parsed), calendar_lines(&self::parsed(&usual.message)));
}

/// What a mail server says is kept without the guest's name and address.
pub fn refusal(said: &str, name: &str) {
    let address = format!("{name}@example.org");
    let clean = scrub(said, &[&address, name]);
    let words = |text: &str| -> Vec<String> {
        text.to_lowercase().split(|character: char| !character.is_alphanumeric()).map(str::to_owned).collect()
    };
    let (spoken, looked_for) = (words(&clean), words(name));
    assert!(!spoken.windows(looked_for.len()).any(|window| window == looked_for), "{clean}");
    let mut parts = clean.split('@').peekable();
    while let (Some(before), Some(after)) = (parts.next(), parts.peek()) {
        let joined = before.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric);
        assert!(!joined, "{clean}");
    }
}

struct Written {
    texts: Texts,
    to: Vec<String>,
    message: String,
}

fn written(which: u8, [name, title, venue, address, company]: Typed<'_>) -> (DeliveryView, Written) {
    let kind = KINDS[usize::from(which / 2) % KINDS.len()];
    let locale = if which.is_multiple_of(2) { Locale::Italian } else { Locale::English };
    let mut performance = sample::evening();
    title.clone_into(&mut performance.show.title);
    venue.clone_into(&mut performance.venue.name);
    address.clone_into(&mut performance.venue.address);
    let now = performance.performance.starts_at;
    let mut reservation = sample::guest(name, "anna@example.org", "", "", now);
    reservation.locale = locale;
    let view = DeliveryView { delivery: delivery(kind, now), reservation, performance };
    let Ok(keys) = Keys::parse("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=") else { panic!("no keys") };
    let Ok(url) = "https://biglietti.faro.example".parse() else { panic!("no address") };
    let site = Site::new(keys, &url);
    let Ok(token) = Token::parse(TOKEN) else { panic!("no token") };
    let (link, ticket) = match kind {
        DeliveryKind::ConfirmationRequest => (site.confirmation_url(&token), None),
        DeliveryKind::Cancellation | DeliveryKind::PerformanceCancelled => (site.page("shows/il-gabbiano"), None),
        DeliveryKind::Ticket | DeliveryKind::PerformanceChanged | DeliveryKind::Reminder => {
            (site.ticket_url(&token), Some(pictures()))
        }
    };
    let Ok(from) = "biglietteria@faro.example".parse() else { panic!("no sender") };
    let house = House { company: company.to_owned(), zone: Rome, from, reply_to: None };
    let letter = Letter { about: &view, link, ticket, written_at: now };
    let Ok(templates) = Templates::new() else { panic!("no templates") };
    let (Ok(texts), Ok(sealed)) = (letter.texts(&house, &site, &templates), letter.seal(&house, &site, &templates))
    else {
        panic!("no mail")
    };
    let Ok(message) = String::from_utf8(sealed.message) else { panic!("no text") };
    let to = sealed.envelope.to().iter().map(ToString::to_string).collect();
    (view, Written { texts, to, message })
}

fn pictures() -> Assets {
    Assets { qr_png: b"\x89PNG".to_vec(), qr_svg: b"<svg/>".to_vec(), pdf: b"%PDF-1.7".to_vec() }
}

fn delivery(kind: DeliveryKind, now: DateTime<Utc>) -> email_delivery::Model {
    email_delivery::Model {
        id: 5,
        reservation_id: 11,
        kind,
        generation: 1,
        status: DeliveryStatus::Queued,
        attempts: 0,
        message_id: "0123456789abcdef0123456789abcdef@biglietti.faro.example".to_owned(),
        last_error: None,
        smtp_response: None,
        queued_at: now,
        last_attempt_at: None,
        sent_at: None,
        failed_at: None,
    }
}

fn parsed(message: &str) -> Message<'_> {
    match MessageParser::default().parse(message) {
        Some(parsed) => parsed,
        None => panic!("nobody can read the mail"),
    }
}

/// Names of the lines of the calendar file, if there is one.
fn calendar_lines(message: &Message<'_>) -> Vec<String> {
    let file = message.attachments().find(|part| part.is_content_type("text", "calendar"));
    let text = file.and_then(|part| part.text_contents()).unwrap_or_default();
    let unfolded = text.replace("\r\n ", "");
    unfolded.split("\r\n").map(|line| line.split([':', ';']).next().unwrap_or_default().to_owned()).collect()
}
