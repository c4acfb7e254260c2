//! The text at the end of a link in a mail: nobody can make one up, or turn one into another.
//!
//! The first byte says what the rest is: `t` a text as it stands, else 20 bytes that a link is made of, and bytes that are
//! laid over its text, each at the place that the byte before it names.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tsubame_backend::intake::{HashKey, LinkToken};

const KEY: [u8; 32] = [7; 32];

fuzz_target!(|data: &[u8]| {
    let Some((kind, bytes)) = data.split_first() else { return };
    let key = HashKey::new(KEY);
    if *kind == b't' {
        if let Ok(text) = std::str::from_utf8(bytes) {
            read(text, &key);
        }
        return;
    }
    let Some((head, changes)) = bytes.split_at_checked(20) else { return };
    let Some(link) = link_of(head) else { return };
    let text = link.render(&key);
    assert_eq!(LinkToken::parse(&text, &key), Some(link), "a link leads to what it was made for");
    assert_eq!(LinkToken::parse(&text, &HashKey::new([8; 32])), None, "another key made it");
    let mut changed = text.clone().into_bytes();
    for change in changes.chunks_exact(2) {
        let at = usize::from(change[0]) % changed.len();
        changed[at] = change[1];
    }
    if let Ok(other) = String::from_utf8(changed)
        && other != text
    {
        assert_eq!(LinkToken::parse(&other, &key), None, "{other} was made of {text}");
    }
});

/// Whatever can be read is what would be written, so that no two texts are one link.
fn read(text: &str, key: &HashKey) {
    if let Some(link) = LinkToken::parse(text, key) {
        assert_eq!(link.render(key), text);
    }
}

/// The link that these bytes would be: an id, and minutes since 1970.
fn link_of(head: &[u8]) -> Option<LinkToken> {
    let (id, minutes) = head.split_at(16);
    let id = uuid::Uuid::from_slice(id).ok()?;
    let minutes = u32::from_be_bytes(minutes.try_into().ok()?);
    let sent_at = jiff::Timestamp::from_second(i64::from(minutes) * 60).ok()?;
    Some(LinkToken { submission: tsubame_backend::intake::SubmissionId(id), sent_at })
}
