//! Code blocks with and without colours.

use super::{check, config, rendered};
use crate::markdown::Highlighter;
use tsubame_model::source::{Severity, SourcePath};

#[test]
fn without_highlighting() {
    check(
        "",
        &[
            (
                "```rust\nlet a = \"<&'>\";\n```",
                "<pre><code data-lang=\"rust\">let a = &quot;&lt;&amp;&#39;&gt;&quot;;\n</code></pre>",
            ),
            ("```rust,linenos,name=a\nb\n```", "<pre><code data-lang=\"rust\">b\n</code></pre>"),
            ("```\na\n```", "<pre><code>a\n</code></pre>"),
            ("    a\n\n    b\n", "<pre><code>a\n\nb\n</code></pre>"),
            (
                "> ```a\"b\n> c\n> d\n> ```",
                "<blockquote>\n<pre><code data-lang=\"a&quot;b\">c\nd\n</code></pre>\n</blockquote>",
            ),
            ("- a\n  ```\n  b\n  ```", "<ul>\n<li>a<pre><code>b\n</code></pre>\n</li>\n</ul>"),
        ],
    );
}

#[test]
fn settings_without_faults_load_nothing() {
    for markdown in ["", "[markdown.highlighting]\ntheme = \"GitHub-Light\""] {
        let highlighter = Highlighter::new(&config(markdown), &|path| path.as_str().into());
        let faults = highlighter.check(&SourcePath::new("zola.toml"));
        assert!(faults.iter().all(|fault| fault.severity == Severity::Warning), "{faults:?}");
        assert!(highlighter.style_sheets().is_empty());
    }
}

#[cfg(not(feature = "highlight"))]
#[test]
fn a_program_without_highlighting_warns() {
    let markdown = "[markdown.highlighting]\ntheme = \"github-light\"";
    let highlighter = Highlighter::new(&config(markdown), &|path| path.as_str().into());
    let codes: Vec<_> = highlighter.check(&SourcePath::new("zola.toml")).iter().map(|fault| fault.code).collect();
    assert_eq!(codes, ["highlight-not-built"]);
    assert_eq!(rendered(markdown, "```rust\na\n```").html, "<pre><code data-lang=\"rust\">a\n</code></pre>\n");
}

#[cfg(feature = "highlight")]
mod coloured {
    use std::{
        sync::{
            Arc,
            atomic::{AtomicU64, Ordering},
        },
        time::Duration,
    };

    use super::*;
    use crate::{config::AnchorLinks, markdown::tests::rendered_with};
    use tsubame_model::source::Stopwatch;

    /// A watch on which seven seconds pass between two looks.
    #[derive(Debug, Default)]
    struct HastyWatch(AtomicU64);

    impl Stopwatch for HastyWatch {
        fn elapsed(&self) -> Duration {
            Duration::from_secs(self.0.fetch_add(7, Ordering::Relaxed))
        }
    }

    #[test]
    fn what_there_is_no_time_for_stays_plain() {
        let config = config("[markdown.highlighting]\ntheme = \"nord\"");
        let highlighter = || Highlighter::new(&config, &|path| path.as_str().into());
        let text = format!("```js\n{}```\n", "let a = 1;\n".repeat(1_000));
        let ordinary = rendered_with(&config, &highlighter(), AnchorLinks::None, &text);
        assert_eq!(ordinary.faults, []);
        let hasty = highlighter().with_stopwatch(Arc::new(HastyWatch::default()));
        let body = rendered_with(&config, &hasty, AnchorLinks::None, &text);
        let found: Vec<_> = body.faults.iter().map(|fault| fault.diagnostic.code).collect();
        assert_eq!(found, ["highlight-too-much"]);
        let words = body.faults[0].diagnostic.message.english();
        assert!(words.starts_with("line 745 and 255 others of this code"), "{words}");
        let lines = |html: &str| html.matches("giallo-l\"").count();
        assert_eq!(lines(&body.html), lines(&ordinary.html));
        assert!(body.html.matches("<span style").count() < ordinary.html.matches("<span style").count());
    }

    #[test]
    fn inline_and_class() {
        for (settings, start, part) in [
            (
                "theme = \"github-light\"",
                "<pre class=\"giallo\" style=\"color: #24292E; background-color: #FFFFFF;\" >",
                "<span style=\"color: #D73A49;\">",
            ),
            ("theme = \"github-light\"\nstyle = \"class\"", "<pre class=\"giallo z-code\" >", "<span class=\"z-8\">"),
            (
                "theme = \"github-light\"\ndata_attr_position = \"pre\"",
                "<pre class=\"giallo\" style=\"color: #24292E; background-color: #FFFFFF;\" data-lang=\"javascript\" data-name=\"a&quot;b\">",
                "let",
            ),
            (
                "light_theme = \"github-light\"\ndark_theme = \"github-dark\"",
                "<pre class=\"giallo\" style=\"color-scheme: light dark; color: light-dark(",
                "light-dark(#D73A49, ",
            ),
            (
                "light_theme = \"github-light\"\ndark_theme = \"github-dark\"\nstyle = \"class\"",
                "<pre class=\"giallo z-l-code z-d-code\" >",
                "z-l-8",
            ),
        ] {
            let body = rendered(&format!("[markdown.highlighting]\n{settings}"), "```js,name=a\"b\nlet a = 1;\n```\n");
            assert!(body.html.starts_with(start), "{settings}: {}", body.html);
            assert!(body.html.contains(part), "{settings}: {}", body.html);
            assert!(body.html.contains("data-lang=\"javascript\" data-name=\"a&quot;b\""), "{settings}: {}", body.html);
            assert_eq!(body.faults, []);
        }
    }

    #[test]
    fn lines_are_numbered_from_anywhere() {
        for number in ["10", "-9223372036854775808", "9223372036854775807"] {
            let text = format!("```rust,linenos,linenostart={number}\na\nb\n```");
            let html = rendered("[markdown.highlighting]\ntheme = \"nord\"", &text).html;
            assert_eq!(html.matches("giallo-ln").count(), 2, "{html}");
        }
    }

    #[test]
    fn unknown_languages() {
        let table = "[markdown.highlighting]\ntheme = \"nord\"\n";
        let text = "a\n\n```そんな言語\nb\n```\n\n```そんな言語\nb\n```\n\n```\nc\n```\n\n```linenos\nd\n```\n";
        assert_eq!(rendered(table, text).faults, []);
        let body = rendered(&format!("{table}error_on_missing_language = true"), text);
        let found: Vec<_> =
            body.faults.iter().map(|fault| (fault.diagnostic.code, fault.span.clone().unwrap().start)).collect();
        assert_eq!(found, [("highlight-missing-language", 3), ("highlight-missing-language", 29)]);
        assert!(body.faults[0].diagnostic.message.english().contains("そんな言語"));
        assert_eq!(body.html.matches("data-lang=\"plain\"").count(), 4, "{}", body.html);
    }

    #[test]
    fn faults_of_the_configuration() {
        for (settings, expected) in [
            ("theme = \"nord\"", vec![]),
            ("theme = \"no-such\"", vec!["highlight-unknown-theme"]),
            ("light_theme = \"no\"\ndark_theme = \"such\"", vec!["highlight-unknown-theme", "highlight-unknown-theme"]),
            (
                "theme = \"nord\"\nextra_themes = [\"no.json\"]\nextra_grammars = [\"no.json\"]",
                vec!["highlight-load", "highlight-load"],
            ),
        ] {
            let config = config(&format!("[markdown.highlighting]\n{settings}"));
            let highlighter = Highlighter::new(&config, &|path| path.as_str().into());
            let faults = highlighter.check(&SourcePath::new("zola.toml"));
            assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), expected, "{settings}");
        }
    }

    #[test]
    fn code_stays_plain_without_its_theme() {
        let body = rendered("[markdown.highlighting]\ntheme = \"no-such\"", "```rust\na\n```");
        assert_eq!(body.html, "<pre><code data-lang=\"rust\">a\n</code></pre>\n");
        assert_eq!(body.faults, []);
    }

    #[test]
    fn style_sheets_of_classes() {
        for (settings, names) in [
            ("theme = \"nord\"", vec![]),
            ("theme = \"nord\"\nstyle = \"class\"", vec![("giallo.css", ".z-code")]),
            (
                "light_theme = \"github-light\"\ndark_theme = \"nord\"\nstyle = \"class\"",
                vec![("giallo-light.css", ".z-l-code"), ("giallo-dark.css", ".z-d-code")],
            ),
        ] {
            let config = config(&format!("[markdown.highlighting]\n{settings}"));
            let sheets = Highlighter::new(&config, &|path| path.as_str().into()).style_sheets();
            assert_eq!(sheets.len(), names.len());
            for ((file, css), (name, class)) in sheets.iter().zip(names) {
                assert_eq!(*file, name);
                assert!(css.contains(class), "{css}");
            }
        }
    }
}
