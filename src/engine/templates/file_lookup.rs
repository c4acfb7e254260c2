//! Where functions find files of the site: Zola's search order, answered from the list of files before the disk.

use std::sync::Arc;

use super::query_context::QueryContext;
use tsubame_model::source::{PRIVATE_FOLDER, ReadError, SourcePath, Wording};

/// A file that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FoundFile {
    /// A file of the project.
    Project(SourcePath),
    /// A file that an earlier phase made, by its path in the output.
    Generated(String),
}

impl FoundFile {
    /// The name shown in messages.
    pub fn name(&self) -> &str {
        match self {
            Self::Project(path) => path.as_str(),
            Self::Generated(path) => path,
        }
    }

    /// The text after the last dot of the file's name.
    pub fn extension(&self) -> Option<&str> {
        self.name().rsplit('/').next()?.rsplit_once('.').map(|(_, end)| end)
    }
}

/// What is said of a file that is nowhere.
pub(super) fn no_file(path: &str) -> Wording {
    Wording::new(format!("the file `{path}` does not exist"), format!("ファイル `{path}` がありません"))
}

/// What is said of a file that texts of content may not read in any way.
fn hidden(path: &str) -> Wording {
    Wording::new(
        format!("`{path}` cannot be read for a text of content, because a name in it begins with a dot"),
        format!("`{path}` は文章から読めません。`.` で始まる名前が入っています"),
    )
}

/// What is said of a file that is read for nobody.
fn private(path: &str) -> Wording {
    Wording::new(
        format!(
            "`{path}` lies in private/, of which nothing is read for a page or a template; what everybody may see belongs \
             into data/"
        ),
        format!(
            "`{path}` は private/ にあり、ページやテンプレートからは読めません。公開してよいファイルは data/ に置いてください"
        ),
    )
}

/// What is said of a file that cannot be read.
pub(super) fn unreadable(path: &SourcePath, reason: &ReadError) -> Wording {
    Wording::new(
        format!("{path} cannot be read: {reason}"),
        format!("{path} を読めません: {}", reason.wording().japanese()),
    )
}

impl QueryContext {
    /// Finds a file: as a path from the project's root, under `static/`, under `content/`, in the output, in the
    /// theme's `static/`. `@/` stands for `content/`. A path that leads out of the project is refused.
    pub(super) fn find_file(&self, path: &str) -> Result<Option<FoundFile>, Wording> {
        let in_project = |path: &str| self.inputs.files.binary_search_by(|file| file.as_str().cmp(path)).is_ok();
        // `..` is resolved in each folder of its own, so that `../d.json` is found from `static/`.
        for folder in ["", "static/", "content/"] {
            let Ok(candidate) = normal_path(folder, path) else { continue };
            // Folders that hold no part of the site, such as `data/`, are not listed.
            let is_there = in_project(&candidate)
                || (folder.is_empty() || path.contains(".."))
                    && self.inputs.world.files.exists(&SourcePath::new(&candidate));
            if is_there {
                self.check_open(&candidate)?;
                return Ok(Some(FoundFile::Project(SourcePath::new(candidate))));
            }
        }
        let path = normal_path("", path)?;
        let output = self.inputs.config.output_dir.trim_matches('/');
        let in_output = path.strip_prefix(output).and_then(|rest| rest.strip_prefix('/')).unwrap_or(&path);
        if self.inputs.generated.contains_key(in_output) {
            return Ok(Some(FoundFile::Generated(in_output.to_owned())));
        }
        let theme = self.inputs.config.theme.as_ref().map(|theme| format!("themes/{theme}/static/{path}"));
        Ok(theme.filter(|path| in_project(path)).map(|path| FoundFile::Project(SourcePath::new(path))))
    }

    /// Nothing of `private/` is read, whoever asks, unless it is a template of a plain Zola site, where that is a folder like
    /// any other. Links to it lead nowhere, see `ProjectBounds` of the disk.
    /// While texts of content are templated, files and folders whose names begin with a dot stay closed, whoever asks:
    /// secrets lie there, and a component may be handed its path by a text. So do links to them.
    fn check_open(&self, path: &str) -> Result<(), Wording> {
        let is_private = |path: &str| path.split('/').next() == Some(PRIVATE_FOLDER);
        let is_of_template = self.catalog.is_rendered();
        if is_private(path) && (self.inputs.config.tsubame.is_there || !is_of_template) {
            return Err(private(path));
        }
        if is_of_template {
            return Ok(());
        }
        let is_hidden = |path: &str| path.split('/').any(|part| part.starts_with('.'));
        if is_hidden(path) {
            return Err(hidden(path));
        }
        match self.inputs.world.files.follow_links(&SourcePath::new(path)) {
            Ok(target) if is_private(target.as_str()) => Err(private(target.as_str())),
            Ok(target) if is_hidden(target.as_str()) => Err(hidden(target.as_str())),
            _ => Ok(()),
        }
    }

    /// The bytes of a file that was found.
    pub(super) fn read_file(&self, found: &FoundFile) -> Result<Arc<[u8]>, Wording> {
        match found {
            FoundFile::Project(path) => match self.inputs.world.files.read(path) {
                Ok(bytes) => Ok(Arc::from(bytes)),
                Err(error) => Err(unreadable(path, &error)),
            },
            FoundFile::Generated(path) => self.inputs.generated.get(path).cloned().ok_or_else(|| {
                Wording::new(format!("{path} has not been made"), format!("{path} はまだ作られていません"))
            }),
        }
    }
}

/// The path, in a folder, from the project's root, without `.`, `..` and doubled slashes. `@/` stands for `content/`.
fn normal_path(folder: &str, path: &str) -> Result<String, Wording> {
    let path = path.strip_prefix("@/").map_or_else(|| format!("{folder}{path}"), |rest| format!("content/{rest}"));
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or_else(|| {
                    let english = format!("the path `{path}` leads out of the project");
                    Wording::new(english, format!("パス `{path}` がサイトのフォルダーの外を指しています"))
                })?;
            }
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside() {
        for (path, expected) in [
            ("a/b", Some("a/b")),
            ("/a//b/", Some("a/b")),
            ("@/a.png", Some("content/a.png")),
            ("./a/../b", Some("b")),
            ("../a", None),
            ("a/../../b", None),
        ] {
            assert_eq!(normal_path("", path).ok().as_deref(), expected, "{path}");
        }
    }
}
