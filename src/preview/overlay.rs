//! The faults of a site as HTML, laid over whatever page is open.
//!
//! The HTML stands in a shadow root of its own, so that neither the site's styles reach it nor its own the site.

use std::fmt::Write;

use unicode_width::UnicodeWidthChar;

use tsubame_model::{
    encode::{escape_html, terminal_text},
    source::{Diagnostic, MessageLanguage, Place, Severity, Wording},
};

/// The element that carries the overlay.
const HOST: &str = "tsubame-fault";

/// Every open page is sent all that is shown, so it is not thousands.
const MOST_FAULTS: usize = 50;

/// Why there is no new site.
#[derive(Clone, Debug)]
pub enum BuildFailure {
    /// The site has faults; warnings among them are not shown.
    Faults(Vec<Diagnostic>),
    /// Something outside the site failed; in words.
    Error(String),
}

/// The overlay in a language, as it stands inside its shadow root.
pub(super) fn render_overlay(failure: &BuildFailure, language: MessageLanguage) -> String {
    let mut items = OverlayItems { out: String::new(), language };
    let count = match failure {
        BuildFailure::Faults(diagnostics) => {
            let errors: Vec<&Diagnostic> = diagnostics.iter().filter(|found| found.is_error()).collect();
            // One fault in a template shows in every page that uses it: the first of them stands for all.
            let kinds: Vec<&[&Diagnostic]> = errors.chunk_by(|a, b| a.is_at_the_same_place(b)).collect();
            kinds.iter().take(MOST_FAULTS).for_each(|same| items.push(same[0], same.len()));
            if kinds.len() > MOST_FAULTS {
                let more = kinds.len() - MOST_FAULTS;
                let told = language.choose(
                    format!("There are {more} more. The terminal shows all of them."),
                    format!("ほかに{more}件あります。すべてはターミナルに表示しています。"),
                );
                let _ = write!(items.out, "<li><p>{told}</p></li>");
            }
            kinds.len()
        }
        BuildFailure::Error(text) => {
            // What fails outside of the site is told as the system and the program's own log have it, in English.
            let what = language.choose("", "サイトの外で問題が起きて、ビルドできませんでした。記録: ");
            let _ =
                write!(items.out, "<li><p class=\"message\">{what}<span lang=\"en\">{}</span></p></li>", shown(text));
            1
        }
    };
    let title = language.choose("The site could not be built", "ビルドできませんでした");
    let lead = match (language, count) {
        (MessageLanguage::English, 1) => {
            "There is 1 thing to mend. Mend and save it, and this page becomes new by itself.".to_owned()
        }
        (MessageLanguage::English, count) => {
            format!("There are {count} things to mend. Mend and save them, and this page becomes new by itself.")
        }
        (MessageLanguage::Japanese, count) => {
            format!("直すところが{count}件あります。直して保存すると、この画面は自動で新しくなります。")
        }
    };
    let (tag, close, items) = (language.tag(), language.choose("Close", "閉じる"), items.out);
    format!(
        "<link rel=\"stylesheet\" href=\"/__tsubame/overlay.css\">\
         <dialog open role=\"alertdialog\" lang=\"{tag}\" aria-labelledby=\"title\" aria-describedby=\"lead\">\
         <form method=\"dialog\"><button autofocus>{close} <kbd>Esc</kbd></button></form>\
         <h1 id=\"title\">{title}</h1>\
         <p id=\"lead\">{lead}</p>\
         <ol>{items}</ol></dialog>"
    )
}

/// The overlay as part of a page that is served, visible without any script.
pub(super) fn overlay_element(overlay: &str) -> String {
    format!("<{HOST}><template shadowrootmode=\"open\">{overlay}</template></{HOST}>")
}

/// The list of faults, in the language of the overlay around it.
struct OverlayItems {
    out: String,
    language: MessageLanguage,
}

impl OverlayItems {
    fn push(&mut self, found: &Diagnostic, times: usize) {
        debug_assert!(found.severity == Severity::Error, "warnings are not shown here");
        self.out.push_str("<li>");
        if let Some(file) = &found.file {
            self.push_place("h2", file.as_str(), found.place.as_ref());
        }
        let (message, code) = (self.said(&found.message), shown(found.code));
        let _ = write!(self.out, "<p class=\"message\">{message} <span class=\"code\">{code}</span></p>");
        push_excerpt(&mut self.out, found.place.as_ref());
        if let Some(hint) = found.hint.as_ref().filter(|hint| !hint.in_language(self.language).is_empty()) {
            let what = self.language.choose("How to mend it", "直し方");
            let _ = write!(self.out, "<p class=\"hint\">{what}: <span>{}</span></p>", self.said(hint));
        }
        for note in &found.notes {
            let _ = write!(self.out, "<div class=\"note\"><p>{}</p>", self.said(&note.label));
            self.push_place("h3", note.file.as_str(), note.place.as_ref());
            push_excerpt(&mut self.out, note.place.as_ref());
            self.out.push_str("</div>");
        }
        if times > 1 {
            let more = times - 1;
            let again = self.language.choose(
                format!("The same fault shows in other places too: {more}."),
                format!("同じ誤りが、ほかに{more}か所で表れています。"),
            );
            let _ = write!(self.out, "<p class=\"again\">{again}</p>");
        }
        self.out.push_str("</li>");
    }

    /// A text as HTML.
    fn said(&self, text: &Wording) -> String {
        shown(text.in_language(self.language))
    }

    fn push_place(&mut self, heading: &str, file: &str, place: Option<&Place>) {
        let _ = write!(self.out, "<{heading}><code>{}", shown(file));
        if let Some(Place { line, column, .. }) = place {
            let counted = self.language.choose(format!("line {line}, column {column}"), format!("{line}行 {column}列"));
            let _ = write!(self.out, ":{line}:{column}</code> <span>{counted}</span>");
        } else {
            self.out.push_str("</code>");
        }
        let _ = write!(self.out, "</{heading}>");
    }
}

/// The line with the part that is meant marked, and carets below it.
fn push_excerpt(out: &mut String, place: Option<&Place>) {
    let Some(place) = place else { return };
    let skipped = place.column.saturating_sub(place.excerpt_column);
    let mut chars = place.excerpt.chars();
    let before: String = chars.by_ref().take(skipped).collect();
    let meant: String = chars.by_ref().take(place.width).collect();
    let after: String = chars.collect();
    let number = place.line.to_string();
    let margin = " ".repeat(number.len());
    let carets = if meant.is_empty() { "^".to_owned() } else { meant.chars().map(caret).collect() };
    let _ = writeln!(
        out,
        "<pre><code><span class=\"number\">{number} | </span>{}<mark>{}</mark>{}",
        shown(&before),
        shown(&meant),
        shown(&after)
    );
    let indent: String = before.chars().map(blank).collect();
    let _ = write!(out, "<span class=\"caret\" aria-hidden=\"true\">{margin} | {indent}{carets}</span></code></pre>");
}

/// A blank as wide as a character of a fixed-width typeface.
fn blank(char: char) -> char {
    match char {
        '\t' => '\t',
        char if is_wide(char) => '\u{3000}',
        _ => ' ',
    }
}

fn caret(char: char) -> char {
    if is_wide(char) { '＾' } else { '^' }
}

/// Whether a character takes two columns.
fn is_wide(char: char) -> bool {
    char.width() == Some(2)
}

/// A text for people to read, as text or attribute of HTML.
fn shown(text: &str) -> String {
    escape_html(&terminal_text(text)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tsubame_model::source::SourcePath;

    fn error(message: &str) -> Diagnostic {
        let file = SourcePath::new("content/<a>.md");
        Diagnostic::error("front-matter", Wording::of_site(message))
            .in_file(&file)
            .at("一\n見出し </script> x\n", &(14..23))
    }

    #[test]
    fn everything_is_shown_and_escaped() {
        let note_file = SourcePath::new("templates/\"b\".html");
        let found = error("<img src=x onerror=alert(1)> & 'more'")
            .with_hint(Wording::of_site("write </dialog>"))
            .with_note(Wording::of_site("called <here>"), &note_file, None);
        let failure = BuildFailure::Faults(vec![found, Diagnostic::warning("w", Wording::of_site("only a warning"))]);
        let html = render_overlay(&failure, MessageLanguage::Japanese);
        for part in [
            "role=\"alertdialog\"",
            "ビルドできませんでした",
            "直すところが1件",
            "<code>content/&lt;a&gt;.md:2:5</code> <span>2行 5列</span>",
            "&lt;img src=x onerror=alert(1)&gt; &amp; &#39;more&#39;",
            "<span class=\"number\">2 | </span>見出し <mark>&lt;/script&gt;</mark> x\n",
            "  | \u{3000}\u{3000}\u{3000} ^^^^^^^^^</span>",
            "write &lt;/dialog&gt;",
            "called &lt;here&gt;",
            "templates/&quot;b&quot;.html",
        ] {
            assert!(html.contains(part), "no {part} in\n{html}");
        }
        assert!(!html.contains("only a warning") && !html.contains("<img") && !html.contains("</script"), "{html}");
    }

    #[test]
    fn repetitions_are_counted_and_failures_are_texts() {
        let twice = BuildFailure::Faults(vec![error("a"), error("a"), error("b")]);
        let html = render_overlay(&twice, MessageLanguage::Japanese);
        assert_eq!(html.matches("<li>").count(), 2);
        assert!(html.contains("直すところが2件") && html.contains("ほかに1か所"), "{html}");
        let many = (0..MOST_FAULTS + 3).map(|number| error(&number.to_string())).collect();
        let html = render_overlay(&BuildFailure::Faults(many), MessageLanguage::Japanese);
        assert_eq!(html.matches("<h2>").count(), MOST_FAULTS);
        assert!(html.contains("直すところが53件") && html.contains("ほかに3件"), "{html}");
        let html = render_overlay(&BuildFailure::Error("no <site>".to_owned()), MessageLanguage::Japanese);
        assert!(html.contains("no &lt;site&gt;") && html.contains("1件"), "{html}");
    }

    #[test]
    fn the_overlay_speaks_the_language_of_the_site() {
        let both =
            Diagnostic::error("x", Wording::new("gone", "ありません")).with_hint(Wording::new("look", "見てください"));
        let twice = BuildFailure::Faults(vec![both.clone().at("席", &(0..3)), both.at("席", &(0..3))]);
        let said = |language| render_overlay(&twice, language);
        let (english, japanese) = (said(MessageLanguage::English), said(MessageLanguage::Japanese));
        for part in
            [" lang=\"ja\" aria-labelledby", "<p class=\"message\">ありません ", "直し方: <span>見てください</span>"]
        {
            assert!(japanese.contains(part), "no {part} in\n{japanese}");
        }
        for part in [
            " lang=\"en\" aria-labelledby",
            "<p class=\"message\">gone ",
            "How to mend it: <span>look</span>",
            "There is 1 thing to mend.",
            "in other places too: 1.",
        ] {
            assert!(english.contains(part), "no {part} in\n{english}");
        }
        let is_kana = |letter| matches!(letter, '\u{3040}'..='\u{30FF}');
        assert!(!english.contains(is_kana), "{english}");
    }

    #[test]
    fn carets_stand_below_what_is_meant() {
        for (text, column, width, expected) in [
            ("abc", 2, 1, "a<mark>b</mark>c\n"),
            ("日本語", 2, 2, "日<mark>本語</mark>\n"),
            ("x", 5, 1, "x<mark></mark>\n"),
        ] {
            let mut out = String::new();
            push_excerpt(&mut out, Some(&Place::on_line(1, column, width, text)));
            assert!(out.contains(&format!("<span class=\"number\">1 | </span>{expected}")), "{out}");
        }
        let mut out = String::new();
        push_excerpt(&mut out, Some(&Place::on_line(12, 2, 2, "\t日本")));
        assert!(out.ends_with("   | \t＾＾</span></code></pre>"), "{out}");
    }
}
