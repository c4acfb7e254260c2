//! Videos: those of this repository are small and whole, and what an editor gets wrong is told with its place.

use std::{fs, path::Path};

use serde_json::Value;

use crate::{
    support::{Outcome, REPOSITORY, TestSite, read_tree},
    typed::typed,
};

const MOST_OF_A_FILM_BYTES: usize = 1_500_000;
const MOST_TOGETHER_BYTES: usize = 12_000_000;

#[test]
fn films_are_light_and_begin_at_once() {
    let files = read_tree(&Path::new(REPOSITORY).join("content/videos"));
    let films = files.iter().filter(|(path, _)| path.ends_with(".mp4") || path.ends_with(".webm"));
    let (mut together, mut series) = (0, Vec::new());
    for (path, bytes) in films {
        assert!(bytes.len() <= MOST_OF_A_FILM_BYTES, "{path}: {} bytes", bytes.len());
        together += bytes.len();
        if path.ends_with(".webm") {
            assert!(bytes.starts_with(b"\x1A\x45\xDF\xA3"), "{path} is no WebM");
            continue;
        }
        series.extend(path.split('/').next());
        let place = |name: &[u8]| bytes.windows(4).position(|part| part == name);
        let (index, data) = (place(b"moov").expect("an index"), place(b"mdat").expect("a film"));
        assert!(index < data, "{path} cannot be played while it is loaded");
        let folder = path.trim_end_matches("clip.mp4");
        for beside in ["clip.webm", "captions.vtt", "poster.webp"] {
            assert!(files.contains_key(&format!("{folder}{beside}")), "{folder} lacks {beside}");
        }
        let subtitles = String::from_utf8_lossy(&files[&format!("{folder}captions.vtt")]).into_owned();
        assert!(subtitles.starts_with("WEBVTT\n\n") && subtitles.matches(" --> ").count() >= 8, "{subtitles}");
    }
    assert!(together <= MOST_TOGETHER_BYTES, "{together} bytes");
    assert_eq!(series, ["dou-deshou", "job-reco", "kyuyo-meisai", "shigoto-dive"], "a film in every series");
}

/// The bytes of a film of so many milliseconds without pictures.
fn film(length_ms: u32) -> Vec<u8> {
    let part = |kind: &str, content: &[u8]| {
        let size = u32::try_from(content.len() + 8).expect("a size");
        [&size.to_be_bytes()[..], kind.as_bytes(), content].concat()
    };
    let header = [&[0; 12][..], &1_000_u32.to_be_bytes(), &length_ms.to_be_bytes(), &[0; 80]].concat();
    [part("ftyp", b"isom"), part("moov", &part("mvhd", &header)), part("mdat", &[0; 9])].concat()
}

/// A site with one video, as `tsubame new` makes it, in a policy that allows frames of one host.
fn site() -> TestSite {
    let project = typed();
    let settings = fs::read_to_string(project.path("zola.toml")).expect("settings");
    let delivery = "[extra.tsubame.delivery]\nframe_hosts = [\"https://video.example.jp\"]\n";
    project.write("zola.toml", format!("{settings}{delivery}"));
    project.run(&["new", "video", "job-reco/test"]).succeeds();
    project
}

const PAGE: &str = "content/videos/job-reco/test/index.md";

fn change(project: &TestSite, pairs: &[(&str, &str)]) {
    let mut text = fs::read_to_string(project.path(PAGE)).expect("a video");
    for (from, to) in pairs {
        assert!(text.contains(from), "the scaffold has changed: {from}\n{text}");
        text = text.replacen(from, to, 1);
    }
    project.write(PAGE, text);
}

/// What stands against publishing: codes with their messages and hints.
fn errors(outcome: &Outcome) -> Vec<(String, String)> {
    let text = |fault: &Value, key: &str| fault[key].as_str().unwrap_or_default().to_owned();
    let errors = outcome.diagnostics().into_iter().filter(|fault| fault["severity"] == "error");
    errors
        .map(|fault| (text(&fault, "code"), format!("{}\n{}", text(&fault, "message"), text(&fault, "hint"))))
        .collect()
}

#[test]
fn s21_a_player_of_a_host_that_the_policy_forbids_is_an_error() {
    let project = site();
    project.build().succeeds();
    change(&project, &[("https://video.example.jp/embed/sample", "https://www.example.jp/embed/1")]);
    let found = errors(&project.build().exits_with(1));
    assert_eq!(found.len(), 1, "{found:?}");
    let (code, words) = &found[0];
    assert_eq!(code, "entry-frame-host");
    assert!(words.contains("frame_hosts に \"https://www.example.jp\" を足す"), "{words}");
    // Who writes the policy by hand, or has none, is not told of another.
    project.write("static/_headers", "/*\n  Content-Security-Policy: frame-src *\n");
    project.build().succeeds();
    project.remove("static/_headers");
    let settings = fs::read_to_string(project.path("zola.toml")).expect("settings");
    project.write("zola.toml", settings.replace("frame_hosts =", "strict_csp = false\nframe_hosts ="));
    project.build().succeeds();
}

#[test]
fn s22_chapters_that_do_not_fit_the_video_are_errors() {
    for (pairs, words) in [
        (&[("at = \"0:00\"", "at = \"0:10\"")][..], "最初の時刻は 0:00"),
        (&[("at = \"4:30\"", "at = \"1:10\"")], "前にある 1:20 より後"),
        (&[("at = \"4:30\"", "at = \"9:00\"")], "全体の長さは 5:50"),
        (&[("\"PT5M50S\"", "\"PT4M\"")], "全体の長さは 4:00"),
    ] {
        let project = site();
        change(&project, pairs);
        let found = errors(&project.build().exits_with(1));
        assert!(found.len() == 1 && found[0].0 == "entry-time" && found[0].1.contains(words), "{words}: {found:?}");
    }
}

#[test]
fn s22_a_film_is_as_long_as_its_page_says() {
    let project = site();
    let folder = "content/videos/job-reco/test";
    project.write(&format!("{folder}/clip.mp4"), film(350_400));
    project.write(&format!("{folder}/captions.vtt"), "WEBVTT\n\n00:01.000 --> 00:04.000\n<v 案内役>はい\n");
    let text = fs::read_to_string(project.path(PAGE)).expect("a video");
    let line = |key: &str| text.lines().find(|line| line.starts_with(key)).expect("a line").to_owned();
    let (video, embed) = (line("video_url"), line("embed_url"));
    let both = "clip = \"clip.mp4\"\ncaptions = \"captions.vtt\"";
    change(&project, &[(&video, both)]);
    let found = errors(&project.build().exits_with(1));
    assert!(found.len() == 1 && found[0].0 == "entry-rule" && found[0].1.contains("両方"), "{found:?}");
    change(&project, &[(&embed, "")]);
    project.build().succeeds();
    for (name, bytes, code, words) in [
        ("clip.mp4", film(45_000), "entry-film", "長さは 0:45 です"),
        ("clip.mp4", film(45_000), "entry-film", "PT45S に直す"),
        ("clip.mp4", b"no film".to_vec(), "entry-film", "+faststart"),
        ("captions.vtt", b"WEBVTT\n\n09:00.000 --> 09:04.000\nx\n".to_vec(), "entry-subtitles", "終わりより後"),
        ("captions.vtt", b"1\n00:00:01,000 --> 00:00:04,000\nx\n".to_vec(), "entry-subtitles", "WEBVTT"),
    ] {
        let path = format!("{folder}/{name}");
        let good = fs::read(project.path(&path)).expect("a file");
        project.write(&path, bytes);
        let found = errors(&project.build().exits_with(1));
        assert!(found.len() == 1 && found[0].0 == code && found[0].1.contains(words), "{words}: {found:?}");
        project.write(&path, good);
    }
    for (from, to, code, words) in [
        ("\ncaptions = \"captions.vtt\"", "", "entry-missing", "字幕"),
        ("\nclip = \"clip.mp4\"", "\nclip = \"other.mp4\"", "entry-file", "other.mp4"),
        ("\nclip = \"clip.mp4\"", "\nclip = \"clip.mov\"", "entry-file", ".mp4"),
    ] {
        let good = fs::read_to_string(project.path(PAGE)).expect("a video");
        change(&project, &[(from, to)]);
        let found = errors(&project.build().exits_with(1));
        assert!(found.len() == 1 && found[0].0 == code && found[0].1.contains(words), "{words}: {found:?}");
        project.write(PAGE, good);
    }
}

#[test]
fn s31_the_sitemap_names_the_film_itself() {
    let page = "+++\ntitle = \"動画\"\ndescription = \"話\"\n[extra]\nimage = \"p.webp\"\nduration = \"PT45S\"\nclip = \"夏 1.mp4\"\n+++\n";
    let config =
        "base_url = \"https://example.jp\"\ndefault_language = \"ja\"\n[extra.tsubame.sitemap]\nvideos = true\n";
    let project = TestSite::new().file("zola.toml", config);
    let project =
        project.file("content/v/index.md", page).file("content/v/p.webp", "x").file("content/v/夏 1.mp4", "x");
    let built = project.build().succeeds();
    let built = built.assert_file("sitemap-video.xml", "<video:content_loc>https://example.jp/v/%E5%A4%8F%201.mp4<");
    assert!(!built.text("sitemap-video.xml").contains("player_loc"));
    project.remove("content/v/夏 1.mp4");
    project.build().succeeds().assert_diagnostic("sitemap-video", "content/v/index.md", 7);
}
