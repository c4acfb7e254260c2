//! Files as programs write them, in small, and files that pretend.

use std::io::Write;

use rawzip::{CompressionMethod, ZipArchiveWriter};

use super::*;

const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
const WORD_WITH_MACROS: &str = "application/vnd.ms-word.document.macroEnabled.main+xml";
const EXCEL: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
const MACRO_PART: &str = "application/vnd.ms-office.vbaProject";

/// A list of content types.
fn list(types: &[&str]) -> Vec<u8> {
    let parts = types.iter().map(|found| format!("<Override PartName=\"/x\" ContentType=\"{found}\"/>"));
    format!("<?xml version=\"1.0\"?><Types>{}</Types>", parts.collect::<String>()).into_bytes()
}

/// A zip of these files; what is named with an ending `.bin` is not packed.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut bytes);
    for (name, content) in files {
        let is_packed = !name.ends_with(".bin");
        let method = if is_packed { CompressionMethod::DEFLATE } else { CompressionMethod::STORE };
        let (mut entry, config) = archive.new_file(name).compression_method(method).start().unwrap();
        let descriptor = if is_packed {
            let encoder = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::default());
            let mut writer = config.wrap(encoder);
            writer.write_all(content).unwrap();
            let (encoder, descriptor) = writer.finish().unwrap();
            encoder.finish().unwrap();
            descriptor
        } else {
            let mut writer = config.wrap(&mut entry);
            writer.write_all(content).unwrap();
            writer.finish().unwrap().1
        };
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    bytes
}

/// A compound file with streams of these names.
fn compound(names: &[&str]) -> Vec<u8> {
    let mut bytes = compound_file::MAGIC.to_vec();
    bytes.resize(20_000, 0);
    for name in names {
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.resize(bytes.len() + 300, 0xFF);
    }
    bytes
}

fn fault(name: &str, bytes: &[u8], piece: usize) -> Option<FileFault> {
    let mut probe = FileProbe::default();
    bytes.chunks(piece).for_each(|piece| probe.push(piece));
    probe.find_fault(name)
}

#[test]
fn bytes_are_what_the_name_says_or_a_fault() {
    let content = ("[Content_Types].xml", "word/document.xml");
    let (other, macros) = (Some(FileFault::OtherContent), Some(FileFault::Macros));
    let word = zip(&[(content.0, &list(&[WORD])), (content.1, b"<w/>")]);
    let with_macros = zip(&[(content.0, &list(&[WORD_WITH_MACROS, MACRO_PART])), (content.1, b"<w/>")]);
    let hidden = zip(&[(content.0, &list(&[WORD, "application/vnd.ms-office.vba&#80;roject"])), ("word/a.xml", b"x")]);
    let twice = zip(&[(content.0, &list(&[WORD])), ("[content_types].XML", &list(&[WORD_WITH_MACROS]))]);
    let bomb = zip(&[(content.0, &vec![b' '; 8_000_000]), (content.1, b"<w/>")]);
    let excel = zip(&[(content.0, &list(&[EXCEL]))]);
    let jpeg: &[u8] = &[0xFF, 0xD8, 0xFF, 0xE0, 0, 16, b'J', b'F', b'I', b'F', 0];
    let cases: [(&str, &[u8], Option<FileFault>); 28] = [
        ("履歴書.PDF", b"%PDF-1.7\n%\xE2\xE3", None),
        ("a.pdf", b"MZ\x90\0 this is a program", other),
        ("a.pdf", &word, other),
        ("a.pdf", b"", other),
        ("a.docx", &word, None),
        ("a.docx", b"%PDF-1.7\n", other),
        ("a.docx", &with_macros, macros),
        ("a.docx", &hidden, macros),
        ("a.docx", &twice, other),
        ("a.docx", &bomb, other),
        ("a.docx", &excel, other),
        ("a.docx", &zip(&[("word/document.xml", b"<w/>")]), other),
        ("a.docx", &word[..word.len() - 30], other),
        ("a.docx", &compound(&["EncryptedPackage"]), other),
        ("a.xlsx", &excel, None),
        ("a.docm", &with_macros, other),
        ("a.doc", &compound(&["WordDocument"]), None),
        ("a.doc", &compound(&["WordDocument", "Macros", "_vba_PROJECT"]), macros),
        ("a.doc", &compound(&["Workbook"]), other),
        ("a.xls", &compound(&["Workbook"]), None),
        ("a.xls", &compound(&["Workbook", "_VBA_PROJECT_CUR"]), macros),
        ("a.jpeg", jpeg, None),
        ("a.jpg", jpeg, None),
        ("a.png", jpeg, other),
        ("a.exe", b"MZ\x90\0 this is a program", other),
        ("a.html", b"<!doctype html><script>", other),
        ("a.sh", b"#!/bin/sh\n", other),
        ("noending", b"%PDF-1.7\n", other),
    ];
    for (name, bytes, expected) in cases {
        for piece in [3, 4096, 1 << 20] {
            assert_eq!(fault(name, bytes, piece), expected, "{name}, {} bytes by {piece}", bytes.len());
        }
    }
}

#[test]
fn large_documents_are_known_by_their_ends() {
    let photo = vec![7_u8; 1_500_000];
    let types = list(&[WORD]);
    let first = zip(&[("[Content_Types].xml", &types), ("word/photo.bin", &photo)]);
    let last = zip(&[("word/photo.bin", &photo), ("[Content_Types].xml", &types)]);
    let between = zip(&[("word/photo.bin", &photo), ("[Content_Types].xml", &types), ("word/other.bin", &photo)]);
    for (bytes, expected) in [(&first, None), (&last, None), (&between, Some(FileFault::OtherContent))] {
        assert_eq!(fault("a.docx", bytes, 16 * 1024), expected);
    }
}
