//! All content types of a site.

use std::collections::BTreeSet;

use super::{
    content_type::{CommonParts, ContentType},
    definition::{DefinitionFile, did_you_mean, key},
    state_check::check_states,
    type_check::{PlacedField, PlacedType, check_types},
    type_reader::{FieldItem, FieldSet, read_common, read_sets, read_type},
};
use crate::source::{Diagnostic, SourcePath, Step, Wording, entry_folder, suggest};

/// The folder of the files that describe types.
const FOLDER: &str = "data/types";

/// The file with what all types share.
const COMMON: &str = "_common.yaml";

/// The file with fields that several types use by name.
const SETS: &str = "_sets.yaml";

/// All content types of a site, by their ids; none in a site without `data/types/`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Types {
    types: Vec<ContentType>,
}

impl Types {
    /// Whether a file describes a type, or what all types share.
    pub fn is_type_file(path: &SourcePath) -> bool {
        path.parent() == FOLDER && matches!(path.extension(), Some("yaml" | "yml"))
    }

    /// Reads the types from the texts of their files. A file at fault gives no type.
    pub fn parse(files: &[(SourcePath, String)]) -> (Self, Vec<Diagnostic>) {
        let files: Vec<DefinitionFile<'_>> =
            files.iter().map(|(path, text)| DefinitionFile::parse(path, text)).collect();
        let find = |name: &str| files.iter().find(|file| file.path.file_name() == name);
        let mut reader = TypesReader::default();
        if let Some(file) = find(COMMON) {
            let (common, faults) = file.read(|table| Some(read_common(table)));
            reader.diagnostics.extend(file.diagnostics(&faults));
            reader.common = common.unwrap_or_default();
            reader.common_file = Some(file);
        }
        if let Some(file) = find(SETS) {
            reader.read_sets(file);
        }
        let others = files.iter().filter(|file| ![COMMON, SETS].contains(&file.path.file_name()));
        let mut types: Vec<PlacedType<'_>> = others.filter_map(|file| reader.read_type(file)).collect();
        types.sort_by(|a, b| a.kind.id.cmp(&b.kind.id));
        let mut diagnostics = reader.diagnostics;
        let found = check_types(&types, &reader.unread);
        let states = types.iter().flat_map(|placed| check_states(&placed.kind, placed.file));
        for fault in found.into_iter().chain(states) {
            // A set that is at fault is so in every type that uses it.
            if !diagnostics.contains(&fault) {
                diagnostics.push(fault);
            }
        }
        (Self { types: types.into_iter().map(|placed| placed.kind).collect() }, diagnostics)
    }

    /// Whether the site has none.
    pub fn is_empty(&self) -> bool {
        self.types.is_empty()
    }

    /// All types, by their ids.
    pub fn iter(&self) -> impl Iterator<Item = &ContentType> {
        self.types.iter()
    }

    /// The type with this id.
    pub fn get(&self, id: &str) -> Option<&ContentType> {
        self.types.iter().find(|found| found.id == id)
    }

    /// The type of the entry in a content file, by its path below `content/`: that of the longest folder that holds it.
    /// Sections have none.
    pub fn of_entry(&self, relative: &str) -> Option<&ContentType> {
        let name = relative.rsplit('/').next().filter(|name| name.ends_with(".md"))?;
        if name.split('.').next() == Some("_index") {
            return None;
        }
        let folder = entry_folder(relative);
        self.types.iter().filter(|found| found.covers(folder)).max_by_key(|found| found.folder.len())
    }
}

/// The types of a site while their files are read.
#[derive(Default)]
struct TypesReader<'f, 'a> {
    common: CommonParts,
    common_file: Option<&'f DefinitionFile<'a>>,
    sets: Vec<FieldSet>,
    sets_file: Option<&'f DefinitionFile<'a>>,
    /// Whether the sets could be read whole, so that a name that is not among them is wrong.
    are_sets_whole: bool,
    /// Ids of types that could not be read, to which relations may lead all the same.
    unread: BTreeSet<String>,
    diagnostics: Vec<Diagnostic>,
}

impl<'f, 'a> TypesReader<'f, 'a> {
    fn read_sets(&mut self, file: &'f DefinitionFile<'a>) {
        let (sets, faults) = file.read(read_sets);
        self.diagnostics.extend(file.diagnostics(&faults));
        self.sets_file = Some(file);
        self.are_sets_whole = faults.is_empty();
        self.sets = sets.unwrap_or_default();
    }

    fn read_type(&mut self, file: &'f DefinitionFile<'a>) -> Option<PlacedType<'f>> {
        let (found, faults) = file.read(read_type);
        if !faults.is_empty() {
            self.diagnostics.extend(file.diagnostics(&faults));
            self.unread.extend(file.text_of("id").map(str::to_owned));
            return None;
        }
        let (kind, items) = found?;
        let mut fields = Vec::new();
        for (at, item) in items.into_iter().enumerate() {
            let steps = vec![key("fields"), Step::Item(at)];
            match item {
                FieldItem::Own(field) => {
                    fields.push(PlacedField { field: *field, file, steps: steps.clone(), used_at: steps });
                }
                FieldItem::Use(set) => {
                    let Some(found) = self.sets.iter().find(|known| known.name == set.name) else {
                        self.report_unknown_set(file, &steps, &set.name);
                        continue;
                    };
                    for (sample_key, _) in &set.samples {
                        if !found.fields.iter().any(|field| field.key == *sample_key) {
                            let message = no_field_in_set(&set.name, sample_key);
                            let steps = [&steps[..], &[key("samples"), key(sample_key)]].concat();
                            let meant = suggest(sample_key, found.fields.iter().map(|field| field.key.as_str()));
                            let hint = meant.map_or_else(Wording::default, did_you_mean);
                            self.diagnostics.push(file.fault_at(&steps, message, hint));
                        }
                    }
                    for (number, field) in found.fields.iter().enumerate() {
                        let sample = set.samples.iter().find(|(key, _)| *key == field.key);
                        let sample = sample.map(|(_, sample)| sample.clone()).or_else(|| field.sample.clone());
                        let field = super::Field { sample, ..field.clone() };
                        let set_steps = vec![key("sets"), key(&set.name), Step::Item(number)];
                        let file = self.sets_file.unwrap_or(file);
                        fields.push(PlacedField { field, file, steps: set_steps, used_at: steps.clone() });
                    }
                }
            }
        }
        self.add_common(&mut fields);
        let own = ContentType { file: file.path.clone(), ..kind };
        let kind = own.with(&self.common, fields.iter().map(|placed| placed.field.clone()).collect());
        Some(PlacedType { kind, file, fields })
    }

    /// What all types share comes after a type's own fields, which win.
    fn add_common(&self, fields: &mut Vec<PlacedField<'f>>) {
        let Some(file) = self.common_file else { return };
        for (at, field) in self.common.fields.iter().enumerate() {
            let steps = vec![key("fields"), Step::Item(at)];
            if !fields.iter().any(|own| own.file.path != file.path && own.field.key == field.key) {
                fields.push(PlacedField { field: field.clone(), file, steps: steps.clone(), used_at: steps });
            }
        }
    }

    fn report_unknown_set(&mut self, file: &DefinitionFile<'_>, steps: &[Step], name: &str) {
        if self.sets_file.is_some() && !self.are_sets_whole {
            return;
        }
        let meant = suggest(name, self.sets.iter().map(|set| set.name.as_str()));
        let names = || {
            let english = format!("write the name of a set from {FOLDER}/{SETS}");
            Wording::new(english, format!("{FOLDER}/{SETS} にある組の名前を書きます"))
        };
        let hint = meant.map_or_else(names, did_you_mean);
        let steps = [steps, &[key("use")]].concat();
        let message =
            Wording::new(format!("there is no set of fields `{name}`"), format!("項目の組 `{name}` はありません"));
        self.diagnostics.push(file.fault_at(&steps, message, hint));
    }
}

fn no_field_in_set(set: &str, field: &str) -> Wording {
    Wording::new(format!("the set `{set}` has no field `{field}`"), format!("組 `{set}` に項目 `{field}` はありません"))
}
