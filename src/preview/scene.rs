//! What is served at the moment, and telling open pages when that changes.

use std::{
    process,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

use axum::extract::ws::Utf8Bytes;
use tokio::sync::{broadcast, watch};

use super::{
    address::BaseAddress,
    change::{Change, Message},
    guard::Guard,
    overlay::{Fault, render_overlay},
    snapshot::Snapshot,
};

/// A page that has more messages than this waiting is told to compare stamps instead.
const MOST_WAITING: usize = 64;

/// What is served. A page that was made from one scene knows it by the stamp.
pub(super) struct Scene {
    /// The last good site, if there ever was one.
    pub site: Option<Arc<Snapshot>>,
    /// The overlay, while the site has faults.
    pub overlay: Option<Arc<str>>,
    /// Another text for every scene, of every server that ever ran.
    pub stamp: String,
}

/// Where scenes follow each other.
pub(super) struct Stage {
    /// Who may ask.
    pub guard: Guard,
    /// The path before the site's own paths, with slashes at both ends.
    pub base: String,
    /// Becomes true when the server ends.
    pub closing: watch::Sender<bool>,
    scene: RwLock<Arc<Scene>>,
    messages: broadcast::Sender<Utf8Bytes>,
    instance: String,
    count: AtomicU64,
}

impl Stage {
    /// A stage with its first scene.
    pub fn new(base: &BaseAddress, first: Result<Snapshot, Fault>) -> Self {
        let started = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let interface = base.address().ip();
        let guard = if interface.is_loopback() {
            Guard::local(base.host.clone().into_iter().chain([interface.to_string()]))
        } else {
            Guard::open()
        };
        let instance = format!("{:x}.{:x}", started.as_nanos(), process::id());
        let (site, overlay) = match first {
            Ok(site) => (Some(Arc::new(site)), None),
            Err(fault) => (None, Some(render_overlay(&fault).into())),
        };
        let scene = Scene { site, overlay, stamp: format!("{instance}.0") };
        Self {
            guard,
            base: base.path().to_owned(),
            closing: watch::Sender::new(false),
            scene: RwLock::new(Arc::new(scene)),
            messages: broadcast::Sender::new(MOST_WAITING),
            instance,
            count: AtomicU64::new(1),
        }
    }

    /// What is served now.
    pub fn scene(&self) -> Arc<Scene> {
        Arc::clone(&self.scene.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The messages from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Utf8Bytes> {
        self.messages.subscribe()
    }

    /// Serves a new site and tells the pages what that means for them. The result is the paths that changed.
    pub fn show(&self, site: Snapshot) -> Vec<String> {
        let old = self.scene();
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
        let change = Change::of(changed.iter().filter(|path| !same(path)).cloned().collect());
        let stamp = self.next_stamp();
        self.set(Scene { site: Some(Arc::new(site)), overlay: None, stamp: stamp.clone() });
        self.send(&Message::of(&change, &stamp));
        dispose(old);
        changed
    }

    /// Lays a fault over the pages; the last good site stays.
    pub fn show_fault(&self, fault: &Fault) {
        let overlay: Arc<str> = render_overlay(fault).into();
        let old = self.scene();
        if old.overlay.as_ref() == Some(&overlay) {
            return;
        }
        let stamp = self.next_stamp();
        let scene = Scene { site: old.site.clone(), overlay: Some(Arc::clone(&overlay)), stamp: stamp.clone() };
        self.set(scene);
        self.send(&Message::Fault { stamp: &stamp, html: &overlay });
    }

    fn set(&self, scene: Scene) {
        *self.scene.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(scene);
    }

    fn send(&self, message: &Message<'_>) {
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
    use crate::preview::Gathering;
    use tsubame_engine::site::{Artifact, Content, Sink};

    fn site(files: &[(&str, &str)]) -> Snapshot {
        let gathering = Gathering::new("/nowhere".into());
        for (path, text) in files {
            let content = Content::Made(text.as_bytes().to_vec());
            gathering.accept(Artifact { path: (*path).to_owned(), content });
        }
        gathering.finish()
    }

    #[test]
    fn scenes_follow_each_other() {
        let base = BaseAddress::of("127.0.0.1:1111".parse().unwrap());
        let stage = Stage::new(&base, Err(Fault::Failure("first".to_owned())));
        let mut messages = stage.subscribe();
        let mut kinds = || {
            let text = messages.try_recv().ok()?;
            Some(text.as_str().split('"').nth(3).unwrap_or_default().to_owned())
        };
        assert!(stage.scene().site.is_none() && stage.scene().overlay.is_some());

        assert_eq!(stage.show(site(&[("a.html", "1")])), ["a.html"]);
        assert_eq!(kinds().as_deref(), Some("reload"));
        let stamp = stage.scene().stamp.clone();

        assert_eq!(stage.show(site(&[("a.html", "1")])), [""; 0]);
        assert_eq!((kinds(), &stage.scene().stamp), (None, &stamp));

        let fault = Fault::Failure("second".to_owned());
        stage.show_fault(&fault);
        stage.show_fault(&fault);
        assert_eq!((kinds().as_deref(), kinds()), (Some("fault"), None));
        assert!(stage.scene().site.is_some() && stage.scene().stamp != stamp);

        assert_eq!(stage.show(site(&[("a.html", "1")])), [""; 0]);
        assert_eq!(kinds().as_deref(), Some("clear"));
        assert!(stage.scene().overlay.is_none());
        assert_eq!(stage.show(site(&[("a.html", "1"), ("a.css", "")])), ["a.css"]);
        assert_eq!(kinds().as_deref(), Some("css"));
        stage.show(site(&[("a.html", "/a.css?h=01"), ("a.css", "")]));
        assert_eq!(kinds().as_deref(), Some("reload"));
        stage.show(site(&[("a.html", "/a.css?h=02"), ("a.css", "b {}")]));
        assert_eq!(kinds().as_deref(), Some("css"));
    }
}
