//! Documents of Office before 2007: compound files (MS-CFB), told apart by the names of the streams in them.
//!
//! The directory may lie anywhere, but its entries are neither packed nor encrypted and each begins with its name in
//! UTF-16, so a search while the file goes by finds them all. Macros lie in a stream that is always named
//! `_VBA_PROJECT` (MS-OVBA 2.3.4.1); names are compared without case, as Office does. Macros of Excel 4 have no stream of
//! their own: those are left to the virus scanner.

use memchr::memmem;
use tsubame_model::schema::FileFault;

/// How a compound file begins.
pub(super) const MAGIC: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

const MACROS: &[u8] = b"_\0v\0b\0a\0_\0p\0r\0o\0j\0e\0c\0t\0";
const WORD: &[u8] = b"w\0o\0r\0d\0d\0o\0c\0u\0m\0e\0n\0t\0";
const EXCEL: &[u8] = b"w\0o\0r\0k\0b\0o\0o\0k\0";

/// What was found of the names.
#[derive(Default)]
pub(super) struct CompoundScan {
    /// The end of what went by, in which a name may begin.
    carried: Vec<u8>,
    has_macros: bool,
    is_word: bool,
    is_excel: bool,
}

impl CompoundScan {
    /// Looks for names in the next bytes.
    pub(super) fn push(&mut self, piece: &[u8]) {
        self.carried.extend_from_slice(piece);
        self.carried.make_ascii_lowercase();
        let has = |name: &[u8]| memmem::find(&self.carried, name).is_some();
        self.has_macros = self.has_macros || has(MACROS);
        self.is_word = self.is_word || has(WORD);
        self.is_excel = self.is_excel || has(EXCEL);
        let kept = self.carried.len().min(MACROS.len() - 1);
        self.carried.drain(..self.carried.len() - kept);
    }

    /// What is wrong with the file under a name with this ending.
    pub(super) fn find_fault(&self, ending: &str) -> Option<FileFault> {
        let is_as_named = if ending == "doc" { self.is_word } else { self.is_excel };
        match (is_as_named, self.has_macros) {
            (false, _) => Some(FileFault::OtherContent),
            (true, true) => Some(FileFault::Macros),
            (true, false) => None,
        }
    }
}
