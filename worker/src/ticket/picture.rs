//! The QR code as a picture for the mail: one bit a pixel, less than a kilobyte.

use booking::ticket::qr::{Code, QUIET_ZONE};

/// Pixels of a module's side: enough for a phone's screen, and a whole number, so that no module is blurred.
const SCALE: usize = 8;

/// A black and white PNG, quiet zone included.
pub fn png(code: &Code) -> Result<Vec<u8>, png::EncodingError> {
    let modules = code.width() + 2 * QUIET_ZONE;
    let side = modules * SCALE;
    let row_bytes = side.div_ceil(8);
    let mut pixels = Vec::with_capacity(row_bytes * side);
    for y in 0..modules {
        let row = row(code, y, row_bytes);
        for _ in 0..SCALE {
            pixels.extend_from_slice(&row);
        }
    }
    let mut file = Vec::new();
    // A code has 177 modules at most.
    let pixels_wide = u32::try_from(side).unwrap_or(u32::MAX);
    let mut encoder = png::Encoder::new(&mut file, pixels_wide, pixels_wide);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(file)
}

/// One line of pixels; set bits are white.
fn row(code: &Code, y: usize, bytes: usize) -> Vec<u8> {
    let mut row = vec![0xff; bytes];
    let inside = QUIET_ZONE..QUIET_ZONE + code.width();
    if inside.contains(&y) {
        for x in (0..code.width()).filter(|x| code.is_dark(*x, y - QUIET_ZONE)) {
            for pixel in (x + QUIET_ZONE) * SCALE..(x + QUIET_ZONE + 1) * SCALE {
                row[pixel / 8] &= !(0x80 >> (pixel % 8));
            }
        }
    }
    row
}
