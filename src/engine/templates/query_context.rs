//! The one place that template functions ask. Every answer passes through [`QueryContext::ask`], which can record it.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, OnceLock, PoisonError, RwLock},
};

use tera::Value;

use super::{catalog::Catalog, fingerprint::Fingerprint, query::Query, trace, values::Bodies};
use crate::{
    config::{Config, Lang},
    content::{Library, PageId, SectionId},
    markdown::Highlighter,
};
use tsubame_images::ImageQueue;
use tsubame_model::source::{SourcePath, Wording, World};

/// Everything that functions and filters may ask about.
pub struct Inputs {
    /// The settings.
    pub config: Arc<Config>,
    /// The world outside.
    pub world: World,
    /// All entries.
    pub library: Arc<Library>,
    /// For the filter `markdown`.
    pub highlighter: Arc<Highlighter>,
    /// Files made by earlier phases (compiled Sass, highlighting CSS), by output path without a leading slash.
    pub generated: Arc<HashMap<String, Arc<[u8]>>>,
    /// Project files that exist, sorted, so that file searches need no disk.
    pub files: Arc<[SourcePath]>,
    /// Takes the images that are asked for; both rounds of templating share it.
    pub images: Arc<ImageQueue>,
    /// Rendered bodies; `None` while content itself is being templated.
    pub bodies: Option<Bodies>,
}

impl fmt::Debug for Inputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inputs").field("files", &self.files.len()).field("bodies", &self.bodies).finish_non_exhaustive()
    }
}

/// What is said of a language that the site does not have.
pub(super) fn no_language(lang: &str) -> Wording {
    Wording::new(format!("the site has no language `{lang}`"), format!("このサイトに言語 `{lang}` はありません"))
}

/// What was answered. The reason of a refusal is one sentence for the template's author.
pub(super) type QueryResult = Result<QueryAnswer, Wording>;

/// An answer, before it is turned into a value: entries have shared values and fingerprints.
#[derive(Clone)]
pub(super) enum QueryAnswer {
    /// A value of its own.
    Value(Value),
    /// A value that was parsed, and the fingerprint of what it was parsed from.
    Parsed(Value, Fingerprint),
    /// A page.
    Page(PageId),
    /// A section.
    Section(SectionId),
    /// A section of which neither its pages nor its neighbours are read.
    SectionHead(SectionId),
    /// A taxonomy.
    Taxonomy(usize),
    /// A taxonomy and a term of it.
    Term(usize, usize),
}

/// How queries are answered; the functions have it, each for its own queries.
#[derive(Clone, Copy)]
pub(super) struct Answerer {
    /// Works out the answer.
    pub answer: fn(&QueryContext, &Query) -> QueryResult,
    /// The fingerprint that the answer would have, where less work tells it than working out the answer.
    pub foretell: fn(&QueryContext, &Query) -> Option<Fingerprint>,
}

/// A costly answer that is being worked out, or has been. What is only compared with an earlier build needs the
/// fingerprint alone, and where nothing is recorded, nobody needs the fingerprint.
#[derive(Default)]
struct CachedAnswer {
    answer: OnceLock<QueryResult>,
    fingerprint: OnceLock<Fingerprint>,
    foretold: OnceLock<Option<Fingerprint>>,
}

/// Answers queries, and remembers the costly answers for the length of one build.
pub(super) struct QueryContext {
    /// The inputs, without the bodies, which are in the catalog.
    pub inputs: Inputs,
    /// The shared values.
    pub catalog: Catalog,
    answerer: Answerer,
    answered: RwLock<HashMap<Query, Arc<CachedAnswer>>>,
}

impl QueryContext {
    /// Takes the inputs over.
    pub fn new(mut inputs: Inputs, answerer: Answerer) -> Self {
        let bodies = inputs.bodies.take();
        let catalog =
            Catalog::new(&inputs.config, Arc::clone(&inputs.world.files), Arc::clone(&inputs.library), bodies);
        Self { inputs, catalog, answerer, answered: RwLock::default() }
    }

    /// Answers, and records query and answer when a recording runs on this thread.
    pub fn ask(&self, query: &Query) -> Result<Value, Wording> {
        if query.is_volatile() {
            trace::mark_volatile();
        }
        if query.is_costly() {
            let cached = self.cached(query);
            let answer = self.answer_once(&cached, query);
            if trace::is_active() {
                trace::record(query, self.fingerprint_once(&cached, answer));
            }
            return answer.clone().map(|answer| self.value(answer));
        }
        let answer = self.answer(query);
        if trace::is_active() && !query.is_volatile() {
            trace::record(query, self.fingerprint_of(&answer));
        }
        answer.map(|answer| self.value(answer))
    }

    /// The fingerprint of today's answer, for comparing it with a recorded one. Data of the site is not parsed for this
    /// alone: most of it is as it was, and then nobody asks what is in it.
    pub fn fingerprint(&self, query: &Query) -> Fingerprint {
        if !query.is_costly() {
            return self.fingerprint_of(&self.answer(query));
        }
        let cached = self.cached(query);
        if cached.answer.get().is_none()
            && let Some(foretold) = cached.foretold.get_or_init(|| (self.answerer.foretell)(self, query))
        {
            return *foretold;
        }
        let answer = self.answer_once(&cached, query);
        self.fingerprint_once(&cached, answer)
    }

    /// The language of the given code, if the site has it.
    pub fn lang(&self, code: &str) -> Option<&Lang> {
        self.inputs.config.languages.keys().find(|lang| lang.as_str() == code)
    }

    fn answer(&self, query: &Query) -> QueryResult {
        (self.answerer.answer)(self, query)
    }

    /// The settings as a language sees them.
    pub fn config(&self, lang: &str) -> QueryResult {
        let value = self.lang(lang).and_then(|lang| self.catalog.config(lang));
        value.cloned().map(QueryAnswer::Value).ok_or_else(|| no_language(lang))
    }

    fn cached(&self, query: &Query) -> Arc<CachedAnswer> {
        let known = self.answered.read().unwrap_or_else(PoisonError::into_inner).get(query).cloned();
        known.unwrap_or_else(|| {
            let mut answered = self.answered.write().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(answered.entry(query.clone()).or_default())
        })
    }

    /// The same query is worked out once, also when several threads ask it at the same time.
    fn answer_once<'a>(&self, cached: &'a CachedAnswer, query: &Query) -> &'a QueryResult {
        cached.answer.get_or_init(|| self.answer(query))
    }

    fn fingerprint_once(&self, cached: &CachedAnswer, answer: &QueryResult) -> Fingerprint {
        *cached.fingerprint.get_or_init(|| self.fingerprint_of(answer))
    }

    fn value(&self, answer: QueryAnswer) -> Value {
        match answer {
            QueryAnswer::Value(value) | QueryAnswer::Parsed(value, _) => value,
            QueryAnswer::Page(id) => self.catalog.page(id).clone(),
            QueryAnswer::Section(id) | QueryAnswer::SectionHead(id) => self.catalog.section(id).clone(),
            QueryAnswer::Taxonomy(at) => self.catalog.taxonomy(at).clone(),
            QueryAnswer::Term(taxonomy, at) => self.catalog.term(taxonomy, at).clone(),
        }
    }

    fn fingerprint_of(&self, answer: &QueryResult) -> Fingerprint {
        match answer {
            Ok(QueryAnswer::Value(value)) => Fingerprint::of_value(value),
            Ok(QueryAnswer::Parsed(_, source)) => *source,
            Ok(QueryAnswer::Page(id)) => self.catalog.page_fingerprint(*id),
            Ok(QueryAnswer::Section(id)) => self.catalog.section_fingerprint(*id),
            Ok(QueryAnswer::SectionHead(id)) => self.catalog.section_head_fingerprint(*id),
            Ok(QueryAnswer::Taxonomy(at)) => self.catalog.taxonomy_fingerprint(*at),
            Ok(QueryAnswer::Term(taxonomy, at)) => self.catalog.term_fingerprint(*taxonomy, *at),
            // The reason itself counts, in whatever language it is told.
            Err(reason) => Fingerprint::of_refusal(reason.english()),
        }
    }
}
