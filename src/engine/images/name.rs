//! The names of processed images: the same as Zola's, so that links from elsewhere outlive a change of generator.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::{Filter, Format, Operation};

/// The folder of the output that processed images go to.
pub const FOLDER: &str = "processed_images";

/// The path as it goes into names: `@/` stands for `content/`, slashes at the start do not count.
pub fn unified_path(path: &str) -> String {
    if path.starts_with("@/") { path.replace("@/", "content/") } else { path.trim_start_matches('/').to_owned() }
}

/// `STEM.HASH.EXTENSION`. The stem is that of the file, the hash is over the path as it was asked for and everything
/// that shapes the result. A filter only counts when it is not the default one.
pub fn processed_name(file_name: &str, unified: &str, operation: Operation, format: Format, filter: Filter) -> String {
    // `DefaultHasher::new` has fixed keys. The standard library does not promise its algorithm (SipHash 1-3); the
    // recorded names in the tests would tell if it changed.
    let mut hasher = DefaultHasher::new();
    hasher.write(unified.as_bytes());
    operation.hash(&mut hasher);
    format.hash(&mut hasher);
    if filter != Filter::default() {
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
        let jpg = Format::Jpeg { quality: 75 };
        for (path, operation, format, expected) in [
            ("wide.png", Operation::Scale(30, 30), Format::Png, "wide.026e3a488c955ed8.png"),
            ("wide.png", Operation::FitWidth(25), Format::Png, "wide.7c9965c63effb66a.png"),
            ("wide.png", Operation::FitHeight(13), Format::Png, "wide.daab81680ed5f025.png"),
            ("wide.png", Operation::Fit(20, 20), Format::Png, "wide.ab3c6300f6ea92eb.png"),
            ("wide.png", Operation::Fill(20, 20), Format::Png, "wide.e3041a5cdceff9ee.png"),
            ("wide.png", Operation::FitWidth(24), jpg, "wide.ecabcab4d2278ad2.jpg"),
            ("/wide.png", Operation::FitWidth(24), jpg, "wide.ecabcab4d2278ad2.jpg"),
            ("wide.png", Operation::FitWidth(24), Format::Webp { quality: None }, "wide.da935afb7307647a.webp"),
            ("wide.png", Operation::FitWidth(24), Format::Webp { quality: Some(50) }, "wide.128b25876b544b15.webp"),
            (
                "wide.png",
                Operation::FitWidth(24),
                Format::Avif { quality: 40, speed: 10 },
                "wide.2f21e18498092a9e.avif",
            ),
            ("写真/風景.jpg", Operation::FitWidth(33), jpg, "風景.4de5fd37b95288cc.jpg"),
            ("@/写真/風景.jpg", Operation::FitWidth(33), jpg, "風景.ede9ad3b43b253b8.jpg"),
        ] {
            let file_name = path.rsplit('/').next().unwrap();
            let name = processed_name(file_name, &unified_path(path), operation, format, Filter::default());
            assert_eq!(name, expected, "{path} {operation:?} {format:?}");
        }
    }

    #[test]
    fn another_filter_gives_another_name() {
        let name = |filter| processed_name("a.b.png", "a.b.png", Operation::FitWidth(1), Format::Png, filter);
        assert_ne!(name(Filter::Nearest), name(Filter::Lanczos3));
        assert_ne!(name(Filter::Nearest), name(Filter::Gaussian));
        assert!(name(Filter::Nearest).starts_with("a.b."));
    }
}
