//! Bodies as browsers and programs write them, and a sink in memory.

use std::collections::BTreeMap;

use axum::{
    body::Bytes,
    http::{HeaderMap, header},
};
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::web::forms::FileSink;

/// What [`encode`] knows.
pub const FORMATS: [&str; 3] = ["urlencoded", "multipart", "json"];

/// The type and the bytes of a body with these values.
pub fn encode(format: &str, values: &[(String, String)]) -> (String, Vec<u8>) {
    match format {
        "urlencoded" => {
            let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(values).finish();
            ("application/x-www-form-urlencoded".to_owned(), body.into_bytes())
        }
        "multipart" => {
            let parts: Vec<(&str, &[u8])> =
                values.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
            multipart(&parts)
        }
        _ => {
            let mut lists: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for (name, value) in values {
                lists.entry(name).or_default().push(value);
            }
            let value = |list: Vec<&str>| if let [one] = list[..] { json!(one) } else { json!(list) };
            let object: Value = lists.into_iter().map(|(name, list)| (name.to_owned(), value(list))).collect();
            ("application/json".to_owned(), object.to_string().into_bytes())
        }
    }
}

/// A body of texts. A name such as `paper; file.pdf` is that of a field and a file.
pub fn multipart(parts: &[(&str, &[u8])]) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    for (name, content) in parts {
        body.extend(b"--------x\r\n");
        let head = match name.split_once("; ") {
            Some((name, file)) => {
                format!("name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: application/octet-stream")
            }
            None => format!("name=\"{name}\""),
        };
        body.extend(format!("Content-Disposition: form-data; {head}\r\n\r\n").bytes());
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(b"--------x--\r\n");
    ("multipart/form-data; boundary=------x".to_owned(), body)
}

/// The headers of such a body.
pub fn headers(content_type: &str) -> HeaderMap {
    [(header::CONTENT_TYPE, content_type.parse().unwrap())].into_iter().collect()
}

/// Holds files in memory, and counts those that were given up.
#[derive(Default)]
pub struct KeepingSink {
    open: Option<Vec<u8>>,
    /// How many files were given up.
    pub abandoned: usize,
    /// The longest piece that came.
    pub longest_piece: usize,
}

impl FileSink for KeepingSink {
    type Stored = Vec<u8>;

    async fn begin(&mut self) -> anyhow::Result<()> {
        assert!(self.open.replace(Vec::new()).is_none(), "the file before is still open");
        Ok(())
    }

    async fn write(&mut self, piece: Bytes) -> anyhow::Result<()> {
        self.longest_piece = self.longest_piece.max(piece.len());
        self.open.as_mut().expect("a file that has begun").extend_from_slice(&piece);
        Ok(())
    }

    async fn finish(&mut self) -> anyhow::Result<Vec<u8>> {
        Ok(self.open.take().expect("a file that has begun"))
    }

    async fn abandon(&mut self) -> anyhow::Result<()> {
        self.open.take().expect("a file that has begun");
        self.abandoned += 1;
        Ok(())
    }
}
