//! Pictures as bytes: their kind and size, read from the header, never by decoding.
//!
//! Makes no other sizes; that a picture is what its name says is checked here, so that no script hides in one.

use imagesize::ImageType;

/// The largest side that a browser or a printer has use for; beyond it a header is a trap.
const LARGEST: u32 = 30_000;

const NO_PICTURE: &str = "it is no JPEG, PNG, GIF, WebP or AVIF";
const DAMAGED: &str = "its header is damaged";
const BAD_SIDES: &str = "its sides are not between 1 and 30,000 pixels";

/// Everything that [`probe`] says of bytes that are no picture.
pub const FAULTS: [&str; 3] = [NO_PICTURE, DAMAGED, BAD_SIDES];

/// Returns width and height of a JPEG, PNG, GIF, WebP or AVIF.
///
/// # Errors
/// Says why these bytes are no picture for a page.
pub fn probe(bytes: &[u8]) -> Result<(u32, u32), &'static str> {
    match imagesize::image_type(bytes) {
        Ok(
            ImageType::Jpeg | ImageType::Png | ImageType::Gif | ImageType::Webp | ImageType::Heif(imagesize::Compression::Av1),
        ) => {}
        _ => return Err(NO_PICTURE),
    }
    let size = imagesize::blob_size(bytes).map_err(|_| DAMAGED)?;
    let sides = (u32::try_from(size.width), u32::try_from(size.height));
    match sides {
        (Ok(width), Ok(height)) if (1..=LARGEST).contains(&width) && (1..=LARGEST).contains(&height) => Ok((width, height)),
        _ => Err(BAD_SIDES),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_in_a_pictures_clothes_is_no_picture() {
        assert!(probe(b"<html><script>alert(1)</script>").is_err());
        assert!(probe(b"<svg xmlns='http://www.w3.org/2000/svg'/>").is_err());
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0";
        assert_eq!(probe(png), Ok((3, 2)));
        let huge = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\x01\0\0\0\x01\0\0\x08\x02\0\0\0";
        assert!(probe(huge).is_err());
    }
}
