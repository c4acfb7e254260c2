//! The formats that images are written in, with the quality and speed that they have unless a template says otherwise.

use std::hash::{Hash, Hasher};

use tsubame_model::source::Wording;

const JPEG_QUALITY: u8 = 75;
const AVIF_QUALITY: u8 = 80;
const AVIF_SPEED: u8 = 5;

/// A format with how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EncodedFormat {
    /// JPEG.
    Jpeg {
        /// 1 to 100.
        quality: u8,
    },
    /// PNG.
    Png,
    /// WebP.
    Webp {
        /// 0 to 100; without one, nothing is lost.
        quality: Option<u8>,
    },
    /// AVIF.
    Avif {
        /// 1 to 100.
        quality: u8,
        /// From 1, slow and small, to 10.
        speed: u8,
    },
}

impl EncodedFormat {
    /// Reads the arguments of `resize_image`. With `auto`, what was lossy becomes JPEG and everything else PNG.
    pub fn parse(name: &str, quality: Option<u8>, speed: Option<u8>, is_lossy: bool) -> Result<Self, Wording> {
        let quality_from = |lowest: u8, default: u8| {
            let quality = quality.unwrap_or(default);
            let is_valid = (lowest..=100).contains(&quality);
            is_valid.then_some(quality).ok_or_else(|| {
                let english = format!("`quality` is {quality}, but it can be {lowest} to 100");
                Wording::new(english, format!("`quality` が {quality} ですが、{lowest} から 100 まで書けます"))
            })
        };
        match (name, is_lossy) {
            ("auto", true) | ("jpg" | "jpeg", _) => Ok(Self::Jpeg { quality: quality_from(1, JPEG_QUALITY)? }),
            ("auto", false) | ("png", _) => Ok(Self::Png),
            ("webp", _) => {
                quality_from(0, 0)?;
                Ok(Self::Webp { quality })
            }
            ("avif", _) => {
                let speed = speed.unwrap_or(AVIF_SPEED);
                if !(1..=10).contains(&speed) {
                    let english = format!("`speed` is {speed}, but it can be 1 to 10");
                    return Err(Wording::new(english, format!("`speed` が {speed} ですが、1 から 10 まで書けます")));
                }
                Ok(Self::Avif { quality: quality_from(1, AVIF_QUALITY)?, speed })
            }
            _ => Err(Wording::new(
                format!("`format` is `{name}`, but it can be one of auto, jpg, jpeg, png, webp, avif"),
                format!("`format` が `{name}` ですが、書けるのは auto、jpg、jpeg、png、webp、avif です"),
            )),
        }
    }

    /// How the names of its files end, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg { .. } => "jpg",
            Self::Png => "png",
            Self::Webp { .. } => "webp",
            Self::Avif { .. } => "avif",
        }
    }
}

/// As Zola hashes it: the extension, the quality and the speed, with -1 for what a format does not have.
impl Hash for EncodedFormat {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let (quality, speed) = match *self {
            Self::Jpeg { quality } | Self::Webp { quality: Some(quality) } => (i16::from(quality), -1),
            Self::Png | Self::Webp { quality: None } => (-1, -1),
            Self::Avif { quality, speed } => (i16::from(quality), i16::from(speed)),
        };
        hasher.write(self.extension().as_bytes());
        hasher.write_i16(quality);
        hasher.write_i16(speed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_and_what_they_mean() {
        for (name, quality, speed, is_lossy, expected) in [
            ("auto", None, None, true, Ok(EncodedFormat::Jpeg { quality: 75 })),
            ("auto", Some(90), None, true, Ok(EncodedFormat::Jpeg { quality: 90 })),
            ("auto", None, None, false, Ok(EncodedFormat::Png)),
            ("jpg", None, None, false, Ok(EncodedFormat::Jpeg { quality: 75 })),
            ("jpeg", Some(1), None, false, Ok(EncodedFormat::Jpeg { quality: 1 })),
            ("png", Some(255), None, true, Ok(EncodedFormat::Png)),
            ("webp", None, None, true, Ok(EncodedFormat::Webp { quality: None })),
            ("webp", Some(0), None, true, Ok(EncodedFormat::Webp { quality: Some(0) })),
            ("avif", None, None, true, Ok(EncodedFormat::Avif { quality: 80, speed: 5 })),
            ("avif", Some(40), Some(10), true, Ok(EncodedFormat::Avif { quality: 40, speed: 10 })),
            ("jpg", Some(0), None, true, Err("`quality`")),
            ("jpg", Some(101), None, true, Err("`quality`")),
            ("webp", Some(101), None, true, Err("`quality`")),
            ("avif", None, Some(0), true, Err("`speed`")),
            ("gif", None, None, true, Err("`format`")),
        ] {
            let found = EncodedFormat::parse(name, quality, speed, is_lossy);
            match (found, expected) {
                (Err(error), Err(word)) => assert!(error.english().contains(word), "{error:?}"),
                (found, expected) => {
                    assert_eq!(found, expected.map_err(Wording::of_site), "{name} {quality:?} {speed:?}");
                }
            }
        }
    }
}
