//! What the files of types must not say: keys twice, relations to nothing, conditions on fields that do not exist.

use std::collections::BTreeSet;

use super::{
    Condition, ContentType, Field, Kind,
    condition_check::{ConditionScope, asked_by, circle_message, circles},
    definition::{DefinitionFile, key},
};
use crate::source::{Data, Diagnostic, Step, steps_to};

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
                let message = format!("項目 `{}` が二度あります", field.field.key);
                check.report(&field.used_at, message, "どちらかを消してください");
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
    fn report(&mut self, path: &[Step], message: String, hint: &str) {
        self.faults.push(self.placed.file.fault_at(path, message, hint));
    }

    fn is_unknown(&self, id: &str) -> bool {
        !self.types.iter().any(|placed| placed.kind.id == *id) && !self.unread.contains(id)
    }

    fn look_at_head(&mut self, earlier: &[PlacedType<'_>]) {
        let kind = &self.placed.kind;
        let is_id = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        if !is_id(&kind.id) {
            let message = format!("id `{}` は使えません", kind.id);
            self.report(&steps_to("id"), message, "英小文字と `-` だけで書きます");
        }
        if let Some(other) = earlier.iter().map(|other| &other.kind).find(|other| other.id == kind.id) {
            let message = format!("id `{}` は {} で使われています", kind.id, other.file);
            self.report(&steps_to("id"), message, "別の id にしてください");
        }
        if let Some(other) = earlier.iter().map(|other| &other.kind).find(|other| other.folder == kind.folder) {
            let message = format!("フォルダー `{}` は {} の種類のものです", kind.folder, other.file);
            self.report(&steps_to("folder"), message, "種類ごとに別のフォルダーにします");
        }
        for (at, category) in kind.categories.iter().enumerate() {
            if !kind.covers(&category.folder) {
                let path = [steps_to("categories"), vec![Step::Item(at), key("folder")]].concat();
                let message = format!("`{}` は `{}` の中にありません", category.folder, kind.folder);
                self.report(&path, message, "folder の中のフォルダーを content/ からのパスで書きます");
            }
        }
        let times = [("publish", &kind.times.publish), ("expire", &kind.times.expire), ("change", &kind.times.change)];
        for (name, keys) in times {
            for named in keys {
                let is_time = |field: &Field| {
                    matches!(field.kind, Kind::Date | Kind::Datetime) && field.key.starts_with("extra.")
                };
                if !kind.field(named).is_some_and(is_time) {
                    let message = format!("`{named}` は extra にある日付か日時の項目ではありません");
                    self.report(&steps_to(&format!("times.{name}")), message, "fields にある項目の key を書きます");
                }
            }
        }
    }

    /// Looks at a field, or at one of the fields inside it.
    fn look_at_field(&mut self, placed: &PlacedField<'_>, field: &Field, path: &[Step]) {
        let mut wrong = |is_wrong: bool, step: &str, message: &str, hint: &str| {
            if is_wrong {
                let message = format!("項目 `{}`: {message}", field.key);
                self.faults.push(placed.file.fault_at(&[path, &[key(step)]].concat(), message, hint));
            }
        };
        let is_table = matches!(field.kind, Kind::Table | Kind::Tables);
        wrong(field.label.trim().is_empty(), "label", "label が空です", "編集者に見せる名前を書きます");
        wrong(field.key.trim().is_empty(), "key", "key が空です", "フロントマターでの名前を書きます");
        let lacks_choices = field.kind == Kind::Choice && field.choices.is_empty();
        wrong(lacks_choices, "choices", "選択肢がありません", "choices に value と label を並べます");
        let is_other = |sample: &Data| !field.choices.iter().any(|choice| choice.value == *sample);
        let is_odd = field.kind == Kind::Choice && field.sample.as_ref().is_some_and(is_other);
        wrong(is_odd, "sample", "見本が選択肢にありません", "choices のどれかの value を書きます");
        wrong(is_table == field.fields.is_empty(), "fields", "fields は表（table、tables）にだけ書きます", "");
        let takes_relation = matches!(field.kind, Kind::Relation | Kind::List);
        wrong(
            field.kind == Kind::Relation && field.to.is_none(),
            "to",
            "to がありません",
            "関連づける種類の id を書きます",
        );
        wrong(field.to.is_some() && !takes_relation, "to", "to は relation と list にだけ書きます", "");
        let is_body = field.key == "body";
        wrong(is_body != (field.kind == Kind::Markdown), "kind", "markdown は body だけの kind です", "");
        wrong(field.facet && is_table, "facet", "表は facet にできません", "");
        if field.to.as_ref().is_some_and(|id| self.is_unknown(id)) {
            let message = format!("項目 `{}`: to の種類がありません", field.key);
            let hint = "data/types にある id を書きます";
            self.faults.push(placed.file.fault_at(&[path, &[key("to")]].concat(), message, hint));
        }
        let conditions = [path, &[key("show_when")]].concat();
        self.look_at_conditions((placed.file, &self.placed.kind), &field.show_when, &conditions);
        for (at, inner) in field.fields.iter().enumerate() {
            self.look_at_field(placed, inner, &[path, &[key("fields"), Step::Item(at)]].concat());
        }
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
                let message = format!("決まりの id `{}` は {line} 行目にもあります", rule.id);
                self.report(&path("id"), message, "別の id にするか、同じことを言うならどちらかを消してください");
            }
            if rule.require.is_empty() == rule.referenced_by.is_none() {
                let message = format!("決まり `{}` には、require か referenced_by のどちらか一つを書きます", rule.id);
                self.report(&path("id"), message, "");
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
                let message = format!("`{}` の項目 `{}` がありません", reference.type_id, reference.field);
                self.report(&path("referenced_by"), message, "data/types にある種類と、その項目の key を書きます");
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
                self.faults.push(file.fault_at(&path, fault.message, &fault.hint));
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
            let hint = "どれかの show_when を消してください";
            self.faults.push(placed.file.fault_at(&path, circle_message(&circle), hint));
        }
    }
}
