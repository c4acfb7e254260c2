//! What the files of types must not say: keys twice, relations to nothing, conditions on fields that do not exist.

use std::collections::BTreeSet;

use super::{
    Condition, ContentType, Field, FieldKind,
    condition_check::{ConditionScope, asked_by, circle_hint, circle_message, circles},
    definition::{DefinitionFile, key},
    type_words::FieldFlaw,
};
use crate::source::{Data, Diagnostic, Step, Wording, steps_to};

/// A type with the places of what it consists of.
#[derive(Debug)]
pub(super) struct PlacedType<'f> {
    /// The type, whole.
    pub kind: ContentType,
    /// Its own file.
    pub file: &'f DefinitionFile<'f>,
    /// Its fields, in the same order.
    pub fields: Vec<PlacedField<'f>>,
}

/// A field with the place where it is described, which may be in another file than its type's.
#[derive(Debug)]
pub(super) struct PlacedField<'f> {
    /// The field.
    pub field: Field,
    /// The file that describes it.
    pub file: &'f DefinitionFile<'f>,
    /// Where in that file.
    pub steps: Vec<Step>,
    /// Where the type's own file asks for it; where it is described, if all types have it.
    pub used_at: Vec<Step>,
}

/// Finds the faults of all types, in the files they are from. `unread` are ids of types that could not be read.
pub(super) fn check_types(types: &[PlacedType<'_>], unread: &BTreeSet<String>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (at, placed) in types.iter().enumerate() {
        let mut check = TypeCheck { placed, types, unread, faults: &mut faults };
        check.look_at_head(&types[..at]);
        for (at, field) in placed.fields.iter().enumerate() {
            check.look_at_field(field, &field.field, &field.steps);
            if placed.fields[..at].iter().any(|other| other.field.key == field.field.key) {
                let message = Wording::new(
                    format!("the field `{}` stands there twice", field.field.key),
                    format!("項目 `{}` が二度あります", field.field.key),
                );
                let hint = Wording::new("remove one of the two", "どちらかを消してください");
                check.report(&field.used_at, message, hint);
            }
        }
        check.look_for_circles();
        check.look_at_rules();
    }
    faults
}

struct TypeCheck<'a> {
    placed: &'a PlacedType<'a>,
    types: &'a [PlacedType<'a>],
    unread: &'a BTreeSet<String>,
    faults: &'a mut Vec<Diagnostic>,
}

impl TypeCheck<'_> {
    fn report(&mut self, path: &[Step], message: Wording, hint: Wording) {
        self.faults.push(self.placed.file.fault_at(path, message, hint));
    }

    fn is_unknown(&self, id: &str) -> bool {
        !self.types.iter().any(|placed| placed.kind.id == *id) && !self.unread.contains(id)
    }

    fn look_at_head(&mut self, earlier: &[PlacedType<'_>]) {
        let kind = &self.placed.kind;
        let is_id = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        if !is_id(&kind.id) {
            let message =
                Wording::new(format!("the id `{}` cannot be used", kind.id), format!("id `{}` は使えません", kind.id));
            let hint = Wording::new("write lower-case letters and `-` only", "英小文字と `-` だけで書きます");
            self.report(&steps_to("id"), message, hint);
        }
        if let Some(other) = earlier.iter().map(|other| &other.kind).find(|other| other.id == kind.id) {
            let message = Wording::new(
                format!("the id `{}` is that of {} already", kind.id, other.file),
                format!("id `{}` は {} で使われています", kind.id, other.file),
            );
            self.report(&steps_to("id"), message, Wording::new("choose another id", "別の id にしてください"));
        }
        if let Some(other) = earlier.iter().map(|other| &other.kind).find(|other| other.folder == kind.folder) {
            let message = Wording::new(
                format!("the folder `{}` is that of the type in {} already", kind.folder, other.file),
                format!("フォルダー `{}` は {} の種類のものです", kind.folder, other.file),
            );
            let hint = Wording::new("give each type a folder of its own", "種類ごとに別のフォルダーにします");
            self.report(&steps_to("folder"), message, hint);
        }
        self.look_at_categories();
        self.look_at_times();
    }

    fn look_at_categories(&mut self) {
        let kind = &self.placed.kind;
        for (at, category) in kind.categories.iter().enumerate() {
            if !kind.covers(&category.folder) {
                let path = [steps_to("categories"), vec![Step::Item(at), key("folder")]].concat();
                let message = Wording::new(
                    format!("`{}` is not inside of `{}`", category.folder, kind.folder),
                    format!("`{}` は `{}` の中にありません", category.folder, kind.folder),
                );
                let hint = Wording::new(
                    "write a folder inside of `folder`, by its path below content/",
                    "folder の中のフォルダーを content/ からのパスで書きます",
                );
                self.report(&path, message, hint);
            }
        }
    }

    fn look_at_times(&mut self) {
        let kind = &self.placed.kind;
        let is_time = |field: &Field| {
            matches!(field.kind, FieldKind::Date | FieldKind::Datetime) && field.key.starts_with("extra.")
        };
        let times = [("publish", &kind.times.publish), ("expire", &kind.times.expire), ("change", &kind.times.change)];
        for (name, keys) in times {
            for named in keys.iter().filter(|named| !kind.field(named).is_some_and(is_time)) {
                let message = Wording::new(
                    format!("`{named}` is no date or datetime field in `extra`"),
                    format!("`{named}` は extra にある日付か日時の項目ではありません"),
                );
                let hint =
                    Wording::new("write the key of a field under `fields`", "fields にある項目の key を書きます");
                self.report(&steps_to(&format!("times.{name}")), message, hint);
            }
        }
    }

    /// Looks at a field, or at one of the fields inside it.
    fn look_at_field(&mut self, placed: &PlacedField<'_>, field: &Field, path: &[Step]) {
        let is_table = matches!(field.kind, FieldKind::Table | FieldKind::Tables);
        let is_other = |sample: &Data| !field.choices.iter().any(|choice| choice.value == *sample);
        let takes_relation = matches!(field.kind, FieldKind::Relation | FieldKind::List);
        let flaws = [
            (FieldFlaw::NoLabel, field.label.trim().is_empty()),
            (FieldFlaw::NoKey, field.key.trim().is_empty()),
            (FieldFlaw::NoChoices, field.kind == FieldKind::Choice && field.choices.is_empty()),
            (FieldFlaw::OddSample, field.kind == FieldKind::Choice && field.sample.as_ref().is_some_and(is_other)),
            (FieldFlaw::MisplacedFields, is_table == field.fields.is_empty()),
            (FieldFlaw::NoTarget, field.kind == FieldKind::Relation && field.to.is_none()),
            (FieldFlaw::MisplacedTarget, field.to.is_some() && !takes_relation),
            (FieldFlaw::MisplacedMarkdown, (field.key == "body") != (field.kind == FieldKind::Markdown)),
            (FieldFlaw::TableAsFacet, field.facet && is_table),
            (FieldFlaw::UnknownTarget, field.to.as_ref().is_some_and(|id| self.is_unknown(id))),
            (FieldFlaw::MisplacedEndings, !field.endings.is_empty() && field.kind != FieldKind::File),
            (FieldFlaw::OddLength, self.has_odd_length(field)),
            (FieldFlaw::MisplacedFrame, field.framed && field.kind != FieldKind::Url),
            (FieldFlaw::OddTimeMarks, self.has_odd_times(field)),
        ];
        for (flaw, _) in flaws.into_iter().filter(|(_, is_there)| *is_there) {
            let path = [path, &[key(flaw.key())]].concat();
            self.faults.push(placed.file.fault_at(&path, flaw.message(&field.key), flaw.hint()));
        }
        let conditions = [path, &[key("show_when")]].concat();
        self.look_at_conditions((placed.file, &self.placed.kind), &field.show_when, &conditions);
        for (at, inner) in field.fields.iter().enumerate() {
            self.look_at_field(placed, inner, &[path, &[key("fields"), Step::Item(at)]].concat());
        }
    }

    fn is_length(&self, key: &str) -> bool {
        self.placed.kind.field(key).is_some_and(|field| field.kind == FieldKind::Duration)
    }

    fn has_odd_length(&self, field: &Field) -> bool {
        field.lasts.as_ref().is_some_and(|key| field.kind != FieldKind::File || !self.is_length(key))
    }

    fn has_odd_times(&self, field: &Field) -> bool {
        let Some(marks) = &field.time_marks else { return false };
        let is_inside = field.fields.iter().any(|inner| inner.key == marks.at);
        let is_bounded = marks.until.as_ref().is_none_or(|key| self.is_length(key));
        field.kind != FieldKind::Tables || !is_inside || !is_bounded
    }

    fn look_at_rules(&mut self) {
        let (file, kind) = (self.placed.file, &self.placed.kind);
        for (at, rule) in kind.rules.iter().enumerate() {
            let path = |name: &str| vec![key("rules"), Step::Item(at), key(name)];
            self.look_at_conditions((file, kind), &rule.when, &path("when"));
            self.look_at_conditions((file, kind), &rule.require, &path("require"));
            if let Some(first) = kind.rules[..at].iter().position(|other| other.id == rule.id) {
                let first = file.span_of(&[key("rules"), Step::Item(first), key("id")]);
                let line = file.text[..first.start].matches('\n').count() + 1;
                let message = Wording::new(
                    format!("the id `{}` of a rule stands in line {line} too", rule.id),
                    format!("決まりの id `{}` は {line} 行目にもあります", rule.id),
                );
                let hint = Wording::new(
                    "choose another id, or remove one of the two if they say the same",
                    "別の id にするか、同じことを言うならどちらかを消してください",
                );
                self.report(&path("id"), message, hint);
            }
            if rule.require.is_empty() == rule.referenced_by.is_none() {
                let message = Wording::new(
                    format!("the rule `{}` has to have exactly one of `require` and `referenced_by`", rule.id),
                    format!("決まり `{}` には、require か referenced_by のどちらか一つを書きます", rule.id),
                );
                self.report(&path("id"), message, Wording::default());
            }
            let Some(reference) = &rule.referenced_by else { continue };
            if self.unread.contains(&reference.type_id) {
                continue;
            }
            let other = self.types.iter().map(|placed| &placed.kind).find(|kind| kind.id == reference.type_id);
            if let Some(other) = other {
                let path = [path("referenced_by"), vec![key("when")]].concat();
                self.look_at_conditions((file, other), &reference.when, &path);
            }
            if other.and_then(|other| other.field(&reference.field)).is_none() {
                let message = Wording::new(
                    format!("there is no field `{}` in a type `{}`", reference.field, reference.type_id),
                    format!("`{}` の項目 `{}` がありません", reference.type_id, reference.field),
                );
                let hint = Wording::new(
                    "write a type from data/types and the key of one of its fields",
                    "data/types にある種類と、その項目の key を書きます",
                );
                self.report(&path("referenced_by"), message, hint);
            }
        }
    }

    /// Looks at conditions on entries of a type, which may be another one than the file's.
    fn look_at_conditions(
        &mut self,
        (file, kind): (&DefinitionFile<'_>, &ContentType),
        conditions: &[Condition],
        path: &[Step],
    ) {
        let scope = ConditionScope::of_type(kind);
        for (at, condition) in conditions.iter().enumerate() {
            for fault in scope.check(condition) {
                let path = [path, &[Step::Item(at), key(fault.key)]].concat();
                self.faults.push(file.fault_at(&path, fault.message, fault.hint));
            }
        }
    }

    /// Looks for fields that are shown by each other in a circle.
    fn look_for_circles(&mut self) {
        let fields = &self.placed.fields;
        let needs: Vec<(&str, Vec<&str>)> =
            fields.iter().map(|placed| (placed.field.key.as_str(), asked_by(&placed.field.show_when))).collect();
        for circle in circles(&needs) {
            let Some(placed) = fields.iter().find(|placed| placed.field.key == circle[0]) else { continue };
            let path = [&placed.steps[..], &[key("show_when")]].concat();
            self.faults.push(placed.file.fault_at(&path, circle_message(&circle), circle_hint()));
        }
    }
}
