//! A `<wbr>` between the phrases of Japanese headings and the like, so that lines end there in every browser: with
//! `word-break: keep-all`, a line breaks nowhere else.
//!
//! A page stays as its templates made it but for these marks. They go into texts alone, never into tags, scripts or code, and
//! where an earlier run or an author has put one, none is added. What is made from pages before they are published, such as the
//! search index, does not see them.

mod segment;

use std::{
    collections::HashMap,
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use lol_html::{
    HtmlRewriter, Settings, element,
    html_content::{Element, TextChunk},
    text,
};

use self::segment::find_phrases;
use crate::config::PhrasesConfig;

/// What stays as it is wherever it stands: what is no prose, what is read beside other letters, and other languages.
const KEPT: &str = "code, pre, kbd, samp, script, style, textarea, template, title, svg, math, ruby, [translate=no], \
    [lang]:not([lang|=ja])";

/// What ends a line or stands in it like a letter: a phrase does not go on behind it.
const APART: &str = "br, img, p, div, li, dt, dd, td, th, h1, h2, h3, h4, h5, h6";

/// The longest entity that is looked for, with its angles.
const LONGEST_ENTITY: usize = 10;

/// Marks phrases in pages.
pub(super) struct PhraseMarker<'a> {
    config: &'a PhrasesConfig,
    whole: Vec<Vec<char>>,
    /// Titles stand on many pages.
    known: Mutex<HashMap<Vec<char>, Arc<[usize]>>>,
}

/// A letter of a text, with its place in the page.
#[derive(Clone, Copy)]
struct Letter {
    letter: char,
    at: usize,
}

/// The texts of a page that are looked at.
#[derive(Default)]
struct PageTexts {
    is_japanese: bool,
    /// All of them, in their order.
    texts: Vec<Range<usize>>,
    /// Where those begin that stay as they are.
    kept: Vec<usize>,
    /// Where another text begins.
    gaps: Vec<usize>,
}

impl<'a> PhraseMarker<'a> {
    /// Marks as a site wants it.
    pub fn new(config: &'a PhrasesConfig) -> Self {
        let whole = config.whole.iter().map(|word| word.chars().collect()).collect();
        Self { config, whole, known: Mutex::default() }
    }

    /// The page with its marks, if it gets any.
    pub fn mark(&self, html: &[u8]) -> Option<Vec<u8>> {
        let page = std::str::from_utf8(html).ok().filter(|_| !self.config.elements.is_empty())?;
        let texts = self.read_texts(html);
        if !texts.is_japanese {
            return None;
        }
        let places: Vec<usize> = texts.runs(page).iter().flat_map(|run| self.find_places(page, run)).collect();
        let first = *places.first()?;
        let mut marked = Vec::with_capacity(html.len() + places.len() * 5);
        marked.extend_from_slice(&html[..first]);
        for (at, place) in places.iter().enumerate() {
            marked.extend_from_slice(b"<wbr>");
            marked.extend_from_slice(&html[*place..places.get(at + 1).copied().unwrap_or(html.len())]);
        }
        Some(marked)
    }

    fn read_texts(&self, html: &[u8]) -> PageTexts {
        let mut found = PageTexts::default();
        let PageTexts { is_japanese, texts, kept, gaps } = &mut found;
        let within = self.config.elements.join(", ");
        let starts = format!("{within}, {APART}");
        let except = self.config.except.iter().fold(KEPT.to_owned(), |all, name| format!("{all}, {name}"));
        let settings = Settings::new()
            .append_element_content_handler(element!("html[lang|=ja]", |_: &mut Element<'_, '_>| {
                *is_japanese = true;
                Ok(())
            }))
            .append_element_content_handler(element!(starts, |element: &mut Element<'_, '_>| {
                gaps.push(element.source_location().bytes().start);
                Ok(())
            }))
            .append_element_content_handler(text!(within, |chunk: &mut TextChunk<'_>| {
                let range = chunk.source_location().bytes();
                match texts.last_mut().filter(|last| last.end == range.start) {
                    // A text may come in parts, and an entity in two of them.
                    Some(last) => last.end = range.end,
                    None => texts.push(range),
                }
                Ok(())
            }))
            .append_element_content_handler(text!(except, |chunk: &mut TextChunk<'_>| {
                kept.push(chunk.source_location().bytes().start);
                Ok(())
            }))
            .with_strict(false);
        let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
        // It only fails where memory runs out; what was read until then is still true.
        let _ = rewriter.write(html).and_then(|()| rewriter.end());
        found
    }

    /// Where phrases begin in a text, but for those that begin behind a mark.
    fn find_places(&self, page: &str, run: &[Letter]) -> Vec<usize> {
        let text: Vec<char> = run.iter().map(|letter| letter.letter).collect();
        let is_marked = |at: usize| {
            let between = page.get(run[at - 1].at..run[at].at).unwrap_or_default();
            between
                .match_indices('<')
                .any(|(tag, _)| between.get(tag + 1..tag + 4).is_some_and(|name| name.eq_ignore_ascii_case("wbr")))
        };
        self.phrases_of(text).iter().filter(|at| !is_marked(**at)).map(|at| run[*at].at).collect()
    }

    fn phrases_of(&self, text: Vec<char>) -> Arc<[usize]> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(phrases) = known().get(&text) {
            return Arc::clone(phrases);
        }
        let phrases: Arc<[usize]> = find_phrases(&text, &self.whole).into();
        known().insert(text, Arc::clone(&phrases));
        phrases
    }
}

impl PageTexts {
    /// The letters of each text, over the tags inside of it.
    fn runs(&self, page: &str) -> Vec<Vec<Letter>> {
        let (mut runs, mut end, mut gaps): (Vec<Vec<Letter>>, usize, _) = (Vec::new(), 0, self.gaps.iter().peekable());
        let mut is_apart = true;
        for text in &self.texts {
            if text.is_empty() || text.start < end {
                continue;
            }
            while gaps.next_if(|gap| **gap <= text.start).is_some() {
                is_apart = true;
            }
            end = text.end;
            if self.kept.binary_search(&text.start).is_ok() {
                is_apart = true;
                continue;
            }
            if std::mem::take(&mut is_apart) {
                runs.push(Vec::new());
            }
            if let Some(run) = runs.last_mut() {
                run.extend(read_letters(page.get(text.clone()).unwrap_or_default(), text.start));
            }
        }
        runs
    }
}

/// The letters of some HTML without tags. An entity is one letter.
fn read_letters(html: &str, start: usize) -> Vec<Letter> {
    let (mut letters, mut rest) = (Vec::new(), html);
    while let Some(first) = rest.chars().next() {
        let entity = (first == '&').then(|| rest.bytes().take(LONGEST_ENTITY).position(|byte| byte == b';')).flatten();
        let (letter, length) = entity.map_or((first, first.len_utf8()), |end| (entity_letter(&rest[1..end]), end + 1));
        letters.push(Letter { letter, at: start + html.len() - rest.len() });
        rest = &rest[length..];
    }
    letters
}

/// The letter of an entity, or one that stands for any.
fn entity_letter(name: &str) -> char {
    match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "nbsp" | "#160" => '\u{a0}',
        "#39" | "#x27" | "apos" => '\'',
        _ => char::REPLACEMENT_CHARACTER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(body: &str) -> String {
        let config = PhrasesConfig { except: vec![".proper".to_owned()], ..PhrasesConfig::default() };
        let marker = PhraseMarker::new(&config);
        let html = format!("<!doctype html><html lang=\"ja\"><title>会員登録の流れ</title>{body}");
        let marked = marker.mark(html.as_bytes()).unwrap_or_else(|| html.clone().into_bytes());
        let again = marker.mark(&marked);
        assert_eq!(again, None, "a second run adds nothing: {body}");
        let marked = String::from_utf8(marked).unwrap();
        assert_eq!(marked.replace("<wbr>", ""), html.replace("<wbr>", ""));
        marked[html.len() - body.len()..].to_owned()
    }

    #[test]
    fn phrases_are_marked_in_what_is_named() {
        for (body, expected) in [
            ("<h1>会員登録の流れ</h1>", "<h1>会員登録の<wbr>流れ</h1>"),
            ("<p>会員登録の流れ</p>", "<p>会員登録の流れ</p>"),
            ("<p class='a lead'>仙台の仕事</p>", "<p class='a lead'>仙台の<wbr>仕事</p>"),
            (
                "<H2 class=card-title><a href=\"/仙台の仕事/\" title='仙台の仕事'>仙台の仕事</a></H2>",
                "<H2 class=card-title><a href=\"/仙台の仕事/\" title='仙台の仕事'>仙台の<wbr>仕事</a></H2>",
            ),
            ("<h1>仙台<em>の</em>仕事</h1>", "<h1>仙台<em>の</em><wbr>仕事</h1>"),
            ("<h1>仙台の<wbr>仕事</h1>", "<h1>仙台の<wbr>仕事</h1>"),
            ("<h1>仙台の<b><WBR/>仕事</b></h1>", "<h1>仙台の<b><WBR/>仕事</b></h1>"),
            ("<h1>R&amp;Dの仕事と&lt;b&gt;の話</h1>", "<h1>R&amp;Dの<wbr>仕事と&lt;b&gt;の話</h1>"),
            ("<h1>CROSS SENDAI</h1>", "<h1>CROSS SENDAI</h1>"),
            ("<h1>仙台市で7分の仕事、2027年に</h1>", "<h1>仙台市で<wbr>7分の<wbr>仕事、<wbr>2027年に</h1>"),
            ("<h1><code>会員登録の流れ</code></h1>", "<h1><code>会員登録の流れ</code></h1>"),
            (
                "<h1><ruby>仙台の仕事<rt>せんだいのしごと</rt></ruby></h1>",
                "<h1><ruby>仙台の仕事<rt>せんだいのしごと</rt></ruby></h1>",
            ),
            ("<h1><span class=proper>仙台の仕事</span></h1>", "<h1><span class=proper>仙台の仕事</span></h1>"),
            ("<h1><span lang=zh>会員登録の流れ</span></h1>", "<h1><span lang=zh>会員登録の流れ</span></h1>"),
            (
                "<div class=lead><p>仙台の<p>仕事<script>'仙台の仕事'</script></div>",
                "<div class=lead><p>仙台の<p>仕事<script>'仙台の仕事'</script></div>",
            ),
            ("<h1>仙台の<!-- 仙台の仕事 -->仕事</h1>", "<h1>仙台の<!-- 仙台の仕事 --><wbr>仕事</h1>"),
            ("<h1>仙台の仕事", "<h1>仙台の<wbr>仕事"),
        ] {
            assert_eq!(mark(body), expected);
        }
    }

    #[test]
    fn pages_of_other_languages_stay_as_they_are() {
        let config = PhrasesConfig::default();
        let marker = PhraseMarker::new(&config);
        for html in ["<html lang=en><h1>会員登録の流れ</h1>", "<h1>会員登録の流れ</h1>", "<html lang=ja><h1>\u{0}a", ""]
        {
            assert_eq!(marker.mark(html.as_bytes()), None, "{html}");
        }
        assert_eq!(marker.mark(b"<html lang=ja><h1>\xff\xfe"), None);
    }
}
