//! R06: floods are refused before they are read, by many clients at once, and what is a little too long is not.
//!
//! How much memory the whole server takes for it is for a test that starts one.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use axum::{
    body::Bytes,
    http::{HeaderMap, header},
};
use futures_util::stream;
use tokio::task::JoinSet;

use super::*;

/// So many bytes the case sends.
const FLOOD_BYTES: u64 = 10_485_760;

/// What a connection hands over at a time, at most.
const PIECE_BYTES: u64 = 64 * 1024;

/// A body that begins with `start` and goes on with one byte, and how much was taken of it.
fn flood(start: &'static [u8], byte: u8) -> (Body, Arc<AtomicU64>) {
    let taken = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&taken);
    let pieces = stream::unfold(0_u64, move |sent| {
        let length = (FLOOD_BYTES - sent).min(PIECE_BYTES);
        let mut piece = vec![byte; usize::try_from(length).unwrap()];
        if sent == 0 {
            piece[..start.len()].copy_from_slice(start);
        }
        counted.fetch_add(length, Ordering::Relaxed);
        let next = (length > 0).then(|| (Ok::<_, std::io::Error>(Bytes::from(piece)), sent + length));
        std::future::ready(next)
    });
    (Body::from_stream(pieces), taken)
}

#[tokio::test]
async fn r06_ten_megabytes_are_refused_at_the_limit_by_64_clients_at_once() {
    let limits = DecodeLimits::of(&form());
    let part = b"--x\r\ncontent-disposition: form-data; name=\"text\"\r\n\r\n";
    let file = b"--x\r\ncontent-disposition: form-data; name=\"text\"; filename=\"a.pdf\"\r\n\r\n";
    let head = b"--x\r\ncontent-disposition: form-data; name=\"";
    let multipart_type = "multipart/form-data; boundary=x";
    let kinds: [(&str, &'static [u8], u64); 6] = [
        ("application/x-www-form-urlencoded", b"text=", limits.body_bytes),
        ("application/json", b"{\"text\": \"", limits.body_bytes),
        // A text has a limit of its own; the head of a part, and what stands before the first, must come to an end.
        (multipart_type, part, limits.text_bytes as u64 + PIECE_BYTES),
        (multipart_type, file, limits.multipart_bytes),
        (multipart_type, head, 2 * PIECE_BYTES),
        (multipart_type, b"", 2 * PIECE_BYTES),
    ];
    let mut clients = JoinSet::new();
    for number in 0..64_usize * 2 {
        let (content_type, start, limit) = kinds[number % kinds.len()];
        let tells_length = number / kinds.len() % 2 == 1;
        clients.spawn(async move {
            let mut headers = headers(content_type);
            if tells_length {
                headers.insert(header::CONTENT_LENGTH, FLOOD_BYTES.into());
            }
            let (body, taken) = flood(start, b'a');
            let error = decode(&form(), &headers, body, &mut KeepingSink::default()).await.unwrap_err();
            assert!(matches!(error, DecodeError::TooLong), "{content_type}: {error:?}");
            let most = if tells_length { 0 } else { limit + 64 * 1024 };
            let taken = taken.load(Ordering::Relaxed);
            assert!(taken <= most, "{content_type}: {taken} bytes of {most} were read");
        });
    }
    while let Some(client) = clients.join_next().await {
        client.unwrap();
    }
    assert!(limits.body_bytes <= 160 * 1024, "64 clients take {} each", limits.body_bytes);
}

#[tokio::test]
async fn r06_floods_of_keys_and_levels_are_refused() {
    let keys: Vec<(String, String)> = (0..5000).map(|number| (format!("key{number}"), String::new())).collect();
    for format in FORMATS {
        let (content_type, body) = encode(format, &keys);
        let error = decode_bytes(&content_type, body).await.unwrap_err();
        assert!(matches!(error, DecodeError::TooMany | DecodeError::TooLong), "{format}: {error:?}");
    }
    let short: String = (0..5000).map(|_| "&a").collect();
    let error = decode_bytes("application/x-www-form-urlencoded", short.into_bytes()).await.unwrap_err();
    assert!(matches!(error, DecodeError::TooMany), "{error:?}");
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{{\"name\": {}\"x\"{}}}", open.repeat(1000), close.repeat(1000));
        let error = decode_bytes("application/json", deep.into_bytes()).await.unwrap_err();
        assert!(matches!(error, DecodeError::OtherShape), "{error:?}");
    }
}

#[tokio::test]
async fn r06_a_little_too_much_is_a_field_error_that_keeps_the_text() {
    for (field, letter, most) in [("text", "𠮷", 1000), ("text", "漢", 1000), ("name", "a", 20)] {
        // One more than it may have, and twice as many.
        for count in [most + 1, 2 * most] {
            let text = letter.repeat(count);
            for format in FORMATS {
                let (content_type, body) = encode(format, &with_consent(&[(field, &text)]));
                let values = decode_bytes(&content_type, body).await.unwrap();
                assert!(values.texts.contains(&(field.to_owned(), text.clone())));
                let errors = check(&values).unwrap_err();
                assert_eq!(errors[0].kind, FieldErrorKind::TooLong { length: count, most }, "{format} {field}");
                let said = errors[0].in_japanese();
                assert!(said.contains(&most.to_string()) && said.contains(&count.to_string()), "{said}");
            }
        }
    }
}

#[tokio::test]
async fn r06_every_field_may_be_as_long_as_it_can() {
    let texts = [("name", 20), ("text", 1000), ("timing_year", 4)];
    let full: Vec<(&str, String)> = texts.iter().map(|(name, most)| (*name, "か\u{3099}".repeat(*most))).collect();
    let mut sent: Vec<(&str, &str)> = full.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let address = "x".repeat(8000);
    sent.extend([("timing", "何年か先"), ("landing_page", &address), ("referrer", &address)]);
    for format in FORMATS {
        let (content_type, body) = encode(format, &with_consent(&sent));
        let values = decode_bytes(&content_type, body).await.unwrap();
        assert_eq!(answered(&check(&values).unwrap(), "text"), Some("が".repeat(1000)), "{format}");
    }
}

#[test]
fn a_length_that_is_no_number_is_not_believed() {
    let headers: HeaderMap = [(header::CONTENT_LENGTH, "many".parse().unwrap())].into_iter().collect();
    assert!(BoundedBody::new(&headers, Body::empty(), 1).is_ok());
}
