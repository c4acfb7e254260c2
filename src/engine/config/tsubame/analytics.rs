//! `[extra.tsubame.analytics]`: who is told what visitors do, once they said yes. The theme asks them and tells; here the
//! settings are looked at, and the hosts are named that pages may then ask.

use url::Url;

use super::Origin;
use tsubame_model::source::{TableReader, Wording};

/// Who is told what visitors do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnalyticsConfig {
    /// The measurement id of Google Analytics 4, where it is told.
    pub ga4: Option<MeasurementId>,
    /// The site's own server in front of it, which pages then ask instead of Google's.
    pub server: Option<Origin>,
    /// What media count their advertisements by.
    pub pixels: Vec<Pixel>,
}

/// The name of a stream of Google Analytics 4: `G-AB12CD34EF`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasurementId(String);

/// The address of a picture that a medium counts by when something was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixel {
    /// Whose it is; the page on privacy says so.
    pub name: String,
    /// What it counts.
    pub on: VisitorEvent,
    /// Where the picture is.
    pub origin: Origin,
}

/// What visitors do that is worth a count. None of it says who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VisitorEvent {
    /// A form was sent.
    FormSent,
    /// A way to LINE was taken.
    LineClick,
    /// A way to a talk with a company was taken.
    TalkClick,
    /// A way to the job portal was taken.
    PortalClick,
    /// A film was begun.
    VideoPlay,
}

/// Where Google's own tag comes from and what it asks.
const GOOGLE: [&str; 3] =
    ["https://www.googletagmanager.com", "https://*.google-analytics.com", "https://*.analytics.google.com"];

impl MeasurementId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads an id. The error is the reason in words.
    fn parse(text: &str) -> Result<Self, Wording> {
        let is_part = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        if text.strip_prefix("G-").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(is_part)) {
            return Ok(Self(text.to_owned()));
        }
        Err(Wording::new(
            format!("`{text}` is no measurement id of Google Analytics 4; it looks like G-AB12CD34EF"),
            format!("`{text}` は Google アナリティクス 4 の測定 ID ではありません。G-AB12CD34EF のような名前です"),
        ))
    }
}

impl VisitorEvent {
    /// The words for them in the file and in what is told.
    const NAMES: [(&str, Self); 5] = [
        ("form_sent", Self::FormSent),
        ("line_click", Self::LineClick),
        ("talk_click", Self::TalkClick),
        ("portal_click", Self::PortalClick),
        ("video_play", Self::VideoPlay),
    ];
}

impl Pixel {
    fn read(table: &mut TableReader<'_>) -> Option<Self> {
        let name = table.required_text("name");
        let on = table.required("on").and_then(|on| on.one_of(&VisitorEvent::NAMES));
        let origin = table.required("url").and_then(|url| url.parse(parse_origin));
        Some(Self { name: name?, on: on?, origin: origin? })
    }
}

impl AnalyticsConfig {
    /// Reads the table.
    pub(super) fn read(table: &mut TableReader<'_>) -> Self {
        Self {
            ga4: table.parse("ga4", MeasurementId::parse),
            server: table.parse("server", Origin::parse),
            pixels: table.tables("pixels", Pixel::read).unwrap_or_default(),
        }
    }

    /// The hosts that scripts come from.
    pub fn script_hosts(&self) -> Vec<Origin> {
        self.tag_hosts().into_iter().take(1).collect()
    }

    /// The hosts that scripts ask.
    pub fn connect_hosts(&self) -> Vec<Origin> {
        self.tag_hosts()
    }

    /// The hosts that pictures come from.
    pub fn image_hosts(&self) -> Vec<Origin> {
        let mut hosts = self.tag_hosts();
        for pixel in &self.pixels {
            if !hosts.contains(&pixel.origin) {
                hosts.push(pixel.origin.clone());
            }
        }
        hosts
    }

    /// The host of the tag, and the others that it asks.
    fn tag_hosts(&self) -> Vec<Origin> {
        match (&self.ga4, &self.server) {
            (None, _) => Vec::new(),
            (Some(_), Some(server)) => vec![server.clone()],
            (Some(_), None) => GOOGLE.iter().filter_map(|host| Origin::parse(host).ok()).collect(),
        }
    }
}

/// The host of an address.
fn parse_origin(text: &str) -> Result<Origin, Wording> {
    let origin =
        Url::parse(text).ok().filter(|url| url.scheme() == "https").map(|url| url.origin().ascii_serialization());
    origin.and_then(|origin| Origin::parse(&origin).ok()).ok_or_else(|| {
        Wording::new(
            format!("`{text}` is no address; write it from https:// on"),
            format!("`{text}` はアドレスではありません。https:// から書きます"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{BuildOptions, resolve};
    use tsubame_model::source::SourcePath;

    fn read(lines: &str) -> Result<AnalyticsConfig, String> {
        let text = format!("base_url = \"/\"\n[extra.tsubame.analytics]\n{lines}\n");
        match resolve(&SourcePath::new("zola.toml"), &text, &BuildOptions::default()) {
            Ok(config) => Ok(config.tsubame.analytics.unwrap()),
            Err(mut faults) => Err(faults.remove(0).message.english().to_owned()),
        }
    }

    fn texts(hosts: &[Origin]) -> Vec<&str> {
        hosts.iter().map(Origin::as_str).collect()
    }

    #[test]
    fn hosts_follow_from_what_is_told() {
        let none = read("").unwrap();
        assert_eq!((none.script_hosts(), none.image_hosts()), (Vec::new(), Vec::new()));
        let google = read("ga4 = \"G-AB12\"").unwrap();
        assert_eq!(texts(&google.script_hosts()), [GOOGLE[0]]);
        assert_eq!(texts(&google.connect_hosts()), GOOGLE);
        let own = read(
            "ga4 = \"G-AB12\"\nserver = \"https://m.example.jp\"\n\
             pixels = [{ name = \"媒体\", on = \"form_sent\", url = \"https://p.example.jp/x?id=1\" }]",
        )
        .unwrap();
        assert_eq!(texts(&own.connect_hosts()), ["https://m.example.jp"]);
        assert_eq!(texts(&own.image_hosts()), ["https://m.example.jp", "https://p.example.jp"]);
        assert_eq!(own.pixels[0].on, VisitorEvent::FormSent);
    }

    #[test]
    fn what_is_no_id_no_address_and_no_event_is_refused() {
        for (lines, word) in [
            ("ga4 = \"UA-1-2\"", "no measurement id"),
            ("ga4 = \"G-ab\"", "no measurement id"),
            ("server = \"m.example.jp\"", "no host"),
            ("pixels = [{ name = \"x\", on = \"scroll\", url = \"https://p.jp/\" }]", "scroll"),
            ("pixels = [{ name = \"x\", on = \"form_sent\", url = \"http://p.jp/\" }]", "no address"),
            ("gtm = \"GTM-1\"", "gtm"),
        ] {
            let fault = read(lines).unwrap_err();
            assert!(fault.contains(word), "{lines}: {fault}");
        }
    }
}
