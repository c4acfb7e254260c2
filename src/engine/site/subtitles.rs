//! Subtitles in WebVTT: whether they can be read, and whether they fit into their film.

use tsubame_model::source::{Span, Wording};

/// What is wrong with a line of a file of subtitles.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SubtitleFault {
    /// Where in the text.
    pub span: Span,
    pub what: Wording,
    pub remedy: Wording,
}

/// A cue may end so much after its film: players cut it off.
const GRACE_MS: u64 = 500;

/// What is wrong with the subtitles of a film of some length: with the first line at fault, as others may follow from it.
pub(super) fn check_subtitles(text: &str, length_ms: Option<u64>) -> Option<SubtitleFault> {
    let mut at = 0;
    let mut latest_ms = 0;
    let mut is_empty = true;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let span = at..at + line.trim_end().len();
        at += line.len();
        let fault = |(what, remedy)| Some(SubtitleFault { span: span.clone(), what, remedy });
        if number == 0 && line.trim_end().split([' ', '\t']).next() != Some("WEBVTT") {
            return fault(no_head());
        }
        let Some((start, rest)) = line.split_once("-->") else { continue };
        let end = rest.split_whitespace().next().unwrap_or_default();
        let Some((start_ms, end_ms)) = read_ms(start.trim()).zip(read_ms(end)) else { return fault(unreadable()) };
        if start_ms < latest_ms || end_ms <= start_ms {
            return fault(out_of_order());
        }
        if length_ms.is_some_and(|length_ms| end_ms > length_ms.saturating_add(GRACE_MS)) {
            return fault(beyond_end());
        }
        (latest_ms, is_empty) = (start_ms, false);
    }
    let (what, remedy) = if text.is_empty() { no_head() } else { no_cue() };
    is_empty.then_some(SubtitleFault { span: 0..0, what, remedy })
}

/// The milliseconds of a time such as `00:42.500` or `01:00:42.500`.
fn read_ms(text: &str) -> Option<u64> {
    let (clock, ms) = text.split_once('.')?;
    let is_number = |part: &str, digits: usize| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = clock.split(':').collect();
    let (hours, rest) = match &parts[..] {
        [hours, rest @ ..] if rest.len() == 2 && hours.len() >= 2 => (hours.parse::<u32>().ok()?, rest),
        rest => (0, rest),
    };
    let [minutes, seconds] = rest else { return None };
    if ![minutes, seconds].iter().all(|part| is_number(part, 2)) || !is_number(ms, 3) {
        return None;
    }
    let (minutes, seconds): (u64, u64) = (minutes.parse().ok()?, seconds.parse().ok()?);
    let total_s = u64::from(hours) * 3_600 + minutes * 60 + seconds;
    (minutes < 60 && seconds < 60).then_some(total_s * 1_000 + ms.parse::<u64>().ok()?)
}

fn no_head() -> (Wording, Wording) {
    let what = Wording::new("the subtitles do not begin with WEBVTT", "字幕のファイルが WEBVTT から始まっていません");
    let remedy = Wording::new(
        "write WEBVTT into the first line; subtitles of another format (SRT) can be turned into WebVTT",
        "1行目に WEBVTT と書きます。別の形式（SRT など）の字幕は、WebVTT に変えてから置いてください",
    );
    (what, remedy)
}

fn unreadable() -> (Wording, Wording) {
    let what = Wording::new("the time of this subtitle cannot be read", "この字幕の時刻を読めません");
    let remedy = Wording::new(
        "write it as 00:42.500 --> 00:46.000",
        "00:42.500 --> 00:46.000 のように、分と秒を2桁、その後を3桁で書きます",
    );
    (what, remedy)
}

fn out_of_order() -> (Wording, Wording) {
    let what = Wording::new(
        "this subtitle ends before it begins, or begins before the one above it",
        "この字幕は、始まりより終わりが前か、上の字幕より前に始まっています",
    );
    (what, Wording::new("correct its times", "時刻を直してください"))
}

fn beyond_end() -> (Wording, Wording) {
    let what = Wording::new("this subtitle ends after its film", "この字幕は、動画の終わりより後まで続いています");
    (what, Wording::new("correct its times, or the length of the film", "時刻か、動画の長さを直してください"))
}

fn no_cue() -> (Wording, Wording) {
    let what = Wording::new("there is no subtitle in the file", "字幕が一つもありません");
    let remedy = Wording::new(
        "write what is said, each with its times above it: 00:42.500 --> 00:46.000",
        "話している言葉を、00:42.500 --> 00:46.000 のような時刻の行の下に書いてください",
    );
    (what, remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subtitles_and_what_is_wrong_with_them() {
        let cue = |times: &str| format!("WEBVTT\n\n{times}\n<v 案内役>こんにちは\n");
        for (text, fault) in [
            (cue("00:00.000 --> 00:04.000"), None),
            (cue("intro\n00:00:01.000 --> 00:00:45.300 line:80%"), None),
            ("WEBVTT - 字幕\r\n\r\n00:01.000 --> 00:02.000\r\nあ\r\n".to_owned(), None),
            (String::new(), Some(("WEBVTT から", ""))),
            ("1\n00:00:01,000 --> 00:00:02,000\nあ\n".to_owned(), Some(("WEBVTT から", "1"))),
            ("WEBVTT\n\nあ\n".to_owned(), Some(("一つも", ""))),
            (cue("0:01.000 --> 0:02.000"), Some(("読めません", "0:01.000 --> 0:02.000"))),
            (cue("00:01,000 --> 00:02,000"), Some(("読めません", "00:01,000 --> 00:02,000"))),
            (cue("00:01.000 -->"), Some(("読めません", "00:01.000 -->"))),
            (cue("00:05.000 --> 00:04.000"), Some(("終わりが前", "00:05.000 --> 00:04.000"))),
            (cue("00:44.000 --> 00:46.000"), Some(("動画の終わり", "00:44.000 --> 00:46.000"))),
        ] {
            let found = check_subtitles(&text, Some(45_000));
            assert_eq!(found.is_some(), fault.is_some(), "{text}: {found:?}");
            let Some((found, (words, place))) = found.zip(fault) else { continue };
            assert!(found.what.japanese().contains(words), "{text}: {found:?}");
            assert_eq!(&text[found.span], place, "{text}");
        }
        assert_eq!(check_subtitles(&cue("00:44.000 --> 00:46.000"), None), None);
    }
}
