//! The pages of the site that is shown, for the server beside it.

use std::sync::{PoisonError, RwLock};

use anyhow::Result;

use crate::{preview::Snapshot, workspace::BuiltPages};

/// The last good site, none before the first.
#[derive(Debug, Default)]
pub(super) struct LivePages(RwLock<Snapshot>);

impl LivePages {
    /// Has this site stand from now on.
    pub fn set(&self, site: Snapshot) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = site;
    }

    fn site(&self) -> Snapshot {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl BuiltPages for LivePages {
    fn paths(&self) -> Vec<String> {
        self.site().paths().map(str::to_owned).collect()
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        Ok(self.site().read(path)?)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tsubame_engine::site::{Artifact, ArtifactData, Sink};
    use tsubame_model::source::SourcePath;

    use super::*;
    use crate::preview::MemorySink;

    #[test]
    fn pages_are_those_of_the_site_that_was_set_last() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("plain.html"), "a file").unwrap();
        let pages = LivePages::default();
        assert_eq!((pages.paths(), pages.read("a.html").unwrap()), (Vec::new(), None));
        let sink = MemorySink::new(folder.path().to_path_buf());
        let made = ArtifactData::Bytes(b"made".to_vec().into());
        sink.accept(Artifact { path: "a.html".to_owned(), content: made });
        let kept = ArtifactData::File { source: SourcePath::new("plain.html"), may_link: false };
        sink.accept(Artifact { path: "b.html".to_owned(), content: kept });
        pages.set(sink.finish().0);
        assert_eq!(pages.paths(), ["a.html", "b.html"]);
        assert_eq!(pages.read("a.html").unwrap().as_deref(), Some("made".as_bytes()));
        assert_eq!(pages.read("b.html").unwrap().as_deref(), Some("a file".as_bytes()));
        fs::remove_file(folder.path().join("plain.html")).unwrap();
        assert!(pages.read("b.html").is_err(), "it was there when the site was built");
    }
}
