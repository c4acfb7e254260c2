//! Pixels → the bytes of a file.

use std::borrow::Cow;

use image::{
    DynamicImage, ExtendedColorType, ImageEncoder, ImageResult, RgbImage, RgbaImage,
    codecs::{avif::AvifEncoder, jpeg::JpegEncoder, png::PngEncoder, webp::WebPEncoder},
};
use webp::Encoder as WebpEncoder;

use super::EncodedFormat;
use tsubame_model::source::Wording;

/// Writes an image, with its colour profile where the format has a place for one.
pub(super) fn encode(image: &DynamicImage, format: EncodedFormat, profile: Option<&[u8]>) -> Result<Vec<u8>, Wording> {
    let profile = profile.filter(|profile| describes(profile, image));
    let written = match format {
        EncodedFormat::Jpeg { quality } => encode_jpeg(image, quality, profile),
        EncodedFormat::Png => encode_png(image, profile),
        EncodedFormat::Webp { quality } => return encode_webp(image, quality, profile),
        EncodedFormat::Avif { quality, speed } => encode_avif(image, quality, speed, profile),
    };
    written.map_err(|error| Wording::of_library(&error))
}

/// Whether a profile is for the channels of an image: pixels that were CMYK in the file are not any more.
fn describes(profile: &[u8], image: &DynamicImage) -> bool {
    let space: &[u8] = if image.color().has_color() { b"RGB " } else { b"GRAY" };
    profile.get(16..20) == Some(space)
}

/// An encoder that cannot hold a profile says so; the pixels are the same without it.
fn with_profile<E: ImageEncoder>(mut encoder: E, profile: Option<&[u8]>) -> E {
    if let Some(profile) = profile {
        let _ = encoder.set_icc_profile(profile.to_vec());
    }
    encoder
}

fn encode_jpeg(image: &DynamicImage, quality: u8, profile: Option<&[u8]>) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let encoder = with_profile(JpegEncoder::new_with_quality(&mut bytes, quality), profile);
    let (width, height) = (image.width(), image.height());
    if !image.color().has_color() && !image.color().has_alpha() {
        encoder.write_image(image.to_luma8().as_raw(), width, height, ExtendedColorType::L8)?;
    } else {
        encoder.write_image(opaque(image).as_raw(), width, height, ExtendedColorType::Rgb8)?;
    }
    Ok(bytes)
}

fn encode_png(image: &DynamicImage, profile: Option<&[u8]>) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let encoder = with_profile(PngEncoder::new(&mut bytes), profile);
    match image {
        DynamicImage::ImageRgb32F(_) => DynamicImage::ImageRgb8(image.to_rgb8()).write_with_encoder(encoder)?,
        DynamicImage::ImageRgba32F(_) => DynamicImage::ImageRgba8(image.to_rgba8()).write_with_encoder(encoder)?,
        _ => image.write_with_encoder(encoder)?,
    }
    Ok(bytes)
}

fn encode_avif(image: &DynamicImage, quality: u8, speed: u8, profile: Option<&[u8]>) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let encoder = with_profile(AvifEncoder::new_with_speed_quality(&mut bytes, speed, quality), profile);
    let (width, height) = (image.width(), image.height());
    if image.color().has_alpha() {
        encoder.write_image(rgba(image).as_raw(), width, height, ExtendedColorType::Rgba8)?;
    } else {
        encoder.write_image(rgb(image).as_raw(), width, height, ExtendedColorType::Rgb8)?;
    }
    Ok(bytes)
}

/// libwebp writes smaller files; only a lossless image with a profile goes through the encoder that can hold one.
fn encode_webp(image: &DynamicImage, quality: Option<u8>, profile: Option<&[u8]>) -> Result<Vec<u8>, Wording> {
    let (width, height) = (image.width(), image.height());
    let has_alpha = image.color().has_alpha();
    let (rgb, rgba) = if has_alpha { (None, Some(rgba(image))) } else { (Some(rgb(image)), None) };
    let pixels = rgb.as_ref().map(|rgb| rgb.as_raw()).or(rgba.as_ref().map(|rgba| rgba.as_raw()));
    let pixels = pixels.map(Vec::as_slice).unwrap_or_default();
    if let (None, Some(_)) = (quality, profile) {
        let mut bytes = Vec::new();
        let encoder = with_profile(WebPEncoder::new_lossless(&mut bytes), profile);
        let color = if has_alpha { ExtendedColorType::Rgba8 } else { ExtendedColorType::Rgb8 };
        return encoder
            .write_image(pixels, width, height, color)
            .map(|()| bytes)
            .map_err(|error| Wording::of_library(&error));
    }
    if width.max(height) > WEBP_MOST_PX {
        let english = format!("it is {width} × {height} pixels, but WebP ends at {WEBP_MOST_PX}");
        let japanese = format!("{width} × {height} ピクセルありますが、WebP は {WEBP_MOST_PX} ピクセルまでです");
        return Err(Wording::new(english, japanese));
    }
    let encoder = if has_alpha {
        WebpEncoder::from_rgba(pixels, width, height)
    } else {
        WebpEncoder::from_rgb(pixels, width, height)
    };
    // The quality of a lossless image is the effort that is made; 75 is libwebp's own.
    let written = encoder.encode_simple(quality.is_none(), f32::from(quality.unwrap_or(75)));
    written.map(|bytes| bytes.to_vec()).map_err(|error| {
        let english = format!("WebP cannot hold it: {error:?}");
        Wording::new(english, format!("WebP にできません: {error:?}"))
    })
}

/// The format has 14 bits for a length.
const WEBP_MOST_PX: u32 = 16_383;

fn rgb(image: &DynamicImage) -> Cow<'_, RgbImage> {
    match image {
        DynamicImage::ImageRgb8(pixels) => Cow::Borrowed(pixels),
        other => Cow::Owned(other.to_rgb8()),
    }
}

fn rgba(image: &DynamicImage) -> Cow<'_, RgbaImage> {
    match image {
        DynamicImage::ImageRgba8(pixels) => Cow::Borrowed(pixels),
        other => Cow::Owned(other.to_rgba8()),
    }
}

/// Over white where it is transparent, which JPEG cannot be.
fn opaque(image: &DynamicImage) -> Cow<'_, RgbImage> {
    if !image.color().has_alpha() {
        return rgb(image);
    }
    let source = rgba(image);
    let mut pixels = RgbImage::new(image.width(), image.height());
    for (to, from) in pixels.pixels_mut().zip(source.pixels()) {
        let [color @ .., alpha] = from.0;
        to.0 = color.map(|value| over_white(value, alpha));
    }
    Cow::Owned(pixels)
}

fn over_white(value: u8, alpha: u8) -> u8 {
    let (value, alpha) = (u32::from(value), u32::from(alpha));
    u8::try_from((value * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use image::Rgba;

    use super::*;

    #[test]
    fn transparency_becomes_white_in_jpeg() {
        let image = DynamicImage::ImageRgba8(RgbaImage::from_pixel(8, 8, Rgba([0, 0, 0, 0])));
        assert!(opaque(&image).pixels().all(|pixel| pixel.0 == [255; 3]));
        for (value, alpha, expected) in [(0, 255, 0), (200, 255, 200), (0, 128, 127), (77, 0, 255)] {
            assert_eq!(over_white(value, alpha), expected, "{value} {alpha}");
        }
    }

    #[test]
    fn profiles_are_kept_where_they_fit() {
        let mut profile = vec![0; 132];
        profile[16..20].copy_from_slice(b"RGB ");
        let color = DynamicImage::new_rgb8(4, 4);
        let holds = |image: &DynamicImage, format| {
            let bytes = encode(image, format, Some(&profile)).unwrap();
            let (_, mut decoder) = super::super::measure::open(&bytes, None).unwrap();
            image::ImageDecoder::icc_profile(&mut decoder).unwrap().is_some()
        };
        for format in [EncodedFormat::Png, EncodedFormat::Jpeg { quality: 75 }, EncodedFormat::Webp { quality: None }] {
            assert!(holds(&color, format), "{format:?}");
            assert!(!holds(&DynamicImage::new_luma8(4, 4), format), "a profile for colours, {format:?}");
        }
    }
}
