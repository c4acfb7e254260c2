//! One entry as JSON: its fields by their names, relations as links, its text as HTML and as plain text.

use super::{
    context::{ApiContext, ApiEntry, name_of, shown_fields},
    json::{object, text},
};
use crate::{config::Config, content::Page, site::search::plain_text};
use tsubame_model::{
    encode::{encode_address, encode_file_name},
    schema::{ContentType, Field, FieldKind, State},
    source::{Data, Date},
};

/// The name of an entry in its collection: its path inside the type's folder, with `__` for slashes.
pub(super) fn id_of(kind: &ContentType, page: &Page, config: &Config) -> String {
    let canonical = page.file.canonical.as_str();
    let inside = canonical.strip_prefix(kind.folder.as_str()).map_or(canonical, |rest| rest.trim_start_matches('/'));
    let inside = if page.file.colocated.is_some() { inside.strip_suffix("/index").unwrap_or(inside) } else { inside };
    let id = inside.replace('/', "__");
    if page.file.lang == config.default_language { id } else { format!("{id}.{}", page.file.lang) }
}

/// Writes entries.
pub(super) struct EntryWriter<'a> {
    pub context: &'a ApiContext<'a>,
}

impl EntryWriter<'_> {
    /// The whole entry.
    pub fn write(&self, shown: &ApiEntry<'_>) -> Data {
        let body = object([("html", text(shown.body)), ("text", text(unescaped(&plain_text(shown.body, None))))]);
        let fields = self.fields(&shown.kind.fields, &shown.typed.data, shown, true);
        self.whole(shown, [("fields", fields), ("body", body)])
    }

    /// What a collection shows of the entry: everything but tables and the text.
    pub fn write_summary(&self, shown: &ApiEntry<'_>) -> Data {
        let fields = self.fields(&shown.kind.fields, &shown.typed.data, shown, false);
        self.whole(shown, [("fields", fields)])
    }

    /// What stands at the head of an entry, its states, and the rest.
    fn whole<const N: usize>(&self, shown: &ApiEntry<'_>, rest: [(&str, Data); N]) -> Data {
        let head = [
            ("id", text(&shown.id)),
            ("type", text(&shown.kind.id)),
            ("url", text(&shown.page.permalink)),
            ("api", text(self.address(shown))),
            ("language", text(shown.page.file.lang.as_str())),
        ];
        let states = shown.kind.states.iter().filter_map(|state| Some((state.key.as_str(), self.state(state, shown)?)));
        let all = head.into_iter().chain(states).chain(rest);
        Data::Map(all.map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// A state with its times.
    fn state(&self, state: &State, shown: &ApiEntry<'_>) -> Option<Data> {
        let choice = shown.state(state, self.context)?;
        let mut entries = vec![("state".to_owned(), choice.value.clone()), ("label".to_owned(), text(&choice.label))];
        for (name, key) in &state.times.0 {
            let date = shown.typed.data.find(key).and_then(Data::as_str).and_then(Date::parse);
            entries.extend(date.map(|date| (name.clone(), text(self.context.config.tsubame.zone.rfc3339(&date)))));
        }
        Some(Data::Map(entries))
    }

    fn address(&self, shown: &ApiEntry<'_>) -> String {
        self.context.url(&format!("{}/entries/{}.json", shown.kind.id, shown.id))
    }

    /// The fields that are there, by their names.
    fn fields(&self, fields: &[Field], data: &Data, shown: &ApiEntry<'_>, with_tables: bool) -> Data {
        let own = shown_fields(fields)
            .filter(|field| with_tables || !matches!(field.kind, FieldKind::Table | FieldKind::Tables));
        let entries = own.filter_map(|field| {
            let value = data.find(&field.key).filter(|value| **value != Data::Null);
            let dated = || shown.page.meta.date.as_ref().filter(|_| field.key == "date");
            let value = match value {
                Some(value) => self.value(field, value, shown),
                // It is counted as such, so it is told as such.
                None if field.kind == FieldKind::Boolean && field.facet => Data::Bool(false),
                None => text(&dated()?.text),
            };
            Some((name_of(field).to_owned(), value))
        });
        Data::Map(entries.collect())
    }

    fn value(&self, field: &Field, value: &Data, shown: &ApiEntry<'_>) -> Data {
        match (field.kind, value) {
            (FieldKind::Datetime, Data::Text(written)) => {
                let zone = &self.context.config.tsubame.zone;
                text(Date::parse(written).map_or_else(|| written.clone(), |date| zone.rfc3339(&date)))
            }
            (FieldKind::Date, Data::Text(written)) => {
                text(Date::parse(written).map_or_else(|| written.clone(), |date| date.day.to_string()))
            }
            (FieldKind::Image | FieldKind::File, Data::Text(name)) => {
                object([("url", text(self.picture(name, shown)))])
            }
            (FieldKind::Relation, Data::Text(target)) => self.relation(target),
            (FieldKind::List, Data::List(items)) if field.to.is_some() => {
                Data::List(items.iter().filter_map(Data::as_str).map(|target| self.relation(target)).collect())
            }
            (FieldKind::Table, table) => self.fields(&field.fields, table, shown, true),
            (FieldKind::Tables, Data::List(tables)) => {
                Data::List(tables.iter().map(|table| self.fields(&field.fields, table, shown, true)).collect())
            }
            (_, value) => value.clone(),
        }
    }

    /// A link to another entry; nothing when the API does not show that one.
    fn relation(&self, target: &str) -> Data {
        let Some(shown) = self.context.shown.get(target) else { return Data::Null };
        object([
            ("id", text(&shown.id)),
            ("type", text(&shown.kind.id)),
            ("title", shown.page.meta.title.as_ref().map_or(Data::Null, text)),
            ("url", text(&shown.page.permalink)),
            ("api", text(self.address(shown))),
        ])
    }

    /// Pictures and other files lie beside their page, or below `static/` where they begin with a slash.
    fn picture(&self, name: &str, shown: &ApiEntry<'_>) -> String {
        let beside =
            shown.page.assets.iter().any(|asset| asset.strip_folder(shown.page.file.path.parent()) == Some(name));
        if beside {
            encode_address(&shown.page.permalink) + &encode_file_name(name)
        } else {
            encode_address(&self.context.config.absolute_url(name))
        }
    }
}

/// Plain text without the references that stand for characters in HTML.
fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")];
    plain.iter().fold(text.to_owned(), |text, (reference, letter)| text.replace(reference, letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_letters_once() {
        for (html, plain) in [("a &amp;lt; b", "a &lt; b"), ("1 &lt; 2 &amp; 3", "1 < 2 & 3"), ("仙台", "仙台")] {
            assert_eq!(unescaped(html), plain);
        }
    }
}
