//! A collection: all entries of a type in pages, and how many there are of each value worth choosing by.

use std::collections::BTreeMap;

use super::{
    Scene, Shown,
    entry::Writer,
    json::{count, object, text},
    name_of, shown_fields,
};
use crate::{
    schema::{ContentType, Field, Kind},
    source::Data,
};

/// The entries of a type.
pub(super) struct Collection<'a> {
    pub kind: &'a ContentType,
    /// In order.
    pub shown: &'a [&'a Shown<'a>],
    /// How many stand on a page; at least 1.
    pub per_page: usize,
}

/// The pages of a collection by their paths; the first one also of an empty collection.
pub(super) fn write_collection(collection: &Collection<'_>, scene: &Scene<'_>) -> Vec<(String, Data)> {
    let Collection { kind, shown, per_page } = collection;
    let pages = shown.len().div_ceil(*per_page).max(1);
    let path = |number: usize| {
        if number == 1 { format!("{}/index.json", kind.id) } else { format!("{}/page-{number}.json", kind.id) }
    };
    let link = |number: usize| (1..=pages).contains(&number).then(|| scene.url(&path(number)));
    let facets = facets(collection, scene);
    let writer = Writer { scene };
    let page = |number: usize| {
        let items = shown.iter().skip((number - 1) * per_page).take(*per_page);
        let data = object([
            ("type", text(&kind.id)),
            ("label", text(&kind.label)),
            ("schema", text(scene.url(&format!("{}/schema.json", kind.id)))),
            ("total", count(shown.len())),
            ("page", count(number)),
            ("pages", count(pages)),
            ("per_page", count(*per_page)),
            ("previous", link(number - 1).map_or(Data::Null, text)),
            ("next", link(number + 1).map_or(Data::Null, text)),
            ("facets", facets.clone()),
            ("items", Data::List(items.map(|shown| writer.write_summary(shown)).collect())),
        ]);
        (path(number), data)
    };
    (1..=pages).map(page).collect()
}

fn facets(collection: &Collection<'_>, scene: &Scene<'_>) -> Data {
    let counted = shown_fields(&collection.kind.fields).filter(|field| field.facet);
    let facet = |field: &Field| {
        let mut counts: BTreeMap<String, (Data, usize)> = BTreeMap::new();
        for shown in collection.shown {
            for value in values(shown.typed.data.find(&field.key)) {
                counts.entry(key(&value)).or_insert((value, 0)).1 += 1;
            }
        }
        let mut counts: Vec<(Data, usize)> = counts.into_values().collect();
        // As the type lists them; what it does not list, the most frequent first. Equal counts stay in the texts' order.
        let rank = |value: &Data| field.choices.iter().position(|choice| choice.value == *value);
        counts.sort_by_key(|(value, number)| (rank(value).unwrap_or(usize::MAX), std::cmp::Reverse(*number)));
        let value = |(value, number): (Data, usize)| {
            let label = label(field, &value, scene);
            object([("value", value), ("label", label), ("count", count(number))])
        };
        object([
            ("field", text(name_of(field))),
            ("label", text(&field.label)),
            ("values", Data::List(counts.into_iter().map(value).collect())),
        ])
    };
    Data::List(counted.map(facet).collect())
}

/// The values to count: each item of a list, or the one value.
fn values(value: Option<&Data>) -> Vec<Data> {
    match value {
        None | Some(Data::Null) => Vec::new(),
        Some(Data::List(items)) => {
            let mut items: Vec<Data> = items.clone();
            let mut seen = Vec::new();
            items.retain(|item| {
                !seen.contains(item) && {
                    seen.push(item.clone());
                    true
                }
            });
            items
        }
        Some(value) => vec![value.clone()],
    }
}

fn key(value: &Data) -> String {
    match value {
        Data::Text(text) => text.clone(),
        Data::Bool(value) => value.to_string(),
        Data::Integer(number) => format!("{number:020}"),
        other => format!("{other:?}"),
    }
}

fn label(field: &Field, value: &Data, scene: &Scene<'_>) -> Data {
    let title = |target: &str| scene.shown.get(target).and_then(|shown| shown.page.meta.title.as_ref());
    if let Some(title) = value.as_str().filter(|_| field.kind == Kind::Relation).and_then(title) {
        return text(title);
    }
    match (field.choice_label(value), value) {
        (Some(label), _) => text(label),
        (None, Data::Bool(true)) => text("はい"),
        (None, Data::Bool(false)) => text("いいえ"),
        (None, Data::Text(written)) => text(written),
        (None, Data::Integer(number)) => text(number.to_string()),
        (None, _) => Data::Null,
    }
}
