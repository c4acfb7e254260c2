//! What a scalar of YAML is: a text, a number, a boolean or nothing, as `serde_norway` 0.9 decides it.

use std::{borrow::Cow, num::ParseIntError};

use saphyr_parser::{ScalarStyle, Tag};

use super::{fault::SyntaxProblem, node::NodeValue};

/// What a scalar is, with the scalar as written where it is no text but could be read as one.
pub(super) type ResolvedScalar<'a> = (NodeValue<'a>, Option<Cow<'a, str>>);

/// The tags of YAML's own schema begin so.
const CORE: &str = "tag:yaml.org,2002:";

/// Decides what a scalar is.
pub(super) fn resolve<'a>(
    text: Cow<'a, str>,
    style: ScalarStyle,
    tag: Option<&Tag>,
) -> Result<ResolvedScalar<'a>, (SyntaxProblem, String)> {
    check_tag(tag)?;
    let value = match tag.and_then(core_suffix) {
        Some("bool") => Some(parse_boolean(&text).ok_or_else(|| unfit("a boolean", &text))?),
        Some("int") => Some(parse_integer(&text)?.ok_or_else(|| unfit("an integer", &text))?),
        Some("float") => Some(parse_float(&text).ok_or_else(|| unfit("a number", &text))?),
        Some("null") => Some(parse_null(&text).ok_or_else(|| unfit("nothing", &text))?),
        _ if tag.is_some() || style != ScalarStyle::Plain => None,
        _ => parse_plain(&text)?,
    };
    Ok(match value {
        Some(NodeValue::Null) => (NodeValue::Null, None),
        Some(value) => (value, Some(text)),
        None => (NodeValue::Text(text), None),
    })
}

/// Refuses tags of a program's own, of which this program knows none.
pub(super) fn check_tag(tag: Option<&Tag>) -> Result<(), (SyntaxProblem, String)> {
    match tag {
        Some(tag) if core_suffix(tag).is_none() && (tag.handle.starts_with('!') || tag.suffix.starts_with('!')) => {
            Err((SyntaxProblem::Tag, format!("the tag `{}{}` means nothing here", tag.handle, tag.suffix)))
        }
        _ => Ok(()),
    }
}

/// `int` for `!!int`.
fn core_suffix(tag: &Tag) -> Option<&str> {
    match tag.handle.as_str() {
        CORE => Some(&tag.suffix),
        "" => tag.suffix.strip_prefix(CORE),
        _ => None,
    }
}

fn unfit(kind: &str, text: &str) -> (SyntaxProblem, String) {
    (SyntaxProblem::Tag, format!("`{text}` is not {kind}, as its tag says"))
}

/// What a word without quotes is; `None` for a text.
fn parse_plain(text: &str) -> Result<Option<NodeValue<'static>>, (SyntaxProblem, String)> {
    let Some(first) = text.bytes().next() else { return Ok(Some(NodeValue::Null)) };
    match first {
        b'~' | b'n' | b'N' => Ok(parse_null(text)),
        b't' | b'T' | b'f' | b'F' => Ok(parse_boolean(text)),
        b'0'..=b'9' | b'+' | b'-' | b'.' => {
            Ok(parse_integer(text)?.or_else(|| if is_zero_padded(text) { None } else { parse_float(text) }))
        }
        _ => Ok(None),
    }
}

fn parse_null(text: &str) -> Option<NodeValue<'static>> {
    matches!(text, "null" | "Null" | "NULL" | "~").then_some(NodeValue::Null)
}

fn parse_boolean(text: &str) -> Option<NodeValue<'static>> {
    match text {
        "true" | "True" | "TRUE" => Some(NodeValue::Boolean(true)),
        "false" | "False" | "FALSE" => Some(NodeValue::Boolean(false)),
        _ => None,
    }
}

/// A whole number; a fault for one that is too large for any program here.
fn parse_integer(text: &str) -> Result<Option<NodeValue<'static>>, (SyntaxProblem, String)> {
    if let Some(number) = parse_positive(text, u64::from_str_radix) {
        return Ok(Some(i64::try_from(number).map_or(NodeValue::Large(number), NodeValue::Integer)));
    }
    if let Some(number) = parse_negative(text, i64::from_str_radix) {
        return Ok(Some(NodeValue::Integer(number)));
    }
    let is_huge =
        parse_positive(text, u128::from_str_radix).is_some() || parse_negative(text, i128::from_str_radix).is_some();
    if is_huge { Err((SyntaxProblem::Number, format!("the number {text} is too large"))) } else { Ok(None) }
}

type ParseRadix<T> = fn(&str, u32) -> Result<T, ParseIntError>;

const RADIXES: [(&str, u32); 3] = [("0x", 16), ("0o", 8), ("0b", 2)];

fn parse_positive<T>(text: &str, parse: ParseRadix<T>) -> Option<T> {
    let number = text.strip_prefix('+').unwrap_or(text);
    for (prefix, radix) in RADIXES {
        if let Some(digits) = number.strip_prefix(prefix) {
            if digits.starts_with(['+', '-']) {
                return None;
            }
            if let Ok(number) = parse(digits, radix) {
                return Some(number);
            }
        }
    }
    if number.starts_with(['+', '-']) || is_zero_padded(text) { None } else { parse(number, 10).ok() }
}

fn parse_negative<T>(text: &str, parse: ParseRadix<T>) -> Option<T> {
    for (prefix, radix) in RADIXES {
        if let Some(digits) = text.strip_prefix('-').and_then(|number| number.strip_prefix(prefix))
            && let Ok(number) = parse(&format!("-{digits}"), radix)
        {
            return Some(number);
        }
    }
    if is_zero_padded(text) { None } else { parse(text, 10).ok() }
}

/// Whether these are digits that begin with a needless zero, which make a text: `007`.
fn is_zero_padded(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn parse_float(text: &str) -> Option<NodeValue<'static>> {
    let number = text.strip_prefix('+').unwrap_or(text);
    if number.len() < text.len() && number.starts_with(['+', '-']) {
        return None;
    }
    let number = match (number, text) {
        (".inf" | ".Inf" | ".INF", _) => f64::INFINITY,
        (_, "-.inf" | "-.Inf" | "-.INF") => f64::NEG_INFINITY,
        (_, ".nan" | ".NaN" | ".NAN") => f64::NAN,
        _ => number.parse().ok().filter(|number: &f64| number.is_finite())?,
    };
    Some(NodeValue::Float(number))
}
