//! Regular expressions of templates: `regex_replace` and the test `matching`, with an end to what a pattern takes.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Hir, HirKind};
use tera::{Kwargs, State, Tera, TeraResult, Test};

use super::bounded::allow;
use crate::templates::{
    refusals::refuse,
    work::{check_text, refused, spend_steps},
};
use tsubame_model::source::Wording;

/// So many patterns are kept; then all of their size are forgotten.
const MOST_PATTERNS: usize = 64;

/// What a pattern takes that is not large.
const SMALL_BYTES: usize = 256 * 1024;

/// So many large ones are kept.
const MOST_LARGE_PATTERNS: usize = 4;

/// What a large one may take: letters of all languages, a hundred times over.
const LARGE_BYTES: usize = 10 * 1024 * 1024;

/// What a pattern may take for what it has found out about texts.
const FOUND_BYTES: usize = 1024 * 1024;

/// Places of a pattern times letters of a text: so many take a few seconds if the text is at all places at once.
const MOST_COMPARISONS: usize = 256 * 1024 * 1024;

/// So many of them count as a step.
const COMPARISONS_PER_STEP: usize = 4096;

/// Puts them in the places of those of `tera-contrib`.
pub(super) fn register(tera: &mut Tera) {
    let patterns = Arc::new(Patterns::default());
    let known = Arc::clone(&patterns);
    tera.register_filter("regex_replace", move |text: &str, arguments: Kwargs, _: &State| -> TeraResult<String> {
        known.find(arguments.must_get("pattern")?)?.replace(text, arguments.must_get("rep")?)
    });
    tera.register_test("matching", Matching(patterns));
}

/// A compiled pattern.
#[derive(Clone, Debug)]
struct CompiledPattern {
    regex: Regex,
    /// At how many places of it a text can be at most.
    places: usize,
    is_large: bool,
}

impl CompiledPattern {
    fn compile(pattern: &str) -> TeraResult<Self> {
        let build = |most| RegexBuilder::new(pattern).size_limit(most).dfa_size_limit(FOUND_BYTES).build();
        let small = build(SMALL_BYTES);
        let is_large = small.is_err();
        let regex = small.or_else(|_| build(LARGE_BYTES)).map_err(|error| {
            let english = format!("Invalid regex: {error}");
            refuse(&Wording::new(english, format!("正規表現として読めません: {error}")))
        })?;
        // It was read before in the same way.
        let places = regex_syntax::parse(pattern).map_or(usize::MAX, |parsed| count_places(&parsed));
        Ok(Self { regex, places, is_large })
    }

    /// Counts what looking for it in a text takes; refuses what would take minutes.
    fn spend(&self, text: &str) -> TeraResult<()> {
        let comparisons = self.places.saturating_mul(text.len());
        if comparisons > MOST_COMPARISONS {
            return Err(refuse(&Wording::new(
                "the regular expression repeats too much for a text of this length: write smaller numbers into its { }, or \
                 look through a shorter text",
                "正規表現の繰り返しが、この長さの文字列には多すぎます。{ } の数を小さくするか、短い文字列に使ってください",
            )));
        }
        spend_steps(1 + (comparisons / COMPARISONS_PER_STEP) as u64).map_err(refused)
    }

    /// Replaces as `Regex::replace_all` does, but looks at the length of the result while it grows.
    fn replace(&self, text: &str, replacement: &str) -> TeraResult<String> {
        check_text(text.len()).map_err(refused)?;
        self.spend(text)?;
        let mut replaced = String::with_capacity(text.len());
        let mut done = 0;
        for captures in self.regex.captures_iter(text) {
            let Some(whole) = captures.get(0) else { continue };
            spend_steps(1).map_err(refused)?;
            replaced.push_str(&text[done..whole.start()]);
            // A reference is at least two bytes long and stands for a part of the match at most.
            allow(replacement.len() + (replacement.len() / 2).saturating_mul(whole.len()))?;
            captures.expand(replacement, &mut replaced);
            check_text(replaced.len()).map_err(refused)?;
            done = whole.end();
        }
        replaced.push_str(&text[done..]);
        Ok(replaced)
    }
}

/// How many letters and classes a pattern has when its counted repetitions are written out.
fn count_places(pattern: &Hir) -> usize {
    match pattern.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(_) => 1,
        HirKind::Capture(capture) => count_places(&capture.sub),
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or_else(|| repetition.min.saturating_add(1));
            count_places(&repetition.sub).saturating_mul(times as usize)
        }
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().map(count_places).fold(0, usize::saturating_add)
        }
    }
}

/// Compiled patterns.
#[derive(Debug, Default)]
struct Patterns(RwLock<HashMap<String, CompiledPattern>>);

impl Patterns {
    fn find(&self, pattern: &str) -> TeraResult<CompiledPattern> {
        spend_steps(1).map_err(refused)?;
        if let Some(known) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(pattern) {
            return Ok(known.clone());
        }
        // Compiling takes as long as thousands of rounds.
        spend_steps(1_000).map_err(refused)?;
        let compiled = CompiledPattern::compile(pattern)?;
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let most = if compiled.is_large { MOST_LARGE_PATTERNS } else { MOST_PATTERNS };
        if known.values().filter(|pattern| pattern.is_large == compiled.is_large).count() >= most {
            known.retain(|_, pattern| pattern.is_large != compiled.is_large);
        }
        known.insert(pattern.to_owned(), compiled.clone());
        Ok(compiled)
    }
}

/// The test `matching`.
struct Matching(Arc<Patterns>);

impl Test<&str, TeraResult<bool>> for Matching {
    fn call(&self, text: &str, arguments: Kwargs, _: &State) -> TeraResult<bool> {
        let pattern = self.0.find(arguments.must_get("pat")?)?;
        pattern.spend(text)?;
        Ok(pattern.regex.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_as_they_are_repeated() {
        for (pattern, places) in [
            ("", 0),
            ("^a$", 1),
            ("春", 3),
            ("(a|bc)+", 6),
            (r"\w{1,30}x", 31),
            ("(y{1,100}){1,100}z", 10_001),
            ("((a{1,100}){1,100}){1,8}", 80_000),
        ] {
            assert_eq!(count_places(&regex_syntax::parse(pattern).unwrap()), places, "{pattern}");
        }
    }

    #[test]
    fn what_would_take_minutes_is_refused() {
        let ordinary = CompiledPattern::compile(r"\s*<[^>]+>\s*").unwrap();
        assert_eq!(ordinary.replace(&"<b> x ".repeat(100_000), "").unwrap().len(), 100_001);
        let words = CompiledPattern::compile(r"\pL{3,30}").unwrap();
        assert!(words.spend(&"春".repeat(1_000_000)).is_ok());
        let heavy = CompiledPattern::compile("(y{1,50}){1,50}z").unwrap();
        assert!(heavy.spend("yyy").is_ok() && heavy.spend(&"y".repeat(1_000_000)).is_err());
        assert!(CompiledPattern::compile("((a{1,100}){1,100}){1,100}").is_err());
    }

    #[test]
    fn few_large_patterns_are_kept() {
        let patterns = Patterns::default();
        for number in 0..100 {
            patterns.find(&format!("a{number}")).unwrap();
            patterns.find(&format!(r"\pL{{3,30}}{}", number % 10)).unwrap();
        }
        let known = patterns.0.into_inner().unwrap();
        let large = known.values().filter(|pattern| pattern.is_large).count();
        assert!((1..=MOST_LARGE_PATTERNS).contains(&large) && known.len() - large <= MOST_PATTERNS);
    }
}
