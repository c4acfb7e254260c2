//! What the types ask of files and addresses that entries name: that a film is as long as its field says, that subtitles fit
//! into it, and that the site's own policy lets browsers show a frame.

use url::Url;

use super::{Project, mp4_length::mp4_length_ms, subtitles::check_subtitles};
use crate::config::{Config, DeliveryConfig};
use tsubame_model::{
    schema::{ContentType, Field, FieldKind, clock_time, find_entry_file, length_seconds},
    source::{Data, DataNode, Diagnostic, SourcePath, Span, Wording},
};

/// An entry of the site with its type.
#[derive(Clone, Copy)]
pub(super) struct EntryWithMedia<'a> {
    pub kind: &'a ContentType,
    pub file: &'a SourcePath,
    pub text: &'a str,
    pub root: &'a DataNode<'static>,
}

/// So many bytes of a film are read: those that can be played while they are loaded tell their length there.
const FILM_START_BYTES: usize = 1 << 20;

/// What a field says and its film may differ by so much, as one counts whole seconds.
const TOLERANCE_MS: u64 = 999;

/// Holds the files and addresses of entries against what their types ask of them.
pub(super) struct MediaCheck<'a> {
    project: &'a Project,
    /// What the host is told, where its policy is made of it alone.
    delivery: Option<&'a DeliveryConfig>,
    settings: &'a SourcePath,
}

impl<'a> MediaCheck<'a> {
    pub fn new(project: &'a Project, config: &'a Config) -> Self {
        let delivery = config.tsubame.delivery.as_ref().filter(|delivery| makes_policy(delivery, project));
        Self { project, delivery, settings: &config.file }
    }

    /// What is wrong with the media of an entry. A field that is wrong in itself is told of elsewhere.
    pub fn check(&self, entry: EntryWithMedia<'_>) -> Vec<Diagnostic> {
        let is_asked = |field: &&Field| field.framed || field.lasts.is_some();
        let mut asked = entry.kind.fields.iter().filter(is_asked).peekable();
        if asked.peek().is_none() {
            return Vec::new();
        }
        let data = entry.root.to_data();
        let text = |key: &str| data.find(key).and_then(Data::as_str).filter(|text| !text.trim().is_empty());
        let faults = asked.filter_map(|field| {
            let written = text(&field.key)?;
            if field.kind == FieldKind::Url {
                return self.check_frame(field, written, entry);
            }
            let path = find_entry_file(&self.project.files, entry.file, written)?;
            let said = length_seconds(text(field.lasts.as_ref()?)?);
            match path.as_str().rsplit('.').next()?.to_ascii_lowercase().as_str() {
                "mp4" | "m4v" | "mov" => self.check_film((field, entry), path, said?),
                "vtt" => self.check_subtitles(path, said),
                _ => None,
            }
        });
        faults.collect()
    }

    /// A film whose length is another one than its field says, or cannot be told.
    fn check_film(
        &self,
        (field, entry): (&Field, EntryWithMedia<'_>),
        path: &SourcePath,
        said_s: u64,
    ) -> Option<Diagnostic> {
        let start = match self.project.world.files.read_start(path, FILM_START_BYTES) {
            Ok(start) => start,
            Err(error) => return Some(error.diagnostic(path)),
        };
        let Some(length_ms) = mp4_length_ms(&start) else {
            let fault = Diagnostic::error("entry-film", unreadable(field)).in_file(entry.file);
            return Some(fault.with_hint(film_format()).at(entry.text, &span_of(&field.key, entry)));
        };
        if length_ms.abs_diff(said_s.saturating_mul(1_000)) <= TOLERANCE_MS {
            return None;
        }
        let key = field.lasts.as_deref().unwrap_or_default();
        let label = entry.kind.field(key).map_or(key, |field| field.label.as_str());
        let length_s = (length_ms + 500) / 1_000;
        let (said, length) = (clock_time(said_s), clock_time(length_s));
        let message = Wording::new(
            format!("\"{label}\" ({key}) says {said}, but the film lasts {length}"),
            format!("「{label}」（{key}）は {said} ですが、動画のファイルの長さは {length} です"),
        );
        let written = written_length(length_s);
        let hint = Wording::new(
            format!("write {written}, or put the right film there"),
            format!("{written} に直すか、正しい動画のファイルに置き換えてください"),
        );
        let fault = Diagnostic::error("entry-film", message).in_file(entry.file).with_hint(hint);
        Some(fault.at(entry.text, &span_of(key, entry)))
    }

    fn check_subtitles(&self, path: &SourcePath, said_s: Option<u64>) -> Option<Diagnostic> {
        let text = match self.project.read_text(path) {
            Ok(text) => text,
            Err(fault) => return Some(fault),
        };
        let fault = check_subtitles(&text, said_s.map(|seconds| seconds.saturating_mul(1_000)))?;
        let told = Diagnostic::error("entry-subtitles", fault.what).in_file(path).with_hint(fault.remedy);
        Some(told.at(&text, &fault.span))
    }

    /// A frame of a host that the policy does not name: its place on the page would stay empty.
    fn check_frame(&self, field: &Field, written: &str, entry: EntryWithMedia<'_>) -> Option<Diagnostic> {
        let (delivery, url) = (self.delivery?, Url::parse(written).ok()?);
        if delivery.frame_hosts.iter().any(|host| host.allows(&url)) {
            return None;
        }
        let host = url.origin().ascii_serialization();
        let Field { key, label, .. } = field;
        let message = Wording::new(
            format!(
                "\"{label}\" ({key}): browsers will not show {host} here, as the site's own policy does not allow it"
            ),
            format!(
                "「{label}」（{key}）の {host} は、サイトの決まり（Content-Security-Policy）で許されていないので、ブラウザーに表示されません"
            ),
        );
        let settings = self.settings;
        let hint = Wording::new(
            format!(
                "add \"{host}\" to `frame_hosts` below [extra.tsubame.delivery] in {settings}, or use a host that is there"
            ),
            format!(
                "{settings} の [extra.tsubame.delivery] にある frame_hosts に \"{host}\" を足すか、そこにある配信サイトを使ってください"
            ),
        );
        let fault = Diagnostic::error("entry-frame-host", message).in_file(entry.file).with_hint(hint);
        Some(fault.at(entry.text, &span_of(key, entry)))
    }
}

/// Whether the policy that browsers get is the one that `frame_hosts` is part of: a header written by hand replaces it.
fn makes_policy(delivery: &DeliveryConfig, project: &Project) -> bool {
    let is_policy = |name: &str| name.eq_ignore_ascii_case("Content-Security-Policy");
    let of_settings = delivery.headers.values().flat_map(|headers| headers.keys()).any(|name| is_policy(name.as_str()));
    let by_hand = SourcePath::new("static/_headers");
    let has_by_hand = project.files.binary_search(&by_hand).is_ok()
        && project.read_text(&by_hand).is_ok_and(|text| text.to_ascii_lowercase().contains("content-security-policy"));
    delivery.security_headers && delivery.strict_csp && !of_settings && !has_by_hand
}

/// Where a field stands, or the nearest table around it.
fn span_of(key: &str, entry: EntryWithMedia<'_>) -> Span {
    let mut node = entry.root;
    for part in key.split('.') {
        let Some(inner) = node.get(part) else { break };
        node = inner;
    }
    node.span.clone()
}

/// A length as front matter writes it.
fn written_length(seconds: u64) -> String {
    let parts = [(seconds / 3_600, 'H'), (seconds / 60 % 60, 'M'), (seconds % 60, 'S')];
    let parts = parts.into_iter().filter(|(number, _)| *number > 0);
    parts.fold("PT".to_owned(), |text, (number, unit)| format!("{text}{number}{unit}"))
}

fn unreadable(field: &Field) -> Wording {
    let Field { key, label, .. } = field;
    Wording::new(
        format!("\"{label}\" ({key}) is no film whose length can be told from its beginning"),
        format!("「{label}」（{key}）のファイルから、動画の長さを読めません"),
    )
}

fn film_format() -> Wording {
    Wording::new(
        "make it an MP4 that can be played while it is loaded: ffmpeg -i IN -c:v libx264 -pix_fmt yuv420p -movflags +faststart OUT.mp4",
        "読み込みながら再生できる MP4 で書き出します（ffmpeg -i もと -c:v libx264 -pix_fmt yuv420p -movflags +faststart 名前.mp4）",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_as_front_matter_writes_them() {
        for (seconds, text) in [(45, "PT45S"), (350, "PT5M50S"), (480, "PT8M"), (3_661, "PT1H1M1S")] {
            assert_eq!(written_length(seconds), text);
            assert_eq!(length_seconds(text), Some(seconds));
        }
    }
}
