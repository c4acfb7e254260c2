//! A rendered site as its check sees it: pages with their links, the paths of all files, pictures.

use std::collections::{HashMap, HashSet};

use url::Url;

use super::{
    html_summary::HtmlSummary, outputs::Outputs, security_policy::HeaderPolicies, style_requests::StyleRequest,
};
use crate::site::SiteUrl;
use tsubame_images::read_metadata;
use tsubame_model::source::SourcePath;

/// A rendered page.
#[derive(Debug)]
pub(super) struct RenderedPage {
    /// Its output path.
    pub path: String,
    /// The addresses it links to, each once.
    pub links: Vec<String>,
    /// What in it can be linked to.
    pub anchors: HashSet<String>,
    /// The address that `<base>` sets.
    pub base: Option<String>,
    /// What it tells search engines and asks of browsers.
    pub summary: HtmlSummary,
}

impl RenderedPage {
    /// The address from which its links count: its own, unless `<base>` sets another.
    pub fn base_address(&self, site: &SiteUrl) -> Url {
        let own = site.of_output(&self.path);
        self.base.as_deref().and_then(|base| own.join(base).ok()).unwrap_or(own)
    }
}

/// All files of a rendered site.
#[derive(Debug)]
pub(super) struct RenderedSite {
    /// Their paths.
    pub outputs: Outputs,
    /// The pages, by their paths.
    pub pages: Vec<RenderedPage>,
    /// Where files come from that are published as they are.
    pub sources: HashMap<String, SourcePath>,
    /// Raster images that the build made.
    pub images: HashMap<String, Raster>,
    /// What style sheets ask for, by their output paths.
    pub styles: HashMap<String, Vec<StyleRequest>>,
    /// The policies that the host sends.
    pub header_policies: HeaderPolicies,
}

/// A raster image of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Raster {
    /// The length of its file.
    pub bytes: u64,
    pub width_px: u32,
}

/// Measures a file that is a raster image by its name; the head of the file tells.
pub(super) fn measure_raster(path: &str, bytes: &[u8]) -> Option<Raster> {
    let (_, ending) = path.rsplit_once('.')?;
    RASTERS.iter().find(|raster| raster.eq_ignore_ascii_case(ending))?;
    let width_px = read_metadata(bytes, Some(ending)).ok()?.width;
    Some(Raster { bytes: bytes.len() as u64, width_px })
}

/// Endings of raster images that browsers show.
const RASTERS: [&str; 6] = ["avif", "gif", "jpeg", "jpg", "png", "webp"];
