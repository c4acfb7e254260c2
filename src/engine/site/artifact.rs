//! What a build makes, and who takes it.

use std::sync::Arc;

use bytes::Bytes;

use super::SearchInput;
use crate::{content::Library, templates::Bodies};
use tsubame_model::source::SourcePath;

/// The bytes of an artifact, or where they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArtifactData {
    /// Bytes made by the build, which a memo may hold as well.
    Bytes(Bytes),
    /// A file of the project, published as it is.
    File {
        /// The file.
        source: SourcePath,
        /// Whether it may be hard-linked instead of copied.
        may_link: bool,
    },
}

impl ArtifactData {
    /// The bytes that the build made; none for a file of the project.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::File { .. } => &[],
        }
    }
}

/// One file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Its path in the output folder, without a leading slash, with `/` between its parts and no `..` among them.
    pub path: String,
    /// Its bytes.
    pub content: ArtifactData,
}

/// A stretch of a build, for showing progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Reading content and templates.
    Read,
    /// Rendering Markdown.
    Bodies,
    /// Rendering templates.
    Render,
    /// Making the full-text index, where it is on.
    Search,
}

/// Takes the artifacts of a build as they are made, from any thread.
pub trait Sink: Sync {
    /// Takes one artifact.
    fn accept(&self, artifact: Artifact);

    /// Sees all rendered bodies, once, before anything is made of them; also when they have faults.
    fn inspect(&self, _library: &Arc<Library>, _bodies: &Bodies) {}

    /// May take over what full-text search is made from, to have a [`SearchIndexer`](super::SearchIndexer) make its
    /// files after the build. What is given back is made in the build.
    fn defer_search(&self, input: SearchInput) -> Option<SearchInput> {
        Some(input)
    }

    /// Hears that a phase begins, with the number of its steps (0 when unknown).
    fn begin(&self, _phase: Phase, _steps: usize) {}
}
