//! Which bytes of a file a request asks for.

use http_range_header::{EndPosition, RangeUnsatisfiableError, StartPosition, parse_range_header};

/// A range without an end is answered with at most so many bytes of a file; players of films ask for the next ones when
/// they need them.
const LONGEST_OPEN_BYTES: u64 = 4 * 1024 * 1024;

/// What to send of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RequestedRange {
    /// Everything.
    Whole,
    /// So many bytes from here on; at least one, and all of them are there.
    Part {
        /// The first byte.
        start: u64,
        /// How many.
        length: u64,
    },
    /// The range lies outside of the file.
    Unsatisfiable,
}

impl RequestedRange {
    /// Reads the header `Range` for a file of so many bytes. What is malformed, and more ranges than one, may be
    /// answered with the whole (RFC 9110, 14.2).
    pub fn parse(header: Option<&str>, length: u64) -> Self {
        let Some(header) = header else { return Self::Whole };
        let range = match parse_range_header(header.trim()) {
            Ok(parsed) => match parsed.ranges.as_slice() {
                [range] => *range,
                _ => return Self::Whole,
            },
            Err(RangeUnsatisfiableError::ZeroSuffix) => return Self::Unsatisfiable,
            Err(_) => return Self::Whole,
        };
        let last = length.saturating_sub(1);
        let (start, end) = match (range.start, range.end) {
            (StartPosition::FromLast(count), _) => (length.saturating_sub(count), last),
            (StartPosition::Index(start), EndPosition::Index(end)) if end < start => return Self::Whole,
            (StartPosition::Index(start), EndPosition::Index(end)) => (start, end.min(last)),
            (StartPosition::Index(start), EndPosition::LastByte) => {
                (start, last.min(start.saturating_add(LONGEST_OPEN_BYTES - 1)))
            }
        };
        if start >= length { Self::Unsatisfiable } else { Self::Part { start, length: end - start + 1 } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let part = |start, length| RequestedRange::Part { start, length };
        let big = 3 * LONGEST_OPEN_BYTES;
        for (header, length, expected) in [
            ("bytes=0-0", 10, part(0, 1)),
            ("bytes=2-5", 10, part(2, 4)),
            ("bytes=2-", 10, part(2, 8)),
            ("bytes=0-", big, part(0, LONGEST_OPEN_BYTES)),
            ("bytes=5-", LONGEST_OPEN_BYTES, part(5, LONGEST_OPEN_BYTES - 5)),
            ("bytes=0-99999999", big, part(0, big)),
            ("bytes=-3", 10, part(7, 3)),
            ("bytes=-99", 10, part(0, 10)),
            ("bytes=9-99", 10, part(9, 1)),
            ("bytes=10-", 10, RequestedRange::Unsatisfiable),
            ("bytes=10-12", 10, RequestedRange::Unsatisfiable),
            ("bytes=-0", 10, RequestedRange::Unsatisfiable),
            ("bytes=0-", 0, RequestedRange::Unsatisfiable),
            ("bytes=-5", 0, RequestedRange::Unsatisfiable),
            ("bytes=0-1,3-4", 10, RequestedRange::Whole),
            ("bytes=5-2", 10, RequestedRange::Whole),
            ("bytes=abc", 10, RequestedRange::Whole),
            ("bytes=", 10, RequestedRange::Whole),
            ("pages=1-2", 10, RequestedRange::Whole),
            ("bytes=99999999999999999999-", 10, RequestedRange::Whole),
        ] {
            assert_eq!(RequestedRange::parse(Some(header), length), expected, "{header} of {length}");
        }
        assert_eq!(RequestedRange::parse(None, 10), RequestedRange::Whole);
    }
}
