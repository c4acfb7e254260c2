//! One image to be made of a source: what is done to its size, by which filter, and what it is written as.

use fast_image_resize::{FilterType, ResizeAlg};

use super::{EncodedFormat, ResizeInstructions};
use tsubame_model::source::Wording;

/// How pixels are resampled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResizeFilter {
    /// The nearest pixel as it is.
    Nearest,
    /// Linear.
    Triangle,
    /// Catmull and Rom's cubic.
    CatmullRom,
    /// Soft.
    Gaussian,
    /// Sharp.
    #[default]
    Lanczos3,
}

impl ResizeFilter {
    /// All filters.
    pub(super) const ALL: [Self; 5] = [Self::Nearest, Self::Triangle, Self::CatmullRom, Self::Gaussian, Self::Lanczos3];

    /// The name as an argument.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nearest => "nearest",
            Self::Triangle => "triangle",
            Self::CatmullRom => "catmull_rom",
            Self::Gaussian => "gaussian",
            Self::Lanczos3 => "lanczos3",
        }
    }

    /// Reads the argument `filter`; without one it is the default.
    pub fn parse(name: Option<&str>) -> Result<Self, Wording> {
        let Some(name) = name else { return Ok(Self::default()) };
        Self::ALL.into_iter().find(|filter| filter.name() == name).ok_or_else(|| {
            Wording::compose(|language| {
                let known = Self::ALL.map(Self::name).join(language.choose(", ", "、"));
                language.choose(
                    format!("`filter` is `{name}`, but it can be one of {known}"),
                    format!("`filter` が `{name}` ですが、書けるのは {known} です"),
                )
            })
        })
    }

    pub(super) fn algorithm(self) -> ResizeAlg {
        match self {
            Self::Nearest => ResizeAlg::Nearest,
            Self::Triangle => ResizeAlg::Convolution(FilterType::Bilinear),
            Self::CatmullRom => ResizeAlg::Convolution(FilterType::CatmullRom),
            Self::Gaussian => ResizeAlg::Convolution(FilterType::Gaussian),
            Self::Lanczos3 => ResizeAlg::Convolution(FilterType::Lanczos3),
        }
    }
}

/// One image to be made of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImageOp {
    /// Crop and size, as seen on the upright image.
    pub instructions: ResizeInstructions,
    /// What it is written as.
    pub format: EncodedFormat,
    /// How pixels are resampled.
    pub filter: ResizeFilter,
}
