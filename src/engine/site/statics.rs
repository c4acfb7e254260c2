//! Files that are published as they are: static files of theme and site, and assets beside content.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use bytes::Bytes;

use super::{Artifact, ArtifactData, Sink, context::SiteContext};
use crate::content::Section;
use tsubame_images::FOLDER;
use tsubame_model::source::SourcePath;

/// Output paths with the files that go there.
#[derive(Default)]
pub(super) struct StaticFiles(BTreeMap<String, StaticSource>);

struct StaticSource {
    file: SourcePath,
    may_link: bool,
}

impl StaticFiles {
    /// All output paths.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// All output paths, each with the file that goes there.
    pub fn files(&self) -> impl Iterator<Item = (&str, &SourcePath)> {
        self.0.iter().map(|(path, source)| (path.as_str(), &source.file))
    }

    /// Takes a file out, which becomes part of another one.
    pub fn take(&mut self, path: &str) -> Option<SourcePath> {
        self.0.remove(path).map(|source| source.file)
    }
}

/// Lists them: assets first, then the theme's static files, then the site's, each winning over those before it.
pub(super) fn list(site: SiteContext<'_>) -> StaticFiles {
    let SiteContext { project, config, library } = site;
    let mut files = BTreeMap::new();
    let may_link = config.hard_link_static;
    let pages = library.pages.iter().filter(|page| page.meta.render);
    let pages = pages.map(|page| (page.file.path.parent(), &page.path, &page.assets));
    let is_shown = |section: &&Section| section.meta.render && section.meta.redirect_to.is_none();
    let sections = library.sections.iter().filter(is_shown);
    let sections = sections.map(|section| (section.file.path.parent(), &section.path, &section.assets));
    for (folder, url_path, assets) in pages.chain(sections) {
        for asset in assets {
            let below = asset.strip_folder(folder).unwrap_or(asset.file_name());
            let path = format!("{}{below}", url_path.trim_start_matches('/'));
            files.insert(path, StaticSource { file: asset.clone(), may_link });
        }
    }
    if let Some(theme) = &config.theme {
        let folder = format!("themes/{theme}/static");
        for file in project.below(&folder) {
            let path = file.strip_folder(&folder).unwrap_or_default().to_owned();
            files.insert(path, StaticSource { file: file.clone(), may_link: false });
        }
    }
    for file in project.below("static") {
        let path = file.strip_folder("static").unwrap_or_default();
        // Zola writes processed images among the static files; a site that comes from it may still have them there.
        let is_processed = path.strip_prefix(FOLDER).is_some_and(|rest| rest.starts_with('/'));
        if !is_processed && !config.ignored_static.matches(path) {
            files.insert(path.to_owned(), StaticSource { file: file.clone(), may_link });
        }
    }
    StaticFiles(files)
}

/// Hands all static files over, and the generated ones that no static file replaces.
pub(super) fn emit(statics: StaticFiles, generated: &HashMap<String, Arc<[u8]>>, sink: &dyn Sink) {
    let generated: BTreeMap<&String, &Arc<[u8]>> = generated.iter().collect();
    for (path, bytes) in generated {
        if !statics.0.contains_key(path) {
            sink.accept(Artifact {
                path: path.clone(),
                content: ArtifactData::Bytes(Bytes::from_owner(Arc::clone(bytes))),
            });
        }
    }
    for (path, StaticSource { file, may_link }) in statics.0 {
        sink.accept(Artifact { path, content: ArtifactData::File { source: file, may_link } });
    }
}
