//! What types say of the site around them: folders without anything in them, templates that are not there.

use std::collections::BTreeSet;

use super::{
    ContentType, Types,
    definition::{DefinitionFile, did_you_mean},
};
use crate::source::{Diagnostic, Severity, SourcePath, Wording, steps_to, suggest};

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
        let hint = match suggest(&kind.folder, folders.iter().copied()) {
            Some(meant) => did_you_mean(meant),
            None => Wording::new(
                format!("make content/{}/_index.md", kind.folder),
                format!("content/{}/_index.md をつくってください", kind.folder),
            ),
        };
        let message = Wording::new(
            format!("the folder content/{} is empty, so there is no page of this type", kind.folder),
            format!("フォルダー content/{} に何もないので、この種類のページは一つもありません", kind.folder),
        );
        let fault = DefinitionFile::parse(&kind.file, text).fault_at(&steps_to("folder"), message, hint);
        Diagnostic { severity: Severity::Warning, ..fault }
    });
    missing.collect()
}

/// The fault of a type whose template is not there; `text` is that of its file.
pub fn missing_template(kind: &ContentType, text: &str, template: &str) -> Diagnostic {
    let message = Wording::new(
        format!("the template `{template}` does not exist"),
        format!("テンプレート `{template}` がありません"),
    );
    let hint = Wording::new(
        "write the name of a file in templates/ of the site or its theme, or remove this line",
        "サイトかテーマの templates/ にあるファイルの名前を書くか、この行を消してください",
    );
    DefinitionFile::parse(&kind.file, text).fault_at(&steps_to("template"), message, hint)
}
