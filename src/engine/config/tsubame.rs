//! `[extra.tsubame]`: what this program does beyond Zola, which ignores what stands below `[extra]`.
//!
//! The rest of `[extra]` is the site's own and free in form; here, unknown keys are faults. Only the site's own file
//! counts: a theme's `[extra.tsubame]` reaches the templates, never the program.

mod additions;
mod analytics;
mod backend_url;
mod content;
mod delivery;
mod limits;
mod phrases;
mod schedule;

use std::num::NonZeroUsize;

pub(super) use self::backend_url::check_backend;
pub use self::{
    additions::{CalendarConfig, CheckConfig, SitemapConfig},
    analytics::{AnalyticsConfig, MeasurementId, Pixel, VisitorEvent},
    backend_url::{BackendUrl, missing_backend},
    content::ContentPermissions,
    delivery::{DeliveryConfig, Encoding, HeaderName, HeaderValue, Origin, RulePath, VariableName},
    limits::LimitsConfig,
    phrases::PhrasesConfig,
    schedule::ScheduleConfig,
};
use tsubame_model::source::{TableReader, Wording, Zone};

/// The program's own settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TsubameConfig {
    /// Whether the table is there at all. In a site without it, nothing that Zola does not know means anything: neither
    /// `data/types`, `data/forms` nor dates in `[extra]` of an entry.
    pub is_there: bool,
    /// Full-text search by Pagefind, where it is switched on.
    pub pagefind: Option<PagefindConfig>,
    /// The zone of dates that name no offset.
    pub zone: Zone,
    /// When entries come, go and change.
    pub schedule: ScheduleConfig,
    /// What a static host has to know, where it is wanted.
    pub delivery: Option<DeliveryConfig>,
    /// Who is told what visitors do, where anybody is.
    pub analytics: Option<AnalyticsConfig>,
    /// Calendar files, where they are wanted.
    pub calendar: Option<CalendarConfig>,
    /// Sitemaps of pictures and videos.
    pub sitemap: SitemapConfig,
    /// What `check` expects.
    pub check: CheckConfig,
    /// The content API, where it is switched on.
    pub api: Option<ApiConfig>,
    /// What texts of content may ask for.
    pub content: ContentPermissions,
    /// Where lines of Japanese may break, where pages are to say it.
    pub phrases: Option<PhrasesConfig>,
    /// How much work a render may be.
    pub limits: LimitsConfig,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// Where the bundle of Pagefind goes when nothing else is said.
const SEARCH_FOLDER: &str = "pagefind";

/// How many entries stand on one page of a collection when nothing else is said.
const PER_PAGE: usize = 50;

impl TsubameConfig {
    /// Reads `[extra.tsubame]`.
    pub(super) fn read(table: &mut TableReader<'_>) -> Self {
        Self {
            is_there: true,
            pagefind: table.table("search", PagefindConfig::read).flatten(),
            zone: table.parse("timezone", parse_zone).unwrap_or_default(),
            schedule: table.table("schedule", ScheduleConfig::read).unwrap_or_default(),
            delivery: table.table("delivery", DeliveryConfig::read),
            analytics: table.table("analytics", AnalyticsConfig::read),
            calendar: table.table("calendar", CalendarConfig::read),
            sitemap: table.table("sitemap", SitemapConfig::read).unwrap_or_default(),
            check: table.table("check", CheckConfig::read).unwrap_or_default(),
            api: table.table("api", ApiConfig::read).flatten(),
            content: table.table("content", ContentPermissions::read).unwrap_or_default(),
            phrases: table.table("phrases", PhrasesConfig::read).flatten(),
            limits: table.table("limits", LimitsConfig::read).unwrap_or_default(),
        }
    }
}

impl PagefindConfig {
    /// Reads the table; `None` while the search is not switched on.
    fn read(table: &mut TableReader<'_>) -> Option<Self> {
        let is_on = table.boolean("pagefind").unwrap_or_default();
        let settings = Self {
            output: table.parse("output", parse_folder).unwrap_or_else(|| SEARCH_FOLDER.to_owned()),
            include: table.list("include", |part| part.one_of(&PagefindPart::NAMES)).unwrap_or_default(),
            include_characters: table.text("include_characters").unwrap_or_default(),
        };
        is_on.then_some(settings)
    }
}

impl PagefindPart {
    /// The words for them in the file.
    const NAMES: [(&str, Self); 4] = [
        ("ui", Self::Ui),
        ("modular-ui", Self::ModularUi),
        ("component-ui", Self::ComponentUi),
        ("highlight", Self::Highlight),
    ];
}

impl ApiConfig {
    /// Reads the table; `None` while the API is not switched on.
    fn read(table: &mut TableReader<'_>) -> Option<Self> {
        let is_on = table.boolean("enabled").unwrap_or_default();
        let per_page = table.integer::<NonZeroUsize>("per_page").map_or(PER_PAGE, NonZeroUsize::get);
        is_on.then_some(Self { per_page })
    }
}

fn parse_zone(name: &str) -> Result<Zone, Wording> {
    let reason = || {
        Wording::new(
            format!("`{name}` is no time zone; write a name such as \"Asia/Tokyo\", or \"+09:00\""),
            format!("`{name}` というタイムゾーンはありません。\"Asia/Tokyo\" や \"+09:00\" のように書きます"),
        )
    };
    Zone::parse(name).ok_or_else(reason)
}

fn parse_folder(text: &str) -> Result<String, Wording> {
    let path = text.strip_prefix('/').unwrap_or(text);
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.split('/').all(is_name) {
        return Ok(path.to_owned());
    }
    Err(Wording::new(
        format!("`{text}` is no folder of the site; names are letters, numbers, `-`, `_` and `.`"),
        format!("`{text}` はサイトのフォルダーとして使えません。名前は英数字、`-`、`_`、`.` で書きます"),
    ))
}

/// What to do about any fault below `[extra.tsubame]`.
pub(super) fn hint() -> Wording {
    Wording::new(
        "the README lists the tables and keys of [extra.tsubame]",
        "[extra.tsubame] に書ける表と項目は README にあります",
    )
}

/// Scripts put the folder into addresses as it is, so it holds nothing that would have to be escaped there.
fn is_name(part: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !matches!(part, "" | "." | "..") && part.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use tsubame_model::source::{Diagnostic, SourcePath};

    use super::{
        super::{BuildOptions, resolve},
        *,
    };

    fn read(lines: &str) -> Result<TsubameConfig, Diagnostic> {
        let text = format!("base_url = \"/\"\n[extra]\nfree = 1\n{lines}\n");
        let config = resolve(&SourcePath::new("zola.toml"), &text, &BuildOptions::default());
        config.map(|config| config.tsubame).map_err(|mut faults| faults.remove(0))
    }

    #[test]
    fn search_is_off_unless_asked_for() {
        for lines in ["", "[extra.tsubame]", "[extra.tsubame.search]", "[extra.tsubame.search]\npagefind = false"] {
            let expected = TsubameConfig { is_there: !lines.is_empty(), ..TsubameConfig::default() };
            assert_eq!(read(lines), Ok(expected), "{lines}");
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
            ("[extra.tsubame.search]\npagefind = \"yes\"", Some(5), "`true` or `false`"),
            ("[extra.tsubame.search]\ninclude = [\"uui\"]", Some(5), "uui"),
            ("tsubame = 1", Some(4), "a table"),
            ("[extra.tsubame.search]\noutput = \"../x\"", Some(5), "`../x`"),
            ("[extra.tsubame.search]\noutput = \"\"", Some(5), "no folder"),
            ("[extra.tsubame.api]\nper_page = 0", Some(5), "at least 1"),
            ("[extra.tsubame.search]\noutput = \"検索\"", Some(5), "no folder"),
            ("[extra.tsubame]\ntimezone = \"Asia/Edo\"", Some(5), "`Asia/Edo` is no time zone"),
            ("[extra.tsubame.schedule]\nexpires = \"end\"", Some(5), "a list of texts"),
            ("[extra.tsubame.delivery]\nframe_hosts = [\"https://a.jp/x\"]", Some(5), "no host"),
            ("[extra.tsubame.delivery]\nprecompress = [\"zip\"]", Some(5), "zip"),
            ("[extra.tsubame.delivery]\nsigned = \"$SECRET\"", Some(5), "no name of a variable"),
            ("[extra.tsubame.delivery.headers]\n\"/a b\" = { X = \"1\" }", Some(5), "no path of a rule"),
            ("[extra.tsubame.delivery.headers.\"/*\"]\nX-A = \"1\\n2\"", Some(5), "one line"),
            ("[extra.tsubame.calendar]\nbegin = \"x\"", Some(5), "begin"),
            ("[extra.tsubame.content]\nhosts = [\"https://a.jp\"]", Some(5), "no host"),
            ("[extra.tsubame.content]\nfiles = [\".env\"]", Some(5), "begins with a dot"),
            ("[extra.tsubame.limits]\ntemplate_steps = 0", Some(5), "at least 1"),
            ("[extra.tsubame.limits]\nhighlight_seconds = 0", Some(5), "at least 1"),
            ("[extra.tsubame.phrases]\nelements = [\"h1 > a\"]", Some(5), "`h1 > a` is neither"),
            ("[extra.tsubame.sitemap]\nimages = 1", Some(5), "`true` or `false`"),
        ] {
            let fault = read(lines).unwrap_err();
            assert_eq!(fault.code, "config-tsubame", "{lines}");
            assert_eq!(fault.place.as_ref().map(|place| place.line), line, "{lines}: {fault:?}");
            assert!(fault.message.english().contains(word), "{lines}: {:?}", fault.message);
        }
    }
}
