//! A collection: all entries of a type in pages, and how many there are of each value worth choosing by.

use std::collections::BTreeMap;

use super::{
    context::{ApiContext, ApiEntry, name_of, shown_fields},
    entry::EntryWriter,
    json::{count, object, text},
};
use tsubame_model::{
    schema::{Choice, ContentType, Field, FieldKind},
    source::Data,
};

/// The entries of a type.
pub(super) struct Collection<'a> {
    pub kind: &'a ContentType,
    /// In order.
    pub shown: &'a [&'a ApiEntry<'a>],
    /// How many stand on a page; at least 1.
    pub per_page: usize,
}

/// The pages of a collection by their paths; the first one also of an empty collection.
pub(super) fn write_collection(collection: &Collection<'_>, context: &ApiContext<'_>) -> Vec<(String, Data)> {
    let Collection { kind, shown, per_page } = collection;
    let pages = shown.len().div_ceil(*per_page).max(1);
    let path = |number: usize| {
        if number == 1 { format!("{}/index.json", kind.id) } else { format!("{}/page-{number}.json", kind.id) }
    };
    let link = |number: usize| (1..=pages).contains(&number).then(|| context.url(&path(number)));
    let facets = facets(collection, context);
    let writer = EntryWriter { context };
    let page = |number: usize| {
        let items = shown.iter().skip((number - 1) * per_page).take(*per_page);
        let data = object([
            ("type", text(&kind.id)),
            ("label", text(&kind.label)),
            ("schema", text(context.url(&format!("{}/schema.json", kind.id)))),
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

fn facets(collection: &Collection<'_>, context: &ApiContext<'_>) -> Data {
    let counted = shown_fields(&collection.kind.fields).filter(|field| field.facet);
    let facet = |field: &Field| {
        let state = collection.kind.states.iter().find(|state| state.counts_as.as_ref() == Some(&field.key));
        let mut counts: BTreeMap<String, (FacetValue, usize)> = BTreeMap::new();
        for shown in collection.shown {
            let values = match state {
                Some(state) => shown.state(state, context).map(FacetValue::of_choice).into_iter().collect(),
                None => values(field, shown.typed.data.find(&field.key), context),
            };
            for value in values {
                counts.entry(key(&value.value)).or_insert((value, 0)).1 += 1;
            }
        }
        let mut counts: Vec<(FacetValue, usize)> = counts.into_values().collect();
        // As the type lists them; what it does not list, the most frequent first. Equal counts stay in the texts' order.
        let choices = state.map_or(&field.choices, |state| &state.choices);
        let rank = |value: &Data| choices.iter().position(|choice| choice.value == *value);
        counts.sort_by_key(|(found, number)| (rank(&found.value).unwrap_or(usize::MAX), std::cmp::Reverse(*number)));
        let value = |(found, number): (FacetValue, usize)| {
            object([("value", found.value), ("label", found.label), ("count", count(number))])
        };
        object([
            ("field", text(name_of(field))),
            ("at", text(state.map_or_else(|| place_of(field), |state| format!("{}.state", state.key)))),
            ("label", text(state.map_or(&field.label, |state| &state.label))),
            ("values", Data::List(counts.into_iter().map(value).collect())),
        ])
    };
    Data::List(counted.map(facet).collect())
}

/// Where the values of a field stand in an entry.
fn place_of(field: &Field) -> String {
    let inside = if field.to.is_some() { ".id" } else { "" };
    format!("fields.{}{inside}", name_of(field))
}

/// A value that is counted, as entries tell it, and what people call it.
struct FacetValue {
    value: Data,
    label: Data,
}

impl FacetValue {
    fn of_choice(choice: &Choice) -> Self {
        Self { value: choice.value.clone(), label: text(&choice.label) }
    }
}

/// The values to count: each item of a list once, or the one value. A yes that is not written is a no.
fn values(field: &Field, value: Option<&Data>, context: &ApiContext<'_>) -> Vec<FacetValue> {
    let written = match value {
        None | Some(Data::Null) if field.kind == FieldKind::Boolean => vec![&Data::Bool(false)],
        None | Some(Data::Null) => Vec::new(),
        Some(Data::List(items)) => {
            let mut seen: Vec<&Data> = Vec::new();
            for item in items {
                seen.extend((!seen.contains(&item)).then_some(item));
            }
            seen
        }
        Some(value) => vec![value],
    };
    written.into_iter().filter_map(|value| told(field, value, context)).collect()
}

/// A value as entries tell it: another entry by its id, unless the API does not show that one.
fn told(field: &Field, value: &Data, context: &ApiContext<'_>) -> Option<FacetValue> {
    if field.to.is_some() {
        let shown = context.shown.get(value.as_str()?)?;
        let label = shown.page.meta.title.as_ref().map_or(Data::Null, text);
        return Some(FacetValue { value: text(&shown.id), label });
    }
    let language = context.config.message_language();
    let label = match (field.choice_label(value), value) {
        (Some(label), _) => text(label),
        (None, Data::Bool(true)) => text(language.choose("yes", "はい")),
        (None, Data::Bool(false)) => text(language.choose("no", "いいえ")),
        (None, Data::Text(written)) => text(written),
        (None, Data::Integer(number)) => text(number.to_string()),
        (None, _) => Data::Null,
    };
    Some(FacetValue { value: value.clone(), label })
}

fn key(value: &Data) -> String {
    match value {
        Data::Text(text) => text.clone(),
        Data::Bool(value) => value.to_string(),
        Data::Integer(number) => format!("{number:020}"),
        other => format!("{other:?}"),
    }
}
