//! Files that Zola does not make and a site may ask for: calendar files, sitemaps of pictures and videos, and what a
//! static host reads. They lie beside Zola's, which stay as they are.
//!
//! | file | holds |
//! |---|---|
//! | `rendered_files`, `scan` | what these files may be made from; what a rendered page shows and asks for |
//! | `calendar` | `calendar.ics` beside the page of each event |
//! | `pictures`, `videos`, `sitemap_xml` | the sitemaps of pictures and of videos, and the frame of such a file |
//! | `headers`, `hashed` | `_headers`, and which files are only ever asked for with a hash of their content |
//! | `redirects` | `_redirects` |
//!
//! A site that asks for none of them pays nothing: then there is no [`AddedOutputs`] at all.

mod calendar;
mod hashed;
mod headers;
mod pictures;
mod redirects;
mod rendered_files;
mod scan;
mod sitemap_xml;
mod videos;

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Mutex, PoisonError},
};

use self::{
    hashed::References,
    pictures::{Listed, Pictures},
};
pub(super) use self::{
    rendered_files::RenderedFiles,
    scan::{PageScan, scan_page},
};
use super::{
    Artifact, ArtifactData, Sink, api, context::SiteContext, plan::Render, site_url::SiteUrl, statics::StaticFiles,
};
use crate::{
    config::{BackendUrl, Config},
    content::EntryId,
};
use tsubame_model::source::{Diagnostic, SourcePath, Wording};

/// Gathers from the rendered pages what the added files need.
pub(super) struct AddedOutputs<'a> {
    site: SiteContext<'a>,
    url: SiteUrl,
    pictures: Mutex<Pictures>,
    listed: Mutex<Listed>,
    references: Mutex<References>,
}

impl<'a> AddedOutputs<'a> {
    /// Nothing, unless the configuration asks for any of the files.
    pub fn new(site: SiteContext<'a>) -> Option<Self> {
        let settings = &site.config.tsubame;
        let sitemaps = settings.sitemap.images || settings.sitemap.videos;
        if settings.delivery.is_none() && settings.calendar.is_none() && !sitemaps {
            return None;
        }
        let url = SiteUrl::new(&site.config.base_url)?;
        let (pictures, listed, references) = Default::default();
        Some(Self { site, url, pictures, listed, references })
    }

    /// Whether a page at this path is of interest.
    pub fn wants(&self, path: &str) -> bool {
        let settings = &self.site.config.tsubame;
        let sitemaps = settings.sitemap.images || settings.sitemap.videos;
        path.ends_with(".html") && (settings.delivery.is_some() || sitemaps)
    }

    /// Takes what was read from a page, as it was before it was minified.
    pub fn offer(&self, render: &Render, path: &str, scan: &PageScan) {
        let owner = match render {
            Render::Page(id) => Some(EntryId::Page(*id)),
            Render::Section(id) | Render::SectionPager { section: id, pager: 0, .. } => Some(EntryId::Section(*id)),
            _ => None,
        };
        if let Some(id) = owner.filter(|_| scan.is_hidden) {
            self.listed.lock().unwrap_or_else(PoisonError::into_inner).leave_out(id);
        }
        if let Some(id) = owner.filter(|_| self.site.config.tsubame.sitemap.images) {
            let found = scan.pictures.iter().filter_map(|written| self.url.absolute(path, written)).collect();
            self.pictures.lock().unwrap_or_else(PoisonError::into_inner).add(id, found);
        }
        let addresses = scan.addresses.iter().filter_map(|written| self.url.resolve(path, written));
        self.references.lock().unwrap_or_else(PoisonError::into_inner).add(addresses);
    }

    /// Makes the files and hands them over. Static files and assets of the same path win, but for the two that a host
    /// reads: those become part of the ones made here.
    pub fn emit(self, rendered: &RenderedFiles<'_>, statics: &mut StaticFiles, sink: &dyn Sink) -> Vec<Diagnostic> {
        let (site, settings) = (self.site, &self.site.config.tsubame);
        let (mut files, mut faults) = (BTreeMap::new(), Vec::new());
        if let Some(calendar) = &settings.calendar {
            files.extend(calendar::make_calendars(calendar, site).unpack(&mut faults));
        }
        let listed = self.listed.into_inner().unwrap_or_else(PoisonError::into_inner);
        if settings.sitemap.images {
            let pictures = self.pictures.into_inner().unwrap_or_else(PoisonError::into_inner);
            files.extend(pictures.into_files(site.library, site.config, &listed));
        }
        if settings.sitemap.videos {
            files.extend(videos::make_sitemap(site, &listed).unpack(&mut faults));
        }
        if let Some(delivery) = &settings.delivery {
            let mut by_hand = |path: &str| {
                let file = statics.take(path)?;
                site.project.read_text(&file).map_err(|fault| faults.push(fault)).ok()
            };
            if delivery.redirects {
                let hand = by_hand("_redirects");
                let made = redirects::make_redirects(rendered.plan, site.library, &self.url);
                let proxy = make_proxy(site.config, self.url.base_path());
                let joined = redirects::join(hand.as_deref(), &made, proxy.as_deref());
                files.insert("_redirects".to_owned(), joined.into_bytes());
            }
            if delivery.security_headers {
                let hand = by_hand("_headers");
                let references = self.references.into_inner().unwrap_or_else(PoisonError::into_inner);
                let immutable = references.immutable(rendered, statics);
                let pagefind = settings.pagefind.as_ref().map(|pagefind| pagefind.output.as_str());
                let form_hosts = headers::form_hosts(delivery, BackendUrl::of(&site.config.extra));
                let inputs = headers::HeaderInputs {
                    base_path: self.url.base_path(),
                    immutable: &immutable,
                    pagefind,
                    form_hosts: &form_hosts,
                    api: settings.api.as_ref().map(|_| api::ROOT),
                    analytics: settings.analytics.as_ref(),
                };
                let made = headers::make_headers(delivery, &inputs);
                files.insert("_headers".to_owned(), headers::join(&made, hand.as_deref()).into_bytes());
            }
        }
        let (free, met) = rendered.part_free(files, statics);
        for (path, bytes) in free {
            sink.accept(Artifact { path, content: ArtifactData::Bytes(bytes.into()) });
        }
        faults.extend(met.iter().map(|path| path_taken(path, &site.config.file)));
        faults
    }
}

/// The rules that pass on what is sent to the server behind the forms, where that lies behind a path of the site.
fn make_proxy(config: &Config, base_path: &str) -> Option<String> {
    let BackendUrl::Path(path) = BackendUrl::of(&config.extra)? else { return None };
    let delivery = config.tsubame.delivery.as_ref()?;
    let (server, signed) = (delivery.backend.as_ref()?, delivery.signed.as_ref());
    let api = config.tsubame.api.as_ref().map(|_| api::ROOT);
    Some(redirects::make_proxy(&redirects::Proxy { path: &path, server, signed, base_path, api }))
}

impl RenderedFiles<'_> {
    /// Those of the files that no static file stands in for and whose path no page has, and the paths that pages have.
    fn part_free(
        &self,
        files: BTreeMap<String, Vec<u8>>,
        statics: &StaticFiles,
    ) -> (BTreeMap<String, Vec<u8>>, Vec<String>) {
        let kept: HashSet<&str> = statics.paths().collect();
        let rendered: HashSet<&str> = self.plan.jobs.iter().map(|job| job.path.as_str()).collect();
        let is_met = |path: &String| {
            let folder = format!("{path}/");
            rendered.contains(path.as_str()) || rendered.iter().any(|other| other.starts_with(&folder))
        };
        let wanted = files.into_iter().filter(|(path, _)| !kept.contains(path.as_str()));
        let (met, free): (BTreeMap<_, _>, BTreeMap<_, _>) = wanted.partition(|(path, _)| is_met(path));
        (free, met.into_keys().collect())
    }
}

fn path_taken(path: &str, config_file: &SourcePath) -> Diagnostic {
    let message = Wording::new(
        format!("`{path}` is a page of the site, and also a file that [extra.tsubame] asks for"),
        format!("`{path}` というページが、[extra.tsubame] の設定で作るファイルと重なっています"),
    );
    let hint = Wording::new(
        "give the page another path, or switch the file off",
        "ページのパスを変えるか、そのファイルを作らない設定にしてください",
    );
    Diagnostic::error("path-collision", message).in_file(config_file).with_hint(hint)
}
