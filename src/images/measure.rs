//! What can be said about an image without decoding it: its size as one sees it, its format, what its EXIF data tells.

use std::io::Cursor;

use exif::{In, Tag, Value};
use image::{ImageDecoder, ImageFormat, ImageReader, Limits, metadata::Orientation};
use serde::Serialize;

use super::{MemoryNeed, Size, avif_size::avif_size, svg::svg_size};
use tsubame_model::source::Wording;

/// The largest image that is decoded: a square of 17,000 pixels, three times what large cameras take.
pub(super) const MOST_PIXELS: u64 = 300_000_000;
/// The largest image that is decoded, in memory: [`MOST_PIXELS`] with three channels of a byte, or fewer with more.
const MOST_BYTES: u64 = 1_000_000_000;
/// The largest colour profile that is unpacked: the largest of printers are half as long.
const PROFILE_BYTES: u64 = 8_000_000;

/// What is needed to plan operations on an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Its size after the EXIF orientation is applied.
    pub size: Size,
    /// Whether it was written by a format that loses detail, or might have been.
    pub is_lossy: bool,
    /// How much memory it takes.
    pub need: MemoryNeed,
    /// What `get_image_metadata` tells.
    pub metadata: ImageMetadata,
}

/// What `get_image_metadata` tells about an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImageMetadata {
    /// Width in pixels, as one sees it.
    pub width: u32,
    /// Height in pixels, as one sees it.
    pub height: u32,
    /// How names of such files end.
    pub format: Option<&'static str>,
    /// The media type.
    pub mime: Option<&'static str>,
    /// The description in the EXIF data.
    pub description: Option<String>,
    /// When the photograph was taken, as the EXIF data has it: `2024:02:29 01:02:03`.
    pub created: Option<String>,
}

/// Measures an image that can be decoded. The extension of its file helps where the bytes do not tell the format.
pub fn measure(bytes: &[u8], extension: Option<&str>) -> Result<Measure, Wording> {
    let (format, mut decoder) = open(bytes, extension)?;
    let (width_px, height_px) = decoder.dimensions();
    let raw = Size::new(width_px, height_px);
    let orientation = orientation(&mut decoder);
    let size = if is_turned(orientation) { raw.turned() } else { raw };
    let need = MemoryNeed::of(format, bytes, raw, decoder.color_type());
    let need = MemoryNeed { is_turned: orientation != Orientation::NoTransforms, ..need };
    let exif = decoder.exif_metadata().ok().flatten().and_then(|raw| exif::Reader::new().read_raw(raw).ok());
    let text = |tag| match &exif.as_ref()?.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(texts) => texts.first().map(|text| String::from_utf8_lossy(text).into_owned()),
        _ => None,
    };
    let metadata = ImageMetadata {
        width: size.width_px,
        height: size.height_px,
        format: format.and_then(|format| format.extensions_str().first().copied()),
        mime: format.map(|format| format.to_mime_type()),
        description: text(Tag::ImageDescription),
        created: text(Tag::DateTimeOriginal),
    };
    Ok(Measure { size, is_lossy: format.is_none_or(is_lossy), need, metadata })
}

/// Reads what can be told about any image; of drawings (SVG) and AVIF, which are not decoded, the size.
pub fn read_metadata(bytes: &[u8], extension: Option<&str>) -> Result<ImageMetadata, Wording> {
    let plain = |width, height, format, mime| ImageMetadata {
        width,
        height,
        format: Some(format),
        mime: Some(mime),
        description: None,
        created: None,
    };
    match extension.map(str::to_lowercase).as_deref() {
        Some("svg") => {
            let size = svg_size(bytes)?;
            Ok(plain(size.width_px, size.height_px, "svg", "text/svg+xml"))
        }
        Some("avif") => {
            let size =
                avif_size(bytes).ok_or_else(|| Wording::new("it is not an AVIF image", "AVIF の画像ではありません"))?;
            Ok(plain(size.width_px, size.height_px, "avif", "image/avif"))
        }
        _ => measure(bytes, extension).map(|measure| measure.metadata),
    }
}

/// The decoder of an image, once its header is read. What is too large is refused here.
pub(super) fn open<'a>(
    bytes: &'a [u8],
    extension: Option<&str>,
) -> Result<(Option<ImageFormat>, impl ImageDecoder + 'a), Wording> {
    let (format, decoder) = decoder_within(bytes, extension, PROFILE_BYTES)?;
    let (width_px, height_px) = decoder.dimensions();
    check_size(Size::new(width_px, height_px))?;
    let pixels_bytes = decoder.total_bytes();
    if pixels_bytes > MOST_BYTES {
        let (megabytes, most) = (pixels_bytes / 1_000_000, MOST_BYTES / 1_000_000);
        return Err(Wording::new(
            format!("its pixels take {megabytes} MB; {most} MB are the most"),
            format!("広げると {megabytes} MB になりますが、{most} MB までです"),
        ));
    }
    if format == Some(ImageFormat::Png) {
        drop(decoder);
        return decoder_within(bytes, extension, pixels_bytes * 2 + PROFILE_BYTES);
    }
    Ok((format, decoder))
}

/// The same with a limit to what PNG takes beside the image that it gives. Its decoder unpacks a colour profile while it reads the
/// header, as far as it may take memory at all, and leaves out what is longer.
fn decoder_within<'a>(
    bytes: &'a [u8],
    extension: Option<&str>,
    png_bytes: u64,
) -> Result<(Option<ImageFormat>, impl ImageDecoder + 'a), Wording> {
    let mut reader = ImageReader::new(Cursor::new(bytes));
    if let Some(format) = extension.and_then(ImageFormat::from_extension) {
        reader.set_format(format);
    }
    let mut reader = reader.with_guessed_format().map_err(|error| Wording::of_library(&error))?;
    let format = reader.format();
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(if format == Some(ImageFormat::Png) { png_bytes } else { MOST_BYTES * 2 });
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(|error| Wording::of_library(&error))?;
    Ok((format, decoder))
}

/// Refuses sizes that are no image or too large a one.
pub(super) fn check_size(size: Size) -> Result<(), Wording> {
    let Size { width_px, height_px } = size;
    match size.pixels() {
        0 => Err(Wording::new("it has no pixels", "画像の大きさが 0 です")),
        1..=MOST_PIXELS => Ok(()),
        _ => Err(Wording::new(
            format!("it is {width_px} × {height_px} pixels; {} million are the most", MOST_PIXELS / 1_000_000),
            format!("{width_px} × {height_px} ピクセルありますが、{}万ピクセルまでです", MOST_PIXELS / 10_000),
        )),
    }
}

/// How the image has to be turned to stand upright. Damaged EXIF data counts as none.
pub(super) fn orientation(decoder: &mut impl ImageDecoder) -> Orientation {
    decoder.orientation().unwrap_or(Orientation::NoTransforms)
}

/// Whether width and height change places.
pub(super) fn is_turned(orientation: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(orientation, Rotate90 | Rotate90FlipH | Rotate270 | Rotate270FlipH)
}

/// WebP and GIF count as lossy, as in Zola.
fn is_lossy(format: ImageFormat) -> bool {
    use ImageFormat::{Bmp, Farbfeld, Hdr, Ico, Png, Pnm, Tga, Tiff};
    !matches!(format, Png | Pnm | Tiff | Tga | Bmp | Ico | Hdr | Farbfeld)
}

#[cfg(test)]
mod tests {
    use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};

    use super::*;

    /// A PNG of one pixel with a colour profile of zeros, which take a thousandth of their length in it.
    fn with_profile(profile_bytes: u64) -> Vec<u8> {
        let mut png = Vec::new();
        let mut encoder = PngEncoder::new(&mut png);
        encoder.set_icc_profile(vec![0; usize::try_from(profile_bytes).unwrap()]).unwrap();
        encoder.write_image(&[1, 2, 3], 1, 1, ExtendedColorType::Rgb8).unwrap();
        png
    }

    #[test]
    fn a_profile_is_unpacked_no_further_than_profiles_are_long() {
        for (profile_bytes, is_there) in [(1_000, true), (PROFILE_BYTES * 3, false)] {
            let png = with_profile(profile_bytes);
            assert!((png.len() as u64) < 100_000);
            let (_, mut decoder) = open(&png, Some("png")).unwrap();
            assert_eq!(decoder.icc_profile().unwrap().is_some(), is_there);
            assert_eq!(measure(&png, Some("png")).unwrap().size, Size::new(1, 1));
        }
    }

    #[test]
    fn what_is_no_image_or_too_large_is_refused() {
        for (bytes, extension) in [(&b"a{}"[..], Some("css")), (b"", Some("png")), (b"<p>", Some("avif"))] {
            assert!(read_metadata(bytes, extension).is_err());
        }
        let bomb = b"P6 40000 40000 255\n";
        let error = measure(bomb, Some("ppm")).unwrap_err().english().to_owned();
        assert!(error.contains("40000 × 40000") && error.contains("300 million"), "{error}");
    }
}
