//! `sitemap-video.xml`: pages whose front matter tells of a video.

use std::{fmt::Write, time::Duration};

use super::{
    pictures::{Listed, of_front_matter},
    sitemap_xml::sitemap_files,
};
use crate::{
    content::{EntryId, PageId},
    site::{context::SiteContext, plan::address_of_entry},
};
use tsubame_model::{
    encode::{encode_address, escape_xml},
    schema::length_seconds,
    source::{Data, Diagnostic, WithFaults, Wording},
};

const NAMESPACE: &str = "xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"";

/// Search engines accept at most eight hours.
const LONGEST: Duration = Duration::from_hours(8);

/// Endings of addresses that are the video itself, not a page that plays it.
const MEDIA: [&str; 10] = ["3gp", "avi", "m3u8", "m4v", "mkv", "mov", "mp4", "mpg", "ogv", "webm"];

/// The longest description that search engines accept, in letters.
const LONGEST_DESCRIPTION: usize = 2_048;

/// The sitemap of what is `listed`, with a warning for every video that lacks what it needs.
pub(super) fn make_sitemap(site: SiteContext<'_>, listed: &Listed) -> WithFaults<Vec<(String, Vec<u8>)>> {
    let SiteContext { config, library, .. } = site;
    let (mut entries, mut faults): (Vec<String>, Vec<Diagnostic>) = (Vec::new(), Vec::new());
    let is_listed = |id: &PageId| library.page(*id).meta.render && listed.has(EntryId::Page(*id), library);
    for id in library.page_ids().filter(is_listed) {
        match describe(id, site) {
            Ok(entry) => entries.extend(entry),
            Err(VideoFault { field, message }) => {
                let path = &library.page(id).file.path;
                faults.push(left_out(&message).in_file(path).with_place(site.place_of_extra(path, field)));
            }
        }
    }
    entries.sort_unstable();
    WithFaults::new(sitemap_files("sitemap-video", NAMESPACE, &entries, config), faults)
}

/// A field of a page with a video that is wrong, and why.
struct VideoFault {
    field: &'static str,
    message: Wording,
}

impl VideoFault {
    fn new(field: &'static str, english: impl Into<String>, japanese: impl Into<String>) -> Self {
        Self { field, message: Wording::new(english, japanese) }
    }
}

fn left_out(reason: &Wording) -> Diagnostic {
    let message = Wording::new(
        format!("the video sitemap leaves this page out: {}", reason.english()),
        format!("動画のサイトマップにこのページを載せません: {}", reason.japanese()),
    );
    let hint = Wording::new(
        "a video needs `title`, `description`, and under [extra] `image`, `duration` and `clip`, `video_url` or `embed_url`",
        "動画には `title`、`description` と、[extra] の `image`、`duration` と、`clip`、`video_url`、`embed_url` のどれかが要ります",
    );
    Diagnostic::warning("sitemap-video", message).with_hint(hint)
}

/// The entry of a page, nothing for a page without a video, or what is wrong.
fn describe(id: PageId, site: SiteContext<'_>) -> Result<Option<String>, VideoFault> {
    let SiteContext { config, library, .. } = site;
    let page = library.page(id);
    let extra = &page.meta.extra;
    let text = |field: &str| extra.get(field).and_then(Data::as_str).filter(|text| !text.trim().is_empty());
    let (clip, video, embed) = (text("clip"), text("video_url"), text("embed_url"));
    let is_there = clip.or(video).or(embed).is_some();
    let Some(duration) = extra.get("duration").filter(|_| is_there) else { return Ok(None) };
    let seconds = read_seconds(duration).ok_or_else(|| {
        VideoFault::new(
            "duration",
            "`duration` must be like \"PT5M20S\", or a number of seconds, up to eight hours",
            "`duration` は \"PT5M20S\" のような形か秒数で、8時間まで書けます",
        )
    })?;
    let image = text("image").ok_or_else(|| VideoFault::new("image", "`image` is missing", "`image` がありません"))?;
    let thumbnail = of_front_matter(EntryId::Page(id), image, library, config).ok_or_else(|| {
        let english = format!("`{image}` is no file beside the page");
        VideoFault::new("image", english, format!("`{image}` というファイルがページのそばにありません"))
    })?;
    let title = page.meta.title.as_deref().filter(|title| !title.trim().is_empty());
    let title = title.ok_or_else(|| VideoFault::new("title", "it has no title", "題名がありません"))?;
    let description = page.meta.description.as_deref().filter(|text| !text.trim().is_empty());
    let description = description
        .ok_or_else(|| VideoFault::new("description", "it has no description", "説明（`description`）がありません"))?;
    let description: String = description.chars().take(LONGEST_DESCRIPTION).collect();
    let (media, player) = media_addresses(id, [clip, video, embed], site)?;
    let own = encode_address(&address_of_entry(EntryId::Page(id), library, config));
    let mut entry = format!("<url>\n<loc>{}</loc>\n<video:video>\n", escape_xml(&own));
    let published = page.meta.date.as_ref().map(|date| config.tsubame.zone.rfc3339(date));
    for (element, value) in [
        ("thumbnail_loc", Some(thumbnail.as_str())),
        ("title", Some(title)),
        ("description", Some(description.as_str())),
        ("content_loc", media.as_deref()),
        ("player_loc", player.as_deref()),
        ("duration", Some(seconds.to_string().as_str())),
        ("publication_date", published.as_deref()),
    ] {
        if let Some(value) = value {
            let _ = writeln!(entry, "<video:{element}>{}</video:{element}>", escape_xml(value));
        }
    }
    entry.push_str("</video:video>\n</url>\n");
    Ok(Some(entry))
}

/// The addresses of the film itself and of a page that plays it, from the fields `clip`, `video_url` and `embed_url`.
fn media_addresses(
    id: PageId,
    [clip, video, embed]: [Option<&str>; 3],
    site: SiteContext<'_>,
) -> Result<(Option<String>, Option<String>), VideoFault> {
    let is_media = |address: &&str| {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        path.rsplit_once('.')
            .is_some_and(|(_, ending)| MEDIA.binary_search(&ending.to_ascii_lowercase().as_str()).is_ok())
    };
    let own = clip.map(|name| {
        let lost = || {
            let english = format!("`{name}` is no file beside the page");
            VideoFault::new("clip", english, format!("`{name}` というファイルがページのそばにありません"))
        };
        of_front_matter(EntryId::Page(id), name, site.library, site.config).ok_or_else(lost)
    });
    let media = own.transpose()?.or_else(|| video.filter(is_media).map(encode_address));
    let player = embed.or_else(|| video.filter(|address| !is_media(address))).map(encode_address);
    Ok((media, player))
}

fn read_seconds(duration: &Data) -> Option<u64> {
    let seconds = match duration {
        Data::Integer(seconds) => u64::try_from(*seconds).ok()?,
        Data::Text(text) => length_seconds(text)?,
        _ => return None,
    };
    (1..=LONGEST.as_secs()).contains(&seconds).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        let text = |text: &str| Data::Text(text.to_owned());
        for (duration, seconds) in [
            (text("PT5M20S"), Some(320)),
            (text("PT1H"), Some(3_600)),
            (Data::Integer(90), Some(90)),
            (text("PT45S"), Some(45)),
            (text("PT9H"), None),
            (text("PT0S"), None),
            (text("5:20"), None),
            (text("P1Y"), None),
            (Data::Integer(-3), None),
            (Data::Bool(true), None),
        ] {
            assert_eq!(read_seconds(&duration), seconds, "{duration:?}");
        }
        assert!(MEDIA.is_sorted());
    }
}
