//! The size of an AVIF image, read from its boxes; the pixels are not decoded.
//!
//! AVIF is a HEIF file: nested boxes of a length, a type and a payload. The sizes of all images in it (the image itself,
//! its tiles, a thumbnail, the alpha plane) are `ispe` boxes below `meta/iprp/ipco`; the image is the largest of them.

use super::Size;

/// How deep a size can lie: `meta`, `iprp`, `ipco`, `ispe`.
const PATH: [&[u8; 4]; 4] = [b"meta", b"iprp", b"ipco", b"ispe"];

/// The size of the image, if the bytes are an AVIF file that says so.
pub(super) fn avif_size(bytes: &[u8]) -> Option<Size> {
    let (name, brands, _) = next_box(bytes)?;
    let is_avif = name == *b"ftyp" && brands.chunks_exact(4).any(|brand| brand == b"avif" || brand == b"avis");
    let sizes = if is_avif { find_sizes(bytes, &PATH) } else { Vec::new() };
    sizes.into_iter().filter(|size| size.pixels() > 0).max_by_key(|size| size.pixels())
}

fn find_sizes(mut bytes: &[u8], path: &[&[u8; 4]]) -> Vec<Size> {
    let mut found = Vec::new();
    let Some((wanted, deeper)) = path.split_first() else { return found };
    while let Some((name, payload, rest)) = next_box(bytes) {
        bytes = rest;
        if name != **wanted {
            continue;
        }
        if deeper.is_empty() {
            found.extend(number(payload, 4).zip(number(payload, 8)).map(|(width, height)| Size::new(width, height)));
        } else {
            // `meta` starts with four bytes of version and flags.
            let start = if *wanted == b"meta" { 4 } else { 0 };
            found.extend(find_sizes(payload.get(start..).unwrap_or_default(), deeper));
        }
    }
    found
}

/// The type and the payload of the first box, and what comes after it.
fn next_box(bytes: &[u8]) -> Option<([u8; 4], &[u8], &[u8])> {
    let name: [u8; 4] = bytes.get(4..8)?.try_into().ok()?;
    let (header, length) = match number(bytes, 0)? {
        0 => (8, bytes.len()),
        // A length that needs 64 bits stands behind the type.
        1 => (16, usize::try_from(u64::from_be_bytes(bytes.get(8..16)?.try_into().ok()?)).ok()?),
        length => (8, usize::try_from(length).ok()?),
    };
    let length = length.min(bytes.len());
    Some((name, bytes.get(header..length)?, &bytes[length..]))
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_box(name: [u8; 4], payload: &[u8]) -> Vec<u8> {
        let length = u32::try_from(payload.len() + 8).unwrap();
        [&length.to_be_bytes()[..], &name, payload].concat()
    }

    #[test]
    fn the_largest_size_counts() {
        let size = |width: u8, height: u8| in_box(*b"ispe", &[0, 0, 0, 0, 0, 0, 0, width, 0, 0, 0, height]);
        let boxes = in_box(*b"ipco", &[size(4, 2), size(20, 10), in_box(*b"pixi", &[])].concat());
        let meta = in_box(*b"meta", &[vec![0; 4], in_box(*b"hdlr", &[1]), in_box(*b"iprp", &boxes)].concat());
        let file = [in_box(*b"ftyp", b"avif\0\0\0\0mif1"), meta].concat();
        assert_eq!(avif_size(&file), Some(Size::new(20, 10)));
        for end in 0..file.len() {
            // Half a file gives no size or a smaller one, and never a panic.
            let _ = avif_size(&file[..end]);
        }
        assert_eq!(avif_size(&in_box(*b"ftyp", b"heic\0\0\0\0")), None);
    }
}
