//! What is done to an image's size, and the crop and the size that come of it.

use tsubame_model::source::Wording;

/// Factors of width and height that differ by less than this are one: the image is scaled and nothing is cut off.
const SAME_RATIO: f32 = 0.1;

/// An operation with its arguments in pixels. The order of the variants is part of the names of processed images.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResizeOperation {
    /// Exactly this width and height, whatever becomes of the ratio.
    Scale(u32, u32),
    /// This width; the height follows.
    FitWidth(u32),
    /// This height; the width follows.
    FitHeight(u32),
    /// Shrunk until it fits into this width and height, never enlarged.
    Fit(u32, u32),
    /// Exactly this width and height; what juts out is cut off evenly on both sides.
    Fill(u32, u32),
}

/// Width and height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Size {
    /// Pixels from left to right.
    pub width_px: u32,
    /// Pixels from top to bottom.
    pub height_px: u32,
}

/// A part of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Crop {
    /// Pixels left of it.
    pub left_px: u32,
    /// Pixels above it.
    pub top_px: u32,
    /// How large it is.
    pub size: Size,
}

/// An operation worked out for one source: first the crop, then the new size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResizeInstructions {
    /// The part that is kept, unless it is everything.
    pub crop: Option<Crop>,
    /// The new size, unless it stays.
    pub resize: Option<Size>,
}

impl Size {
    /// A size in pixels.
    pub const fn new(width_px: u32, height_px: u32) -> Self {
        Self { width_px, height_px }
    }

    /// Width times height.
    pub fn pixels(self) -> u64 {
        u64::from(self.width_px) * u64::from(self.height_px)
    }

    /// The same size, lying on its side.
    #[must_use]
    pub fn turned(self) -> Self {
        Self::new(self.height_px, self.width_px)
    }
}

impl ResizeOperation {
    /// Reads the arguments of `resize_image`. The error names the argument.
    pub fn parse(name: &str, width_px: Option<u32>, height_px: Option<u32>) -> Result<Self, Wording> {
        let needed = |argument: &str, value_px: Option<u32>| {
            let given = value_px.filter(|value_px| *value_px > 0);
            given.ok_or_else(|| {
                let english = format!("the operation `{name}` needs a `{argument}` of at least 1");
                Wording::new(english, format!("`op` が `{name}` のときは、1 以上の `{argument}` が要ります"))
            })
        };
        let (width, height) = (|| needed("width", width_px), || needed("height", height_px));
        Ok(match name {
            "scale" => Self::Scale(width()?, height()?),
            "fit_width" => Self::FitWidth(width()?),
            "fit_height" => Self::FitHeight(height()?),
            "fit" => Self::Fit(width()?, height()?),
            "fill" => Self::Fill(width()?, height()?),
            _ => {
                return Err(Wording::new(
                    format!("`op` is `{name}`, but it can be one of scale, fit_width, fit_height, fit, fill"),
                    format!("`op` が `{name}` ですが、書けるのは scale、fit_width、fit_height、fit、fill です"),
                ));
            }
        })
    }

    /// What it means for an image of the given size, as one sees it.
    pub fn instructions(self, source: Size) -> ResizeInstructions {
        let resize = |size| ResizeInstructions { crop: None, resize: Some(size) };
        match self {
            Self::Scale(width_px, height_px) => resize(Size::new(width_px, height_px)),
            Self::FitWidth(width_px) => {
                resize(Size::new(width_px, in_ratio(source.height_px, width_px, source.width_px)))
            }
            Self::FitHeight(height_px) => {
                resize(Size::new(in_ratio(source.width_px, height_px, source.height_px), height_px))
            }
            Self::Fit(width_px, height_px) => {
                if source.width_px <= width_px && source.height_px <= height_px {
                    return ResizeInstructions::default();
                }
                let across = u64::from(source.width_px) * u64::from(height_px);
                let down = u64::from(source.height_px) * u64::from(width_px);
                let limit = if across > down { Self::FitWidth(width_px) } else { Self::FitHeight(height_px) };
                limit.instructions(source)
            }
            Self::Fill(width_px, height_px) => fill(source, Size::new(width_px, height_px)),
        }
    }
}

/// `length × part ÷ whole`, rounded down, but at least one pixel.
fn in_ratio(length: u32, part: u32, whole: u32) -> u32 {
    let scaled = u64::from(length) * u64::from(part) / u64::from(whole.max(1));
    u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "Zola reckons in these types, and the crop has to be the same to the pixel"
)]
fn fill(source: Size, target: Size) -> ResizeInstructions {
    let factor_across = source.width_px as f32 / target.width_px as f32;
    let factor_down = source.height_px as f32 / target.height_px as f32;
    if (factor_across - factor_down).abs() <= SAME_RATIO {
        return ResizeInstructions { crop: None, resize: Some(target) };
    }
    let size = if factor_across < factor_down {
        let height_px = (factor_across * target.height_px as f32).round() as u32;
        Size::new(source.width_px, height_px.clamp(1, source.height_px))
    } else {
        let width_px = (factor_down * target.width_px as f32).round() as u32;
        Size::new(width_px.clamp(1, source.width_px), source.height_px)
    };
    let (left_px, top_px) = ((source.width_px - size.width_px) / 2, (source.height_px - size.height_px) / 2);
    ResizeInstructions { crop: Some(Crop { left_px, top_px, size }), resize: Some(target) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_gives_its_size_and_crop() {
        let crop = |left_px, top_px, width, height| Some(Crop { left_px, top_px, size: Size::new(width, height) });
        for (operation, source, expected_crop, expected_size) in [
            (ResizeOperation::Scale(30, 30), (60, 40), None, Some((30, 30))),
            (ResizeOperation::FitWidth(25), (60, 40), None, Some((25, 16))),
            (ResizeOperation::FitWidth(120), (60, 40), None, Some((120, 80))),
            (ResizeOperation::FitWidth(10), (5000, 1), None, Some((10, 1))),
            (ResizeOperation::FitHeight(13), (60, 40), None, Some((19, 13))),
            (ResizeOperation::Fit(20, 20), (60, 40), None, Some((20, 13))),
            (ResizeOperation::Fit(20, 20), (40, 60), None, Some((13, 20))),
            (ResizeOperation::Fit(100, 100), (60, 40), None, None),
            (ResizeOperation::Fit(60, 40), (60, 40), None, None),
            (ResizeOperation::Fit(100, 20), (60, 40), None, Some((30, 20))),
            (ResizeOperation::Fill(20, 20), (60, 40), crop(10, 0, 40, 40), Some((20, 20))),
            (ResizeOperation::Fill(20, 20), (40, 61), crop(0, 10, 40, 40), Some((20, 20))),
            (ResizeOperation::Fill(90, 60), (60, 40), None, Some((90, 60))),
            (ResizeOperation::Fill(31, 20), (60, 40), None, Some((31, 20))),
            (ResizeOperation::Fill(1, 100_000), (60, 40), None, Some((1, 100_000))),
        ] {
            let instructions = operation.instructions(Size::new(source.0, source.1));
            let expected_size = expected_size.map(|(width, height)| Size::new(width, height));
            if operation == ResizeOperation::Fill(1, 100_000) {
                assert_eq!(instructions.crop, crop(29, 0, 1, 40), "a crop is never empty");
                continue;
            }
            assert_eq!(
                instructions,
                ResizeInstructions { crop: expected_crop, resize: expected_size },
                "{operation:?} of {source:?}"
            );
        }
    }

    #[test]
    fn missing_arguments_are_named() {
        for (name, width_px, height_px, expected) in [
            ("scale", Some(1), None, "`height`"),
            ("fit_width", None, Some(1), "`width`"),
            ("fit_height", Some(1), Some(0), "`height`"),
            ("stretch", Some(1), Some(1), "`stretch`"),
        ] {
            let error = ResizeOperation::parse(name, width_px, height_px).unwrap_err();
            assert!(error.english().contains(expected), "{error:?}");
        }
        assert_eq!(ResizeOperation::parse("fit_height", None, Some(3)), Ok(ResizeOperation::FitHeight(3)));
    }
}
