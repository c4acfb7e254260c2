//! A new entry of a content type: every required field with a sample, the others as remarks, labels and hints beside them.
//!
//! What is made here passes the validation of its own type; only what nobody can make up (a job that names a new
//! company) keeps it a draft.

use jiff::{Span, Zoned};

use super::{
    CategoryOffer, EntryOptions, EntryRefusal, EntryScaffold, Scaffold, ScaffoldContext,
    entry::check_place,
    name::{EntryKind, parse_name},
    quote::{quoted, toml_key},
};
use tsubame_model::{
    schema::{ContentType, Field, FieldKind, Layout, Subject, Types},
    source::{Data, MessageLanguage, SourcePath},
};

/// Works out the file of a new entry of the type `kind`, one of `types`, beside the files of the project. The error says
/// what to do.
pub fn scaffold_typed_entry(
    types: &Types,
    kind: &ContentType,
    options: &EntryOptions,
    context: ScaffoldContext<'_>,
) -> Result<EntryScaffold, EntryRefusal> {
    let ScaffoldContext { config, files, world } = context;
    if options.is_section {
        return Err(EntryRefusal::SectionOfType(kind.id.clone()));
    }
    let typed = place(kind, &options.path)?;
    let in_folder = options.in_folder || kind.layout == Layout::Folder;
    let name_kind = if in_folder { EntryKind::Folder } else { EntryKind::Page };
    let name = parse_name(&typed, name_kind, options.lang.as_deref(), config)?;
    let language = config.message_language();
    let writer = TypedEntryWriter { types, kind, files, options, now: &world.clock.build_time, language };
    let (text, picture) = writer.write()?;
    let warnings = check_place(&name, &text, context)?;
    let beside = |picture: String| SourcePath::new(format!("{}/{picture}", name.path.parent()));
    let pictures = picture.map(|picture| (beside(picture), PLACEHOLDER)).into_iter().collect();
    let scaffold = Scaffold { folders: Vec::new(), files: vec![(name.path.clone(), text)], pictures };
    Ok(EntryScaffold { path: name.path, scaffold, warnings })
}

/// A picture for entries that must have one, until the real one is there.
const PLACEHOLDER: &[u8] = include_bytes!("starter/placeholder.webp");

/// The path below `content/`, from what was typed: the type's folder may be left out.
fn place(kind: &ContentType, typed: &str) -> Result<String, EntryRefusal> {
    let typed = typed.trim_start_matches("./");
    let typed = typed.strip_prefix("content/").unwrap_or(typed);
    let inside = typed.strip_prefix(kind.folder.as_str()).and_then(|rest| rest.strip_prefix('/'));
    let inside = if kind.folder.is_empty() { typed } else { inside.unwrap_or(typed) };
    if inside.is_empty() || inside.ends_with('/') {
        let (typed, type_id) = (typed.to_owned(), kind.id.clone());
        return Err(EntryRefusal::NoPageOfType { typed, type_id });
    }
    let path = if kind.folder.is_empty() { inside.to_owned() } else { format!("{}/{inside}", kind.folder) };
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    if !kind.categories.is_empty() && !kind.categories.iter().any(|category| category.folder == folder) {
        let start = format!("{}/", kind.folder);
        let categories = kind.categories.iter().map(|category| {
            let folder = category.folder.strip_prefix(&start).unwrap_or(&category.folder);
            CategoryOffer { path: format!("{folder}/{}", last_part(inside)), label: category.label.clone() }
        });
        return Err(EntryRefusal::NoCategory { type_id: kind.id.clone(), categories: categories.collect() });
    }
    Ok(path)
}

fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

struct TypedEntryWriter<'a> {
    types: &'a Types,
    kind: &'a ContentType,
    files: &'a [SourcePath],
    options: &'a EntryOptions,
    now: &'a Zoned,
    /// That of the remarks beside the fields.
    language: MessageLanguage,
}

impl TypedEntryWriter<'_> {
    /// The text of the file, and the name of the picture that has to lie beside it.
    fn write(&self) -> Result<(String, Option<String>), EntryRefusal> {
        let known = self.known_values()?;
        let subject = Subject { data: &known, folder: &self.kind.folder, now: self.now };
        let (mut root, mut tables) = (Vec::new(), Vec::new());
        let (mut picture, mut open_table) = (None, "");
        let mut body = String::new();
        // Keys of the root come before all tables, and tables of one value before lists of tables.
        let mut fields: Vec<&Field> = self.kind.fields.iter().collect();
        let rank =
            |field: &Field| ["", "taxonomies"].iter().position(|table| *table == table_of(&field.key)).unwrap_or(2);
        fields.sort_by_key(|field| {
            (rank(field), table_of(&field.key), matches!(field.kind, FieldKind::Table | FieldKind::Tables))
        });
        for field in fields {
            let Some(value) = self.sample(field)? else { continue };
            let is_live = field.required && subject.meets(&field.show_when) || self.is_given(field);
            if field.kind == FieldKind::Markdown {
                value.as_str().unwrap_or_default().clone_into(&mut body);
                continue;
            }
            if field.kind == FieldKind::Image && is_live {
                picture = value.as_str().map(str::to_owned);
            }
            let table = table_of(&field.key);
            let lines = if table.is_empty() { &mut root } else { &mut tables };
            if table != open_table && !matches!(field.kind, FieldKind::Table | FieldKind::Tables) {
                lines.push(format!("\n[{table}]"));
                open_table = table;
            }
            self.write_field(field, &value, is_live, lines);
        }
        root.extend(self.draft_lines());
        let lines = [root, tables].concat().join("\n");
        let text = format!("+++\n{}\n+++\n\n{}", lines.trim(), body.trim());
        Ok((format!("{}\n", text.trim_end()), picture))
    }

    /// Whether the command line itself gives the field's value.
    fn is_given(&self, field: &Field) -> bool {
        match field.key.as_str() {
            "title" => self.options.title.is_some(),
            "date" => self.options.date.is_some(),
            _ => false,
        }
    }

    /// The values that stand in any entry: those on which it may depend whether others have a meaning.
    fn known_values(&self) -> Result<Data, EntryRefusal> {
        let mut root: Vec<(String, Data)> = Vec::new();
        for field in self.kind.fields.iter().filter(|field| field.required && field.show_when.is_empty()) {
            let Some(value) = self.sample(field)? else { continue };
            let (table, key) = field.key.rsplit_once('.').unwrap_or(("", &field.key));
            let entry = (key.to_owned(), value);
            match root.iter_mut().find(|(name, _)| name == table) {
                Some((_, Data::Map(entries))) => entries.push(entry),
                _ if table.is_empty() => root.push(entry),
                _ => root.push((table.to_owned(), Data::Map(vec![entry]))),
            }
        }
        Ok(Data::Map(root))
    }

    /// What the field begins with, if anything.
    fn sample(&self, field: &Field) -> Result<Option<Data>, EntryRefusal> {
        let wished = match field.key.as_str() {
            "title" => self.options.title.clone(),
            "date" => self.options.date.clone(),
            _ => None,
        };
        if let Some(wished) = wished {
            return Ok(Some(Data::Text(wished)));
        }
        let inner = || -> Result<Option<Data>, EntryRefusal> {
            let mut entries = Vec::new();
            for inner in &field.fields {
                entries.extend(self.sample(inner)?.map(|value| (inner.key.clone(), value)));
            }
            Ok((!entries.is_empty()).then_some(Data::Map(entries)))
        };
        let Some(sample) = &field.sample else {
            return if field.kind == FieldKind::Table { inner() } else { Ok(None) };
        };
        let text = sample.as_str();
        Ok(Some(match (field.kind, text) {
            (FieldKind::Date | FieldKind::Datetime, Some(text)) => Data::Text(self.day(text)?),
            (FieldKind::Relation, Some(text)) => Data::Text(self.existing(field, text)),
            (FieldKind::Image, Some(text)) if field.required => {
                Data::Text(format!("{}.webp", text.rsplit_once('.').map_or(text, |(stem, _)| stem)))
            }
            _ => sample.clone(),
        }))
    }

    /// A date, or one that counts from today: `+30d 14:00+09:00`.
    fn day(&self, sample: &str) -> Result<String, EntryRefusal> {
        let Some(rest) = sample.strip_prefix('+') else { return Ok(sample.to_owned()) };
        let (days, time) = rest.split_once(' ').unwrap_or((rest, ""));
        let days = days.strip_suffix('d').and_then(|days| days.parse::<i32>().ok());
        let span = days.and_then(|days| Span::new().try_days(days).ok());
        let day = span.and_then(|span| self.options.today.checked_add(span).ok());
        let Some(day) = day else {
            let (type_file, sample) = (self.kind.file.clone(), sample.to_owned());
            return Err(EntryRefusal::SampleDate { type_file, sample });
        };
        let (clock, offset) = time.split_at_checked("14:00".len()).unwrap_or(("", ""));
        Ok(if clock.is_empty() { day.to_string() } else { format!("{day}T{clock}:00{offset}") })
    }

    /// The sample, or the first entry of its type when the sample does not exist in this site.
    fn existing(&self, field: &Field, sample: &str) -> String {
        let is_there =
            |relative: &str| self.files.binary_search(&SourcePath::new(format!("content/{relative}"))).is_ok();
        let of_type =
            |relative: &&str| self.types.of_entry(relative).is_some_and(|kind| Some(&kind.id) == field.to.as_ref());
        let mut others = self.files.iter().filter_map(|path| path.strip_folder("content"));
        let found = if is_there(sample) { None } else { others.find(of_type) };
        found.unwrap_or(sample).to_owned()
    }

    fn write_field(&self, field: &Field, value: &Data, is_live: bool, lines: &mut Vec<String>) {
        let need = if is_live { self.language.choose(" (required)", "（必須）") } else { "" };
        let mark = if is_live { "" } else { "# " };
        let remark = format!("# {}{need}: {}", field.label, field.file_hint());
        match (field.kind, value) {
            (FieldKind::Table, Data::Map(entries)) => {
                lines.extend([String::new(), remark.clone(), format!("{mark}[{}]", field.key)]);
                lines.extend(self.table_lines(field, entries, mark));
            }
            (FieldKind::Tables, Data::List(items)) => {
                lines.extend([String::new(), remark.clone()]);
                for (at, item) in items.iter().enumerate() {
                    let gap = (at > 0).then(String::new);
                    lines.extend(gap.into_iter().chain([format!("{mark}[[{}]]", field.key)]));
                    lines.extend(self.table_lines(field, item.as_map().unwrap_or_default(), mark));
                }
            }
            _ => {
                let key = toml_key(field.key.rsplit('.').next().unwrap_or(&field.key));
                let choices = field.choices.iter().filter_map(|choice| choice.value.as_str());
                let choices: Vec<&str> = choices.collect();
                let offer = match self.language {
                    _ if choices.is_empty() => String::new(),
                    MessageLanguage::English => format!(" ({})", choices.join(", ")),
                    MessageLanguage::Japanese => format!("（{}）", choices.join("、")),
                };
                lines.extend([format!("{remark}{offer}"), format!("{mark}{key} = {}", written(field.kind, value))]);
            }
        }
    }

    fn table_lines(&self, field: &Field, entries: &[(String, Data)], mark: &str) -> Vec<String> {
        let line = |(key, value): &(String, Data)| {
            let inner = field.fields.iter().find(|inner| inner.key == *key);
            let value = match (inner, value.as_str()) {
                (Some(inner), Some(text)) if inner.kind == FieldKind::Relation => {
                    Data::Text(self.existing(inner, text))
                }
                _ => value.clone(),
            };
            let kind = inner.map_or(FieldKind::Text, |inner| inner.kind);
            let hint =
                inner.filter(|_| field.kind == FieldKind::Table).map(Field::file_hint).filter(|hint| !hint.is_empty());
            let remark = hint.map_or_else(String::new, |hint| format!("  # {hint}"));
            format!("{mark}{} = {}{remark}", toml_key(key), written(kind, &value))
        };
        entries.iter().map(line).collect()
    }

    /// An entry that others have to name first cannot be published yet.
    fn draft_lines(&self) -> Vec<String> {
        let waiting = self.kind.rules.iter().find(|rule| rule.referenced_by.is_some());
        match waiting {
            Some(rule) => vec![format!("# {}", rule.file_hint()), "draft = true".to_owned()],
            None if self.options.is_draft => vec!["draft = true".to_owned()],
            None => Vec::new(),
        }
    }
}

/// The table in which a key stands: `extra` for `extra.start`, nothing for `title`.
fn table_of(key: &str) -> &str {
    key.rsplit_once('.').map_or("", |(table, _)| table)
}

/// A value as TOML writes it.
fn written(kind: FieldKind, value: &Data) -> String {
    match value {
        Data::Text(text) if matches!(kind, FieldKind::Date | FieldKind::Datetime) => text.clone(),
        Data::Text(text) => quoted(text),
        Data::Null => quoted(""),
        Data::Bool(value) => value.to_string(),
        Data::Integer(value) => value.to_string(),
        Data::Large(value) => value.to_string(),
        Data::Float(value) => value.to_string(),
        Data::List(items) => {
            format!("[{}]", items.iter().map(|item| written(kind, item)).collect::<Vec<_>>().join(", "))
        }
        Data::Map(entries) => {
            let entry = |(key, value): &(String, Data)| format!("{} = {}", toml_key(key), written(kind, value));
            format!("{{ {} }}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}
