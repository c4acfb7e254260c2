//! The one place that template functions ask. Every answer passes through [`QueryContext::ask`], which can record it.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, OnceLock, PoisonError, RwLock},
};

use tera::Value;

use super::{bodies::Bodies, catalog::Catalog, fingerprint::Fingerprint, query::Query, trace};
use crate::{
    config::{Config, Lang},
    content::{Library, PageId, SectionId},
    markdown::Highlighter,
};
use tsubame_images::ImageQueue;
use tsubame_model::source::{SourcePath, World};

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

/// What was answered. The reason of a refusal is one sentence for the template's author.
pub(super) type QueryResult = Result<QueryAnswer, String>;

/// An answer, before it is turned into a value: entries have shared values and fingerprints.
#[derive(Clone)]
pub(super) enum QueryAnswer {
    /// A value of its own.
    Value(Value),
    /// A page.
    Page(PageId),
    /// A section.
    Section(SectionId),
    /// A taxonomy.
    Taxonomy(usize),
    /// A taxonomy and a term of it.
    Term(usize, usize),
}

/// Works out the answer to a query; the functions have it, each for its own queries.
pub(super) type Answerer = fn(&QueryContext, &Query) -> QueryResult;

/// An answer that is being worked out, or has been.
type CachedAnswer = Arc<OnceLock<(QueryResult, Fingerprint)>>;

/// Answers queries, and remembers the costly answers for the length of one build.
pub(super) struct QueryContext {
    /// The inputs, without the bodies, which are in the catalog.
    pub inputs: Inputs,
    /// The shared values.
    pub catalog: Catalog,
    answerer: Answerer,
    answered: RwLock<HashMap<Query, CachedAnswer>>,
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
    pub fn ask(&self, query: &Query) -> Result<Value, String> {
        if query.is_volatile() {
            trace::mark_volatile();
        }
        let (answer, fingerprint) = if query.is_costly() { self.ask_once(query) } else { (self.answer(query), None) };
        if trace::is_active() && !query.is_volatile() {
            trace::record(query, fingerprint.unwrap_or_else(|| self.fingerprint_of(&answer)));
        }
        answer.map(|answer| self.value(answer))
    }

    /// The fingerprint of today's answer, for comparing it with a recorded one.
    pub fn fingerprint(&self, query: &Query) -> Fingerprint {
        if query.is_costly()
            && let (_, Some(fingerprint)) = self.ask_once(query)
        {
            return fingerprint;
        }
        self.fingerprint_of(&self.answer(query))
    }

    /// The language of the given code, if the site has it.
    pub fn lang(&self, code: &str) -> Option<&Lang> {
        self.inputs.config.languages.keys().find(|lang| lang.as_str() == code)
    }

    fn answer(&self, query: &Query) -> QueryResult {
        (self.answerer)(self, query)
    }

    /// The settings as a language sees them.
    pub fn config(&self, lang: &str) -> QueryResult {
        let value = self.lang(lang).and_then(|lang| self.catalog.config(lang));
        value.cloned().map(QueryAnswer::Value).ok_or_else(|| format!("the site has no language `{lang}`"))
    }

    /// The same query is worked out once, also when several threads ask it at the same time.
    fn ask_once(&self, query: &Query) -> (QueryResult, Option<Fingerprint>) {
        let known = self.answered.read().unwrap_or_else(PoisonError::into_inner).get(query).cloned();
        let cell = known.unwrap_or_else(|| {
            let mut answered = self.answered.write().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(answered.entry(query.clone()).or_default())
        });
        let (answer, fingerprint) = cell.get_or_init(|| {
            let answer = self.answer(query);
            let fingerprint = self.fingerprint_of(&answer);
            (answer, fingerprint)
        });
        (answer.clone(), Some(*fingerprint))
    }

    fn value(&self, answer: QueryAnswer) -> Value {
        match answer {
            QueryAnswer::Value(value) => value,
            QueryAnswer::Page(id) => self.catalog.page(id).clone(),
            QueryAnswer::Section(id) => self.catalog.section(id).clone(),
            QueryAnswer::Taxonomy(at) => self.catalog.taxonomy(at).clone(),
            QueryAnswer::Term(taxonomy, at) => self.catalog.term(taxonomy, at).clone(),
        }
    }

    fn fingerprint_of(&self, answer: &QueryResult) -> Fingerprint {
        match answer {
            Ok(QueryAnswer::Value(value)) => Fingerprint::of_value(value),
            Ok(QueryAnswer::Page(id)) => self.catalog.page_fingerprint(*id),
            Ok(QueryAnswer::Section(id)) => self.catalog.section_fingerprint(*id),
            Ok(QueryAnswer::Taxonomy(at)) => self.catalog.taxonomy_fingerprint(*at),
            Ok(QueryAnswer::Term(taxonomy, at)) => self.catalog.term_fingerprint(*taxonomy, *at),
            Err(reason) => Fingerprint::of_refusal(reason),
        }
    }
}
