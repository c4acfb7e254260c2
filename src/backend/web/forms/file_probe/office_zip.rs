//! Documents of Office since 2007: zips with a list of content types (ECMA-376, part 2), which says what the document is
//! and whether a part of it is a macro, whatever its name says.
//!
//! A document whose list lies neither at its start nor at its end is refused: no program writes such ones by itself.

use std::io::{self, Read};

use flate2::read::DeflateDecoder;
use quick_xml::{Reader, events::Event};
use rawzip::{CompressionMethod, ReaderAt, ZipLocator};
use tsubame_model::schema::FileFault;

/// How a zip with something in it begins.
pub(super) const MAGIC: &[u8] = b"PK\x03\x04";

/// The list's name.
const CONTENT_TYPES: &[u8] = b"[Content_Types].xml";

/// A list of a hundred slides has forty kilobytes.
const MOST_LIST_BYTES: u64 = 512 * 1024;

/// The record at the end of a zip, with the longest comment: further in it is not looked for.
const MOST_END_BYTES: u64 = 22 + 65_535;

/// Room for an entry of the directory with its name.
const BUFFER_BYTES: usize = 64 * 1024;

/// What is known of a file: how it begins and ends.
pub(super) struct FileEnds<'a> {
    /// Its first bytes.
    pub head: &'a [u8],
    /// Its last bytes.
    pub tail: &'a [u8],
    /// How long it is.
    pub length: u64,
}

impl ReaderAt for &FileEnds<'_> {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let tail_start = self.length.saturating_sub(self.tail.len() as u64);
        let within = |bytes: &[u8], at: u64| usize::try_from(at).ok().filter(|at| *at < bytes.len());
        let mut found = match (within(self.head, offset), offset.checked_sub(tail_start)) {
            (Some(at), _) => &self.head[at..],
            (None, Some(at)) => within(self.tail, at).map_or(&[][..], |at| &self.tail[at..]),
            (None, None) => return Err(io::Error::other("this part of the file is not kept")),
        };
        found.read(buffer)
    }
}

/// What is wrong with the file under a name with this ending: `docx`, `xlsx` or `pptx`.
pub(super) fn find_fault(ends: &FileEnds<'_>, ending: &str) -> Option<FileFault> {
    let main = match ending {
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        _ => "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    };
    let Some(types) = read_list(ends).and_then(|list| read_types(&list)) else {
        return Some(FileFault::OtherContent);
    };
    if types.iter().any(|found| found.contains("macroenabled") || found.contains("vbaproject")) {
        return Some(FileFault::Macros);
    }
    (!types.iter().any(|found| found == main)).then_some(FileFault::OtherContent)
}

/// The list of content types, unpacked; `None` if there is not exactly one, or it cannot be read.
fn read_list(ends: &FileEnds<'_>) -> Option<Vec<u8>> {
    let mut buffer = vec![0; BUFFER_BYTES];
    let locator = ZipLocator::new().max_search_space(MOST_END_BYTES);
    let archive = locator.locate_in_reader(ends, &mut buffer, ends.length).ok()?;
    let mut lists = Vec::new();
    let mut entries = archive.entries(&mut buffer);
    while let Some(entry) = entries.next_entry().ok()? {
        if entry.file_path().as_bytes().eq_ignore_ascii_case(CONTENT_TYPES) {
            lists.push((entry.wayfinder(), entry.compression_method()));
        }
    }
    let [(place, method)] = lists[..] else { return None };
    let packed = archive.get_entry(place).ok()?.reader();
    let mut list = Vec::new();
    match method {
        CompressionMethod::STORE => packed.take(MOST_LIST_BYTES).read_to_end(&mut list).ok()?,
        CompressionMethod::DEFLATE => DeflateDecoder::new(packed).take(MOST_LIST_BYTES).read_to_end(&mut list).ok()?,
        _ => return None,
    };
    Some(list)
}

/// The content types in the list, in small letters, as types are compared; `None` if it is no XML.
fn read_types(list: &[u8]) -> Option<Vec<String>> {
    let mut reader = Reader::from_reader(list);
    let mut types = Vec::new();
    loop {
        match reader.read_event().ok()? {
            Event::Eof => return Some(types),
            Event::Start(tag) | Event::Empty(tag) => {
                for attribute in tag.attributes() {
                    let attribute = attribute.ok()?;
                    if attribute.key.local_name().as_ref() == b"ContentType" {
                        types.push(attribute.decode_and_unescape_value(reader.decoder()).ok()?.to_ascii_lowercase());
                    }
                }
            }
            _ => {}
        }
    }
}
