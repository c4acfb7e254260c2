//! Colours for code blocks.
//!
//! | file | holds |
//! |---|---|
//! | `settings`, `themes` | what the configuration asks for; the names of the builtin themes |
//! | `giallo_engine` | colouring by the crate `giallo`, which no other file knows |
//! | `disabled_engine` | what stands in for that without the cargo feature `highlight`: code stays plain |
//! | `colour_limits`, `colour_time` | which lines of a block are coloured, and how much of it in its time |
//! | `highlighted_code`, `cache` | a block that was coloured, and those that are kept |
//!
//! Loading grammars and themes takes about 60 ms and 60 MB, so it waits for the first code block. Nothing here knows of
//! Markdown beyond the words behind a fence.

mod cache;
#[cfg(feature = "highlight")]
mod colour_limits;
#[cfg(feature = "highlight")]
mod colour_time;
#[cfg(not(feature = "highlight"))]
mod disabled_engine;
#[cfg(feature = "highlight")]
mod giallo_engine;
mod highlighted_code;
mod settings;
mod themes;

#[cfg(not(feature = "highlight"))]
use disabled_engine::DisabledEngine as HighlightEngine;
#[cfg(feature = "highlight")]
use giallo_engine::GialloEngine as HighlightEngine;

use std::{
    path::PathBuf,
    sync::{Arc, OnceLock},
    time::Duration,
};

use self::{
    cache::HighlightCache,
    highlighted_code::HighlightedCode,
    settings::{ExtraFile, HighlightSettings},
    themes::is_builtin_theme,
};
use crate::config::{Config, HighlightStyle};
use tsubame_model::source::{Diagnostic, SourcePath, StoppedWatch, Stopwatch, Wording};

/// Colours code. Cheap to make: grammars and themes are loaded at the first use.
pub struct Highlighter {
    settings: Option<HighlightSettings>,
    engine: OnceLock<HighlightEngine>,
    cache: HighlightCache,
    watch: Arc<dyn Stopwatch>,
}

impl Highlighter {
    /// Takes the settings; nothing is loaded. `locate` gives the place of a project file in the file system, because
    /// grammars and themes of the site's own are read from there.
    pub fn new(config: &Config, locate: &dyn Fn(&SourcePath) -> PathBuf) -> Self {
        let extra = |paths: &[String]| -> Vec<ExtraFile> {
            let paths = paths.iter().map(SourcePath::new);
            paths.map(|path| ExtraFile { place: locate(&path), path }).collect()
        };
        let settings = config.markdown.highlighting.clone().map(|highlighting| HighlightSettings {
            grammars: extra(&highlighting.extra_grammars),
            themes: extra(&highlighting.extra_themes),
            most_time: Duration::from_secs(config.tsubame.limits.highlight_seconds),
            highlighting,
        });
        Self { settings, engine: OnceLock::new(), cache: HighlightCache::default(), watch: Arc::new(StoppedWatch) }
    }

    /// Tells the time by this watch; without one, nothing ever takes too long.
    #[must_use]
    pub fn with_stopwatch(self, watch: Arc<dyn Stopwatch>) -> Self {
        Self { watch, ..self }
    }

    /// Faults of the configuration: unknown themes, grammars and themes that cannot be read. Loads nothing if the
    /// configuration names only builtin themes and has no extra files.
    pub fn check(&self, config_file: &SourcePath) -> Vec<Diagnostic> {
        let Some(settings) = &self.settings else { return Vec::new() };
        if !HighlightEngine::IS_BUILT_IN {
            return vec![not_built().in_file(config_file)];
        }
        let names = settings.theme_names();
        let (mut faults, unknown): (_, Vec<&str>) = if settings.grammars.is_empty() && settings.themes.is_empty() {
            (Vec::new(), names.filter(|name| !is_builtin_theme(name)).collect())
        } else {
            let engine = self.engine(settings);
            (engine.faults().to_vec(), names.filter(|name| !engine.has_theme(name)).collect())
        };
        faults.extend(unknown.into_iter().map(unknown_theme));
        faults.into_iter().map(|fault| fault.in_file(config_file)).collect()
    }

    /// Loads grammars and themes now, so that it can happen beside other work. Does nothing if highlighting is off.
    pub fn warm_up(&self) {
        if let Some(settings) = &self.settings {
            self.engine(settings);
        }
    }

    /// The style sheets that pages need when colours are classes: file names and CSS. Loads grammars and themes.
    pub fn style_sheets(&self) -> Vec<(&'static str, String)> {
        match &self.settings {
            Some(settings) if settings.highlighting.style == HighlightStyle::Class => {
                self.engine(settings).style_sheets(&settings.highlighting.themes)
            }
            _ => Vec::new(),
        }
    }

    /// Colours a block, given the words behind its fence; `None` if highlighting is off.
    pub(super) fn highlight(&self, fence: &str, code: &str) -> Option<Arc<HighlightedCode>> {
        let settings = self.settings.as_ref().filter(|_| HighlightEngine::IS_BUILT_IN)?;
        let highlighted = self.cache.get(fence, code).unwrap_or_else(|| {
            let highlighted = self.engine(settings).highlight(settings, &*self.watch, fence, code);
            self.cache.insert(fence, code, highlighted)
        });
        Some(highlighted)
    }

    fn engine(&self, settings: &HighlightSettings) -> &HighlightEngine {
        self.engine.get_or_init(|| HighlightEngine::load(settings))
    }
}

fn not_built() -> Diagnostic {
    let message = Wording::new(
        "code stays without colours: this program lacks highlighting",
        "このプログラムには色を付ける機能がないので、コードに色は付きません",
    );
    let hint = Wording::new(
        "use a build with the cargo feature `highlight`, or remove the table [markdown.highlighting]",
        "cargo の機能 `highlight` を入れたプログラムを使うか、[markdown.highlighting] を消してください",
    );
    Diagnostic::warning("highlight-not-built", message).with_hint(hint)
}

fn unknown_theme(name: &str) -> Diagnostic {
    let message =
        Wording::new(format!("there is no colour theme `{name}`"), format!("`{name}` という配色テーマはありません"));
    let hint = Wording::new(
        "builtin themes are named as in Shiki, such as `github-light`; list your own under `extra_themes`",
        "組み込みの配色テーマは `github-light` など Shiki と同じ名前です。自分のものは `extra_themes` に書きます",
    );
    Diagnostic::error("highlight-unknown-theme", message).with_hint(hint)
}
