//! Where the built pages are, of which one is shown again when something is wrong with what its form sent.

use std::{
    fmt::Debug,
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
};

use tsubame_backend::web::WorkspaceError;
use tsubame_model::source::{ReadError, SourcePath};

use crate::disk::{OpenFile, published_files};

/// Pages that a build holds in memory.
pub trait BuiltPages: Debug + Send + Sync {
    /// The output paths of all of them, sorted.
    fn paths(&self) -> Vec<String>;

    /// The bytes of a page; `None` if there is none.
    fn read(&self, path: &str) -> anyhow::Result<Option<Vec<u8>>>;
}

/// Where the built pages are.
#[derive(Clone, Debug, Default)]
pub enum PageSource {
    /// In the output folder of the site, wherever its settings say that it is.
    #[default]
    Output,
    /// In a folder of their own, from the project's root on.
    Folder(PathBuf),
    /// In memory, as a build beside the server made them last.
    Memory(Arc<dyn BuiltPages>),
}

/// The paths of the pages in a folder; none where it is missing.
pub(super) fn pages_in(folder: &Path) -> Result<Vec<String>, WorkspaceError> {
    let Ok(folder) = folder.canonicalize() else { return Ok(Vec::new()) };
    let pages = published_files(&folder).map_err(WorkspaceError::Unreadable)?;
    Ok(pages.into_iter().filter(|path| is_page(path)).collect())
}

/// The bytes of a page in a folder.
pub(super) fn page_in(folder: &Path, path: &str) -> Result<Option<Vec<u8>>, WorkspaceError> {
    let unreadable = |reason: anyhow::Error| WorkspaceError::Unreadable(reason.context(path.to_owned()));
    let Ok(folder) = folder.canonicalize() else { return Ok(None) };
    let mut page = match OpenFile::open(&folder, &SourcePath::new(path)) {
        Ok(page) => page,
        Err(ReadError::Missing | ReadError::Outside) => return Ok(None),
        Err(ReadError::Refused(reason)) => return Err(unreadable(anyhow::Error::msg(reason))),
    };
    let mut bytes = Vec::new();
    page.file.read_to_end(&mut bytes).map_err(|error| unreadable(error.into()))?;
    Ok(Some(bytes))
}

/// Whether an output path is that of a page.
pub(super) fn is_page(path: &str) -> bool {
    path.ends_with(".html")
}
