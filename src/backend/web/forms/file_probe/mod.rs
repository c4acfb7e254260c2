//! What the bytes of a file say it is, told while they go by.
//!
//! A file is what its name says if its first bytes do (magic numbers). Documents of Office are looked at once more: those
//! in a zip say in their content types what they are and whether they bring macros along, the older ones in the names of
//! their streams. For that the start and the end of a file are kept, never all of it.

mod compound_file;
mod office_zip;
#[cfg(test)]
mod tests;

use infer::MatcherType;
use tsubame_model::schema::FileFault;

use self::{compound_file::CompoundScan, office_zip::FileEnds};

/// So much of the start is kept. Word writes the content types first.
const HEAD_BYTES: usize = 64 * 1024;

/// So much of the end is kept: the directory of a zip, and the content types, which others write last.
const TAIL_BYTES: usize = 128 * 1024;

/// Looks at a file piece by piece.
#[derive(Default)]
pub(super) struct FileProbe {
    head: Vec<u8>,
    tail: Vec<u8>,
    length: u64,
    compound: CompoundScan,
}

impl FileProbe {
    /// Takes the next bytes.
    pub(super) fn push(&mut self, piece: &[u8]) {
        let missing = HEAD_BYTES.saturating_sub(self.head.len());
        self.head.extend_from_slice(&piece[..missing.min(piece.len())]);
        self.length += piece.len() as u64;
        if self.head.starts_with(office_zip::MAGIC) {
            self.tail.extend_from_slice(piece);
            // Now and then, so that little is moved about.
            if self.tail.len() > 2 * TAIL_BYTES {
                self.tail.drain(..self.tail.len() - TAIL_BYTES);
            }
        } else if self.head.starts_with(compound_file::MAGIC) {
            self.compound.push(piece);
        }
    }

    /// What is wrong with the whole file under this name. A name whose ending is that of no known kind is wrong: what
    /// cannot be looked at is not taken. Neither are programs, scripts and pages, whatever they are called.
    pub(super) fn find_fault(self, name: &str) -> Option<FileFault> {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        let found = match ending.as_str() {
            "docx" | "xlsx" | "pptx" => {
                let ends = FileEnds { head: &self.head, tail: &self.tail, length: self.length };
                return office_zip::find_fault(&ends, &ending);
            }
            "doc" | "xls" => return self.compound.find_fault(&ending),
            "jpeg" => "jpg",
            "tiff" => "tif",
            "heic" => "heif",
            ending => ending,
        };
        let is_passive = |kind: &infer::Type| !matches!(kind.matcher_type(), MatcherType::App | MatcherType::Text);
        let kind = infer::get(&self.head).filter(is_passive);
        kind.is_none_or(|kind| kind.extension() != found).then_some(FileFault::OtherContent)
    }
}
