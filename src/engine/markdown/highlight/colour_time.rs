//! How much of a block is coloured in its time.
//!
//! What a grammar has open it looks at again in every line, and themes at every word of it; the crate takes a whole block
//! and tells neither how deep it is nor lets itself be stopped. So a long block is coloured up to a point, then again up to
//! one further on, as long as that is foreseen to end in time even if it takes the square of the length. Code of any
//! sensible length takes a hundredth of it, so that only what is made to take long depends on how fast the machine is.

use std::time::Duration;

use tsubame_model::source::Stopwatch;

/// So much is coloured first: all of most blocks.
const FIRST_STEP_BYTES: usize = 8 * 1024;

/// So much is added at a time at most. It bounds what a block may take whose end alone takes long.
const LONGEST_STEP_BYTES: usize = 32 * 1024;

/// Nothing behind it is coloured.
const MOST_BYTES: usize = 256 * 1024;

/// The time that a block has, and the watch it is told by.
#[derive(Clone, Copy, Debug)]
pub(super) struct ColourTime<'a> {
    pub watch: &'a dyn Stopwatch,
    pub most: Duration,
}

/// What was coloured in time.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ColouredPart<T> {
    pub tokens: T,
    /// How many lines it is.
    pub lines: usize,
}

impl ColourTime<'_> {
    /// Colours as much of the code as there is time for, in whole lines.
    pub(super) fn colour<'c, T, E>(
        &self,
        code: &'c str,
        mut colour: impl FnMut(&'c str) -> Result<T, E>,
    ) -> Result<ColouredPart<T>, E> {
        let mut end = line_end(code, FIRST_STEP_BYTES);
        loop {
            let started = self.watch.elapsed();
            let tokens = colour(&code[..end])?;
            let taken = self.watch.elapsed().saturating_sub(started);
            let next = line_end(code, (end + end.min(LONGEST_STEP_BYTES)).min(MOST_BYTES));
            if next <= end || !self.allows(taken, end, next) {
                return Ok(ColouredPart { tokens, lines: code[..end].split('\n').count() });
            }
            end = next;
        }
    }

    /// Whether so many bytes are coloured in time, when fewer of them took so long.
    fn allows(&self, taken: Duration, bytes: usize, next_bytes: usize) -> bool {
        let square = |bytes: usize| (bytes as u128).pow(2);
        taken.as_nanos() * square(next_bytes) / square(bytes).max(1) <= self.most.as_nanos()
    }
}

/// The end of the last line that is whole within so many bytes, of the first line if none is.
fn line_end(code: &str, bytes: usize) -> usize {
    let Some(within) = code.as_bytes().get(..=bytes) else { return code.len() };
    let first = || memchr::memchr(b'\n', code.as_bytes());
    memchr::memrchr(b'\n', within).or_else(first).unwrap_or(code.len())
}

#[cfg(test)]
mod tests {
    use std::{
        cell::RefCell,
        sync::atomic::{AtomicU64, Ordering},
    };

    use super::*;
    use tsubame_model::source::StoppedWatch;

    /// A watch that is put forward by hand.
    #[derive(Debug, Default)]
    struct HandWatch(AtomicU64);

    impl Stopwatch for HandWatch {
        fn elapsed(&self) -> Duration {
            Duration::from_micros(self.0.load(Ordering::Relaxed))
        }
    }

    /// The lengths that are coloured one after the other, and the lines that are in the end, where so many bytes take so
    /// many microseconds.
    fn steps(code: &str, takes: impl Fn(u64) -> u64) -> (Vec<usize>, usize) {
        let watch = HandWatch::default();
        let time = ColourTime { watch: &watch, most: Duration::from_secs(3) };
        let lengths = RefCell::new(Vec::new());
        let coloured = time.colour(code, |part| {
            lengths.borrow_mut().push(part.len());
            watch.0.fetch_add(takes(part.len() as u64), Ordering::Relaxed);
            Ok::<(), ()>(())
        });
        (lengths.into_inner(), coloured.unwrap().lines)
    }

    #[test]
    fn ordinary_code_is_coloured_whole() {
        let line = "let number = 1; // and so forth\n";
        let two_microseconds_a_byte = |bytes: u64| bytes * 2;
        assert_eq!(steps("", two_microseconds_a_byte), (vec![0], 1));
        assert_eq!(steps(&line.repeat(200), two_microseconds_a_byte), (vec![6_400], 201));
        let (lengths, lines) = steps(&line.repeat(2_500), two_microseconds_a_byte);
        assert_eq!(lengths, [8_191, 16_351, 32_671, 65_311, 80_000]);
        assert_eq!(lines, 2_501);
    }

    #[test]
    fn what_takes_the_square_is_given_up() {
        let line = "template<\n";
        let square = |bytes: u64| (bytes / 10).pow(2);
        let (lengths, lines) = steps(&line.repeat(5_000), square);
        assert_eq!(lengths, [8_189, 16_369]);
        assert_eq!(lines, 1_637);
        let late = |bytes: u64| bytes + bytes.saturating_sub(40_000).pow(2) / 100;
        let (lengths, _) = steps(&line.repeat(50_000), late);
        assert_eq!(lengths.len(), 4, "{lengths:?}");
    }

    #[test]
    fn no_block_is_coloured_without_an_end() {
        let time = ColourTime { watch: &StoppedWatch, most: Duration::from_secs(3) };
        let code = "0123456\n".repeat(100_000);
        let coloured = time.colour(&code, |part| Ok::<usize, ()>(part.len())).unwrap();
        assert_eq!(coloured, ColouredPart { tokens: MOST_BYTES - 1, lines: MOST_BYTES / 8 });
        let one_line = "x".repeat(400_000);
        let coloured = time.colour(&one_line, |part| Ok::<usize, ()>(part.len())).unwrap();
        assert_eq!(coloured.tokens, one_line.len());
        let long_first = format!("{}\na\nb", "x".repeat(20_000));
        let coloured = time.colour(&long_first, |part| Ok::<usize, ()>(part.len())).unwrap();
        assert_eq!(coloured.tokens, long_first.len());
    }
}
