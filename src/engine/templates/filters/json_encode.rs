//! The filter `json_encode`, which counts what it will write: lines of `pretty` are indented as deep as their values
//! lie, so that a value of a few bytes in each of thousands of lists takes gigabytes.

use tera::{Kwargs, State, TeraResult, Value};
use tera_contrib::json;

use crate::templates::work::{LimitExceeded, check_text, refused, spend_made};

/// What a number takes at most, but for those that no machine word holds.
const NUMBER_BYTES: usize = 24;

/// So many bytes are counted at once.
const BYTES_AT_ONCE: usize = 4096;

pub(super) fn json_encode(value: &Value, arguments: Kwargs, state: &State) -> TeraResult<String> {
    let is_pretty = arguments.get::<bool>("pretty")?.unwrap_or(false);
    check_text(value.as_str().map_or(0, str::len)).and_then(|()| count_json(value, is_pretty)).map_err(refused)?;
    json::json_encode(value, arguments, state)
}

/// What is inside of a list or map, and not written yet.
type Items<'a> = Box<dyn Iterator<Item = &'a Value> + 'a>;

/// Spends the bytes that a value has as JSON, with what is shared each time that it is written. Values may lie deeper
/// than calls may, so this does not call itself.
fn count_json(value: &Value, is_pretty: bool) -> Result<(), LimitExceeded> {
    let mut pending = 0_usize;
    let mut open: Vec<Items<'_>> = vec![Box::new(std::iter::once(value))];
    while let Some(items) = open.last_mut() {
        let Some(item) = items.next() else {
            open.pop();
            continue;
        };
        pending = pending.saturating_add(own_bytes(item, is_pretty.then_some(open.len())));
        if pending >= BYTES_AT_ONCE {
            spend_made(pending)?;
            pending = 0;
        }
        if let Some(list) = item.as_array() {
            open.push(Box::new(list.iter()));
        } else if let Some(map) = item.as_map() {
            open.push(Box::new(map.values()));
        }
    }
    spend_made(pending)
}

/// What a value takes without those inside of it; `depth` is that of its items where each has a line of its own.
fn own_bytes(value: &Value, depth: Option<usize>) -> usize {
    if let Some(text) = value.as_str() {
        return quoted_bytes(text);
    }
    if let Some(list) = value.as_array() {
        return bracket_bytes(list.len(), depth);
    }
    let Some(map) = value.as_map() else { return NUMBER_BYTES };
    let key = |text: Option<&str>| text.map_or(NUMBER_BYTES, quoted_bytes) + ": ".len();
    map.keys().map(|name| key(name.as_str())).fold(bracket_bytes(map.len(), depth), usize::saturating_add)
}

/// Brackets, commas, and the beginnings of lines.
fn bracket_bytes(items: usize, depth: Option<usize>) -> usize {
    let line = depth.map_or(0, |depth| 1 + 2 * depth);
    2 + items.saturating_mul(1 + line) + line
}

/// A text in quotes, with what is escaped.
fn quoted_bytes(text: &str) -> usize {
    let escaped = |byte: u8| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' => 2,
        0..0x20 => 6,
        _ => 1,
    };
    2 + text.bytes().map(escaped).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{config::LimitsConfig, templates::work::with_budget};
    use tsubame_model::source::{StoppedWatch, Stopwatch};

    fn used_up(value: &Value, is_pretty: bool) -> Option<LimitExceeded> {
        let limits = LimitsConfig { template_bytes: 100_000, ..LimitsConfig::default() };
        let watch: Arc<dyn Stopwatch> = Arc::new(StoppedWatch);
        with_budget(&limits, &watch, || count_json(value, is_pretty).is_ok()).1.map(|(what, _)| what)
    }

    #[test]
    fn indentation_is_counted() {
        let deep = (0..300).fold(Value::from(1), |inner, _| Value::from(vec![inner]));
        assert_eq!(used_up(&deep, false), None);
        assert_eq!(used_up(&deep, true), Some(LimitExceeded::Bytes(100_000)));
    }

    #[test]
    fn what_is_shared_is_counted_each_time() {
        let shared = (0..40).fold(Value::from("text"), |inner, _| Value::from(vec![inner.clone(), inner]));
        assert_eq!(used_up(&shared, false), Some(LimitExceeded::Bytes(100_000)));
    }

    #[test]
    fn nothing_takes_more_than_was_counted() {
        let rows = vec![Value::from("a\"\n\u{1}い"), Value::from(vec![Value::from(1.5), Value::none()])];
        let value = Value::from(vec![Value::from(rows), Value::from(Vec::<Value>::new()), Value::from(true)]);
        let written = serde_json::to_string_pretty(&value).unwrap();
        assert!(count_all(&value, 1) >= written.len(), "{written}");
    }

    fn count_all(value: &Value, depth: usize) -> usize {
        let inside = value.as_array().into_iter().flatten().map(|item| count_all(item, depth + 1));
        own_bytes(value, Some(depth)) + inside.sum::<usize>()
    }
}
