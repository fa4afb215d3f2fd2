//! A mail as it goes over the wire: texts, headers, the QR code shown in the text, the files attached.

use std::time::SystemTime;

use booking::Site;
use booking::delivery::DeliveryView;
use booking::ticket::assets::Assets;
use chrono::{DateTime, Utc};
use entity::value::Locale;
use lettre::Address;
use lettre::address::Envelope;
use lettre::message::header::{ContentType, ContentTypeErr, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};
use minijinja::context;
use minijinja::value::Value;
use url::{Host, Url};

use super::calendar::{self, Evening};
use super::{Templates, Texts};
use crate::wording::{Wording, capitalised};
use crate::workshop::House;

/// A mail to be written.
#[derive(Debug)]
pub struct Letter<'a> {
    /// The row of the log, and what it is about.
    pub about: &'a DeliveryView,
    /// The page that it leads to.
    pub link: Url,
    /// The ticket that it brings.
    pub ticket: Option<Assets>,
    /// When it is written.
    pub written_at: DateTime<Utc>,
}

/// A mail that is ready to be sent.
#[derive(Debug)]
pub struct Sealed {
    /// From whom and to whom it goes, as the server is told.
    pub envelope: Envelope,
    /// The mail itself (RFC 5322).
    pub message: Vec<u8>,
}

/// Why a mail cannot be written. Texts name nobody.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// The reservation has no address, or one that mail cannot carry.
    #[error("the guest has no address that mail can be sent to")]
    Address,
    /// A template does not go with the facts.
    #[error("the mail's template is faulty")]
    Template(#[from] minijinja::Error),
    /// A part has a type that is none.
    #[error("a part of the mail has no type")]
    Type(#[from] ContentTypeErr),
    /// The parts do not make a message.
    #[error("the parts of the mail do not make a message")]
    Parts(#[from] lettre::error::Error),
}

impl Letter<'_> {
    /// Writes the texts.
    ///
    /// # Errors
    /// [`LetterError::Template`].
    pub fn texts(&self, house: &House, site: &Site, templates: &Templates) -> Result<Texts, LetterError> {
        let DeliveryView { delivery, reservation, .. } = self.about;
        Ok(templates.render(&format!("{}/{}", reservation.locale, delivery.kind), &self.facts(house, site))?)
    }

    /// Writes the whole mail.
    ///
    /// # Errors
    /// [`LetterError`].
    pub fn seal(&self, house: &House, site: &Site, templates: &Templates) -> Result<Sealed, LetterError> {
        let DeliveryView { delivery, reservation, .. } = self.about;
        let to = reservation.email.as_deref().and_then(address).ok_or(LetterError::Address)?;
        let texts = self.texts(house, site, templates)?;
        let mut message = Message::builder()
            .from(house.from.clone())
            .to(Mailbox::new(Some(without_controls(&reservation.name)), to))
            .subject(texts.subject.as_str())
            .message_id(Some(format!("<{}>", delivery.message_id)))
            .date(SystemTime::from(self.written_at))
            // RFC 3834: automatic answers, such as those of people on holiday, are unwelcome.
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("Content-Language", reservation.locale.as_str()));
        if let Some(reply_to) = &house.reply_to {
            message = message.reply_to(reply_to.clone());
        }
        let message = message.multipart(self.body(house, site, texts)?)?;
        Ok(Sealed { envelope: message.envelope().clone(), message: message.formatted() })
    }

    fn facts(&self, house: &House, site: &Site) -> Value {
        let DeliveryView { reservation, performance: view, .. } = self.about;
        let wording = Wording { locale: reservation.locale, zone: house.zone };
        let performance = &view.performance;
        let address = [view.venue.address.as_str(), view.venue.city.as_str()];
        let address: Vec<&str> = address.into_iter().filter(|part| !part.is_empty()).collect();
        context! {
            lang => reservation.locale.as_str(),
            company => house.company.as_str(),
            site => site.page("").as_str(),
            host => site.host(),
            name => reservation.name.as_str(),
            reference => reservation.reference.as_str(),
            party_size => reservation.party_size,
            people => wording.people(reservation.party_size),
            seats => wording.seats(reservation.party_size),
            show => view.show.title.as_str(),
            day => wording.day(performance.starts_at),
            when => wording.day_and_time(performance.starts_at),
            when_line => capitalised(&wording.day_and_time(performance.starts_at)),
            doors => performance.doors_open_at.map(|doors| wording.time(doors)),
            venue => view.venue.name.as_str(),
            address => address.join(", "),
            map => view.venue.map_url.as_deref().filter(|map| map.starts_with("https://")),
            expires => reservation.expires_at.map(|expires| wording.day_and_time(expires)),
            link => self.spoken_link(),
            show_link => site.page(&format!("shows/{}", view.show.slug)).as_str(),
            code => self.content_id(site),
        }
    }

    /// The link, with the guest's language where it is not the one that pages have anyway.
    fn spoken_link(&self) -> String {
        let mut link = self.link.clone();
        match self.about.reservation.locale {
            Locale::Italian => {}
            Locale::English => link.set_query(Some("lang=en")),
        }
        link.into()
    }

    /// Name of the QR code's part: unique as the mail is, and the same in a repeat of it.
    fn content_id(&self, site: &Site) -> String {
        format!("qr-{}@{}", self.unique(), site.host())
    }

    /// What is before the `@` of the `Message-ID`.
    fn unique(&self) -> &str {
        let id = self.about.delivery.message_id.as_str();
        id.split_once('@').map_or(id, |(unique, _)| unique)
    }

    fn body(&self, house: &House, site: &Site, texts: Texts) -> Result<MultiPart, LetterError> {
        let alternative =
            MultiPart::alternative().boundary(self.boundary("alternative")).singlepart(SinglePart::plain(texts.text));
        let html = SinglePart::html(in_ascii(&texts.html));
        let Some(ticket) = &self.ticket else { return Ok(alternative.singlepart(html)) };
        let code = Attachment::new_inline_with_name(self.content_id(site), "qr.png".to_owned())
            .body(ticket.qr_png.clone(), ContentType::parse("image/png")?);
        let shown = MultiPart::related().boundary(self.boundary("related")).singlepart(html).singlepart(code);
        let DeliveryView { reservation, performance, .. } = self.about;
        let (paper, entry) = match reservation.locale {
            Locale::Italian => ("biglietto", "appuntamento"),
            Locale::English => ("ticket", "event"),
        };
        let pdf = Attachment::new(format!("{paper}-{}.pdf", reservation.reference))
            .body(ticket.pdf.clone(), ContentType::parse("application/pdf")?);
        let evening = Evening {
            performance,
            reference: &reservation.reference,
            company: &house.company,
            host: site.host(),
            locale: reservation.locale,
            stamp: self.written_at,
        };
        let calendar = Attachment::new(format!("{entry}-{}.ics", reservation.reference))
            .body(calendar::file(&evening), ContentType::parse("text/calendar; charset=utf-8; method=PUBLISH")?);
        Ok(MultiPart::mixed()
            .boundary(self.boundary("mixed"))
            .multipart(alternative.multipart(shown))
            .singlepart(pdf)
            .singlepart(calendar))
    }

    /// The same in a repeat; "=_" is in no encoded body (RFC 2045, section 6.7).
    fn boundary(&self, part: &str) -> String {
        format!("=_{part}_{}", self.unique())
    }
}

pub(super) fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

pub(super) fn without_controls(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).collect()
}

/// An address as mail carries it: a domain of other letters than ASCII's is written the way that every server knows.
pub(super) fn address(text: &str) -> Option<Address> {
    let (user, domain) = text.rsplit_once('@')?;
    let domain = match Host::parse(domain) {
        Ok(Host::Domain(ascii)) => ascii,
        _ => domain.to_owned(),
    };
    Address::new(user, domain).ok()
}

/// The same page, its letters beyond ASCII by number: gateways and web mailboxes that lose the charset on the way show
/// `città` all the same.
pub(super) fn in_ascii(html: &str) -> String {
    let mut plain = String::with_capacity(html.len());
    for character in html.chars() {
        if character.is_ascii() {
            plain.push(character);
        } else {
            plain.extend(["&#", &u32::from(character).to_string(), ";"]);
        }
    }
    plain
}

#[cfg(test)]
mod tests;
