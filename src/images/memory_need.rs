//! How much memory an image takes while it is decoded and while others are made of it, told from its header.
//!
//! The numbers are those of the decoders and encoders that are used, measured with images of 100 megapixels. They are
//! estimates, so what stands beside them ([`MOST_BYTES`]) leaves room for the program itself.

use image::{ColorType, ImageFormat};

use super::{EncodedFormat, ImageOp, Size, jpeg::kept_coefficients};
use tsubame_model::source::Wording;

/// The most that images in work may take together. With the program around it, a build stays below 600 MB.
pub const MOST_BYTES: u64 = 550_000_000;

/// What one source takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MemoryNeed {
    /// Its size as it lies in the file.
    pub size: Size,
    /// Bytes of one pixel.
    pub pixel_bytes: u64,
    /// What the decoder holds beside the pixels.
    pub decoder_bytes: u64,
    /// How often the file is in memory while it is decoded.
    pub file_copies: u64,
    /// Whether what is made of it is turned.
    pub is_turned: bool,
    /// Whether it is a JPEG that has to be read as a whole before the first line can be made.
    pub is_progressive: bool,
}

impl MemoryNeed {
    /// Of an image that begins with `start`; its header must be in there.
    pub fn of(format: Option<ImageFormat>, start: &[u8], size: Size, color: ColorType) -> Self {
        let area = size.pixels();
        let pixel_bytes = u64::from(color.bytes_per_pixel());
        let coefficients = kept_coefficients(start).filter(|_| format == Some(ImageFormat::Jpeg));
        let decoder_bytes = match format {
            Some(ImageFormat::Jpeg) => coefficients.unwrap_or(0) * 2,
            Some(ImageFormat::Png | ImageFormat::Bmp) => 0,
            Some(ImageFormat::WebP) => match start.get(12..16) {
                Some(b"VP8 ") => area * 3 / 2,
                Some(b"VP8L") => area * 4,
                // A frame and the canvas on which it is put.
                _ => area * 8,
            },
            Some(ImageFormat::Gif) => area * 5,
            _ => area * pixel_bytes,
        };
        // The JPEG decoder takes a copy of the whole file.
        let file_copies = if format == Some(ImageFormat::Jpeg) { 2 } else { 1 };
        let is_progressive = coefficients.is_some();
        Self { size, pixel_bytes, decoder_bytes, file_copies, is_turned: false, is_progressive }
    }

    /// The pixels alone.
    pub fn pixels_bytes(&self) -> u64 {
        self.size.pixels() * self.pixel_bytes
    }

    /// Everything that is in memory when the last pixel is decoded, of a file of this length.
    pub fn decoding_bytes(&self, file_bytes: u64) -> u64 {
        self.pixels_bytes() + self.decoder_bytes + file_bytes * self.file_copies
    }

    /// What making one image takes beside the source's pixels.
    pub fn op_bytes(&self, op: &ImageOp) -> u64 {
        let made = op.instructions.resize.unwrap_or(self.size);
        let encoder = made.pixels() * encoder_bytes(op.format);
        let own = made.pixels() * self.pixel_bytes;
        let turned = if self.is_turned { own } else { 0 };
        let Some(resize) = op.instructions.resize else { return turned + encoder };
        // One direction is resized after the other. Which one is first depends on the kind of pixel, and on how the
        // image is turned, so the larger of the two counts.
        let longest = u64::from(self.size.width_px.max(self.size.height_px));
        let between = longest * u64::from(resize.width_px.max(resize.height_px)) * self.pixel_bytes;
        // What was given back is counted on: the allocator keeps it a while, and libwebp has another one.
        own + between.min(self.pixels_bytes()).max(turned) + encoder
    }

    /// Refuses to decode what takes too much. The reason says what to do.
    pub fn check(&self, file_bytes: u64) -> Result<(), Wording> {
        let needed = self.decoding_bytes(file_bytes);
        if needed <= MOST_BYTES {
            return Ok(());
        }
        let (Size { width_px, height_px }, most) = (self.size, MOST_BYTES / 1_000_000);
        let per_pixel = |bytes: u64| (MOST_BYTES - MOST_BYTES / 10) * self.size.pixels() / bytes.max(1) / 1_000_000;
        let (megabytes, megapixels) = (needed / 1_000_000, per_pixel(needed));
        let helps_as_baseline = self.is_progressive && self.pixels_bytes() + 2 * file_bytes <= MOST_BYTES;
        Err(Wording::compose(|language| {
            let [kind, baseline] = language.choose(
                [", and it is a progressive JPEG", "save it as baseline JPEG, or "],
                ["のプログレッシブ JPEG ", "ベースライン JPEG で保存し直すか、"],
            );
            let kind = if self.is_progressive { kind } else { "" };
            let baseline = if helps_as_baseline { baseline } else { "" };
            language.choose(
                format!(
                    "it is {width_px} × {height_px} pixels{kind}: decoding it takes {megabytes} MB, but {most} MB are the \
                     most; {baseline}make it smaller, with at most {megapixels} megapixels"
                ),
                format!(
                    "{width_px} × {height_px} ピクセル{kind}で、開くのに {megabytes} MB 要りますが、{most} MB までです。\
                     {baseline}{}万ピクセル以下に縮めてください",
                    megapixels * 100
                ),
            )
        }))
    }

    /// Refuses to make an image that takes too much.
    pub fn check_op(&self, op: &ImageOp) -> Result<(), Wording> {
        let needed = self.pixels_bytes() + self.op_bytes(op);
        if needed <= MOST_BYTES {
            return Ok(());
        }
        let (needed, most) = (needed / 1_000_000, MOST_BYTES / 1_000_000);
        Err(Wording::new(
            format!("making it takes {needed} MB, but {most} MB are the most; make it, or the source, smaller"),
            format!("作るのに {needed} MB 要りますが、{most} MB までです。作る大きさか、元の画像を小さくしてください"),
        ))
    }
}

/// What an encoder holds for each pixel, the finished file among it.
fn encoder_bytes(format: EncodedFormat) -> u64 {
    match format {
        EncodedFormat::Jpeg { .. } => 4,
        EncodedFormat::Png => 6,
        EncodedFormat::Webp { quality: Some(_) } => 7,
        EncodedFormat::Webp { quality: None } => 32,
        EncodedFormat::Avif { .. } => 60,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ResizeFilter, ResizeInstructions};

    fn square(side_px: u32, pixel_bytes: u64, decoder_bytes: u64, is_progressive: bool) -> MemoryNeed {
        let size = Size::new(side_px, side_px);
        MemoryNeed { size, pixel_bytes, decoder_bytes, file_copies: 2, is_turned: false, is_progressive }
    }

    #[test]
    fn what_takes_too_much_is_refused_with_a_remedy() {
        assert_eq!(square(10_000, 3, 0, false).check(40_000_000), Ok(()), "a baseline JPEG of 100 megapixels");
        for (need, words) in [
            (
                square(10_000, 3, 600_000_000, true),
                "save it as baseline JPEG, or make it smaller, with at most 52 mega",
            ),
            (square(15_000, 3, 675_000_000, true), "10 MB are the most; make it smaller"),
            (square(12_000, 4, 144_000_000, false), "12000 × 12000 pixels: decoding"),
        ] {
            let reason = need.check(20_000_000).unwrap_err().english().to_owned();
            assert!(reason.replace("550 MB", "10 MB").contains(words), "{reason}");
        }
        let op = |resize, format| ImageOp {
            instructions: ResizeInstructions { crop: None, resize },
            format,
            filter: ResizeFilter::default(),
        };
        let large = square(10_000, 3, 0, false);
        let jpeg = EncodedFormat::Jpeg { quality: 75 };
        for (resize, format, is_good) in [
            (Some(Size::new(1600, 1600)), EncodedFormat::Webp { quality: None }, true),
            (Some(Size::new(3000, 3000)), EncodedFormat::Avif { quality: 80, speed: 5 }, false),
            (Some(Size::new(9_000, 9_000)), jpeg, false),
            (None, EncodedFormat::Webp { quality: Some(80) }, false),
        ] {
            assert_eq!(large.check_op(&op(resize, format)).is_ok(), is_good, "{resize:?} {format:?}");
        }
    }

    #[test]
    fn decoders_hold_more_than_the_pixels() {
        let size = Size::new(1000, 1000);
        for (format, start, color, expected) in [
            (ImageFormat::Png, &b"\x89PNG"[..], ColorType::Rgb16, 0),
            (ImageFormat::WebP, b"RIFF\0\0\0\0WEBPVP8 ", ColorType::Rgb8, 1_500_000),
            (ImageFormat::WebP, b"RIFF\0\0\0\0WEBPVP8L", ColorType::Rgba8, 4_000_000),
            (ImageFormat::WebP, b"RIFF", ColorType::Rgba8, 8_000_000),
            (ImageFormat::Tiff, b"", ColorType::Rgba8, 4_000_000),
        ] {
            assert_eq!(MemoryNeed::of(Some(format), start, size, color).decoder_bytes, expected, "{format:?}");
        }
    }
}
