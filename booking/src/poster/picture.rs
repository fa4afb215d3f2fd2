//! What is taken as a picture: judged by its first bytes, whatever its name or declared type say.

use std::io::Cursor;

use image::{ImageFormat, ImageReader};

/// Largest file, bytes.
pub const LARGEST: usize = 5 * 1024 * 1024;
/// Most pixels: a small file may unfold to more than memory holds.
pub const MOST_PIXELS: u64 = 40_000_000;

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// More than [`LARGEST`] bytes.
    #[error("the file is larger than 5 MB")]
    TooLarge,
    /// Neither JPEG nor PNG nor WebP, or broken from its beginning.
    #[error("the file is no JPEG, PNG or WebP picture")]
    Unknown,
    /// More than [`MOST_PIXELS`].
    #[error("the picture has {pixels} pixels, and 40 million are the most")]
    TooManyPixels {
        /// Pixels it has.
        pixels: u64,
    },
}

/// A file that begins like a picture of a fair size. Whether the rest of it is one turns out when it is prepared.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    bytes: Vec<u8>,
    width: u32,
    height: u32,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Picture({} × {}, {} bytes)", self.width, self.height, self.bytes.len())
    }
}

impl Picture {
    /// Looks at a file's beginning.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn of(bytes: Vec<u8>) -> Result<Self, Unfit> {
        if bytes.len() > LARGEST {
            return Err(Unfit::TooLarge);
        }
        let format = image::guess_format(&bytes).map_err(|_| Unfit::Unknown)?;
        if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
            return Err(Unfit::Unknown);
        }
        let reader = ImageReader::with_format(Cursor::new(&bytes), format);
        let (width, height) = reader.into_dimensions().map_err(|_| Unfit::Unknown)?;
        let pixels = u64::from(width) * u64::from(height);
        if pixels > MOST_PIXELS {
            return Err(Unfit::TooManyPixels { pixels });
        }
        Ok(Self { bytes, width, height })
    }

    /// The file.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The file, owned.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Width as stored, pixels.
    #[must_use]
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// Height as stored, pixels.
    #[must_use]
    pub const fn height(&self) -> u32 {
        self.height
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{DynamicImage, ImageFormat};

    use super::{LARGEST, Picture, Unfit};

    fn coded(format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(6, 9).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// The beginning of a PNG that says how large it is, and nothing more.
    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut png = coded(ImageFormat::Png);
        png[16..20].copy_from_slice(&width.to_be_bytes());
        png[20..24].copy_from_slice(&height.to_be_bytes());
        // The header's checksum (ISO 3309) is over its name and content.
        let crc = crc(&png[12..29]);
        png[29..33].copy_from_slice(&crc.to_be_bytes());
        png
    }

    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
        })
    }

    #[test]
    fn three_kinds_of_pictures_are_taken_by_their_content() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let picture = Picture::of(coded(format)).unwrap();
            assert_eq!((picture.width(), picture.height()), (6, 9), "{format:?}");
        }
    }

    #[test]
    fn what_is_no_such_picture_is_not_taken() {
        let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec();
        for other in [svg, b"GIF89a\x01\x00\x01\x00\x00\x00\x00;".to_vec(), b"%PDF-1.7".to_vec(), Vec::new()] {
            assert_eq!(Picture::of(other), Err(Unfit::Unknown));
        }
        assert_eq!(Picture::of(coded(ImageFormat::Png)[..20].to_vec()), Err(Unfit::Unknown));
        assert_eq!(Picture::of(vec![0; LARGEST + 1]), Err(Unfit::TooLarge));
    }

    #[test]
    fn a_small_file_that_would_unfold_to_a_huge_picture_is_not_taken() {
        assert_eq!(Picture::of(png_of(40_000, 1001)), Err(Unfit::TooManyPixels { pixels: 40_040_000 }));
        assert!(Picture::of(png_of(40_000, 1000)).is_ok());
    }
}
