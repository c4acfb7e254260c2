//! What is served at the moment, and telling open pages when that changes.

use std::{
    process,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use axum::extract::ws::Utf8Bytes;
use tokio::sync::broadcast;
use tsubame_http::{AllowedHosts, Shutdown};
use tsubame_model::source::MessageLanguage;

use super::{
    address::BaseAddress,
    change::{PageMessage, SiteChange},
    overlay::{BuildFailure, render_overlay},
    snapshot::{SearchFiles, Snapshot},
};

/// A page that has more messages than this waiting is told to compare stamps instead.
const MOST_WAITING: usize = 64;

/// A page that has gone without a word is missed after twice this time.
const ASK_EVERY: Duration = Duration::from_secs(30);

/// What is served at one time. A page that was made from one state knows it by the stamp.
pub(super) struct LiveState {
    /// The last good site, if there ever was one.
    pub site: Option<Arc<Snapshot>>,
    /// The overlay, while the site has faults.
    pub overlay: Option<Arc<str>>,
    /// Another text for every state, of every server that ever ran.
    pub stamp: String,
}

/// The site that is served, one state after the other.
pub(super) struct LiveSite {
    /// Who may ask.
    pub hosts: AllowedHosts,
    /// The path before the site's own paths, with slashes at both ends.
    pub base: String,
    /// Tells the sockets when the server ends.
    pub shutdown: Shutdown,
    /// How often open pages are asked whether they are still there.
    pub ask_every: Duration,
    state: RwLock<Arc<LiveState>>,
    /// That of what the preview itself says.
    language: RwLock<MessageLanguage>,
    /// When the build began of which open pages say that it takes long.
    working_since: Mutex<Option<Instant>>,
    messages: broadcast::Sender<Utf8Bytes>,
    instance: String,
    count: AtomicU64,
}

impl LiveSite {
    /// With its first state.
    pub fn new(base: &BaseAddress, first: Option<Result<Snapshot, BuildFailure>>, language: MessageLanguage) -> Self {
        let started = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let interface = base.address().ip();
        let hosts = if interface.is_loopback() {
            AllowedHosts::local(base.host.clone().into_iter().chain([interface.to_string()]))
        } else {
            AllowedHosts::any()
        };
        let instance = format!("{:x}.{:x}", started.as_nanos(), process::id());
        let (site, overlay) = match first {
            Some(Ok(site)) => (Some(Arc::new(site)), None),
            Some(Err(failure)) => (None, Some(render_overlay(&failure, language).into())),
            None => (None, None),
        };
        let state = LiveState { site, overlay, stamp: format!("{instance}.0") };
        Self {
            hosts,
            base: base.path().to_owned(),
            shutdown: Shutdown::default(),
            ask_every: ASK_EVERY,
            state: RwLock::new(Arc::new(state)),
            language: RwLock::new(language),
            working_since: Mutex::default(),
            messages: broadcast::Sender::new(MOST_WAITING),
            instance,
            count: AtomicU64::new(1),
        }
    }

    /// What is served now.
    pub fn state(&self) -> Arc<LiveState> {
        Arc::clone(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The language of what the preview itself says.
    pub fn language(&self) -> MessageLanguage {
        *self.language.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has it say everything in this language from now on; overlays that are shown stay as they are.
    pub fn speak(&self, language: MessageLanguage) {
        *self.language.write().unwrap_or_else(PoisonError::into_inner) = language;
    }

    /// The messages from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Utf8Bytes> {
        self.messages.subscribe()
    }

    /// How many open pages listen.
    #[cfg(test)]
    pub fn listeners(&self) -> usize {
        self.messages.receiver_count()
    }

    /// Serves a new site and tells the pages what that means for them. The result is the paths that changed.
    pub fn show(&self, site: Snapshot) -> Vec<String> {
        let old = self.state();
        let site = match &old.site {
            // Better an old search than none.
            Some(before) => site.with_search_of(before),
            None => site,
        };
        let changed = match &old.site {
            Some(before) => before.changes(&site),
            None => Snapshot::default().changes(&site),
        };
        if changed.is_empty() && old.overlay.is_none() && old.site.is_some() {
            dispose(site);
            return changed;
        }
        // A changed style sheet gives every page that addresses it by its hash another text; it is swapped all the same.
        let same = |path: &String| old.site.as_ref().is_some_and(|before| before.differs_by_hashes(&site, path));
        let change = SiteChange::of(changed.iter().filter(|path| !same(path)).cloned().collect());
        let stamp = self.next_stamp();
        self.set(LiveState { site: Some(Arc::new(site)), overlay: None, stamp: stamp.clone() });
        self.send(&PageMessage::of(&change, &stamp));
        dispose(old);
        changed
    }

    /// Serves other files of full-text search from now on. Pages need not be told: they ask for them when somebody
    /// searches.
    pub fn show_search(&self, files: &SearchFiles) {
        let old = self.state();
        if let Some(site) = &old.site {
            let site = Arc::new(Snapshot::clone(site).with_search(files));
            self.set(LiveState { site: Some(site), overlay: old.overlay.clone(), stamp: old.stamp.clone() });
        }
        dispose(old);
    }

    /// Lays a fault over the pages; the last good site stays.
    pub fn show_failure(&self, failure: &BuildFailure) {
        let overlay: Arc<str> = render_overlay(failure, self.language()).into();
        let old = self.state();
        if old.overlay.as_ref() == Some(&overlay) {
            return;
        }
        let stamp = self.next_stamp();
        let state = LiveState { site: old.site.clone(), overlay: Some(Arc::clone(&overlay)), stamp: stamp.clone() };
        self.set(state);
        self.send(&PageMessage::Fault { stamp: &stamp, html: &overlay });
    }

    /// Has open pages say that a build is under way since then.
    pub fn show_working(&self, since: Instant) {
        *self.working_since.lock().unwrap_or_else(PoisonError::into_inner) = Some(since);
        self.send(&PageMessage::Working { seconds: since.elapsed().as_secs() });
    }

    /// Has them say no more that a build is under way.
    pub fn end_working(&self) {
        if self.working_since.lock().unwrap_or_else(PoisonError::into_inner).take().is_some() {
            self.send(&PageMessage::Idle);
        }
    }

    /// For how many seconds a build has been under way of which pages are to tell.
    pub fn working_seconds(&self) -> Option<u64> {
        self.working_since.lock().unwrap_or_else(PoisonError::into_inner).map(|since| since.elapsed().as_secs())
    }

    fn set(&self, state: LiveState) {
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(state);
    }

    fn send(&self, message: &PageMessage<'_>) {
        // No page may be open; nobody needs to be told then.
        let _ = self.messages.send(message.to_json().into());
    }

    fn next_stamp(&self) -> String {
        format!("{}.{:x}", self.instance, self.count.fetch_add(1, Ordering::Relaxed))
    }
}

/// Giving back a large site takes a while, and nobody needs to wait for it.
fn dispose(site: impl Send + 'static) {
    thread::spawn(move || drop(site));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::MemorySink;
    use tsubame_engine::site::{Artifact, ArtifactData, Sink};

    fn site(files: &[(&str, &str)]) -> Snapshot {
        let sink = MemorySink::new("/nowhere".into());
        for (path, text) in files {
            let content = ArtifactData::Bytes(text.as_bytes().to_vec().into());
            sink.accept(Artifact { path: (*path).to_owned(), content });
        }
        sink.finish().0
    }

    #[test]
    fn scenes_follow_each_other() {
        let base = BaseAddress::of("127.0.0.1:1111".parse().unwrap());
        let live = LiveSite::new(&base, Some(Err(BuildFailure::Error("first".to_owned()))), MessageLanguage::English);
        let mut messages = live.subscribe();
        let mut kinds = || {
            let text = messages.try_recv().ok()?;
            Some(text.as_str().split('"').nth(3).unwrap_or_default().to_owned())
        };
        assert!(live.state().site.is_none() && live.state().overlay.is_some());
        live.end_working();
        live.show_working(Instant::now());
        assert!(live.working_seconds().is_some());
        live.end_working();
        assert_eq!((kinds().as_deref(), kinds().as_deref(), kinds()), (Some("working"), Some("idle"), None));

        assert_eq!(live.show(site(&[("a.html", "1")])), ["a.html"]);
        assert_eq!(kinds().as_deref(), Some("reload"));
        let stamp = live.state().stamp.clone();

        assert_eq!(live.show(site(&[("a.html", "1")])), [""; 0]);
        assert_eq!((kinds(), &live.state().stamp), (None, &stamp));

        let failure = BuildFailure::Error("second".to_owned());
        live.show_failure(&failure);
        live.show_failure(&failure);
        assert_eq!((kinds().as_deref(), kinds()), (Some("fault"), None));
        assert!(live.state().site.is_some() && live.state().stamp != stamp);

        assert_eq!(live.show(site(&[("a.html", "1")])), [""; 0]);
        assert_eq!(kinds().as_deref(), Some("clear"));
        assert!(live.state().overlay.is_none());
        assert_eq!(live.show(site(&[("a.html", "1"), ("a.css", "")])), ["a.css"]);
        assert_eq!(kinds().as_deref(), Some("css"));
        live.show(site(&[("a.html", "/a.css?h=01"), ("a.css", "")]));
        assert_eq!(kinds().as_deref(), Some("reload"));
        live.show(site(&[("a.html", "/a.css?h=02"), ("a.css", "b {}")]));
        assert_eq!(kinds().as_deref(), Some("css"));
    }
}
