//! Preparing a picture: decoded, turned as the camera was held, made smaller, and coded anew as WebP, so that nothing of
//! the file that was sent is left but what can be seen. What is transparent stays so.

use std::io::Cursor;

use booking::poster::{MOST_PIXELS, Prepared, Size};
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder as _, ImageError, ImageReader, Limits, Rgba, RgbaImage};

use crate::job::JobError;

/// Of WebP, 0 to 100: where photographs of stages begin to look like what they are.
const QUALITY: f32 = 82.0;

/// Greatest height for its width: a ribbon is no poster.
const TALLEST: u32 = 2;

/// A decoder may ask for so much memory: all pixels, with 16 bits of each of four colours.
const MEMORY: u64 = MOST_PIXELS * 8;

/// Why nothing can be made of a picture. Trying again does not help.
#[derive(Debug, thiserror::Error)]
pub enum PosterError {
    /// The file cannot be read.
    #[error("the picture cannot be read: it is broken, or no picture at all")]
    Unreadable(#[from] ImageError),
    /// WebP cannot be written.
    #[error("the picture cannot be coded as WebP")]
    Uncodable,
}

impl From<std::io::Error> for PosterError {
    fn from(error: std::io::Error) -> Self {
        Self::Unreadable(ImageError::IoError(error))
    }
}

/// Prepares a picture on a thread that may be busy for a while.
///
/// # Errors
/// [`PosterError`]; as the job's when the thread ended.
pub async fn prepare(original: Vec<u8>) -> Result<Result<Prepared, PosterError>, JobError> {
    let preparing = tokio::task::spawn_blocking(move || prepare_now(&original));
    preparing.await.map_err(|_| JobError::retry("the preparing of the poster broke off"))
}

fn prepare_now(original: &[u8]) -> Result<Prepared, PosterError> {
    let picture = decoded(original)?;
    let large = within(picture, Size::Large);
    let bytes = coded(&large)?;
    let small = within(large, Size::Small);
    Ok(Prepared { large: bytes, small: coded(&small)? })
}

fn decoded(original: &[u8]) -> Result<DynamicImage, PosterError> {
    let mut reader = ImageReader::new(Cursor::new(original)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut picture = roughly(weighted(DynamicImage::from_decoder(decoder)?));
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// The picture, with each colour weighted by how much of it is seen: where pixels are mixed, the colours of what is not
/// seen would bleed into the edges of what is.
fn weighted(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture;
    }
    let mut picture = picture.into_rgba8();
    for_each_colour(&mut picture, |colour, alpha| (colour * alpha + 127) / 255);
    picture.into()
}

/// The inverse of [`weighted`].
fn unweighted(picture: &DynamicImage) -> RgbaImage {
    let mut picture = picture.to_rgba8();
    for_each_colour(&mut picture, |colour, alpha| (colour * 255 + alpha / 2).checked_div(alpha).unwrap_or(0));
    picture
}

fn for_each_colour(picture: &mut RgbaImage, change: impl Fn(u32, u32) -> u32) {
    for Rgba([red, green, blue, alpha]) in picture.pixels_mut() {
        for colour in [red, green, blue] {
            *colour = u8::try_from(change(u32::from(*colour), u32::from(*alpha))).unwrap_or(u8::MAX);
        }
    }
}

/// The picture, quickly made so small that turning it takes little memory, and twice as large as it will be.
fn roughly(picture: DynamicImage) -> DynamicImage {
    let most = 2 * TALLEST * Size::Large.width();
    if picture.width().max(picture.height()) > most { picture.thumbnail(most, most) } else { picture }
}

/// The picture, no larger than pages want it; a smaller one stays as it is.
fn within(picture: DynamicImage, size: Size) -> DynamicImage {
    let (width, height) = (size.width(), size.width() * TALLEST);
    if picture.width() <= width && picture.height() <= height {
        return picture;
    }
    picture.resize(width, height, FilterType::Lanczos3)
}

fn coded(picture: &DynamicImage) -> Result<Vec<u8>, PosterError> {
    let (width, height) = (picture.width(), picture.height());
    let written = if picture.color().has_alpha() {
        webp::Encoder::from_rgba(&unweighted(picture), width, height).encode_simple(false, QUALITY)
    } else {
        webp::Encoder::from_rgb(&picture.to_rgb8(), width, height).encode_simple(false, QUALITY)
    };
    written.map(|bytes| bytes.to_vec()).map_err(|_| PosterError::Uncodable)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use booking::poster::Size;
    use image::{DynamicImage, GenericImageView as _, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

    use super::prepare_now;

    /// Left half red, right half blue.
    fn two_halves(width: u32, height: u32) -> DynamicImage {
        let colour = |x| if x < width / 2 { Rgb([200, 0, 0]) } else { Rgb([0, 0, 200]) };
        RgbImage::from_fn(width, height, |x, _| colour(x)).into()
    }

    fn coded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn read(webp: &[u8]) -> DynamicImage {
        assert_eq!(image::guess_format(webp).unwrap(), ImageFormat::WebP);
        image::load_from_memory(webp).unwrap()
    }

    /// A JPEG with Exif data: where it was taken, and how the camera was held.
    fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
        exif.extend(b"GPS: 43.5485 N 10.3106 E");
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
    }

    #[test]
    fn every_kind_of_picture_becomes_two_of_the_right_size() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let prepared = prepare_now(&coded(&two_halves(3000, 1500), format)).unwrap();
            assert_eq!(read(&prepared.large).dimensions(), (Size::Large.width(), 600));
            assert_eq!(read(&prepared.small).dimensions(), (Size::Small.width(), 240));
            assert!(prepared.small.len() < prepared.large.len());
        }
    }

    #[test]
    fn a_small_picture_is_not_blown_up_and_a_ribbon_is_cut_down() {
        let prepared = prepare_now(&coded(&two_halves(300, 450), ImageFormat::Png)).unwrap();
        assert_eq!(read(&prepared.large).dimensions(), (300, 450));
        let prepared = prepare_now(&coded(&two_halves(10, 30_000), ImageFormat::Png)).unwrap();
        assert!(read(&prepared.large).height() <= 2400);
    }

    #[test]
    fn a_picture_stands_upright_and_tells_nothing_of_its_camera() {
        let jpeg = with_exif(&coded(&two_halves(400, 200), ImageFormat::Jpeg), 6);
        let prepared = prepare_now(&jpeg).unwrap();
        let upright = read(&prepared.large);
        assert_eq!(upright.dimensions(), (200, 400), "turned by a quarter");
        let pixel = upright.get_pixel(100, 20);
        assert!(pixel[0] > 150 && pixel[2] < 50, "what was left is above now: {pixel:?}");
        for picture in [&prepared.large, &prepared.small] {
            assert!(!picture.windows(4).any(|bytes| bytes == b"Exif" || bytes == b"EXIF" || bytes == b"GPS:"));
        }
    }

    #[test]
    fn what_is_transparent_stays_so_and_its_hidden_colour_is_not_seen() {
        // A red square on nothing, whose colour would be green.
        let inside = |x, y| (500..1500).contains(&x) && (500..1500).contains(&y);
        let logo =
            RgbaImage::from_fn(
                2000,
                2000,
                |x, y| if inside(x, y) { Rgba([200, 0, 0, 255]) } else { Rgba([0, 255, 0, 0]) },
            );
        for format in [ImageFormat::Png, ImageFormat::WebP] {
            let prepared = prepare_now(&coded(&logo.clone().into(), format)).unwrap();
            for (picture, side) in [(read(&prepared.large), 1200), (read(&prepared.small), 480)] {
                assert_eq!(picture.dimensions(), (side, side));
                assert_eq!(picture.get_pixel(side / 8, side / 8)[3], 0);
                let middle = picture.get_pixel(side / 2, side / 2);
                assert!(middle[3] == 255 && middle[0] > 180 && middle[1] < 20, "{middle:?}");
                let green = picture.pixels().find(|(_, _, pixel)| pixel[3] > 40 && pixel[1] > 60);
                assert_eq!(green, None, "at the edge");
            }
        }
    }

    #[test]
    fn half_of_a_colour_stays_half_of_it() {
        let glass = RgbaImage::from_pixel(40, 40, Rgba([200, 100, 50, 128]));
        let prepared = prepare_now(&coded(&glass.into(), ImageFormat::Png)).unwrap();
        let pixel = read(&prepared.large).get_pixel(20, 20);
        assert_eq!(pixel[3], 128);
        assert!(pixel[0].abs_diff(200) < 12 && pixel[1].abs_diff(100) < 12 && pixel[2].abs_diff(50) < 12, "{pixel:?}");
    }

    /// A WebP whose canvas is 10 × 10, as its beginning says, and whose picture claims to be as large as can be.
    fn two_sizes() -> Vec<u8> {
        let chunk = |name: &[u8; 4], content: &[u8]| {
            [&name[..], &u32::try_from(content.len()).unwrap().to_le_bytes(), content].concat()
        };
        let canvas = chunk(b"VP8X", &[0, 0, 0, 0, 9, 0, 0, 9, 0, 0]);
        let picture = chunk(b"VP8L", &[0x2f, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0, 0, 0]);
        let body = [&b"WEBP"[..], &canvas, &picture].concat();
        chunk(b"RIFF", &body)
    }

    #[test]
    fn a_picture_that_lies_about_its_size_is_not_unfolded() {
        assert!(prepare_now(&two_sizes()).is_err());
        // Its head says 36 million pixels, within what is taken, and there is nothing to fill them with.
        let mut png = coded(&two_halves(4, 2), ImageFormat::Png);
        png[16..24].copy_from_slice(&[0, 0, 0x17, 0x70, 0, 0, 0x17, 0x70]);
        assert!(prepare_now(&png).is_err());
    }

    #[test]
    fn a_broken_picture_says_so() {
        let whole = coded(&two_halves(400, 200), ImageFormat::Png);
        let refused = prepare_now(&whole[..whole.len() / 2]).unwrap_err();
        assert_eq!(refused.to_string(), "the picture cannot be read: it is broken, or no picture at all");
        assert!(prepare_now(b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>").is_err());
    }
}
