//! The ticket to print: one page of A4, the ticket in its upper half, what a guest should know below the fold.

use std::num::NonZeroU16;

use booking::ticket::qr::Code;
use chrono::{DateTime, Datelike, Timelike, Utc};
use krilla::Document;
use krilla::SerializeSettings;
use krilla::configure::{Accessibility, Configuration, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{Point, Rect};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;

use super::face::Face;
use super::sheet::{Colour, Sheet, Style, length};
use super::words::Words;
use super::{DrawError, Subject};
use crate::wording::{Wording, capitalised};
use crate::workshop::House;

/// A4, points (ISO 216: 210 by 297 millimetres).
const WIDTH: f32 = 595.28;
const HEIGHT: f32 = 841.89;
const MARGIN: f32 = 54.0;
const TEXT_WIDTH: f32 = WIDTH - 2.0 * MARGIN;

/// Side of the QR code, 60 millimetres: a phone reads it from an arm's length.
const CODE: f32 = 170.0;
const FACTS_WIDTH: f32 = TEXT_WIDTH - CODE - 36.0;

const FIRST: NonZeroU16 = NonZeroU16::MIN;
const SECOND: NonZeroU16 = NonZeroU16::MIN.saturating_add(1);

// The site's colours in a light house (frontend/src/styles/_theme.scss).
const INK: Colour = (0x20, 0x1a, 0x17);
const CURTAIN: Colour = (0x8e, 0x1b, 0x25);
const QUIET: Colour = (0x56, 0x4c, 0x43);
const LINE: Colour = (0xb8, 0xaa, 0x94);

/// Why nothing can be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PrinterError {
    /// A font cannot be read.
    #[error("a font of the printed ticket cannot be read")]
    Font,
    /// The file format cannot be had.
    #[error("the printed ticket's file format cannot be had")]
    Format,
}

/// Prints tickets, with fonts read once.
#[derive(Debug)]
pub struct Printer {
    configuration: Configuration,
    display: Face,
    bold: Face,
    regular: Face,
}

impl Printer {
    /// Reads the fonts.
    ///
    /// # Errors
    /// [`PrinterError`].
    pub fn new() -> Result<Self, PrinterError> {
        let face = |file: &'static [u8]| Face::new(file).ok_or(PrinterError::Font);
        let accessible = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1);
        Ok(Self {
            configuration: accessible.finish().map_err(|_| PrinterError::Format)?,
            display: face(include_bytes!("../../assets/fonts/BodoniModa-Bold.ttf"))?,
            bold: face(include_bytes!("../../assets/fonts/OpenSans-Bold.ttf"))?,
            regular: face(include_bytes!("../../assets/fonts/OpenSans-Regular.ttf"))?,
        })
    }

    /// The page as PDF, readable by those who cannot see (PDF/UA-1). The QR code is drawn; its text is not in the file.
    ///
    /// # Errors
    /// [`DrawError`].
    pub fn print(
        &self,
        house: &House,
        subject: &Subject,
        code: &Code,
        now: DateTime<Utc>,
    ) -> Result<Vec<u8>, DrawError> {
        let settings = SerializeSettings { configuration: self.configuration, ..SerializeSettings::default() };
        let mut document = Document::new_with(settings);
        let title = title(house, subject);
        let mut page = document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT).unwrap_or_default());
        let mut sheet = Sheet::new(page.surface());
        self.draw(&mut sheet, house, subject, code);
        let read = sheet.finish();
        page.finish();
        document.set_tag_tree(read);
        let mut outline = Outline::new();
        outline.push_child(OutlineNode::new(title.clone(), XyzDestination::new(0, Point::from_xy(0.0, 0.0))));
        document.set_outline(outline);
        document.set_metadata(
            Metadata::new()
                .title(title)
                .language(subject.reservation.locale.to_string())
                .authors(vec![house.company.clone()])
                .creator("AzioneLab".to_owned())
                .creation_date(timestamp(now)),
        );
        Ok(document.finish()?)
    }

    fn draw(&self, sheet: &mut Sheet<'_>, house: &House, subject: &Subject, code: &Code) {
        let foot = self.head(sheet, house, subject);
        let facts = self.facts(sheet, subject, house, foot + 40.0);
        let below_code = self.code(sheet, subject, code, foot + 30.0);
        let fold = (facts.max(below_code) + 6.0).max(HEIGHT / 2.0);
        sheet.fold(Point::from_xy(0.0, fold), WIDTH, 0.75, LINE);
        self.advice(sheet, subject, fold + 48.0);
        self.imprint(sheet, house, subject);
    }

    /// Company, show and date, over the whole width; answers with the foot of the last line.
    fn head(&self, sheet: &mut Sheet<'_>, house: &House, subject: &Subject) -> f32 {
        let words = Words::of(subject.reservation.locale);
        let label = Style { face: &self.bold, size: 11.0, colour: CURTAIN };
        let ticket = words.ticket.to_uppercase();
        let right = WIDTH - MARGIN - label.width(&ticket);
        let company = label.lines(&house.company.to_uppercase(), right - MARGIN - 12.0, 1);
        sheet.paragraph(MARGIN, 60.0, label, 0.0, &company);
        sheet.paragraph(right, 60.0, Style { colour: QUIET, ..label }, 0.0, &[ticket]);
        // As on a playbill: a thick rule and a thin one.
        sheet.block(Rect::from_xywh(MARGIN, 72.0, TEXT_WIDTH, 4.0), CURTAIN);
        sheet.block(Rect::from_xywh(MARGIN, 79.0, TEXT_WIDTH, 0.75), CURTAIN);

        let show = &subject.performance.show.title;
        let (size, lines) = self.title_lines(show);
        let title = Style { face: self.title_face(show), size, colour: INK };
        let leading = size * 1.08;
        let next = sheet.heading(MARGIN, 90.0 + size, title, leading, &lines, FIRST);

        let when = wording(house, subject).day_and_time(subject.performance.performance.starts_at);
        let date = Style { face: &self.bold, size: 16.0, colour: CURTAIN };
        let lines = date.lines(&capitalised(&when), TEXT_WIDTH, 2);
        sheet.paragraph(MARGIN, next - leading + 18.0 + size * 0.36, date, 20.0, &lines) - 20.0
    }

    /// The show's title as large as it fits: long ones smaller, on up to three lines.
    fn title_lines(&self, title: &str) -> (f32, Vec<String>) {
        const SIZES: [(f32, usize); 5] = [(62.0, 1), (50.0, 1), (40.0, 2), (32.0, 2), (25.0, 3)];
        let face = self.title_face(title);
        let fits = |(size, most): (f32, usize)| {
            let lines = face.lines(title, size, TEXT_WIDTH, usize::MAX);
            (lines.len() <= most).then_some((size, lines))
        };
        let (smallest, most) = SIZES[SIZES.len() - 1];
        SIZES.into_iter().find_map(fits).unwrap_or_else(|| (smallest, face.lines(title, smallest, TEXT_WIDTH, most)))
    }

    /// The display font has Latin letters only; a title in others is set in the text font as a whole.
    fn title_face(&self, title: &str) -> &Face {
        if self.display.has_all(title) { &self.display } else { &self.bold }
    }

    /// Place, doors, people on the left; answers with the foot of what is below.
    fn facts(&self, sheet: &mut Sheet<'_>, subject: &Subject, house: &House, top: f32) -> f32 {
        let words = Words::of(subject.reservation.locale);
        let wording = wording(house, subject);
        let venue = &subject.performance.venue;
        let address = [venue.address.as_str(), venue.city.as_str()];
        let address: Vec<&str> = address.into_iter().filter(|part| !part.is_empty()).collect();
        let reservation = &subject.reservation;
        let doors = subject.performance.performance.doors_open_at.map(|doors| wording.time(doors));
        let facts = [
            (words.place, venue.name.clone(), address.join(", ")),
            (words.doors, doors.unwrap_or_default(), String::new()),
            (words.party, wording.people(reservation.party_size), reservation.name.clone()),
        ];
        let label = Style { face: &self.regular, size: 9.5, colour: QUIET };
        let value = Style { face: &self.bold, size: 15.0, colour: INK };
        let more = Style { face: &self.regular, size: 11.5, colour: INK };
        let mut foot = top;
        for (what, first, second) in facts.iter().filter(|(_, first, _)| !first.is_empty()) {
            foot = sheet.paragraph(MARGIN, foot, label, 18.0, &[(*what).to_owned()]);
            let lines = value.lines(first, FACTS_WIDTH, 2);
            foot = sheet.paragraph(MARGIN, foot, value, 18.0, &lines);
            let lines = more.lines(second, FACTS_WIDTH, 2);
            foot = sheet.paragraph(MARGIN, foot - 1.0, more, 16.0, &lines) + 9.0;
        }
        foot
    }

    /// The QR code on the right with the reference below; answers with the foot of what is below.
    fn code(&self, sheet: &mut Sheet<'_>, subject: &Subject, code: &Code, top: f32) -> f32 {
        let words = Words::of(subject.reservation.locale);
        let left = WIDTH - MARGIN - CODE;
        sheet.code(left, top, CODE, code, INK, words.code);
        let label = Style { face: &self.regular, size: 9.5, colour: QUIET };
        let reference = Style { face: &self.bold, size: 18.0, colour: INK };
        let foot = top + CODE + 24.0;
        let digits = subject.reservation.reference.clone();
        let right = WIDTH - MARGIN - reference.width(&digits);
        sheet.paragraph(left, foot, label, 0.0, &[words.reference.to_owned()]);
        sheet.paragraph(right, foot, reference, 20.0, &[digits])
    }

    /// What a guest should know before he comes.
    fn advice(&self, sheet: &mut Sheet<'_>, subject: &Subject, top: f32) {
        const BOTTOM: f32 = HEIGHT - 84.0;
        let words = Words::of(subject.reservation.locale);
        let heading = Style { face: &self.display, size: 22.0, colour: INK };
        let mut foot = sheet.heading(MARGIN, top, heading, 30.0, &[words.before.to_owned()], SECOND);
        let venue = &subject.performance.venue;
        let text = Style { face: &self.regular, size: 10.5, colour: INK };
        let label = Style { face: &self.bold, ..text };
        let advice = [
            ("", words.show_it),
            ("", words.punctual),
            (venue.name.as_str(), venue.notes.as_str()),
            (words.access, venue.accessibility.as_str()),
            ("", words.cancel),
            ("", words.keep),
        ];
        for (what, said) in advice.into_iter().filter(|(_, said)| !said.trim().is_empty()) {
            let name = label.lines(what, TEXT_WIDTH, 1);
            let lines = text.lines(said, TEXT_WIDTH, 3);
            if foot + 15.5 * length(name.len() + lines.len()) > BOTTOM {
                continue;
            }
            foot = sheet.paragraph(MARGIN, foot, label, 15.5, &name);
            foot = sheet.paragraph(MARGIN, foot, text, 15.5, &lines) + 7.5;
        }
    }

    /// Who plays, at the foot of the page.
    fn imprint(&self, sheet: &mut Sheet<'_>, house: &House, subject: &Subject) {
        let style = Style { face: &self.regular, size: 9.0, colour: QUIET };
        let host = subject.url.host_str().unwrap_or_default();
        let lines = style.lines(&format!("{} · {host}", house.company), TEXT_WIDTH, 1);
        sheet.block(Rect::from_xywh(MARGIN, HEIGHT - 62.0, TEXT_WIDTH, 0.75), LINE);
        sheet.paragraph(MARGIN, HEIGHT - 46.0, style, 12.0, &lines);
    }
}

fn wording(house: &House, subject: &Subject) -> Wording {
    Wording { locale: subject.reservation.locale, zone: house.zone }
}

/// Name of the document, without the guest's.
fn title(house: &House, subject: &Subject) -> String {
    let day = wording(house, subject).day_and_year(subject.performance.performance.starts_at);
    format!("{}: {}, {day}", Words::of(subject.reservation.locale).ticket, subject.performance.show.title)
}

fn timestamp(now: DateTime<Utc>) -> krilla::metadata::DateTime {
    let part = |value: u32| u8::try_from(value).unwrap_or(0);
    krilla::metadata::DateTime::new(u16::try_from(now.year()).unwrap_or(0))
        .month(part(now.month()))
        .day(part(now.day()))
        .hour(part(now.hour()))
        .minute(part(now.minute()))
        .second(part(now.second()))
        .utc_offset_hour(0)
}
