//! The fonts of the printed ticket: which letters they have, how wide a text is, where it breaks.

use krilla::Data;
use krilla::text::Font;
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// Stands for a letter that no font of ours has.
const MISSING: char = '?';
/// Ends a text that was cut.
const ELLIPSIS: char = '…';

/// A font.
#[derive(Clone)]
pub struct Face {
    /// For drawing.
    pub font: Font,
    /// For measuring.
    measured: FontRef<'static>,
}

impl Face {
    /// Reads a font file; `None` when it is none.
    pub fn new(file: &'static [u8]) -> Option<Self> {
        Some(Self { font: Font::new(Data::from(file), 0)?, measured: FontRef::new(file).ok()? })
    }

    /// Whether it has every letter of `text`.
    pub fn has_all(&self, text: &str) -> bool {
        let letters = self.measured.charmap();
        text.chars().filter(|letter| !letter.is_whitespace()).all(|letter| letters.map(letter).is_some())
    }

    /// `text` on one line, with a sign in place of each letter that the font lacks, and without what has no shape.
    pub fn legible(&self, text: &str) -> String {
        let letters = self.measured.charmap();
        let shown = text.chars().filter(|letter| letter.is_whitespace() || !is_shapeless(*letter)).map(|letter| {
            if letter.is_whitespace() {
                ' '
            } else if letters.map(letter).is_some() {
                letter
            } else {
                MISSING
            }
        });
        shown.collect::<String>().split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Width of a line, points.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        let letters = self.measured.charmap();
        let metrics = self.measured.glyph_metrics(Size::new(size), LocationRef::default());
        text.chars().filter_map(|letter| letters.map(letter).and_then(|glyph| metrics.advance_width(glyph))).sum()
    }

    /// `text` in lines no wider than `width`; a word that is wider is broken, and what is more than `lines` lines is cut
    /// off, with an ellipsis.
    pub fn lines(&self, text: &str, size: f32, width: f32, lines: usize) -> Vec<String> {
        let mut broken: Vec<String> = Vec::new();
        let mut line = String::new();
        for word in self.legible(text).split(' ') {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if self.width(&longer, size) <= width {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                broken.push(std::mem::take(&mut line));
            }
            for letter in word.chars() {
                if !line.is_empty() && self.width(&format!("{line}{letter}"), size) > width {
                    broken.push(std::mem::take(&mut line));
                }
                line.push(letter);
            }
        }
        if !line.is_empty() {
            broken.push(line);
        }
        if broken.len() > lines {
            broken.truncate(lines);
            if let Some(last) = broken.last_mut() {
                self.cut(last, size, width);
            }
        }
        broken
    }

    /// Ends `line` with an ellipsis that still fits.
    fn cut(&self, line: &mut String, size: f32, width: f32) {
        while !line.is_empty() && self.width(&format!("{line}{ELLIPSIS}"), size) > width {
            line.pop();
        }
        line.truncate(line.trim_end().len());
        line.push(ELLIPSIS);
    }
}

impl std::fmt::Debug for Face {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Face")
    }
}

/// Letters that only tell how others look or are ordered (Unicode Standard, 23.2 to 23.4), and control characters.
fn is_shapeless(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}
