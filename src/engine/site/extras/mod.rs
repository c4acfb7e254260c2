//! Files that Zola does not make and a site may ask for: calendar files, sitemaps of pictures and videos, and what a
//! static host reads. They lie beside Zola's, which stay as they are.
//!
//! A site that asks for none of them pays nothing: then there is no [`Extras`] at all.

mod address;
mod calendar;
mod hashed;
mod headers;
mod pictures;
mod redirects;
mod scan;
mod sitemap_xml;
mod videos;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

pub(super) use self::address::{encode_address, encode_name};
use self::{
    address::SiteUrl,
    hashed::References,
    pictures::{Listed, Pictures},
    scan::scan_page,
};
use super::{
    Artifact, Content, Project, Sink, api,
    plan::{Plan, Render},
    statics::Statics,
};
use crate::{
    config::{Backend, Config},
    content::{EntryId, Library},
};
use tsubame_model::source::{Diagnostic, SourcePath};

/// Gathers from the rendered pages what the added files need.
pub(super) struct Extras<'a> {
    config: &'a Config,
    library: &'a Library,
    url: SiteUrl,
    pictures: Mutex<Pictures>,
    listed: Mutex<Listed>,
    references: Mutex<References>,
}

/// What a build has when all pages are rendered.
pub(super) struct Built<'a> {
    pub project: &'a Project,
    pub plan: &'a Plan,
    pub generated: &'a HashMap<String, Arc<[u8]>>,
}

impl<'a> Extras<'a> {
    /// Nothing, unless the configuration asks for any of the files.
    pub fn new(config: &'a Config, library: &'a Library) -> Option<Self> {
        let settings = &config.tsubame;
        let sitemaps = settings.sitemap.images || settings.sitemap.videos;
        if settings.delivery.is_none() && settings.calendar.is_none() && !sitemaps {
            return None;
        }
        let url = SiteUrl::new(&config.base_url)?;
        let (pictures, listed, references) = Default::default();
        Some(Self { config, library, url, pictures, listed, references })
    }

    /// Looks at a rendered page, before it is minified.
    pub fn offer(&self, render: &Render, path: &str, html: &[u8]) {
        let settings = &self.config.tsubame;
        let sitemaps = settings.sitemap.images || settings.sitemap.videos;
        if !path.ends_with(".html") || settings.delivery.is_none() && !sitemaps {
            return;
        }
        let scan = scan_page(html);
        let owner = match render {
            Render::Page(id) => Some(EntryId::Page(*id)),
            Render::Section(id) | Render::SectionPager { section: id, pager: 0, .. } => Some(EntryId::Section(*id)),
            _ => None,
        };
        if let Some(id) = owner.filter(|_| scan.is_hidden) {
            self.listed.lock().unwrap_or_else(PoisonError::into_inner).leave_out(id);
        }
        if let Some(id) = owner.filter(|_| settings.sitemap.images) {
            let found = scan.pictures.iter().filter_map(|written| self.url.absolute(path, written)).collect();
            self.pictures.lock().unwrap_or_else(PoisonError::into_inner).add(id, found);
        }
        let addresses = scan.addresses.iter().filter_map(|written| self.url.resolve(path, written));
        self.references.lock().unwrap_or_else(PoisonError::into_inner).add(addresses);
    }

    /// Makes the files and hands them over. Static files and assets of the same path win, but for the two that a host
    /// reads: those become part of the ones made here.
    pub fn emit(self, built: &Built<'_>, statics: &mut Statics, sink: &dyn Sink, faults: &mut Vec<Diagnostic>) {
        let settings = &self.config.tsubame;
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        if let Some(calendar) = &settings.calendar {
            files.extend(calendar::make_calendars(calendar, (self.config, self.library), built.project, faults));
        }
        let listed = self.listed.into_inner().unwrap_or_else(PoisonError::into_inner);
        if settings.sitemap.images {
            let pictures = self.pictures.into_inner().unwrap_or_else(PoisonError::into_inner);
            files.extend(pictures.into_files(self.library, self.config, &listed));
        }
        if settings.sitemap.videos {
            files.extend(videos::make_sitemap((self.config, self.library), &listed, built.project, faults));
        }
        if let Some(delivery) = &settings.delivery {
            let mut by_hand = |path: &str| {
                let file = statics.take(path)?;
                built.project.read_text(&file).map_err(|fault| faults.push(fault)).ok()
            };
            if delivery.redirects {
                let hand = by_hand("_redirects");
                let made = redirects::make_redirects(built.plan, self.library, &self.url);
                let proxy = make_proxy(self.config, self.url.base_path());
                let joined = redirects::join(hand.as_deref(), &made, proxy.as_deref());
                files.insert("_redirects".to_owned(), joined.into_bytes());
            }
            if delivery.security_headers {
                let hand = by_hand("_headers");
                let references = self.references.into_inner().unwrap_or_else(PoisonError::into_inner);
                let immutable = references.immutable(built, statics);
                let pagefind = settings.pagefind.as_ref().map(|pagefind| pagefind.output.as_str());
                let form_hosts = headers::form_hosts(delivery, Backend::of(&self.config.extra));
                let inputs = headers::HeaderInputs {
                    base_path: self.url.base_path(),
                    immutable: &immutable,
                    pagefind,
                    form_hosts: &form_hosts,
                    api: settings.api.as_ref().map(|_| api::ROOT),
                };
                let made = headers::make_headers(delivery, &inputs);
                files.insert("_headers".to_owned(), headers::join(&made, hand.as_deref()).into_bytes());
            }
        }
        hand_over(files, (built.plan, statics), &self.config.file, (sink, faults));
    }
}

/// The rules that pass on what is sent to the server behind the forms, where that lies behind a path of the site.
fn make_proxy(config: &Config, base_path: &str) -> Option<String> {
    let Backend::Path(path) = Backend::of(&config.extra)? else { return None };
    let server = config.tsubame.delivery.as_ref()?.backend.as_ref()?;
    let api = config.tsubame.api.as_ref().map(|_| api::ROOT);
    Some(redirects::make_proxy(&redirects::Proxy { path: &path, server, base_path, api }))
}

fn hand_over(
    files: BTreeMap<String, Vec<u8>>,
    (plan, statics): (&Plan, &Statics),
    config_file: &SourcePath,
    (sink, faults): (&dyn Sink, &mut Vec<Diagnostic>),
) {
    let kept: HashSet<&str> = statics.paths().collect();
    let rendered: HashSet<&str> = plan.jobs.iter().map(|job| job.path.as_str()).collect();
    for (path, bytes) in files.into_iter().filter(|(path, _)| !kept.contains(path.as_str())) {
        let folder = format!("{path}/");
        if rendered.contains(path.as_str()) || rendered.iter().any(|other| other.starts_with(&folder)) {
            let message = format!("`{path}` is a page of the site, and also a file that [extra.tsubame] asks for");
            let fault = Diagnostic::error("path-collision", message).in_file(config_file);
            faults.push(fault.with_hint("give the page another path, or switch the file off"));
        } else {
            sink.accept(Artifact { path, content: Content::Made(bytes) });
        }
    }
}
