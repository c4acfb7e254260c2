//! `application/x-www-form-urlencoded`, as the URL standard has browsers write it.
//!
//! `form_urlencoded` reads bytes that are not UTF-8 as U+FFFD and tells nobody, so a name would be stored that nobody has;
//! here they are refused. What is left to do is to split at `&` and `=`.

use std::borrow::Cow;

use percent_encoding::percent_decode;

use super::{DecodeError, texts::TextCollector};

/// Reads all pairs.
pub(super) fn read_pairs(body: &[u8], texts: &mut TextCollector) -> Result<(), DecodeError> {
    for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let at = pair.iter().position(|byte| *byte == b'=');
        let (name, value) = at.map_or((pair, &[][..]), |at| (&pair[..at], &pair[at + 1..]));
        texts.push(read_text(name)?, read_text(value)?)?;
    }
    Ok(())
}

fn read_text(encoded: &[u8]) -> Result<String, DecodeError> {
    let spaced: Vec<u8> = encoded.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let text = percent_decode(&spaced).decode_utf8();
    text.map(Cow::into_owned).map_err(|_| DecodeError::Unreadable)
}
