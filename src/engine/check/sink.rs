//! The sink of a build that is only looked at: it keeps what rules need, and drops the bytes.

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    CheckOptions, Findings,
    context::CheckContext,
    html_links::{HtmlLinks, read_html_links},
    html_summary::summarize_html,
    outputs::Outputs,
    registry::RULES,
    rendered_site::{Raster, RenderedPage, RenderedSite, measure_raster},
    security_policy::HeaderPolicies,
    style::check_style,
    style_requests::{StyleRequest, read_style_requests},
    text_links::EntryLinks,
};
use crate::{
    config::Config,
    content::{EntryId, Library},
    site::{Artifact, ArtifactData, Project, Report, Sink},
    templates::Bodies,
};
use tsubame_model::source::{Diagnostic, SourcePath, sort_diagnostics};

/// Takes a build of `project` and lets the rules look at it.
pub struct CheckSink<'a> {
    project: &'a Project,
    config: &'a Config,
    pages: Mutex<Vec<RenderedPage>>,
    files: Mutex<Vec<(String, Option<SourcePath>)>>,
    images: Mutex<HashMap<String, Raster>>,
    styles: Mutex<HashMap<String, Vec<StyleRequest>>>,
    header_policies: Mutex<HeaderPolicies>,
    texts: Mutex<Option<(Arc<Library>, Vec<EntryLinks>)>>,
}

impl<'a> CheckSink<'a> {
    /// Waits for a build of this project.
    pub fn new(project: &'a Project, config: &'a Config) -> Self {
        let (pages, files, images, texts) = Default::default();
        let (styles, header_policies) = Default::default();
        Self { project, config, pages, files, images, styles, header_policies, texts }
    }

    /// Applies all rules to the build that went into this sink and ended with `report`. What the build itself found is
    /// in the report, and not repeated.
    pub fn finish(&self, report: &Report, options: &CheckOptions<'_>) -> Findings {
        let Some((library, texts)) = take(&self.texts) else { return Findings::default() };
        // A build with errors has not made all files, so nothing can be said about what is missing.
        let rendered = report.is_rendered.then(|| self.rendered());
        let Some(context) = CheckContext::new(self.project, self.config, &library, &texts, rendered) else {
            return Findings::default();
        };
        let context = context.with_external(options);
        let skipped = &self.config.tsubame.check.skip;
        let rules = RULES.iter().filter(|rule| !skipped.iter().any(|code| code == rule.explanation.code));
        let mut diagnostics: Vec<Diagnostic> = rules.flat_map(|rule| (rule.check)(&context)).collect();
        let of_style = check_style(self.project, self.config, &library);
        diagnostics.extend(of_style.into_iter().filter(|fault| !skipped.iter().any(|code| code == fault.code)));
        sort_diagnostics(&mut diagnostics);
        Findings { diagnostics, ..context.counts() }
    }

    fn rendered(&self) -> RenderedSite {
        let (mut pages, files) = (take(&self.pages), take(&self.files));
        pages.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        let paths = pages.iter().map(|page| page.path.clone()).chain(files.iter().map(|(path, _)| path.clone()));
        let outputs = Outputs::new(paths);
        let sources = files.into_iter().filter_map(|(path, source)| Some((path, source?))).collect();
        let (styles, header_policies) = (take(&self.styles), take(&self.header_policies));
        RenderedSite { outputs, pages, sources, images: take(&self.images), styles, header_policies }
    }

    /// Keeps what rules need of an artifact, which goes on to somebody else.
    pub fn look_at(&self, artifact: &Artifact) {
        let path = artifact.path.clone();
        match &artifact.content {
            ArtifactData::Bytes(bytes) if path.ends_with(".html") => {
                let HtmlLinks { links, anchors, base } = read_html_links(bytes);
                let page = RenderedPage { path, links, anchors, base, summary: summarize_html(bytes) };
                self.pages.lock().unwrap_or_else(PoisonError::into_inner).push(page);
            }
            ArtifactData::Bytes(bytes) => {
                if let Some(image) = measure_raster(&path, bytes) {
                    self.images.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone(), image);
                }
                self.look_at_text(&path, || Some(Cow::Borrowed(bytes)));
                self.keep_file(path, None);
            }
            ArtifactData::File { source, .. } => {
                self.look_at_text(&path, || self.project.world.files.read(source).ok().map(Cow::Owned));
                self.keep_file(path, Some(source.clone()));
            }
        }
    }

    /// Reads style sheets and the host's headers.
    fn look_at_text<'b>(&self, path: &str, bytes: impl FnOnce() -> Option<Cow<'b, [u8]>>) {
        if path == "_headers" {
            let text = bytes().unwrap_or_default();
            let policies = HeaderPolicies::parse(&String::from_utf8_lossy(&text));
            *self.header_policies.lock().unwrap_or_else(PoisonError::into_inner) = policies;
        } else if path.ends_with(".css") {
            let text = bytes().unwrap_or_default();
            let requests = read_style_requests(&String::from_utf8_lossy(&text));
            self.styles.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), requests);
        }
    }

    fn keep_file(&self, path: String, source: Option<SourcePath>) {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).push((path, source));
    }
}

impl Sink for CheckSink<'_> {
    fn accept(&self, artifact: Artifact) {
        self.look_at(&artifact);
    }

    fn inspect(&self, library: &Arc<Library>, bodies: &Bodies) {
        let pages = library.page_ids().map(EntryId::Page).zip(&bodies.pages);
        let sections = library.section_ids().map(EntryId::Section).zip(&bodies.sections);
        let texts = pages.chain(sections).map(|(id, body)| EntryLinks {
            id,
            internal: Arc::clone(&body.internal_links),
            external: Arc::clone(&body.external_links),
            paths: Arc::clone(&body.path_links),
        });
        let texts = texts.collect();
        *self.texts.lock().unwrap_or_else(PoisonError::into_inner) = Some((Arc::clone(library), texts));
    }
}

fn take<T: Default>(held: &Mutex<T>) -> T {
    std::mem::take(&mut *held.lock().unwrap_or_else(PoisonError::into_inner))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::{Timestamp, tz::TimeZone};

    use super::*;
    use crate::{
        config::BuildOptions,
        site::{Memo, build_with, configure},
    };
    use tsubame_model::source::{ProjectFiles, ReadError, World};

    /// A project in memory.
    struct SiteTexts(BTreeMap<SourcePath, &'static str>);

    impl ProjectFiles for SiteTexts {
        fn read(&self, path: &SourcePath) -> Result<Vec<u8>, ReadError> {
            self.0.get(path).map(|text| text.as_bytes().to_vec()).ok_or(ReadError::Missing)
        }
    }

    #[test]
    fn pages_that_a_memo_keeps_are_looked_at_like_new_ones() {
        let texts = [
            ("content/_index.md", "+++\n+++\n[a](@/a.md)\n"),
            ("content/a.md", "+++\n+++\n# A\n"),
            ("templates/index.html", "{{ section.content | safe }}"),
            ("templates/page.html", "{{ page.content | safe }}<a href='/x/'>x</a>"),
            ("zola.toml", "base_url = \"https://a.jp\"\n"),
        ];
        let texts = SiteTexts(texts.into_iter().map(|(path, text)| (SourcePath::new(path), text)).collect());
        let files: Arc<[SourcePath]> = texts.0.keys().cloned().collect();
        let world = World::of_files(Arc::new(texts), Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC));
        let project = Project { config_file: SourcePath::new("zola.toml"), files, world, faults: Vec::new() };
        let config = Arc::new(configure(&project, &BuildOptions::default()).unwrap());
        let mut memo = Memo::default();
        let mut look = || {
            let sink = CheckSink::new(&project, &config);
            let report = build_with(&project, &config, &sink, &mut memo);
            assert_eq!(report.diagnostics, []);
            let pages = sink.rendered().pages;
            let seen: Vec<(String, usize)> = pages.into_iter().map(|page| (page.path, page.links.len())).collect();
            (report.reused, seen)
        };
        let (first, second) = (look(), look());
        assert!(first.0 == 0 && second.0 > 0, "the second build renders nothing anew");
        assert_eq!(first.1, second.1);
        assert!(first.1.contains(&("a/index.html".to_owned(), 1)), "{:?}", first.1);
    }
}
