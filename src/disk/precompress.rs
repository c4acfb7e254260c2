//! Compressed copies beside the files of a site, for hosts that serve them as they are: `index.html.br`.
//!
//! A copy of an earlier build is kept as long as it unpacks to the file's bytes: that takes a hundredth of the time of
//! making it. So an edit compresses what it changes and nothing else.

use std::io::{Read, Write};

/// How copies are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precompression {
    /// Brotli
    Brotli,
    /// Zstandard
    Zstd,
    /// Gzip
    Gzip,
}

/// Kinds of files that become smaller.
const ENDINGS: [&str; 10] = ["css", "html", "ics", "js", "json", "mjs", "svg", "wasm", "webmanifest", "xml"];

/// Smaller files fit into one packet anyway.
const SMALLEST_BYTES: usize = 512;

/// Brotli's best takes half a second a megabyte; larger files are packed a little less and ten times as fast.
const LARGE_BYTES: usize = 256 * 1024;

/// Whether a file of this path is worth a copy.
pub(super) fn is_packable(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.binary_search(&ending).is_ok())
}

impl Precompression {
    /// The ending of copies, which servers look for.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Zstd => "zst",
            Self::Gzip => "gz",
        }
    }

    /// The bytes packed, where that makes them smaller. The same bytes give the same result.
    pub fn pack(self, bytes: &[u8]) -> Option<Vec<u8>> {
        if bytes.len() < SMALLEST_BYTES {
            return None;
        }
        let packed = match self {
            Self::Brotli => pack_brotli(bytes)?,
            Self::Zstd => zstd::bulk::compress(bytes, 19).ok()?,
            Self::Gzip => {
                // A header without time and file name, so that only the bytes count.
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
                encoder.write_all(bytes).ok()?;
                encoder.finish().ok()?
            }
        };
        Some(packed).filter(|packed| packed.len() < bytes.len())
    }

    /// Whether `packed` unpacks to exactly these bytes.
    pub fn holds(self, packed: &[u8], bytes: &[u8]) -> bool {
        if bytes.len() < SMALLEST_BYTES {
            return false;
        }
        // One byte more than expected tells that there is more; a small file cannot unpack to gigabytes here.
        let limit = bytes.len() as u64 + 1;
        let mut unpacked = Vec::with_capacity(bytes.len() + 1);
        let read = match self {
            Self::Brotli => brotli::Decompressor::new(packed, 4096).take(limit).read_to_end(&mut unpacked),
            Self::Zstd => zstd::stream::read::Decoder::new(packed)
                .and_then(|decoder| decoder.take(limit).read_to_end(&mut unpacked)),
            Self::Gzip => flate2::read::GzDecoder::new(packed).take(limit).read_to_end(&mut unpacked),
        };
        read.is_ok() && unpacked == bytes
    }
}

fn pack_brotli(bytes: &[u8]) -> Option<Vec<u8>> {
    let quality = if bytes.len() < LARGE_BYTES { 11 } else { 9 };
    let settings = brotli::enc::BrotliEncoderParams { quality, ..Default::default() };
    let (mut source, mut packed) = (bytes, Vec::new());
    brotli::BrotliCompress(&mut source, &mut packed, &settings).ok()?;
    Some(packed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Precompression; 3] = [Precompression::Brotli, Precompression::Zstd, Precompression::Gzip];

    #[test]
    fn copies_unpack_to_the_file() {
        let text = "<p>仙台の朝市で魚を買う。</p>".repeat(200).into_bytes();
        for packing in ALL {
            let packed = packing.pack(&text).unwrap();
            assert!(packed.len() < text.len() / 10, "{packing:?}: {}", packed.len());
            assert_eq!(packing.pack(&text), Some(packed.clone()), "{packing:?} is not the same twice");
            assert!(packing.holds(&packed, &text));
            assert!(!packing.holds(&packed, &text[..text.len() - 1]) && !packing.holds(&packed[..20], &text));
            assert!(!packing.holds(b"", &text) && !packing.holds(&text, &text));
        }
    }

    #[test]
    fn what_does_not_become_smaller_has_no_copy() {
        let mut seed = 1_u32;
        let mut noise = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        };
        let noise: Vec<u8> = (0..4_000).map(|_| noise()).collect();
        for packing in ALL {
            assert_eq!(packing.pack(&noise), None, "{packing:?}");
            assert_eq!(packing.pack(&[b'a'; SMALLEST_BYTES - 1]), None, "{packing:?}");
        }
    }

    #[test]
    fn kinds_of_files() {
        for (path, expected) in [
            ("index.html", true),
            ("a/b.css", true),
            ("a.webp", false),
            ("html", false),
            ("a.html.br", false),
            ("_headers", false),
        ] {
            assert_eq!(is_packable(path), expected, "{path}");
        }
        assert!(ENDINGS.is_sorted());
    }
}
