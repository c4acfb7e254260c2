//! What the phases of a build may look at.

use std::{collections::HashMap, sync::Arc};

use super::{Project, Sink};
use crate::{
    config::Config,
    content::{ContentText, FrontMatter, Library},
    markdown::Highlighter,
    templates::{Bodies, Engine, Inputs, TemplateSet},
};
use tsubame_images::ImageQueue;
use tsubame_model::source::{Place, SourcePath};

/// What every phase has: the project with its settings, and who takes what is made.
pub(super) struct BuildContext<'a> {
    pub project: &'a Project,
    pub config: &'a Arc<Config>,
    pub sink: &'a dyn Sink,
    /// Colours code.
    pub highlighter: Arc<Highlighter>,
    /// Takes the images that templates ask for.
    pub images: Arc<ImageQueue>,
}

/// A site whose entries are read.
#[derive(Clone, Copy)]
pub(super) struct SiteContext<'a> {
    pub project: &'a Project,
    pub config: &'a Config,
    pub library: &'a Library,
}

impl SiteContext<'_> {
    /// Where a field below `[extra]` stands in an entry's file.
    pub fn place_of_extra(&self, path: &SourcePath, field: &str) -> Option<Place> {
        let text = self.project.read_text(path).and_then(|text| ContentText::parse(path, text)).ok()?;
        text.place_of_extra(&FrontMatter::parse(&text.whole, &text.parts).root, field)
    }
}

/// Files made before any page is rendered, by output path.
pub(super) type GeneratedFiles = Arc<HashMap<String, Arc<[u8]>>>;

/// One of them.
pub(super) type GeneratedFile = (String, Arc<[u8]>);

/// What the phases that render have beside the build.
pub(super) struct RenderStage<'a> {
    pub build: &'a BuildContext<'a>,
    pub library: &'a Arc<Library>,
    pub templates: &'a TemplateSet,
    /// Whether renders are traced, which pays where a memo keeps them.
    pub is_tracing: bool,
}

impl<'a> RenderStage<'a> {
    /// The site, for what needs no templates.
    pub fn site(&self) -> SiteContext<'a> {
        SiteContext { project: self.build.project, config: self.build.config, library: self.library }
    }

    /// The templates over these files and bodies; without bodies, content itself is being templated.
    pub fn engine(&self, generated: &GeneratedFiles, bodies: Option<Bodies>) -> Engine {
        let inputs = Inputs {
            config: Arc::clone(self.build.config),
            world: self.build.project.world.clone(),
            library: Arc::clone(self.library),
            highlighter: Arc::clone(&self.build.highlighter),
            generated: Arc::clone(generated),
            files: Arc::clone(&self.build.project.files),
            images: Arc::clone(&self.build.images),
            bodies,
        };
        self.templates.bind(inputs).with_tracing(self.is_tracing)
    }
}
