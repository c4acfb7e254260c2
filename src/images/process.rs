//! Carrying operations out: one source is decoded once, and every wanted image is made of its pixels.
//!
//! Memory: a source is turned upright after it was made smaller, and transparent pixels are weighted in place, so that
//! there is never a second image of the source's size (but for a source that is wanted turned in its own size). What
//! takes more than [`MOST_BYTES`] all the same is refused before it begins.

use fast_image_resize::{MulDiv, ResizeOptions, Resizer};
use image::{DynamicImage, ImageDecoder, metadata::Orientation};
use rayon::prelude::*;

use super::{
    Crop, ImageOp, MOST_BYTES, MemoryNeed, Size,
    encode::encode,
    measure::{is_turned, open, orientation},
};
use tsubame_model::source::Wording;

/// Decodes a source and makes the ordered images of it. The outer error is about the source, the inner ones each about
/// one image. Memory at the peak: the source's pixels, and for each image in work its own and its rows.
pub fn process(
    bytes: Vec<u8>,
    extension: Option<&str>,
    ops: &[ImageOp],
) -> Result<Vec<Result<Vec<u8>, Wording>>, Wording> {
    let (format, mut decoder) = open(&bytes, extension)?;
    let profile = decoder.icc_profile().ok().flatten();
    let orientation = orientation(&mut decoder);
    let (width_px, height_px) = decoder.dimensions();
    let need = MemoryNeed::of(format, &bytes, Size::new(width_px, height_px), decoder.color_type());
    let need = MemoryNeed { is_turned: orientation != Orientation::NoTransforms, ..need };
    need.check(bytes.len() as u64)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| Wording::of_library(&error))?;
    drop(bytes);

    let mut made: Vec<Result<Vec<u8>, Wording>> = vec![Err(Wording::default()); ops.len()];
    // Weighting by transparency loses a little, so images that keep their size come before it.
    for (op, made) in ops.iter().zip(&mut made).filter(|(op, _)| op.instructions.resize.is_none()) {
        *made = need.check_op(op).and_then(|()| copy(&image, op, orientation, profile.as_deref()));
    }
    if ops.iter().all(|op| op.instructions.resize.is_none()) {
        return Ok(made);
    }
    if image.color().has_alpha() {
        MulDiv::new().multiply_alpha_inplace(&mut image).map_err(|error| Wording::of_library(&error))?;
    }
    let mut open: Vec<(&ImageOp, &mut Result<Vec<u8>, Wording>)> =
        ops.iter().zip(&mut made).filter(|(op, _)| op.instructions.resize.is_some()).collect();
    let mut rest = &mut open[..];
    while !rest.is_empty() {
        let (batch, later) = rest.split_at_mut(fitting(rest, &need));
        rest = later;
        batch.par_iter_mut().for_each(|(op, made)| {
            let resized = need.check_op(op).and_then(|()| resize(&image, op, orientation));
            **made = resized.and_then(|resized| encode(&resized, op.format, profile.as_deref()));
        });
    }
    Ok(made)
}

/// How many of the next images can be made at the same time.
fn fitting<T>(ops: &[(&ImageOp, T)], need: &MemoryNeed) -> usize {
    let mut bytes = need.pixels_bytes();
    let fitting = ops.iter().take_while(|(op, _)| {
        bytes += need.op_bytes(op);
        bytes <= MOST_BYTES
    });
    fitting.count().max(1)
}

/// The image in its own size, upright.
fn copy(
    image: &DynamicImage,
    op: &ImageOp,
    orientation: Orientation,
    profile: Option<&[u8]>,
) -> Result<Vec<u8>, Wording> {
    if orientation == Orientation::NoTransforms {
        return encode(image, op.format, profile);
    }
    let mut upright = image.clone();
    upright.apply_orientation(orientation);
    encode(&upright, op.format, profile)
}

/// Resizes the image as it lies and turns the result.
fn resize(image: &DynamicImage, op: &ImageOp, orientation: Orientation) -> Result<DynamicImage, Wording> {
    let lying = Size::new(image.width(), image.height());
    let upright = if is_turned(orientation) { lying.turned() } else { lying };
    let size = op.instructions.resize.unwrap_or(upright);
    let size = if is_turned(orientation) { size.turned() } else { size };
    let mut options = ResizeOptions::new().resize_alg(op.filter.algorithm()).use_alpha(false);
    if let Some(crop) = op.instructions.crop {
        let Crop { left_px, top_px, size } = lying_crop(crop, upright, orientation);
        let [left, top] = [left_px, top_px].map(f64::from);
        options = options.crop(left, top, f64::from(size.width_px), f64::from(size.height_px));
    }
    let mut resized = DynamicImage::new(size.width_px, size.height_px, image.color());
    Resizer::new().resize(image, &mut resized, &options).map_err(|error| Wording::of_library(&error))?;
    if resized.color().has_alpha() {
        MulDiv::new().divide_alpha_inplace(&mut resized).map_err(|error| Wording::of_library(&error))?;
    }
    resized.apply_orientation(orientation);
    Ok(resized)
}

/// Where a part of the upright image is in the image as it lies in the file.
fn lying_crop(crop: Crop, upright: Size, orientation: Orientation) -> Crop {
    use Orientation::{FlipHorizontal, FlipVertical, Rotate90, Rotate180, Rotate270, Rotate270FlipH};
    let mirrors_across = matches!(orientation, Rotate90 | Rotate180 | FlipHorizontal | Rotate270FlipH);
    let mirrors_down = matches!(orientation, Rotate270 | Rotate180 | FlipVertical | Rotate270FlipH);
    let Crop { mut left_px, mut top_px, size } = crop;
    if mirrors_across {
        left_px = upright.width_px - left_px - size.width_px;
    }
    if mirrors_down {
        top_px = upright.height_px - top_px - size.height_px;
    }
    if is_turned(orientation) {
        return Crop { left_px: top_px, top_px: left_px, size: size.turned() };
    }
    Crop { left_px, top_px, size }
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage, Rgba, RgbaImage};

    use super::*;
    use crate::{EncodedFormat, ResizeFilter, ResizeInstructions};

    /// An image in which every pixel tells where it is.
    fn map(width: u8, height: u8) -> DynamicImage {
        let pixel = |x: u32, y: u32| Rgb([u8::try_from(x).unwrap(), u8::try_from(y).unwrap(), 0]);
        DynamicImage::ImageRgb8(RgbImage::from_fn(width.into(), height.into(), pixel))
    }

    fn op(instructions: ResizeInstructions) -> ImageOp {
        ImageOp { instructions, format: EncodedFormat::Png, filter: ResizeFilter::Nearest }
    }

    #[test]
    fn every_orientation_crops_what_one_sees() {
        for exif in 1..=8 {
            let orientation = Orientation::from_exif(exif).unwrap();
            let lying = map(9, 6);
            let mut upright = lying.clone();
            upright.apply_orientation(orientation);
            let size = Size::new(3, 2);
            let crop = Crop { left_px: 2, top_px: 1, size };
            let found =
                resize(&lying, &op(ResizeInstructions { crop: Some(crop), resize: Some(size) }), orientation).unwrap();
            assert_eq!(found, upright.crop_imm(2, 1, 3, 2), "EXIF orientation {exif}");
        }
    }

    #[test]
    fn transparent_pixels_leave_no_border() {
        let pixel = |x: u32, _| if x < 8 { Rgba([200, 100, 50, 255]) } else { Rgba([0, 0, 0, 0]) };
        let source = DynamicImage::ImageRgba8(RgbaImage::from_fn(16, 16, pixel));
        let bytes = encode(&source, EncodedFormat::Png, None).unwrap();
        for filter in ResizeFilter::ALL {
            let instructions = ResizeInstructions { crop: None, resize: Some(Size::new(5, 5)) };
            let made =
                process(bytes.clone(), None, &[ImageOp { instructions, format: EncodedFormat::Png, filter }]).unwrap();
            let made = image::load_from_memory(made[0].as_ref().unwrap()).unwrap().to_rgba8();
            for pixel in made.pixels().filter(|pixel| pixel.0[3] > 40) {
                // Sharp filters overshoot a little; what must not be is darkness from the invisible black.
                let is_near = pixel.0[..3].iter().zip([200_u8, 100, 50]).all(|(a, b)| *a > b - 8 && *a < b + 20);
                assert!(is_near, "{filter:?} {pixel:?}");
            }
        }
    }

    #[test]
    fn one_source_gives_every_format_and_keeps_its_size_where_asked() {
        let bytes = encode(&map(12, 8), EncodedFormat::Png, None).unwrap();
        let avif = EncodedFormat::Avif { quality: 40, speed: 10 };
        let formats =
            [EncodedFormat::Png, EncodedFormat::Jpeg { quality: 75 }, EncodedFormat::Webp { quality: Some(50) }, avif];
        let sizes = [None, Some(Size::new(6, 4))];
        let ops: Vec<ImageOp> = formats
            .into_iter()
            .flat_map(|format| sizes.map(|resize| ImageOp { format, ..op(ResizeInstructions { crop: None, resize }) }))
            .collect();
        let made = process(bytes, None, &ops).unwrap();
        for (op, made) in ops.iter().zip(made) {
            let extension = Some(op.format.extension());
            let found = super::super::read_metadata(&made.unwrap(), extension).unwrap();
            let expected = op.instructions.resize.unwrap_or(Size::new(12, 8));
            assert_eq!((found.width, found.height, found.format), (expected.width_px, expected.height_px, extension));
        }
    }
}
