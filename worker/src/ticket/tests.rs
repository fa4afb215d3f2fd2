use std::time::Duration;

use booking::ticket::qr::Code;
use chrono_tz::Tz;
use entity::value::Locale;
use lopdf::Document;
use proptest::prelude::*;

use super::{Printer, Subject, draw, draw_now, picture};
use crate::sample;
use crate::workshop::House;

fn printed(house: &House, subject: &Subject) -> Document {
    let assets = draw_now(&Printer::new().unwrap(), house, subject, sample::now()).unwrap();
    Document::load_mem(&assets.pdf).unwrap()
}

/// All that a reader finds on the only page, on one line.
fn read(document: &Document) -> String {
    assert_eq!(document.get_pages().len(), 1);
    document.extract_text(&[1]).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn catalogue_text(document: &Document, key: &[u8]) -> String {
    String::from_utf8(document.catalog().unwrap().get(key).unwrap().as_str().unwrap().to_vec()).unwrap()
}

#[test]
fn the_code_of_the_mail_is_read_back_as_the_very_link() {
    let code = Code::of(sample::ticket_url().as_str()).unwrap();
    let file = picture::png(&code).unwrap();
    assert!(file.len() < 2_000, "{} bytes", file.len());
    let mut decoder = png::Decoder::new(std::io::Cursor::new(&file));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    assert_eq!(reader.info().bit_depth, png::BitDepth::One);
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let size = reader.next_frame(&mut pixels).unwrap();
    let (width, height) = (size.width as usize, size.height as usize);
    let mut seen = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    let grids = seen.detect_grids();
    assert_eq!(grids.len(), 1);
    let (_, link) = grids[0].decode().unwrap();
    assert_eq!(link, sample::ticket_url().as_str());
}

#[test]
fn a_ticket_says_all_that_the_door_and_the_guest_must_know() {
    let assets = draw_now(&Printer::new().unwrap(), &sample::house(), &sample::subject(Locale::Italian), sample::now());
    let document = Document::load_mem(&assets.unwrap().pdf).unwrap();
    let said = read(&document);
    for fact in [
        "COMPAGNIA DEL FARO",
        "BIGLIETTO",
        "Il gabbiano",
        "Sabato 16 maggio 2026, ore 20:30",
        "Porte 20:00",
        "Teatro Sant'Andrea",
        "Via del Cuore 1, Pisa",
        "3 persone",
        "Anna Bianchi",
        "K7Q2M9X",
        "Prima di venire",
        "Dalla stazione 15 minuti a piedi.",
        "Ingresso senza gradini",
    ] {
        assert!(said.contains(fact), "{fact} in {said}");
    }
}

#[test]
fn a_ticket_speaks_the_guests_language_and_the_sites_time() {
    let house = House { zone: Tz::America__New_York, ..sample::house() };
    let said = read(&printed(&house, &sample::subject(Locale::English)));
    for fact in ["TICKET", "Saturday 16 May 2026, 2:30 pm", "Doors 2:00 pm", "3 people", "Before you come"] {
        assert!(said.contains(fact), "{fact} in {said}");
    }
}

#[test]
fn a_page_names_itself_and_its_language_but_no_guest_and_no_secret() {
    let subject = sample::subject(Locale::Italian);
    let assets = draw_now(&Printer::new().unwrap(), &sample::house(), &subject, sample::now()).unwrap();
    let mut document = Document::load_mem(&assets.pdf).unwrap();
    assert_eq!(catalogue_text(&document, b"Lang"), "it");
    assert!(document.catalog().unwrap().has(b"StructTreeRoot"), "readers for the blind find their way");
    let information = document.trailer.get(b"Info").unwrap().as_reference().unwrap();
    let title = document.get_dictionary(information).unwrap().get(b"Title").unwrap();
    let title = lopdf::decode_text_string(title).unwrap();
    assert_eq!(title, "Biglietto: Il gabbiano, sabato 16 maggio 2026");
    document.decompress();
    let mut plain = Vec::new();
    document.save_to(&mut plain).unwrap();
    let everything = String::from_utf8_lossy(&plain);
    assert!(everything.contains("Anna") || read(&document).contains("Anna Bianchi"));
    assert!(!everything.contains(sample::TOKEN) && !read(&document).contains(sample::TOKEN));
}

/// On a runtime of one thread, as a worker's heartbeat shares it.
#[tokio::test]
async fn a_ticket_is_drawn_out_of_the_way_of_all_else() {
    let drawing = tokio::spawn(async { draw(&sample::workshop(), sample::subject(Locale::Italian)).await });
    let mut others = 0;
    while !drawing.is_finished() {
        tokio::time::sleep(Duration::from_millis(1)).await;
        others += 1;
    }
    assert!(others > 3, "others had their turn {others} times");
    assert!(drawing.await.unwrap().unwrap().pdf.starts_with(b"%PDF-"));
}

#[test]
fn the_same_ticket_is_drawn_the_same() {
    let draw =
        || draw_now(&Printer::new().unwrap(), &sample::house(), &sample::subject(Locale::Italian), sample::now());
    assert!(draw().unwrap() == draw().unwrap());
}

#[test]
fn names_of_all_the_world_are_printed_or_marked() {
    let printed_name = |name: &str| {
        let mut subject = sample::subject(Locale::English);
        subject.reservation.name = name.to_owned();
        read(&printed(&sample::house(), &subject))
    };
    for name in ["Zoë Müller-Łęcki", "Αθηνά Παπαδοπούλου", "Анна Каренина", "D’Artagnan “Ñandú”"]
    {
        assert!(printed_name(name).contains(name), "{name} in {}", printed_name(name));
    }
    let marked = printed_name("王小明 Wang");
    assert!(marked.contains("??? Wang"), "{marked}");
}

#[test]
fn a_title_of_other_letters_than_the_display_fonts_is_printed_whole() {
    let mut subject = sample::subject(Locale::Italian);
    subject.performance.show.title = "Вишнёвый сад".to_owned();
    assert!(read(&printed(&sample::house(), &subject)).contains("Вишнёвый сад"));
}

#[test]
fn what_is_too_long_is_broken_or_cut_and_stays_on_the_page() {
    let mut subject = sample::subject(Locale::Italian);
    subject.performance.show.title =
        "Sogno di una notte di mezza estate, ovvero la molto lamentevole commedia di Piramo e Tisbe, e altre storie"
            .into();
    subject.reservation.name = "Anna".repeat(25);
    subject.performance.venue.notes = "In fondo a destra, poi ancora a destra. ".repeat(60);
    subject.performance.venue.accessibility = "Ascensore. ".repeat(300);
    let said = read(&printed(&sample::house(), &subject));
    assert!(said.contains("Sogno di una notte") && said.contains("AnnaAnna") && said.contains('…'), "{said}");
}

#[test]
fn a_show_without_a_title_has_a_ticket_all_the_same() {
    let mut subject = sample::subject(Locale::Italian);
    subject.performance.show.title = " \u{200b}".to_owned();
    assert!(read(&printed(&sample::house(), &subject)).contains("Sabato 16 maggio"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_that_can_be_typed_keeps_a_ticket_from_being_drawn(
        name in "\\PC{1,100}",
        title in "(\\PC| ){1,120}",
        notes in ".{0,300}",
        anything in any::<String>(),
    ) {
        let mut subject = sample::subject(Locale::English);
        subject.reservation.name = name;
        subject.performance.show.title = title;
        subject.performance.venue.notes = notes;
        subject.performance.venue.accessibility = anything.clone();
        let house = House { company: anything, ..sample::house() };
        draw_now(&Printer::new().unwrap(), &house, &subject, sample::now()).unwrap();
    }
}
