//! Tests over small sites held in memory.

mod faults;
mod functions;
mod rendering;
mod traces;
mod trust;
mod work;

use std::{
    collections::{BTreeMap, HashMap},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use jiff::{Timestamp, tz::TimeZone};

use super::*;
use crate::{
    config::{BuildOptions, Config, resolve},
    content::{
        ContentText, EntryId, Library, assemble, is_section_file, page_assets, parse_page, parse_section,
        section_assets,
    },
    markdown::{self, Body, Highlighter},
};
use tsubame_model::source::{
    Diagnostic, EnvVariables, Network, ProbeAnswer, ProbeFault, ProbeRequest, ProjectFiles, ReadError, Request,
    Response, SourcePath, Wording, World,
};

/// Project files by path; a text `-> a/b` is a link to another of them.
struct MemoryFiles(BTreeMap<String, String>);

impl ProjectFiles for MemoryFiles {
    fn read(&self, path: &SourcePath) -> Result<Vec<u8>, ReadError> {
        let target = self.follow_links(path)?;
        self.0.get(target.as_str()).map(|text| text.clone().into_bytes()).ok_or(ReadError::Missing)
    }
    fn follow_links(&self, path: &SourcePath) -> Result<SourcePath, ReadError> {
        let target = self.0.get(path.as_str()).and_then(|text| text.strip_prefix("-> "));
        Ok(target.map_or_else(|| path.clone(), SourcePath::new))
    }
    fn locate(&self, path: &SourcePath) -> PathBuf {
        PathBuf::from(format!("/site/{path}"))
    }
}

/// Answers with the address it is asked for, or where that has moved to.
struct Echo;

impl Network for Echo {
    fn fetch(&self, request: &Request) -> Result<Response, Wording> {
        let (status, location) = match request.url.rsplit('/').next() {
            Some("gone") => (404, None),
            Some("moved-away") if !request.follows_redirects => (302, Some("https://other.jp/x")),
            Some("moved-here") if !request.follows_redirects => (302, Some("../new")),
            _ => (200, None),
        };
        let headers: Vec<String> = request.headers.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let body = format!("{:?} {} {}", request.method, request.url, headers.join(" "));
        Ok(Response { status, location: location.map(str::to_owned), body })
    }
    fn probe(&self, _: &ProbeRequest) -> Result<ProbeAnswer, ProbeFault> {
        Ok(ProbeAnswer::default())
    }
    fn pause(&self, _: Duration) {}
}

/// One variable.
struct City;

impl EnvVariables for City {
    fn variable(&self, name: &str) -> Option<String> {
        (name == "CITY").then(|| "仙台".to_owned())
    }
}

/// A site, read but not rendered.
struct TemplateSite {
    config: Arc<Config>,
    library: Arc<Library>,
    files: Arc<MemoryFiles>,
    templates: TemplateSet,
    texts: HashMap<String, ContentText>,
}

const CONFIG: &str = "base_url = \"https://a.jp\"\ndefault_language = \"ja\"\n";

/// Reads a site; `zola.toml` holds what follows the address and the language.
fn read(files: &[(&str, &str)]) -> Result<TemplateSite, Vec<Diagnostic>> {
    let files: BTreeMap<String, String> =
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    let settings = format!("{CONFIG}{}", files.get("zola.toml").map_or("", String::as_str));
    let config = Arc::new(resolve(&SourcePath::new("zola.toml"), &settings, &BuildOptions::default()).unwrap());
    let (mut pages, mut sections, mut texts) = (Vec::new(), Vec::new(), HashMap::new());
    let paths: Vec<SourcePath> = files.keys().map(SourcePath::new).collect();
    for path in paths.iter().filter(|path| path.as_str().starts_with("content/") && path.extension() == Some("md")) {
        let text = files[path.as_str()].clone();
        let text = if is_section_file(path.file_name()) {
            let mut parsed = parse_section(path, text, &config).unwrap();
            parsed.entry.assets = section_assets(path.parent(), &paths, &config);
            sections.push(parsed.entry);
            parsed.text
        } else {
            let mut parsed = parse_page(path, text, &config).unwrap();
            if parsed.entry.file.colocated.is_some() {
                parsed.entry.assets = page_assets(path.parent(), &paths, &config);
            }
            pages.push(parsed.entry);
            parsed.text
        };
        texts.insert(path.to_string(), text);
    }
    let (library, faults) = assemble(pages, sections, &config);
    assert_eq!(faults, []);
    let templates = paths.iter().filter_map(|path| {
        let name = path.strip_folder("templates").map(str::to_owned);
        let name = name.or_else(|| path.strip_folder("themes").map(str::to_owned));
        Some(TemplateFile { name: name?, path: path.clone(), text: files[path.as_str()].clone() })
    });
    let templates = TemplateSet::load(templates.collect(), &config)?;
    Ok(TemplateSite { config, library: Arc::new(library), files: Arc::new(MemoryFiles(files)), templates, texts })
}

impl TemplateSite {
    fn inputs(&self, bodies: Option<Bodies>) -> Inputs {
        let now = Timestamp::from_second(1_700_000_000).unwrap().to_zoned(TimeZone::UTC);
        let world = World::of_files(self.files.clone(), now);
        Inputs {
            config: Arc::clone(&self.config),
            world: World { network: Arc::new(Echo), variables: Arc::new(City), ..world },
            library: Arc::clone(&self.library),
            highlighter: Arc::new(Highlighter::new(&self.config, &|path| self.files.locate(path))),
            generated: Arc::new(HashMap::from([("style.css".to_owned(), Arc::from(*b"a{}"))])),
            files: self.files.0.keys().map(SourcePath::new).collect(),
            images: Arc::default(),
            bodies,
        }
    }

    /// A body without text for each entry.
    fn no_bodies(&self) -> Bodies {
        let empty = |count: usize| vec![SharedBody::default(); count];
        Bodies { pages: empty(self.library.pages.len()), sections: empty(self.library.sections.len()) }
    }

    /// Templates bound to rendered bodies; every text is its own HTML, and `@/…` in it is a link.
    fn engine(&self) -> Engine {
        let body = |path: &SourcePath| -> SharedBody {
            let html = self.texts.get(path.as_str()).map_or_else(String::new, |text| text.body().to_owned());
            let links = html.split("@/").skip(1).map(|rest| rest.split(' ').next().unwrap().trim().to_owned());
            let link = |target| markdown::InternalLink { target, anchor: None, span: 0..0 };
            let toc = vec![markdown::Heading {
                level: 2,
                id: "h".to_owned(),
                permalink: "p#h".to_owned(),
                title: "見出し".to_owned(),
                children: Vec::new(),
            }];
            Body {
                internal_links: links.map(link).collect(),
                summary: Some("要約".to_owned()),
                toc,
                html,
                ..Body::default()
            }
            .into()
        };
        let pages = self.library.pages.iter().map(|page| body(&page.file.path)).collect();
        let sections = self.library.sections.iter().map(|section| body(&section.file.path)).collect();
        self.templates.bind(self.inputs(Some(Bodies { pages, sections })))
    }

    /// The target of a content file.
    fn target(&self, relative: &str) -> RenderTarget<'static> {
        match self.library.find(relative).unwrap() {
            EntryId::Page(id) => RenderTarget::Page(id),
            EntryId::Section(id) => RenderTarget::Section(id),
        }
    }
}

/// A site with one page `頁.md` and the given `page.html`, rendered.
fn render_page(template: &str, more: &[(&str, &str)]) -> Result<String, Vec<Diagnostic>> {
    let mut files = vec![("content/頁.md", "+++\ntitle = \"頁\"\n+++\n本文"), ("templates/page.html", template)];
    files.extend(more);
    let site = read(&files)?;
    site.engine().render(&site.target("頁.md")).map(|rendered| String::from_utf8(rendered.text).unwrap())
}

/// All that a fault says, in one text.
fn words(fault: &Diagnostic) -> String {
    let notes: Vec<String> = fault.notes.iter().map(|note| format!("{} {}", note.label.english(), note.file)).collect();
    let file = fault.file.as_ref().map_or("", SourcePath::as_str);
    let place = fault.place.as_ref().map_or_else(String::new, |place| format!("{}:{}", place.line, place.column));
    let hint = fault.hint.as_ref().map_or("", Wording::english);
    format!("{file}:{place} {} [{hint}] {}", fault.message.english(), notes.join("; "))
}
