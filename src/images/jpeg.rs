//! How a JPEG file is built, read from its markers: whether its decoder has to keep all coefficients of all blocks.
//!
//! A progressive image is refined scan by scan, and one of several scans brings its colours one after the other; only
//! when all have come can the first line be made. Everything else is decoded line by line.

/// How many coefficients the decoder has to keep, of two bytes each; `None` where it keeps none, and where the bytes are
/// no JPEG or end before its first scan.
pub(super) fn kept_coefficients(bytes: &[u8]) -> Option<u64> {
    let mut rest = bytes.strip_prefix(b"\xFF\xD8")?;
    let mut frame = None;
    loop {
        let at = rest.iter().position(|&byte| byte == 0xFF)?;
        let marker = *rest[at..].iter().find(|&&byte| byte != 0xFF)?;
        let after = at + rest[at..].iter().take_while(|&&byte| byte == 0xFF).count() + 1;
        rest = rest.get(after..)?;
        // Markers without a segment, and bytes that only look like a marker.
        if matches!(marker, 0x00 | 0x01 | 0xD0..=0xD8) {
            continue;
        }
        let length = usize::from(u16::from_be_bytes(rest.get(..2)?.try_into().ok()?));
        let segment = rest.get(2..length)?;
        match marker {
            // Start of frame: baseline, extended, progressive (the others are not decoded at all).
            0xC0..=0xC2 => frame = Some(Frame::parse(marker, segment)?),
            0xDA => {
                let frame = frame?;
                let has_all = segment.first() == Some(&frame.components);
                return (frame.is_progressive || !has_all).then_some(frame.coefficients);
            }
            0xD9 => return None,
            _ => {}
        }
        rest = rest.get(length..)?;
    }
}

struct Frame {
    is_progressive: bool,
    components: u8,
    coefficients: u64,
}

impl Frame {
    /// Precision, height, width, number of components, and for each of them three bytes with its sampling in between.
    fn parse(marker: u8, segment: &[u8]) -> Option<Self> {
        let number = |at: usize| Some(u64::from(u16::from_be_bytes(segment.get(at..at + 2)?.try_into().ok()?)));
        let (height, width, components) = (number(1)?, number(3)?, *segment.get(5)?);
        let samplings = segment.get(6..6 + usize::from(components) * 3)?;
        let samplings: Vec<(u64, u64)> =
            samplings.chunks_exact(3).map(|part| (u64::from(part[1] >> 4), u64::from(part[1] & 15))).collect();
        let across = samplings.iter().map(|(across, _)| *across).max().filter(|&most| most > 0)?;
        let down = samplings.iter().map(|(_, down)| *down).max().filter(|&most| most > 0)?;
        // Blocks come in units in which each component has its share.
        let units = width.div_ceil(8 * across) * height.div_ceil(8 * down);
        let blocks: u64 = samplings.iter().map(|(across, down)| across * down).sum();
        Some(Self { is_progressive: marker == 0xC2, components, coefficients: units * blocks * 64 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A JPEG without pictures in it: a comment, a frame and the head of a scan.
    fn header(marker: u8, size_px: u16, samplings: &[u8], in_scan: u8) -> Vec<u8> {
        let mut bytes = b"\xFF\xD8\xFF\xFE\x00\x06abcd\xFF\xFF".to_vec();
        let count = u8::try_from(samplings.len()).unwrap();
        bytes.extend([marker, 0, 8 + 3 * count, 8]);
        bytes.extend([size_px.to_be_bytes(), size_px.to_be_bytes()].concat());
        bytes.push(count);
        bytes.extend(samplings.iter().flat_map(|sampling| [1, *sampling, 0]));
        bytes.extend([0xFF, 0xDA, 0, 6, in_scan, 0, 0, 0]);
        bytes
    }

    #[test]
    fn scans_that_come_one_after_the_other_keep_all() {
        for (marker, size_px, samplings, in_scan, expected) in [
            (0xC0, 1600, &[0x22, 0x11, 0x11][..], 3, None),
            (0xC1, 1600, &[0x11], 1, None),
            (0xC0, 1600, &[0x11, 0x11, 0x11], 1, Some(3 * 1600 * 1600)),
            (0xC2, 1600, &[0x11, 0x11, 0x11], 3, Some(3 * 1600 * 1600)),
            (0xC2, 1600, &[0x22, 0x11, 0x11], 3, Some(1600 * 1600 * 3 / 2)),
            (0xC2, 1600, &[0x21, 0x11, 0x11], 3, Some(1600 * 1600 * 2)),
            (0xC2, 1, &[0x22, 0x11, 0x11], 3, Some(6 * 64)),
            (0xC2, 1600, &[0x11], 1, Some(1600 * 1600)),
            (0xC2, 1600, &[0x00], 1, None),
        ] {
            let bytes = header(marker, size_px, samplings, in_scan);
            assert_eq!(kept_coefficients(&bytes), expected, "{marker:x} {samplings:x?}");
            for end in 0..bytes.len() - 6 {
                assert_eq!(kept_coefficients(&bytes[..end]), None, "half a header");
            }
        }
        assert_eq!(kept_coefficients(b"\x89PNG"), None);
    }
}
