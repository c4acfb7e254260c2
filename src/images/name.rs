//! The names of processed images: the same as Zola's, so that links from elsewhere outlive a change of generator.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::{EncodedFormat, ResizeFilter, ResizeOperation};

/// The folder of the output that processed images go to.
pub const FOLDER: &str = "processed_images";

/// The path as it goes into names: `@/` stands for `content/`, slashes at the start do not count.
pub fn unified_path(path: &str) -> String {
    if path.starts_with("@/") { path.replace("@/", "content/") } else { path.trim_start_matches('/').to_owned() }
}

/// `STEM.HASH.EXTENSION`. The stem is that of the file, the hash is over the path as it was asked for and everything
/// that shapes the result. A filter only counts when it is not the default one.
pub fn processed_name(
    file_name: &str,
    unified: &str,
    operation: ResizeOperation,
    format: EncodedFormat,
    filter: ResizeFilter,
) -> String {
    // `DefaultHasher::new` has fixed keys. The standard library does not promise its algorithm (SipHash 1-3); the
    // recorded names in the tests would tell if it changed.
    let mut hasher = DefaultHasher::new();
    hasher.write(unified.as_bytes());
    operation.hash(&mut hasher);
    format.hash(&mut hasher);
    if filter != ResizeFilter::default() {
        hasher.write(filter.name().as_bytes());
    }
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| if stem.is_empty() { file_name } else { stem });
    format!("{stem}.{:016x}.{}", hasher.finish(), format.extension())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_recorded() {
        let jpg = EncodedFormat::Jpeg { quality: 75 };
        for (path, operation, format, expected) in [
            ("wide.png", ResizeOperation::Scale(30, 30), EncodedFormat::Png, "wide.026e3a488c955ed8.png"),
            ("wide.png", ResizeOperation::FitWidth(25), EncodedFormat::Png, "wide.7c9965c63effb66a.png"),
            ("wide.png", ResizeOperation::FitHeight(13), EncodedFormat::Png, "wide.daab81680ed5f025.png"),
            ("wide.png", ResizeOperation::Fit(20, 20), EncodedFormat::Png, "wide.ab3c6300f6ea92eb.png"),
            ("wide.png", ResizeOperation::Fill(20, 20), EncodedFormat::Png, "wide.e3041a5cdceff9ee.png"),
            ("wide.png", ResizeOperation::FitWidth(24), jpg, "wide.ecabcab4d2278ad2.jpg"),
            ("/wide.png", ResizeOperation::FitWidth(24), jpg, "wide.ecabcab4d2278ad2.jpg"),
            (
                "wide.png",
                ResizeOperation::FitWidth(24),
                EncodedFormat::Webp { quality: None },
                "wide.da935afb7307647a.webp",
            ),
            (
                "wide.png",
                ResizeOperation::FitWidth(24),
                EncodedFormat::Webp { quality: Some(50) },
                "wide.128b25876b544b15.webp",
            ),
            (
                "wide.png",
                ResizeOperation::FitWidth(24),
                EncodedFormat::Avif { quality: 40, speed: 10 },
                "wide.2f21e18498092a9e.avif",
            ),
            ("写真/風景.jpg", ResizeOperation::FitWidth(33), jpg, "風景.4de5fd37b95288cc.jpg"),
            ("@/写真/風景.jpg", ResizeOperation::FitWidth(33), jpg, "風景.ede9ad3b43b253b8.jpg"),
        ] {
            let file_name = path.rsplit('/').next().unwrap();
            let name = processed_name(file_name, &unified_path(path), operation, format, ResizeFilter::default());
            assert_eq!(name, expected, "{path} {operation:?} {format:?}");
        }
    }

    #[test]
    fn another_filter_gives_another_name() {
        let name =
            |filter| processed_name("a.b.png", "a.b.png", ResizeOperation::FitWidth(1), EncodedFormat::Png, filter);
        assert_ne!(name(ResizeFilter::Nearest), name(ResizeFilter::Lanczos3));
        assert_ne!(name(ResizeFilter::Nearest), name(ResizeFilter::Gaussian));
        assert!(name(ResizeFilter::Nearest).starts_with("a.b."));
    }
}
