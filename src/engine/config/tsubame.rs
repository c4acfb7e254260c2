//! `[extra.tsubame]`: what this program does beyond Zola, which ignores what stands below `[extra]`.
//!
//! The rest of `[extra]` is the site's own and free in form; here, unknown keys are faults. Only the site's own file
//! counts: a theme's `[extra.tsubame]` reaches the templates, never the program.

mod additions;
mod backend;
mod delivery;
mod schedule;

use serde::Deserialize;

use self::backend::check_backend;
pub use self::{
    additions::{CalendarConfig, CheckConfig, SitemapConfig},
    backend::{Backend, missing_backend},
    delivery::{DeliveryConfig, Encoding, HeaderName, HeaderValue, Origin, RulePath},
    schedule::ScheduleConfig,
};
use tsubame_model::source::{Data, Diagnostic, Zone, parse_toml};

/// The program's own settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TsubameConfig {
    /// Full-text search by Pagefind, where it is switched on.
    pub pagefind: Option<PagefindConfig>,
    /// The zone of dates that name no offset.
    pub zone: Zone,
    /// When entries come, go and change.
    pub schedule: ScheduleConfig,
    /// What a static host has to know, where it is wanted.
    pub delivery: Option<DeliveryConfig>,
    /// Calendar files, where they are wanted.
    pub calendar: Option<CalendarConfig>,
    /// Sitemaps of pictures and videos.
    pub sitemap: SitemapConfig,
    /// What `check` expects.
    pub check: CheckConfig,
    /// The content API, where it is switched on.
    pub api: Option<ApiConfig>,
}

/// How the content API is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApiConfig {
    /// How many entries stand on one page of a collection; at least 1.
    pub per_page: usize,
}

/// How Pagefind makes its bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PagefindConfig {
    /// The bundle's folder in the output, without slashes at its ends.
    pub output: String,
    /// Ready-made scripts and styles to publish beside what searching needs.
    pub include: Vec<PagefindPart>,
    /// Characters that belong to words beside letters, numbers and connectors: `+#` lets people find C++ and C#.
    pub include_characters: String,
}

/// A ready-made part of Pagefind that a site with a search page of its own does without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PagefindPart {
    /// `pagefind-ui.*`
    Ui,
    /// `pagefind-modular-ui.*`
    ModularUi,
    /// `pagefind-component-ui.*`
    ComponentUi,
    /// `pagefind-highlight.*`
    Highlight,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct File {
    extra: Extra,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Extra {
    tsubame: RawTsubame,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
struct RawTsubame {
    search: RawSearch,
    timezone: Zone,
    schedule: ScheduleConfig,
    delivery: Option<DeliveryConfig>,
    calendar: Option<CalendarConfig>,
    sitemap: SitemapConfig,
    check: CheckConfig,
    api: RawApi,
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
struct RawApi {
    enabled: bool,
    per_page: std::num::NonZeroUsize,
}

impl Default for RawApi {
    fn default() -> Self {
        const MANY: std::num::NonZeroUsize = std::num::NonZeroUsize::MIN.saturating_add(49);
        Self { enabled: false, per_page: MANY }
    }
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
struct RawSearch {
    pagefind: bool,
    output: Folder,
    include: Vec<PagefindPart>,
    include_characters: String,
}

/// A folder of the output.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Folder(String);

impl Default for Folder {
    fn default() -> Self {
        Self("pagefind".to_owned())
    }
}

impl TryFrom<String> for Folder {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let path = text.strip_prefix('/').unwrap_or(&text);
        let path = path.strip_suffix('/').unwrap_or(path);
        if path.split('/').all(is_name) {
            Ok(Self(path.to_owned()))
        } else {
            Err(format!("`{text}` is no folder of the site; names are letters, numbers, `-`, `_` and `.`"))
        }
    }
}

const HINT: &str = "the README lists the tables and keys of [extra.tsubame]";

/// Reads the program's own settings from the text of the configuration file, if its `extra` has any.
pub(super) fn resolve_tsubame(extra: Option<&Data>, text: &str, faults: &mut Vec<Diagnostic>) -> TsubameConfig {
    let settings = read_settings(extra, text, faults);
    let allowed = settings.delivery.as_ref().and_then(|delivery| delivery.backend.as_ref());
    faults.extend(extra.and_then(|extra| check_backend(extra, allowed, text)));
    settings
}

fn read_settings(extra: Option<&Data>, text: &str, faults: &mut Vec<Diagnostic>) -> TsubameConfig {
    if extra.and_then(|extra| extra.get("tsubame")).is_none() {
        return TsubameConfig::default();
    }
    // Read once more, from the text, because only the text knows where a fault stands.
    match parse_toml::<File>(text) {
        Ok(File { extra: Extra { tsubame: raw } }) => {
            let RawSearch { pagefind, output, include, include_characters } = raw.search;
            let settings = PagefindConfig { output: output.0, include, include_characters };
            TsubameConfig {
                pagefind: pagefind.then_some(settings),
                zone: raw.timezone,
                schedule: raw.schedule,
                delivery: raw.delivery,
                calendar: raw.calendar,
                sitemap: raw.sitemap,
                check: raw.check,
                api: raw.api.enabled.then_some(ApiConfig { per_page: raw.api.per_page.get() }),
            }
        }
        Err(error) => {
            let message = format!("[extra.tsubame] cannot be read: {}", error.message);
            let fault = Diagnostic::error("config-tsubame", message).with_hint(HINT);
            faults.push(match &error.span {
                Some(span) => fault.at(text, span),
                None => fault,
            });
            TsubameConfig::default()
        }
    }
}

/// Scripts put the folder into addresses as it is, so it holds nothing that would have to be escaped there.
fn is_name(part: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !matches!(part, "" | "." | "..") && part.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &str) -> Result<TsubameConfig, Diagnostic> {
        let text = format!("base_url = \"/\"\n[extra]\nfree = 1\n{lines}\n");
        let (data, mut faults) = (parse_toml::<Data>(&text).unwrap(), Vec::new());
        let settings = resolve_tsubame(data.get("extra"), &text, &mut faults);
        match faults.pop() {
            Some(fault) => Err(fault),
            None => Ok(settings),
        }
    }

    #[test]
    fn search_is_off_unless_asked_for() {
        for lines in ["", "[extra.tsubame]", "[extra.tsubame.search]", "[extra.tsubame.search]\npagefind = false"] {
            assert_eq!(read(lines), Ok(TsubameConfig::default()), "{lines}");
        }
    }

    #[test]
    fn search_has_defaults() {
        let pagefind =
            |lines: &str| read(&format!("[extra.tsubame.search]\npagefind = true\n{lines}")).unwrap().pagefind.unwrap();
        let defaults =
            PagefindConfig { output: "pagefind".into(), include: Vec::new(), include_characters: String::new() };
        assert_eq!(pagefind(""), defaults);
        let given =
            pagefind("output = \"/assets/find/\"\ninclude = [\"modular-ui\", \"ui\"]\ninclude_characters = \"+\"");
        let expected = PagefindConfig {
            output: "assets/find".into(),
            include: vec![PagefindPart::ModularUi, PagefindPart::Ui],
            include_characters: "+".into(),
        };
        assert_eq!(given, expected);
    }

    #[test]
    fn the_api_is_off_unless_asked_for() {
        assert_eq!(read("[extra.tsubame.api]\nper_page = 5").unwrap().api, None);
        let api = |lines: &str| read(&format!("[extra.tsubame.api]\nenabled = true\n{lines}")).unwrap().api;
        assert_eq!(api(""), Some(ApiConfig { per_page: 50 }));
        assert_eq!(api("per_page = 5"), Some(ApiConfig { per_page: 5 }));
    }

    #[test]
    fn faults_are_named_with_their_line() {
        for (lines, line, word) in [
            ("[extra.tsubame]\nserch = {}", Some(5), "serch"),
            ("[extra.tsubame.search]\npagefnd = true", Some(5), "pagefnd"),
            ("[extra.tsubame.search]\npagefind = \"yes\"", Some(5), "boolean"),
            ("[extra.tsubame.search]\ninclude = [\"uui\"]", Some(5), "uui"),
            ("tsubame = 1", Some(4), "a table"),
            ("[extra.tsubame.search]\noutput = \"../x\"", Some(5), "`../x`"),
            ("[extra.tsubame.search]\noutput = \"\"", Some(5), "no folder"),
            ("[extra.tsubame.api]\nper_page = 0", Some(5), "zero"),
            ("[extra.tsubame.search]\noutput = \"検索\"", Some(5), "no folder"),
            ("[extra.tsubame]\ntimezone = \"Asia/Edo\"", Some(5), "`Asia/Edo` is no time zone"),
            ("[extra.tsubame.schedule]\nexpires = \"end\"", Some(5), "sequence"),
            ("[extra.tsubame.delivery]\nframe_hosts = [\"https://a.jp/x\"]", Some(5), "no host"),
            ("[extra.tsubame.delivery]\nprecompress = [\"zip\"]", Some(5), "zip"),
            ("[extra.tsubame.delivery.headers]\n\"/a b\" = { X = \"1\" }", Some(5), "no path of a rule"),
            ("[extra.tsubame.delivery.headers.\"/*\"]\nX-A = \"1\\n2\"", Some(5), "one line"),
            ("[extra.tsubame.calendar]\nbegin = \"x\"", Some(5), "begin"),
            ("[extra.tsubame.sitemap]\nimages = 1", Some(5), "boolean"),
        ] {
            let fault = read(lines).unwrap_err();
            assert_eq!(fault.code, "config-tsubame", "{lines}");
            assert_eq!(fault.place.as_ref().map(|place| place.line), line, "{lines}: {fault:?}");
            assert!(fault.message.contains(word), "{lines}: {}", fault.message);
        }
    }
}
