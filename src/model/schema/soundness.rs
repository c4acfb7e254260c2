//! What the files of types must not say: keys twice, relations to nothing, conditions on fields that do not exist.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Condition, ContentType, Field, Kind, Types,
    condition_check::{ConditionScope, asked_by, circle_message, circles},
    near::nearest,
    read::{did_you_mean, fault_at},
};
use crate::source::{Data, Diagnostic, Severity, SourcePath, Step, steps_to};

/// Finds the faults of all types, in the files they are from.
pub(super) fn check_types(types: &[ContentType], files: &[(SourcePath, String)]) -> Vec<Diagnostic> {
    let texts: BTreeMap<&SourcePath, &str> = files.iter().map(|(path, text)| (path, text.as_str())).collect();
    let mut faults = Vec::new();
    for (at, kind) in types.iter().enumerate() {
        let text = texts.get(&kind.file).copied().unwrap_or_default();
        let mut check = TypeCheck { kind, types, text, faults: &mut faults };
        check.look_at_head(&types[..at]);
        for (at, field) in kind.fields.iter().enumerate() {
            let path = vec![Step::Key("fields".to_owned()), Step::Item(at)];
            check.look_at_field(field, &path);
            if kind.fields[..at].iter().any(|other| other.key == field.key) {
                check.report(&path, format!("項目 `{}` が二度あります", field.key), "どちらかを消してください");
            }
        }
        check.look_for_circles();
        check.look_at_rules();
    }
    faults
}

/// Finds types of whose folder there is nothing, which is more often a slip than a beginning.
pub fn check_folders(types: &Types, files: &[SourcePath], texts: &[(SourcePath, String)]) -> Vec<Diagnostic> {
    let folders: BTreeSet<&str> = files
        .iter()
        .filter_map(|path| path.strip_folder("content")?.rsplit_once('/'))
        .map(|(folder, _)| folder)
        .collect();
    let missing =
        types.iter().filter(|kind| !kind.folder.is_empty() && !folders.iter().any(|folder| kind.covers(folder)));
    let missing = missing.map(|kind| {
        let text = texts.iter().find(|(path, _)| *path == kind.file).map_or("", |(_, text)| text.as_str());
        let hint = match nearest(&kind.folder, folders.iter().copied()) {
            Some(meant) => did_you_mean(meant),
            None => format!("content/{}/_index.md をつくってください", kind.folder),
        };
        let message = format!("フォルダー content/{} に何もないので、この種類のページは一つもありません", kind.folder);
        let fault = fault_at(&kind.file, text, &steps_to("folder"), (message, &hint));
        Diagnostic { severity: Severity::Warning, ..fault }
    });
    missing.collect()
}

/// The fault of a type whose template is not there; `text` is that of its file.
pub fn missing_template(kind: &ContentType, text: &str, template: &str) -> Diagnostic {
    let message = format!("テンプレート `{template}` がありません");
    let hint = "サイトかテーマの templates/ にあるファイルの名前を書くか、この行を消してください";
    fault_at(&kind.file, text, &steps_to("template"), (message, hint))
}

struct TypeCheck<'a> {
    kind: &'a ContentType,
    types: &'a [ContentType],
    text: &'a str,
    faults: &'a mut Vec<Diagnostic>,
}

impl TypeCheck<'_> {
    fn report(&mut self, path: &[Step], message: String, hint: &str) {
        self.faults.push(fault_at(&self.kind.file, self.text, path, (message, hint)));
    }

    fn look_at_head(&mut self, earlier: &[ContentType]) {
        let kind = self.kind;
        let is_id = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        if !is_id(&kind.id) {
            let message = format!("id `{}` は使えません", kind.id);
            self.report(&steps_to("id"), message, "英小文字と `-` だけで書きます");
        }
        if let Some(other) = earlier.iter().find(|other| other.id == kind.id) {
            let message = format!("id `{}` は {} で使われています", kind.id, other.file);
            self.report(&steps_to("id"), message, "別の id にしてください");
        }
        if let Some(other) = earlier.iter().find(|other| other.folder == kind.folder) {
            let message = format!("フォルダー `{}` は {} の種類のものです", kind.folder, other.file);
            self.report(&steps_to("folder"), message, "種類ごとに別のフォルダーにします");
        }
        for (at, category) in kind.categories.iter().enumerate() {
            if !kind.covers(&category.folder) {
                let path = [steps_to("categories"), vec![Step::Item(at), Step::Key("folder".to_owned())]].concat();
                let message = format!("`{}` は `{}` の中にありません", category.folder, kind.folder);
                self.report(&path, message, "folder の中のフォルダーを content/ からのパスで書きます");
            }
        }
        let times = [("publish", &kind.times.publish), ("expire", &kind.times.expire), ("change", &kind.times.change)];
        for (name, keys) in times {
            for key in keys {
                let is_time = |field: &Field| {
                    matches!(field.kind, Kind::Date | Kind::Datetime) && field.key.starts_with("extra.")
                };
                if !kind.field(key).is_some_and(is_time) {
                    let message = format!("`{key}` は extra にある日付か日時の項目ではありません");
                    self.report(&steps_to(&format!("times.{name}")), message, "fields にある項目の key を書きます");
                }
            }
        }
    }

    fn look_at_field(&mut self, field: &Field, path: &[Step]) {
        let mut wrong = |is_wrong: bool, step: &str, message: &str, hint: &str| {
            if is_wrong {
                let path = [path, &[Step::Key(step.to_owned())]].concat();
                self.faults.push(fault_at(
                    &self.kind.file,
                    self.text,
                    &path,
                    (format!("項目 `{}`: {message}", field.key), hint),
                ));
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
        let is_unknown = |id: &String| !self.types.iter().any(|kind| kind.id == *id);
        wrong(
            field.to.as_ref().is_some_and(is_unknown),
            "to",
            "to の種類がありません",
            "data/types にある id を書きます",
        );
        let is_body = field.key == "body";
        wrong(is_body != (field.kind == Kind::Markdown), "kind", "markdown は body だけの kind です", "");
        wrong(field.facet && is_table, "facet", "表は facet にできません", "");
        self.look_at_conditions(self.kind, &field.show_when, &[path, &[Step::Key("show_when".to_owned())]].concat());
        for (at, inner) in field.fields.iter().enumerate() {
            self.look_at_field(inner, &[path, &[Step::Key("fields".to_owned()), Step::Item(at)]].concat());
        }
    }

    fn look_at_rules(&mut self) {
        for (at, rule) in self.kind.rules.iter().enumerate() {
            let path = |name: &str| vec![Step::Key("rules".to_owned()), Step::Item(at), Step::Key(name.to_owned())];
            self.look_at_conditions(self.kind, &rule.when, &path("when"));
            self.look_at_conditions(self.kind, &rule.require, &path("require"));
            if rule.require.is_empty() == rule.referenced_by.is_none() {
                let message = format!("決まり `{}` には、require か referenced_by のどちらか一つを書きます", rule.id);
                self.report(&path("id"), message, "");
            }
            let Some(reference) = &rule.referenced_by else { continue };
            let kind = self.types.iter().find(|kind| kind.id == reference.type_id);
            if let Some(kind) = kind {
                let path = [path("referenced_by"), vec![Step::Key("when".to_owned())]].concat();
                self.look_at_conditions(kind, &reference.when, &path);
            }
            if kind.and_then(|kind| kind.field(&reference.field)).is_none() {
                let message = format!("`{}` の項目 `{}` がありません", reference.type_id, reference.field);
                self.report(&path("referenced_by"), message, "data/types にある種類と、その項目の key を書きます");
            }
        }
    }

    /// Looks at conditions on entries of a type, which may be another one than the file's.
    fn look_at_conditions(&mut self, kind: &ContentType, conditions: &[Condition], path: &[Step]) {
        let scope = ConditionScope::of_type(kind);
        for (at, condition) in conditions.iter().enumerate() {
            for fault in scope.check(condition) {
                let path = [path, &[Step::Item(at), Step::Key(fault.key.to_owned())]].concat();
                self.report(&path, fault.message, &fault.hint);
            }
        }
    }

    /// Looks for fields that are shown by each other in a circle.
    fn look_for_circles(&mut self) {
        let fields = &self.kind.fields;
        let needs: Vec<(&str, Vec<&str>)> =
            fields.iter().map(|field| (field.key.as_str(), asked_by(&field.show_when))).collect();
        for circle in circles(&needs) {
            let at = fields.iter().position(|field| field.key == circle[0]).unwrap_or_default();
            let path = [Step::Key("fields".to_owned()), Step::Item(at), Step::Key("show_when".to_owned())];
            self.report(&path, circle_message(&circle), "どれかの show_when を消してください");
        }
    }
}
