//! A page that is drawn on and told apart at once: what is drawn is text, a figure or mere decoration, so that a reader
//! for the blind meets it in order (PDF/UA, ISO 14289-1).

use std::num::NonZeroU16;

use booking::ticket::qr::Code;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule, Paint, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, BBox, ContentTag, Identifier, SpanTag, Tag, TagGroup, TagTree};
use krilla::text::TextDirection;

use super::face::Face;

/// Red, green, blue.
pub type Colour = (u8, u8, u8);

fn paint((red, green, blue): Colour) -> Paint {
    rgb::Color::new(red, green, blue).into()
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub struct Style<'a> {
    pub face: &'a Face,
    /// Points.
    pub size: f32,
    pub colour: Colour,
}

impl Style<'_> {
    /// Width of a line.
    pub fn width(self, text: &str) -> f32 {
        self.face.width(text, self.size)
    }

    /// See [`Face::lines`].
    pub fn lines(self, text: &str, width: f32, lines: usize) -> Vec<String> {
        self.face.lines(text, self.size, width, lines)
    }
}

/// The page under the pen. Distances are points, from the top left corner.
pub struct Sheet<'a> {
    surface: Surface<'a>,
    read: TagTree,
}

impl<'a> Sheet<'a> {
    pub fn new(surface: Surface<'a>) -> Self {
        Self { surface, read: TagTree::new() }
    }

    /// What is read of the page, once all is drawn.
    pub fn finish(self) -> TagTree {
        self.surface.finish();
        self.read
    }

    /// Draws lines one below the other, the first one's foot at `y`, as one paragraph; answers with the next line's foot.
    pub fn paragraph(&mut self, x: f32, y: f32, style: Style<'_>, leading: f32, lines: &[String]) -> f32 {
        if lines.is_empty() {
            return y;
        }
        let mut group = TagGroup::new(Tag::P);
        let next = self.set(&mut group, x, y, style, leading, lines);
        self.read.push(group);
        next
    }

    /// Draws lines as the heading of the page (`level` 1) or of a part of it.
    pub fn heading(
        &mut self,
        x: f32,
        y: f32,
        style: Style<'_>,
        leading: f32,
        lines: &[String],
        level: NonZeroU16,
    ) -> f32 {
        if lines.is_empty() {
            return y;
        }
        let mut group = TagGroup::new(Tag::Hn(level, Some(lines.join(" "))));
        let next = self.set(&mut group, x, y, style, leading, lines);
        self.read.push(group);
        next
    }

    fn set(&mut self, group: &mut TagGroup, x: f32, y: f32, style: Style<'_>, leading: f32, lines: &[String]) -> f32 {
        let mut foot = y;
        for line in lines {
            group.push(self.line(x, foot, style, line));
            foot += leading;
        }
        foot
    }

    fn line(&mut self, x: f32, y: f32, style: Style<'_>, text: &str) -> Identifier {
        let drawn = self.surface.start_tagged(ContentTag::Span(SpanTag::empty()));
        self.fill(style.colour);
        let (start, font) = (Point::from_xy(x, y), style.face.font.clone());
        self.surface.draw_text(start, font, style.size, text, false, TextDirection::LeftToRight);
        self.surface.end_tagged();
        drawn
    }

    /// Draws a QR code without its quiet zone into a square.
    pub fn code(&mut self, x: f32, y: f32, side: f32, code: &Code, colour: Colour, says: &str) {
        let Some(bounds) = Rect::from_xywh(x, y, side, side) else { return };
        let drawn = self.surface.start_tagged(ContentTag::Other);
        self.fill(colour);
        let module = side / length(code.width());
        let mut path = PathBuilder::new();
        for row in 0..code.width() {
            for (begin, end) in dark_runs(code, row) {
                let run = Rect::from_xywh(
                    x + length(begin) * module,
                    y + length(row) * module,
                    length(end - begin) * module,
                    module,
                );
                if let Some(run) = run {
                    path.push_rect(run);
                }
            }
        }
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
        self.surface.end_tagged();
        let figure = Tag::Figure(Some(says.to_owned())).with_bbox(Some(BBox::new(0, bounds)));
        self.read.push(TagGroup::with_children(figure, vec![drawn.into()]));
    }

    /// Draws a filled box that says nothing.
    pub fn block(&mut self, bounds: Option<Rect>, colour: Colour) {
        self.decorate(|sheet| {
            sheet.fill(colour);
            let mut path = PathBuilder::new();
            path.push_rect(bounds?);
            path.finish()
        });
    }

    /// Draws a level dashed line that says nothing: the paper is folded there.
    pub fn fold(&mut self, from: Point, length: f32, width: f32, colour: Colour) {
        self.decorate(|sheet| {
            sheet.surface.set_fill(None);
            sheet.surface.set_stroke(Some(Stroke {
                paint: paint(colour),
                width,
                dash: Some(StrokeDash { array: vec![4.0, 4.0], offset: 0.0 }),
                ..Stroke::default()
            }));
            let mut path = PathBuilder::new();
            path.move_to(from.x, from.y);
            path.line_to(from.x + length, from.y);
            path.finish()
        });
    }

    fn decorate(&mut self, shape: impl FnOnce(&mut Self) -> Option<krilla::geom::Path>) {
        self.surface.start_tagged(ContentTag::Artifact(Artifact::default()));
        if let Some(path) = shape(self) {
            self.surface.draw_path(&path);
        }
        self.surface.end_tagged();
    }

    fn fill(&mut self, colour: Colour) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(Fill {
            paint: paint(colour),
            opacity: NormalizedF32::ONE,
            rule: FillRule::NonZero,
        }));
    }
}

/// Neighbouring dark modules of a row: drawn apart, hair-thin gaps would show between them.
fn dark_runs(code: &Code, row: usize) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for column in (0..code.width()).filter(|column| code.is_dark(*column, row)) {
        match runs.last_mut() {
            Some((_, end)) if *end == column => *end += 1,
            _ => runs.push((column, column + 1)),
        }
    }
    runs
}

/// A small number of modules, letters or lines as a factor of lengths.
pub fn length(number: usize) -> f32 {
    f32::from(u16::try_from(number).unwrap_or(u16::MAX))
}
