use booking::delivery::DeliveryView;
use entity::value::{DeliveryKind, Locale};
use mail_parser::{MessageParser, MimeHeaders, PartType};

use super::{LetterError, address, in_ascii};
use crate::mail::Templates;
use crate::sample;

const LANGUAGES: [Locale; 2] = [Locale::Italian, Locale::English];

fn sealed(view: &DeliveryView) -> String {
    let letter = sample::letter(view);
    let sealed = letter.seal(&sample::house(), &sample::site(), &Templates::new().unwrap()).unwrap();
    String::from_utf8(sealed.message).unwrap()
}

/// Header lines of the whole mail, unfolded.
fn headers(message: &str) -> Vec<String> {
    let head = message.split("\r\n\r\n").next().unwrap();
    head.replace("\r\n ", " ").replace("\r\n\t", " ").split("\r\n").map(str::to_owned).collect()
}

fn header<'a>(headers: &'a [String], name: &str) -> &'a str {
    let found: Vec<&str> = headers.iter().filter_map(|line| line.strip_prefix(&format!("{name}: "))).collect();
    assert_eq!(found.len(), 1, "{name} in {headers:#?}");
    found[0]
}

#[test]
fn every_mail_says_what_it_should_in_both_languages() {
    let templates = Templates::new().unwrap();
    for locale in LANGUAGES {
        for kind in sample::KINDS {
            let view = sample::delivery(kind, locale);
            let texts = sample::letter(&view).texts(&sample::house(), &sample::site(), &templates).unwrap();
            insta::assert_snapshot!(format!("{locale}_{kind}_text"), format!("{}\n\n{}", texts.subject, texts.text));
            insta::assert_snapshot!(format!("{locale}_{kind}_html"), texts.html);
        }
    }
}

#[test]
fn what_is_not_known_leaves_no_hole() {
    let templates = Templates::new().unwrap();
    for locale in LANGUAGES {
        for kind in sample::KINDS {
            let mut view = sample::delivery(kind, locale);
            view.performance.performance.doors_open_at = None;
            view.performance.venue.map_url = None;
            view.performance.venue.address = String::new();
            view.performance.venue.city = String::new();
            view.reservation.expires_at = None;
            let texts = sample::letter(&view).texts(&sample::house(), &sample::site(), &templates).unwrap();
            for text in [&texts.text, &texts.html] {
                assert!(!text.contains("none") || text == &texts.html, "{text}");
                assert!(!text.contains("Teatro Sant'Andrea,") && !text.contains("<br></"), "{text}");
            }
            assert!(!texts.text.contains("\n\n\n"), "{}", texts.text);
        }
    }
}

#[test]
fn every_mail_has_the_headers_that_machines_look_for() {
    for locale in LANGUAGES {
        for kind in sample::KINDS {
            let message = sealed(&sample::delivery(kind, locale));
            let headers = headers(&message);
            assert_eq!(header(&headers, "From"), "\"Compagnia del Faro\" <biglietteria@faro.example>");
            assert_eq!(header(&headers, "To"), "\"Anna Bianchi\" <anna.bianchi@example.org>");
            assert_eq!(header(&headers, "Reply-To"), "segreteria@faro.example");
            assert_eq!(header(&headers, "Date"), "Thu, 14 May 2026 07:05:00 +0000");
            let id = "<0123456789abcdef0123456789abcdef@biglietti.faro.example>";
            assert_eq!(header(&headers, "Message-ID"), id);
            assert_eq!(header(&headers, "Auto-Submitted"), "auto-generated");
            assert_eq!(header(&headers, "Content-Language"), locale.as_str());
            assert!(message.lines().all(|line| line.len() <= 998), "RFC 5322, section 2.1.1");
            assert!(message.is_ascii());
        }
    }
}

#[test]
fn a_repeat_is_the_same_mail() {
    let view = sample::delivery(DeliveryKind::Ticket, Locale::Italian);
    assert_eq!(sealed(&view), sealed(&view));
}

#[test]
fn nothing_that_was_typed_becomes_a_header() {
    let mut view = sample::delivery(DeliveryKind::ConfirmationRequest, Locale::English);
    view.reservation.name = "Anna\r\nBcc: eve@example.org\r\n\r\n<b>".to_owned();
    view.performance.show.title = "Il gabbiano\r\nBcc: eve@example.org\n\nX: y\u{2028}z".to_owned();
    let message = sealed(&view);
    let headers = headers(&message);
    let names: Vec<&str> = headers.iter().map(|line| line.split(':').next().unwrap()).collect();
    let expected = [
        "From",
        "To",
        "Subject",
        "Message-ID",
        "Date",
        "Auto-Submitted",
        "Content-Language",
        "Reply-To",
        "MIME-Version",
        "Content-Type",
    ];
    assert_eq!(names, expected);
    let parsed = MessageParser::default().parse(&message).unwrap();
    let subject = parsed.subject().unwrap();
    assert!(subject.starts_with("Confirm your booking: Il gabbiano Bcc: eve@example.org X: y z,"), "{subject}");
    let letter = sample::letter(&view);
    let sealed = letter.seal(&sample::house(), &sample::site(), &Templates::new().unwrap()).unwrap();
    let to: Vec<String> = sealed.envelope.to().iter().map(ToString::to_string).collect();
    assert_eq!(to, ["anna.bianchi@example.org"]);
}

#[test]
fn letters_survive_the_loss_of_the_charset() {
    assert_eq!(in_ascii("<p>Così è, Čechov 🎭</p>"), "<p>Cos&#236; &#232;, &#268;echov &#127917;</p>");
    let view = sample::delivery(DeliveryKind::Ticket, Locale::Italian);
    let message = MessageParser::default().parse(sealed(&view).as_bytes()).unwrap().into_owned();
    assert!(message.body_html(0).unwrap().is_ascii());
}

#[test]
fn what_was_typed_is_text_in_html() {
    let mut view = sample::delivery(DeliveryKind::Cancellation, Locale::Italian);
    view.reservation.name = "<script>alert(1)</script> & \"'".to_owned();
    let texts = sample::letter(&view).texts(&sample::house(), &sample::site(), &Templates::new().unwrap()).unwrap();
    assert!(texts.html.contains("Ciao &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;&#39;,"), "{}", texts.html);
    assert!(!texts.html.contains("<script"));
    assert!(texts.text.contains("Ciao <script>alert(1)</script> & \"',"));
}

#[test]
fn a_ticket_shows_its_code_and_brings_a_page_and_a_date() {
    let message = sealed(&sample::delivery(DeliveryKind::Ticket, Locale::Italian));
    let parsed = MessageParser::default().parse(&message).unwrap();
    let kinds: Vec<String> = parsed
        .parts
        .iter()
        .map(|part| {
            let kind = part.content_type().unwrap();
            let disposition = part.content_disposition().map_or("", |disposition| disposition.ctype());
            format!("{}/{} {disposition}", kind.ctype(), kind.subtype().unwrap_or_default())
        })
        .collect();
    let expected = [
        "multipart/mixed ",
        "multipart/alternative ",
        "text/plain ",
        "multipart/related ",
        "text/html ",
        "image/png inline",
        "application/pdf attachment",
        "text/calendar attachment",
    ];
    assert_eq!(kinds, expected);
    let picture = &parsed.parts[5];
    let html = parsed.body_html(0).unwrap();
    assert!(html.contains(&format!("src=\"cid:{}\"", picture.content_id().unwrap())));
    assert_eq!(picture.contents(), b"\x89PNG picture");
    let names: Vec<&str> = parsed.parts[6..].iter().filter_map(MimeHeaders::attachment_name).collect();
    assert_eq!(names, ["biglietto-K7Q2M9X.pdf", "appuntamento-K7Q2M9X.ics"]);
    assert!(matches!(&parsed.parts[7].body, PartType::Text(text) if text.starts_with("BEGIN:VCALENDAR\r\n")));
}

#[test]
fn mails_load_nothing_from_elsewhere_and_run_nothing() {
    let templates = Templates::new().unwrap();
    for locale in LANGUAGES {
        for kind in sample::KINDS {
            let view = sample::delivery(kind, locale);
            let html = sample::letter(&view).texts(&sample::house(), &sample::site(), &templates).unwrap().html;
            for forbidden in ["<script", "<link", "<form", "url(", "@import", "src=\"http"] {
                assert!(!html.contains(forbidden), "{forbidden} in {kind} {locale}");
            }
            assert!(html.contains(&format!("<html lang=\"{locale}\"")));
        }
    }
}

#[test]
fn the_links_of_both_texts_are_the_same_and_their_secret_reaches_no_server() {
    let templates = Templates::new().unwrap();
    for (locale, language) in [(Locale::Italian, ""), (Locale::English, "?lang=en")] {
        for (kind, page) in [(DeliveryKind::ConfirmationRequest, "confirm"), (DeliveryKind::Ticket, "ticket")] {
            let view = sample::delivery(kind, locale);
            let texts = sample::letter(&view).texts(&sample::house(), &sample::site(), &templates).unwrap();
            let link = format!("https://biglietti.faro.example/{page}{language}#{}", sample::TOKEN);
            assert!(texts.text.contains(&link) && texts.html.contains(&link), "{link}");
            assert_eq!(texts.html.matches(sample::TOKEN).count(), texts.html.matches(&link).count());
            assert!(!texts.subject.contains(sample::TOKEN));
        }
    }
}

#[test]
fn an_address_of_other_letters_is_written_as_servers_know_it() {
    assert_eq!(address("anna@b\u{fc}hne.example").unwrap().to_string(), "anna@xn--bhne-0ra.example");
    assert_eq!(address("anna@Example.ORG").unwrap().to_string(), "anna@example.org");
    assert!(address("nobody").is_none() && address("a b@example.org").is_none());
    let mut view = sample::delivery(DeliveryKind::Ticket, Locale::Italian);
    view.reservation.email = None;
    let sealed = sample::letter(&view).seal(&sample::house(), &sample::site(), &Templates::new().unwrap());
    assert!(matches!(sealed, Err(LetterError::Address)));
}
