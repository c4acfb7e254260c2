//! All content types of a site.

use super::{
    content_type::{Common, ContentType},
    read::read_yaml,
    soundness::check_types,
    state::check_states,
};
use crate::source::{Diagnostic, SourcePath};

/// The folder of the files that describe types.
const FOLDER: &str = "data/types";

/// The file with what all types share.
const COMMON: &str = "_common.yaml";

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
        let mut faults = Vec::new();
        let is_common = |path: &SourcePath| path.file_name() == COMMON;
        let common = files.iter().find(|(path, _)| is_common(path));
        let common = common.and_then(|(path, text)| read_yaml::<Common>(path, text, &mut faults)).unwrap_or_default();
        let mut types = Vec::new();
        for (path, text) in files.iter().filter(|(path, _)| !is_common(path)) {
            if let Some(found) = read_yaml::<ContentType>(path, text, &mut faults) {
                types.push(ContentType { file: path.clone(), ..found.with(&common) });
            }
        }
        types.sort_by(|a, b| a.id.cmp(&b.id));
        faults.extend(check_types(&types, files));
        let text_of = |kind: &ContentType| files.iter().find(|(path, _)| *path == kind.file).map(|(_, text)| text);
        faults.extend(types.iter().flat_map(|kind| check_states(kind, text_of(kind).map_or("", String::as_str))));
        (Self { types }, faults)
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
    pub fn of_entry(&self, relative: &str) -> Option<&ContentType> {
        let folder = folder_of(relative)?;
        self.types.iter().filter(|found| found.covers(folder)).max_by_key(|found| found.folder.len())
    }
}

/// The folder in which an entry lies, below `content/`: `events` for `events/night/index.md`; `None` for sections and
/// what is no content.
pub(super) fn folder_of(relative: &str) -> Option<&str> {
    let (folder, name) = relative.rsplit_once('/').unwrap_or(("", relative));
    let stem = name.strip_suffix(".md")?.split('.').next()?;
    match stem {
        "_index" => None,
        "index" if !folder.is_empty() => Some(folder.rsplit_once('/').map_or("", |(above, _)| above)),
        _ => Some(folder),
    }
}
