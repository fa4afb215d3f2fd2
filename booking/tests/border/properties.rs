//! What must hold of everything that is read at the border, whatever was typed. Tests here hold it with drawn texts;
//! `fuzz/` looks for a text that breaks it.
#![allow(dead_code, clippy::allow_attributes, reason = "each fuzz target uses its own part of it")]

use std::io::Cursor;
use std::str::FromStr;

use booking::guest_list::{GuestList, Language};
use booking::site_time;
use booking::token::Token;
use booking::values::{EmailAddress, GuestName, Notes, Phone, Reference};
use calamine::{Data, Reader, Xlsx};
use chrono::Datelike;
use chrono_tz::Tz;
use entity::value::Locale;

#[path = "sample.rs"]
mod sample;

/// Zones with summer time in the north and in the south, at midnight, by half an hour, and without.
pub const ZONES: [Tz; 5] =
    [Tz::Europe__Rome, Tz::America__Santiago, Tz::Australia__Lord_Howe, Tz::Asia__Kathmandu, Tz::UTC];

/// What is read as a token is 43 characters of base64url that stand in the text, reads the same alone and behind a link,
/// and has a hash of its own.
pub fn token(text: &str) {
    let Ok(token) = Token::parse(text) else { return };
    let bare = token.expose();
    assert_eq!(bare.len(), 43);
    assert!(bare.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')), "{bare}");
    assert!(text.contains(bare));
    for again in [bare.to_owned(), format!("https://theatre.example/ticket#{bare}"), format!(" #{bare}\r\n")] {
        assert_eq!(Token::parse(&again).as_ref(), Ok(&token), "{again}");
    }
    assert_eq!(token.sha256().len(), 32);
    assert!(!format!("{token:?}").contains(bare));
}

/// What is read as a reference has seven digits of its alphabet, and reads the same however it is typed.
pub fn reference(text: &str) {
    let Ok(reference) = Reference::from_str(text) else { return };
    let digits = reference.as_str();
    assert_eq!(digits.len(), 7);
    assert!(digits.bytes().all(|digit| b"0123456789BCDFGHJKMNPQRSTVWXYZ".contains(&digit)), "{digits}");
    let (first, rest) = digits.split_at(3);
    for again in [digits.to_owned(), digits.to_lowercase(), format!(" {first}-{rest} ")] {
        assert_eq!(Reference::from_str(&again).as_ref(), Ok(&reference), "{again}");
    }
}

/// What is read as a time is within the books, is on the wall of its zone exactly as it was typed, and is read back from
/// what it is told as.
pub fn time(text: &str, zone: Tz) {
    let Ok(at) = site_time::parse("starts_at", text, zone) else { return };
    assert!((1999..=2200).contains(&at.year()), "{at}");
    let told = at.with_timezone(&zone).fixed_offset().to_rfc3339();
    assert_eq!(site_time::parse("starts_at", &told, zone), Ok(at), "{told}");
    assert_eq!(site_time::parse_optional("starts_at", Some(text), zone), Ok(Some(at)));
    let day = site_time::day(at, zone);
    let (from, to) = site_time::span_of(day, zone);
    assert!(from <= at && at < to, "{at} is not within its day {day}");
    let typed: String =
        text.trim().chars().take(16).map(|character| if character == ' ' { 'T' } else { character }).collect();
    if !text.trim().ends_with(['Z', 'z']) && typed.len() == 16 && typed.is_ascii() {
        let wall = at.with_timezone(&zone).format("%Y-%m-%dt%H:%M").to_string();
        // Years, months and so on may be typed with fewer digits, or a sign.
        if typed.bytes().enumerate().all(|(index, byte)| byte.is_ascii_digit() || matches!(index, 4 | 7 | 10 | 13)) {
            assert_eq!(typed.to_lowercase(), wall, "{text}");
        }
    }
}

/// Whether a spreadsheet would calculate instead of showing.
fn begins_a_formula(field: &str) -> bool {
    let leads = |text: &str| text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠']);
    leads(field) || leads(field.trim_start())
}

/// Whatever guests are called and write, the guest list has one row of ten fields a guest, which a reader of CSV reads back
/// as they were typed, but for the apostrophe before what would be a formula; the workbook holds them as text.
pub fn guest_list(name: &str, email: &str, phone: &str, notes: &str) {
    let performance = sample::evening();
    let at = performance.performance.starts_at;
    let guests = vec![sample::guest(name, email, phone, notes, at), sample::guest("Anna", "", "", "", at)];
    let list = GuestList { performance, guests };
    let language = Language { locale: Locale::English, zone: Tz::Europe__Rome };
    let typed = [name, email, phone, notes];

    let written = list.csv(language);
    let mut rows = csv::ReaderBuilder::new().from_reader(written.as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap_or_default).collect();
    assert_eq!(rows.len(), 2, "{written:?}");
    for (column, typed) in [1, 2, 3, 7].into_iter().zip(typed) {
        assert_eq!(rows[0].len(), 10, "{written:?}");
        let field = &rows[0][column];
        assert!(!begins_a_formula(field), "{field:?}");
        assert!(field == typed || (begins_a_formula(typed) && field.strip_prefix('\'') == Some(typed)), "{field:?}");
    }

    // What guests may write at all fits into a cell.
    let fits = GuestName::parse(name).is_ok() && EmailAddress::parse(email).is_ok() && Notes::parse(notes).is_ok();
    let (true, Ok(_)) = (fits, Phone::parse(phone)) else { return };
    let Ok(bytes) = list.xlsx(language, at) else { panic!("no workbook") };
    let Ok(mut workbook) = Xlsx::new(Cursor::new(bytes)) else { panic!("nobody can read the workbook") };
    let Some(Ok(formulas)) = workbook.worksheet_range_at(0).map(|_| workbook.worksheet_formula("Sheet1")) else {
        panic!("no sheet")
    };
    assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()));
    let Some(Ok(sheet)) = workbook.worksheet_range_at(0) else { panic!("no sheet") };
    for (column, typed) in [1, 2, 3, 7].into_iter().zip(typed) {
        match sheet.get_value((1, column)) {
            None | Some(Data::Empty) => assert!(typed.is_empty()),
            Some(Data::String(shown)) => assert_eq!(lines_of(shown), lines_of(typed)),
            other => panic!("{other:?}"),
        }
    }
}

/// XML knows one kind of line end.
fn lines_of(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}
