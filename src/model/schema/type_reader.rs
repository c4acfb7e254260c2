//! Content types as they stand in the trees of their files, read with all that is wrong with their shape.

use super::{
    Case, Category, Choice, Condition, ContentType, Field, FieldKind, Layout, Reference, State, TimeMarks, Times,
    TypeRule, content_type::CommonParts, field::Pattern, rule::RuleLevel, state::StateTimes,
};
use crate::source::{Data, SourcePath, TableReader, ValueReader};

/// An item of the list `fields`.
#[derive(Clone, Debug)]
pub(super) enum FieldItem {
    /// A field.
    Own(Box<Field>),
    /// The fields of a set.
    Use(FieldSetUse),
}

/// A set of fields in the place of a field.
#[derive(Clone, Debug)]
pub(super) struct FieldSetUse {
    /// The set's name.
    pub name: String,
    /// What a new entry of this type begins with, by the keys of the set's fields.
    pub samples: Vec<(String, Data)>,
}

/// A named set of fields: `data/types/_sets.yaml`.
#[derive(Clone, Debug)]
pub(super) struct FieldSet {
    /// Its name.
    pub name: String,
    /// Its fields.
    pub fields: Vec<Field>,
}

const KINDS: [(&str, FieldKind); 16] = [
    ("text", FieldKind::Text),
    ("markdown", FieldKind::Markdown),
    ("date", FieldKind::Date),
    ("datetime", FieldKind::Datetime),
    ("integer", FieldKind::Integer),
    ("number", FieldKind::Number),
    ("boolean", FieldKind::Boolean),
    ("choice", FieldKind::Choice),
    ("list", FieldKind::List),
    ("image", FieldKind::Image),
    ("file", FieldKind::File),
    ("duration", FieldKind::Duration),
    ("url", FieldKind::Url),
    ("relation", FieldKind::Relation),
    ("table", FieldKind::Table),
    ("tables", FieldKind::Tables),
];

/// Reads a type, with its fields apart, since sets may stand among them. `fields` has a place for every item of the
/// list, so that a fault of one does not move the others.
pub(super) fn read_type(table: &mut TableReader<'_>) -> Option<(ContentType, Vec<FieldItem>)> {
    let (id, label, folder) = (table.required_text("id"), table.required_text("label"), table.required_text("folder"));
    let about = table.text("about").unwrap_or_default();
    let categories = table.tables("categories", read_category).unwrap_or_default();
    let layouts = [("folder", Layout::Folder), ("file", Layout::File)];
    let layout = table.one_of("layout", &layouts).unwrap_or_default();
    let (template, structured_data) = (table.text("template"), table.text("structured_data"));
    let times = table.table("times", read_times).unwrap_or_default();
    let fields = table.required("fields").and_then(|list| list.list(read_field_item));
    let states = table.tables("states", read_state).unwrap_or_default();
    let rules = table.tables("rules", read_rule).unwrap_or_default();
    let kind = ContentType {
        id: id?,
        label: label?,
        about,
        folder: folder?,
        categories,
        layout,
        template,
        structured_data,
        times,
        fields: Vec::new(),
        states,
        rules,
        file: SourcePath::new(""),
    };
    Some((kind, fields?))
}

/// Reads what all types share.
pub(super) fn read_common(table: &mut TableReader<'_>) -> CommonParts {
    let about = table.text("about").unwrap_or_default();
    let times = table.table("times", read_times).unwrap_or_default();
    let fields = table.tables("fields", read_field).unwrap_or_default();
    CommonParts { about, times, fields }
}

/// Reads the sets of fields.
pub(super) fn read_sets(table: &mut TableReader<'_>) -> Option<Vec<FieldSet>> {
    let sets = table.required("sets")?.entries(|name, fields| {
        let fields = fields.list(|item| item.table(read_field).flatten())?;
        Some(FieldSet { name: name.to_owned(), fields })
    });
    Some(sets?.into_iter().map(|(_, set)| set).collect())
}

fn read_field_item(item: ValueReader<'_>) -> Option<FieldItem> {
    if item.node().get("use").is_none() {
        return item.table(read_field).flatten().map(|field| FieldItem::Own(Box::new(field)));
    }
    let read = |table: &mut TableReader<'_>| {
        let name = table.required_text("use");
        let samples = table.entries("samples", |_, value| value.data()).unwrap_or_default();
        Some(FieldItem::Use(FieldSetUse { name: name?, samples }))
    };
    item.table(read).flatten()
}

/// Reads a field.
pub(super) fn read_field(table: &mut TableReader<'_>) -> Option<Field> {
    let (key, label) = (table.required_text("key"), table.required_text("label"));
    let kind = table.required("kind").and_then(|kind| kind.one_of(&KINDS));
    Some(Field {
        hint: table.text("hint").unwrap_or_default(),
        syntax: table.text("syntax").unwrap_or_default(),
        required: table.boolean("required").unwrap_or_default(),
        show_when: table.list("show_when", Condition::read).unwrap_or_default(),
        min_length: table.integer("min_length"),
        max_length: table.integer("max_length"),
        recommended_length: table.integer("recommended_length"),
        min: table.number("min"),
        max: table.number("max"),
        min_items: table.integer("min_items"),
        max_items: table.integer("max_items"),
        pattern: table.parse("pattern", Pattern::parse),
        choices: table.tables("choices", read_choice).unwrap_or_default(),
        to: table.text("to"),
        fields: table.tables("fields", read_field).unwrap_or_default(),
        time_marks: table.table("time_marks", TimeMarks::read).flatten(),
        endings: table.texts("endings").unwrap_or_default(),
        lasts: table.text("lasts"),
        framed: table.boolean("framed").unwrap_or_default(),
        facet: table.boolean("facet").unwrap_or_default(),
        api: table.boolean("api").unwrap_or(true),
        sample: table.data("sample"),
        key: key?,
        label: label?,
        kind: kind?,
    })
}

/// Reads a choice, of a type or a form.
pub(super) fn read_choice(table: &mut TableReader<'_>) -> Option<Choice> {
    let (value, label) = (table.required("value").and_then(ValueReader::data), table.required_text("label"));
    Some(Choice { value: value?, label: label? })
}

fn read_category(table: &mut TableReader<'_>) -> Option<Category> {
    let (folder, label) = (table.required_text("folder"), table.required_text("label"));
    Some(Category { folder: folder?, label: label? })
}

fn read_times(table: &mut TableReader<'_>) -> Times {
    Times {
        publish: table.texts("publish").unwrap_or_default(),
        expire: table.texts("expire").unwrap_or_default(),
        change: table.texts("change").unwrap_or_default(),
    }
}

/// Reads a state.
pub(super) fn read_state(table: &mut TableReader<'_>) -> Option<State> {
    let (key, label) = (table.required_text("key"), table.required_text("label"));
    let (hint, counts_as) = (table.text("hint").unwrap_or_default(), table.text("counts_as"));
    let times = StateTimes(table.entries("times", |_, value| value.text()).unwrap_or_default());
    let choices = table.required("choices").and_then(|list| list.list(|item| item.table(read_choice).flatten()));
    let cases = table.required("cases").and_then(|list| list.list(|item| item.table(read_case).flatten()));
    Some(State { key: key?, label: label?, hint, counts_as, times, choices: choices?, cases: cases? })
}

fn read_case(table: &mut TableReader<'_>) -> Option<Case> {
    let value = table.required("value").and_then(ValueReader::data);
    let when = table.list("when", Condition::read).unwrap_or_default();
    Some(Case { value: value?, when })
}

fn read_rule(table: &mut TableReader<'_>) -> Option<TypeRule> {
    let (id, label) = (table.required_text("id"), table.required_text("label"));
    let when = table.list("when", Condition::read).unwrap_or_default();
    let require = table.list("require", Condition::read).unwrap_or_default();
    let referenced_by = table.table("referenced_by", read_reference).flatten();
    let (message, hint) = (table.required_text("message"), table.text("hint").unwrap_or_default());
    let syntax = table.text("syntax").unwrap_or_default();
    let level =
        table.one_of("level", &[("error", RuleLevel::Error), ("warning", RuleLevel::Warning)]).unwrap_or_default();
    Some(TypeRule { id: id?, label: label?, when, require, referenced_by, message: message?, hint, syntax, level })
}

fn read_reference(table: &mut TableReader<'_>) -> Option<Reference> {
    let (type_id, field) = (table.required_text("type"), table.required_text("field"));
    let when = table.list("when", Condition::read).unwrap_or_default();
    let shown = table.boolean("shown").unwrap_or_default();
    Some(Reference { type_id: type_id?, field: field?, when, shown })
}
