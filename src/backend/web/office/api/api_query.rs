//! What an address and a body of the API say, and lists cut into pages.

use std::{str::FromStr, sync::Arc};

use axum::{body::Bytes, http::StatusCode};
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::api_problem::ApiFault;
use crate::web::Error;

/// How many things a page has, unless it is said, and at most.
const USUAL_LIMIT: usize = 50;
const MOST: usize = 100;

/// The part of an address after the question mark.
#[derive(Clone, Debug)]
pub(super) struct ApiQuery(Arc<Vec<(String, String)>>);

/// A body, and its bytes as they came.
#[derive(Clone, Debug)]
pub(super) struct ApiBody {
    pub bytes: Bytes,
    values: Arc<Map<String, Value>>,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PageCut {
    pub after: Option<String>,
    pub limit: usize,
}

impl ApiQuery {
    /// Reads it.
    pub fn parse(query: &str) -> Self {
        Self(Arc::new(form_urlencoded::parse(query.as_bytes()).into_owned().collect()))
    }

    /// What is named in it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// All values of a name.
    pub fn texts<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A value; empty if there is none.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// A value that has to be there.
    pub fn needed(&self, name: &str) -> Result<&str, ApiFault> {
        Some(self.text(name)).filter(|text| !text.is_empty()).ok_or_else(|| missing(name))
    }

    /// A value that is to be read as something, if it is there.
    pub fn read<T: FromStr>(&self, name: &str) -> Result<Option<T>, ApiFault> {
        match self.text(name) {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| unreadable(name)),
        }
    }

    /// Which page is asked for.
    pub fn page(&self) -> Result<PageCut, ApiFault> {
        let after = Some(self.text("after").to_owned()).filter(|after| !after.is_empty());
        PageCut::of(after, self.read("limit")?)
    }
}

impl ApiBody {
    /// Reads it: an object of JSON.
    pub fn parse(bytes: Bytes) -> Result<Self, ApiFault> {
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(values)) => Ok(Self { bytes, values: Arc::new(values) }),
            Ok(_) => Err(ApiFault::Told(StatusCode::BAD_REQUEST, NO_OBJECT.to_owned())),
            Err(_) => Err(Error::Unreadable.into()),
        }
    }

    /// A text without what stands around it; empty if there is none.
    pub fn text(&self, name: &str) -> Result<&str, ApiFault> {
        match self.values.get(name) {
            None | Some(Value::Null) => Ok(""),
            Some(Value::String(text)) => Ok(text.trim()),
            Some(_) => Err(unreadable(name)),
        }
    }

    /// A text that has to be there, with so many characters at most.
    pub fn needed(&self, name: &str, most: usize) -> Result<&str, ApiFault> {
        let text = self.text(name)?;
        if text.is_empty() {
            return Err(missing(name));
        }
        if text.chars().count() > most {
            return Err(ApiFault::Field(name.to_owned(), format!("{most}文字までにしてください。")));
        }
        Ok(text)
    }

    /// A text that is to be read as something, if it is there.
    pub fn read<T: FromStr>(&self, name: &str) -> Result<Option<T>, ApiFault> {
        match self.text(name)? {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| unreadable(name)),
        }
    }

    /// A list of texts.
    pub fn texts(&self, name: &str) -> Result<Vec<&str>, ApiFault> {
        match self.values.get(name) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(values)) if values.iter().all(Value::is_string) => {
                Ok(values.iter().filter_map(Value::as_str).collect())
            }
            Some(_) => Err(unreadable(name)),
        }
    }

    /// Which page is asked for.
    pub fn page(&self) -> Result<PageCut, ApiFault> {
        let limit = match self.values.get("limit") {
            None | Some(Value::Null) => None,
            Some(value) => Some(value.as_u64().and_then(|limit| usize::try_from(limit).ok()).unwrap_or(0)),
        };
        let after = Some(self.text("after")?.to_owned()).filter(|after| !after.is_empty());
        PageCut::of(after, limit)
    }

    /// Refuses what is not asked for: somebody may have meant something by it.
    pub fn only(&self, names: &[&str]) -> Result<(), ApiFault> {
        match self.values.keys().find(|name| !names.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) => {
                Err(ApiFault::field(name, "この項目はありません。APIの文書で、使える項目をお確かめください。"))
            }
        }
    }
}

impl PageCut {
    fn of(after: Option<String>, limit: Option<usize>) -> Result<Self, ApiFault> {
        match limit.unwrap_or(USUAL_LIMIT) {
            limit @ 1..=MOST => Ok(Self { after, limit }),
            _ => Err(ApiFault::field("limit", "1から100までの数にしてください。")),
        }
    }

    /// A page of a list that is there as a whole, each thing with its id.
    pub fn cut<T>(&self, all: &[T], id: impl Fn(&T) -> String, shape: impl Fn(&T) -> Value) -> Result<Value, ApiFault> {
        let from = match &self.after {
            None => 0,
            Some(after) => {
                let last = all.iter().position(|thing| id(thing) == *after);
                last.ok_or_else(|| ApiFault::field("after", "この続きはありません。はじめからお読みください。"))? + 1
            }
        };
        let shown = &all[from..all.len().min(from + self.limit)];
        let next = shown.last().filter(|_| from + shown.len() < all.len()).map(&id);
        Ok(json!({ "items": shown.iter().map(shape).collect::<Vec<_>>(), "next": next }))
    }
}

const NO_OBJECT: &str = "本文は、JSONのオブジェクトにしてください。";

fn missing(name: &str) -> ApiFault {
    ApiFault::field(name, "この項目は必須です。")
}

fn unreadable(name: &str) -> ApiFault {
    ApiFault::field(name, "この値は読み取れません。APIの文書で、形をお確かめください。")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(after: Option<&str>, limit: usize) -> PageCut {
        PageCut { after: after.map(str::to_owned), limit }
    }

    #[test]
    fn a_list_is_cut_into_pages_that_follow_each_other() {
        let all = ["a", "b", "c"];
        for (after, limit, items, next) in [
            (None, 2, json!(["a", "b"]), json!("b")),
            (Some("b"), 2, json!(["c"]), json!(null)),
            (Some("a"), 2, json!(["b", "c"]), json!(null)),
            (Some("c"), 2, json!([]), json!(null)),
            (None, 3, json!(["a", "b", "c"]), json!(null)),
        ] {
            let page = cut(after, limit).cut(&all, |thing| (*thing).to_owned(), |thing| json!(thing));
            assert_eq!(page.ok(), Some(json!({ "items": items, "next": next })), "{after:?}");
        }
        let page = cut(Some("x"), 2).cut(&all, |thing| (*thing).to_owned(), |thing| json!(thing));
        assert!(matches!(page, Err(ApiFault::Field(field, _)) if field == "after"));
    }

    #[test]
    fn a_page_has_a_hundred_things_at_most() {
        for (query, expected) in [
            ("", Some(cut(None, 50))),
            ("limit=1&after=x", Some(cut(Some("x"), 1))),
            ("limit=100", Some(cut(None, 100))),
            ("limit=101", None),
            ("limit=0", None),
            ("limit=many", None),
        ] {
            assert_eq!(ApiQuery::parse(query).page().ok(), expected, "{query}");
        }
    }

    #[test]
    fn what_a_body_says_is_what_was_asked_for() {
        let body = |text: &'static str| ApiBody::parse(Bytes::from_static(text.as_bytes()));
        for text in ["", "[]", "1", "{"] {
            assert!(body(text).is_err(), "{text}");
        }
        let read = body(r#"{"a": " x ", "n": 1, "l": ["p", "q"], "limit": 7}"#).unwrap();
        assert!(matches!(read.text("a"), Ok("x")) && read.text("n").is_err() && matches!(read.text("b"), Ok("")));
        assert_eq!(read.texts("l").ok(), Some(vec!["p", "q"]));
        assert!(read.texts("a").is_err() && read.needed("b", 9).is_err() && read.needed("a", 0).is_err());
        assert_eq!(read.page().ok(), Some(cut(None, 7)));
        assert!(read.only(&["a", "n", "l", "limit"]).is_ok() && read.only(&["a"]).is_err());
    }
}
