//! `[extra.tsubame.calendar]`, `.sitemap` and `.check`: files that are made beside Zola's, and what `check` expects.

use serde::Deserialize;

/// Calendar files of events: where events are, and the fields of `[extra]` that hold what a calendar wants to know.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct SitemapConfig {
    /// Whether there is one of images.
    pub images: bool,
    /// Whether there is one of videos.
    pub videos: bool,
}

/// Limits of the rules of `check`. Widths count a letter of Latin script as 1 and one of Japanese as 2.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
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
            skip: Vec::new(),
        }
    }
}
