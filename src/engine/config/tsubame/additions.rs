//! `[extra.tsubame.calendar]`, `.sitemap` and `.check`: files that are made beside Zola's, and what `check` expects.

use tsubame_model::source::TableReader;

/// Calendar files of events: where events are, and the fields of `[extra]` that hold what a calendar wants to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarConfig {
    /// The folder of the events below `content/`.
    pub section: String,
    /// When it begins. Pages without it have no calendar file.
    pub start: String,
    /// When it ends.
    pub end: String,
    /// The name of the place.
    pub venue: String,
    /// The address of the place.
    pub address: String,
    /// How people take part.
    pub mode: String,
    /// The value of `mode` of events that have no place.
    pub online: String,
    /// The state of the event.
    pub status: String,
    /// Values of `status` that mean that it does not take place.
    pub cancelled: Vec<String>,
    /// Values of `status` that mean that it is not sure yet.
    pub tentative: Vec<String>,
}

impl Default for CalendarConfig {
    fn default() -> Self {
        let [section, start, end, venue, address, mode, online, status] =
            ["events", "start", "end", "venue", "address", "mode", "online", "status"].map(str::to_owned);
        let cancelled = ["cancelled", "canceled"].map(str::to_owned).into();
        let tentative = vec!["tentative".to_owned()];
        Self { section, start, end, venue, address, mode, online, status, cancelled, tentative }
    }
}

/// Sitemaps beside `sitemap.xml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SitemapConfig {
    /// Whether there is one of images.
    pub images: bool,
    /// Whether there is one of videos.
    pub videos: bool,
}

/// Limits of the rules of `check`. Widths count a letter of Latin script as 1 and one of Japanese as 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckConfig {
    /// Titles that are narrower say too little.
    pub title_width_min: usize,
    /// Titles that are wider are cut in search results.
    pub title_width_max: usize,
    /// Descriptions that are narrower say too little.
    pub description_width_min: usize,
    /// Descriptions that are wider are cut in search results.
    pub description_width_max: usize,
    /// Images with more kilobytes make pages slow.
    pub image_kilobytes_max: u64,
    /// Whether texts are held to the rules of style.
    pub style: bool,
    /// Codes of rules that are not applied.
    pub skip: Vec<String>,
}

impl Default for CheckConfig {
    fn default() -> Self {
        Self {
            title_width_min: 10,
            title_width_max: 80,
            description_width_min: 50,
            description_width_max: 240,
            image_kilobytes_max: 300,
            style: false,
            skip: Vec::new(),
        }
    }
}

impl CalendarConfig {
    /// Reads the table.
    pub(super) fn read(table: &mut TableReader<'_>) -> Self {
        let default = Self::default();
        Self {
            section: table.text("section").unwrap_or(default.section),
            start: table.text("start").unwrap_or(default.start),
            end: table.text("end").unwrap_or(default.end),
            venue: table.text("venue").unwrap_or(default.venue),
            address: table.text("address").unwrap_or(default.address),
            mode: table.text("mode").unwrap_or(default.mode),
            online: table.text("online").unwrap_or(default.online),
            status: table.text("status").unwrap_or(default.status),
            cancelled: table.texts("cancelled").unwrap_or(default.cancelled),
            tentative: table.texts("tentative").unwrap_or(default.tentative),
        }
    }
}

impl SitemapConfig {
    /// Reads the table.
    pub(super) fn read(table: &mut TableReader<'_>) -> Self {
        Self {
            images: table.boolean("images").unwrap_or_default(),
            videos: table.boolean("videos").unwrap_or_default(),
        }
    }
}

impl CheckConfig {
    /// Reads the table.
    pub(super) fn read(table: &mut TableReader<'_>) -> Self {
        let default = Self::default();
        Self {
            title_width_min: table.integer("title_width_min").unwrap_or(default.title_width_min),
            title_width_max: table.integer("title_width_max").unwrap_or(default.title_width_max),
            description_width_min: table.integer("description_width_min").unwrap_or(default.description_width_min),
            description_width_max: table.integer("description_width_max").unwrap_or(default.description_width_max),
            image_kilobytes_max: table.integer("image_kilobytes_max").unwrap_or(default.image_kilobytes_max),
            style: table.boolean("style").unwrap_or(default.style),
            skip: table.texts("skip").unwrap_or_default(),
        }
    }
}
