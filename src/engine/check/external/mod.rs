//! Links to other sites: each address is asked for once, politely, and the answers are kept for the next run.
//!
//! | file | holds |
//! |---|---|
//! | `page` | a page that is asked for, with the elements that links expect in it |
//! | `link_cache` | what earlier runs learned |
//! | `host` | the questions for one server, one after the other |
//! | `link_status` | what a server's answer means for a link |

mod host;
mod link_cache;
mod link_status;
mod page;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use url::Url;

pub(super) use self::link_status::LinkStatus;
use self::{
    host::Host,
    link_cache::LinkCache,
    page::{ExternalPage, key},
};
use super::{
    CheckOptions,
    address::{Destination, names_element},
    text_links::TextLink,
};
use crate::config::Config;
use tsubame_model::source::{Network, World};

/// So many servers are asked at the same time.
const MOST_HOSTS: usize = 16;

/// What other sites answered.
#[derive(Debug, Default)]
pub(super) struct ExternalLinkResults {
    /// By the address that was asked for, with the fragment that was looked for.
    by_address: BTreeMap<String, LinkStatus>,
    /// How many addresses the site links to.
    pub links: usize,
    /// How many of them the cache answered.
    pub cached: usize,
}

impl ExternalLinkResults {
    /// The answer to a link, if it was asked.
    pub fn find(&self, link: &TextLink, config: &Config) -> Option<&LinkStatus> {
        let (url, anchor) = split(link, config)?;
        self.by_address.get(&key(&url, anchor.as_deref()))
    }
}

/// Asks for every address that a link leads to, unless the cache knows the answer.
pub(super) fn check_external(
    text_links: &[TextLink],
    config: &Config,
    world: &World,
    options: &CheckOptions<'_>,
) -> ExternalLinkResults {
    let wanted: BTreeSet<(String, Option<String>)> = text_links.iter().filter_map(|link| split(link, config)).collect();
    let mut cache = LinkCache::read(&*world.run_state, world.clock.wall_time.timestamp(), options.fresh);
    let mut answers = ExternalLinkResults { links: wanted.len(), ..ExternalLinkResults::default() };
    let mut pages: BTreeMap<String, ExternalPage> = BTreeMap::new();
    for (url, anchor) in wanted {
        let address = key(&url, anchor.as_deref());
        if let Some(answer) = cache.find(&address) {
            answers.by_address.insert(address, answer);
            answers.cached += 1;
            continue;
        }
        let page = pages.entry(url.clone()).or_insert_with(|| ExternalPage { url, ..ExternalPage::default() });
        page.is_linked_whole |= anchor.is_none();
        page.anchors.extend(anchor);
    }
    if pages.is_empty() {
        return answers;
    }
    for (address, answer) in probe_hosts(pages.into_values().collect(), &*world.network, options.on_step) {
        cache.insert(&address, &answer);
        answers.by_address.insert(address, answer);
    }
    cache.write(&*world.run_state);
    answers
}

/// The page that a link leads to and the element it needs, or `None` for a link that leads to no other site.
fn split(link: &TextLink, config: &Config) -> Option<(String, Option<String>)> {
    let Destination::External(url) = &link.destination else { return None };
    let anchor = url.fragment().filter(|anchor| names_element(anchor));
    let is_looked_for =
        !config.link_checker.skips_anchor(&link.written) && !config.link_checker.skips_anchor(url.as_str());
    let anchor = anchor.filter(|_| is_looked_for).map(str::to_owned);
    let mut page = url.clone();
    page.set_fragment(None);
    Some((page.into(), anchor))
}

/// Scheme, name and port of an address: what one server answers for.
fn host_of(url: &str) -> String {
    Url::parse(url).map_or_else(|_| url.to_owned(), |url| url.origin().ascii_serialization())
}

/// Asks all servers, many at the same time, those with the most questions first.
fn probe_hosts(
    pages: Vec<ExternalPage>,
    network: &dyn Network,
    on_step: &(dyn Fn(usize, usize) + Sync),
) -> BTreeMap<String, LinkStatus> {
    let total = pages.len();
    let mut by_host: BTreeMap<String, Vec<ExternalPage>> = BTreeMap::new();
    for page in pages {
        by_host.entry(host_of(&page.url)).or_default().push(page);
    }
    let mut waiting: Vec<Vec<ExternalPage>> = by_host.into_values().collect();
    waiting.sort_by_key(|pages| std::cmp::Reverse(pages.len()));
    let workers = waiting.len().min(MOST_HOSTS);
    let (waiting, done) = (Mutex::new(VecDeque::from(waiting)), Mutex::new(BTreeMap::new()));
    let asked = AtomicUsize::new(0);
    let count = || on_step(asked.fetch_add(1, Ordering::Relaxed) + 1, total);
    on_step(0, total);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                while let Some(pages) = next() {
                    let answers = Host::new(network).probe_all(&pages, &count);
                    done.lock().unwrap_or_else(PoisonError::into_inner).extend(answers);
                }
            });
        }
    });
    done.into_inner().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
