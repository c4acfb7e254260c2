//! How long an MP4 film lasts, from the start of its bytes (ISO/IEC 14496-12): the box `mvhd` inside of `moov`.

/// Finds how long a film lasts, in milliseconds. `start` are its first bytes; a film that can be played while it is loaded
/// has the box there. `None` if it has not, or if it is no such film.
pub(super) fn mp4_length_ms(start: &[u8]) -> Option<u64> {
    let is_film = boxes(start).next().is_some_and(|first| first.kind == *b"ftyp");
    let moov = boxes(start).filter(|_| is_film).find(|part| part.kind == *b"moov")?;
    let header = boxes(moov.content).find(|part| part.kind == *b"mvhd")?.content;
    // Version and flags, when it was made and changed, units in a second, how many of them it lasts.
    let (units, length) = match header.first()? {
        0 => (number(header.get(12..16)?), number(header.get(16..20)?)),
        1 => (number(header.get(20..24)?), number(header.get(24..32)?)),
        _ => return None,
    };
    let unknown = if header.first() == Some(&0) { u64::from(u32::MAX) } else { u64::MAX };
    let ms = (u128::from(length) * 1_000).checked_div(u128::from(units))?;
    u64::try_from(ms).ok().filter(|ms| *ms > 0 && length != unknown)
}

/// A part of the file: a name of four letters, and what it holds, cut where the bytes end.
struct Mp4Box<'a> {
    kind: [u8; 4],
    content: &'a [u8],
}

/// The boxes that stand one behind the other, as far as the bytes go.
fn boxes(bytes: &[u8]) -> impl Iterator<Item = Mp4Box<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let kind = rest.get(4..8)?.try_into().ok()?;
        let (head, size) = match number(rest.get(..4)?) {
            // It goes on to the end of the file.
            0 => (8, rest.len()),
            1 => (16, usize::try_from(number(rest.get(8..16)?)).ok()?),
            size => (8, usize::try_from(size).ok()?),
        };
        if size < head {
            return None;
        }
        let end = size.min(rest.len());
        let content = rest.get(head..end)?;
        rest = rest.get(end..)?;
        Some(Mp4Box { kind, content })
    })
}

/// The number that the bytes write, the greatest first.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(kind: &str, content: &[u8]) -> Vec<u8> {
        let size = u32::try_from(content.len() + 8).unwrap();
        [&size.to_be_bytes()[..], kind.as_bytes(), content].concat()
    }

    fn film(header: &[u8]) -> Vec<u8> {
        let moov = part("moov", &[part("free", b"x"), part("mvhd", header)].concat());
        [part("ftyp", b"isom\0\0\0\0"), moov, part("mdat", &[0; 40])].concat()
    }

    fn header(version: u8, units: u32, length: u64) -> Vec<u8> {
        let head = [version, 0, 0, 0];
        let [_, _, _, _, short @ ..] = length.to_be_bytes();
        match version {
            0 => [&head[..], &[0; 8], &units.to_be_bytes(), &short, &[0; 80]].concat(),
            _ => [&head[..], &[0; 16], &units.to_be_bytes(), &length.to_be_bytes(), &[0; 80]].concat(),
        }
    }

    #[test]
    fn lengths_of_films() {
        for (film, length_ms) in [
            (film(&header(0, 1_000, 45_040)), Some(45_040)),
            (film(&header(1, 90_000, 90_000 * 3_600)), Some(3_600_000)),
            (film(&header(0, 0, 45_040)), None),
            (film(&header(0, 1_000, u64::from(u32::MAX))), None),
            (film(&header(1, 1, u64::MAX)), None),
            (film(&header(2, 1_000, 45_040)), None),
            (film(&[]), None),
            (part("moov", &part("mvhd", &header(0, 1_000, 45_040))), None),
            (b"RIFF....WEBPVP8 ".to_vec(), None),
            (Vec::new(), None),
        ] {
            assert_eq!(mp4_length_ms(&film), length_ms, "{film:?}");
        }
        // One whose index stands at its end, of which the end was not read.
        let late = [part("ftyp", b"isom"), part("mdat", &[0; 400]), part("moov", b"")].concat();
        assert_eq!(mp4_length_ms(&late[..200]), None);
    }

    #[test]
    fn no_bytes_stop_the_program() {
        let whole = film(&header(0, 1_000, 45_040));
        for end in 0..whole.len() {
            let length = mp4_length_ms(&whole[..end]);
            assert!(length.is_none() || length == Some(45_040), "{end}");
        }
        for at in 0..whole.len() {
            for byte in [0, 1, 2, 7, 8, 127, 128, 255] {
                let mut bent = whole.clone();
                bent[at] = byte;
                let _ = mp4_length_ms(&bent);
            }
        }
        let huge = [&[0, 0, 0, 1][..], b"ftyp", &[255; 8], &[0; 20]].concat();
        assert_eq!(mp4_length_ms(&huge), None);
    }
}
