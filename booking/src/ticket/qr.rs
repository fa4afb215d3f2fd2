//! QR codes (ISO/IEC 18004) of ticket links, as a grid that each output draws in its own way.

use qrcode::render::svg;
use qrcode::{Color, EcLevel, QrCode};

/// Light modules around a code (ISO/IEC 18004, section 9.1).
pub const QUIET_ZONE: usize = 4;

/// A link that is too long for a QR code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the link does not fit a QR code")]
pub struct TooLong;

/// A QR code.
#[derive(Clone)]
pub struct Code(QrCode);

impl Code {
    /// The code of a text, with medium error correction: a phone's screen is flat and clean.
    ///
    /// # Errors
    /// [`TooLong`].
    pub fn of(text: &str) -> Result<Self, TooLong> {
        QrCode::with_error_correction_level(text, EcLevel::M).map(Self).map_err(|_| TooLong)
    }

    /// Modules of a side, without the quiet zone.
    #[must_use]
    pub fn width(&self) -> usize {
        self.0.width()
    }

    /// Whether the module in column `x` of row `y` is dark.
    #[must_use]
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        self.0[(x, y)] == Color::Dark
    }

    /// The code as an SVG document, black on white, quiet zone included.
    #[must_use]
    pub fn svg(&self) -> String {
        self.0.render::<svg::Color<'_>>().min_dimensions(256, 256).quiet_zone(true).build()
    }
}
