//! The one place that template functions ask. Every answer passes through [`Desk::ask`], which can record it.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, OnceLock, PoisonError, RwLock},
};

use tera::Value;

use super::{bodies::Bodies, catalog::Catalog, fingerprint::Fingerprint, functions, question::Question, recorder};
use crate::{
    config::{Config, Lang},
    content::{Library, PageId, SectionId},
    images::Plan,
    markdown::Highlighter,
};
use tsubame_model::source::{SourcePath, World};

/// Everything that functions and filters may ask about.
pub struct Facts {
    /// The settings.
    pub config: Arc<Config>,
    /// The world outside.
    pub world: Arc<dyn World>,
    /// All entries.
    pub library: Arc<Library>,
    /// For the filter `markdown`.
    pub highlighter: Arc<Highlighter>,
    /// Files made by earlier phases (compiled Sass, highlighting CSS), by output path without a leading slash.
    pub generated: Arc<HashMap<String, Arc<[u8]>>>,
    /// Project files that exist, sorted, so that file searches need no disk.
    pub files: Arc<[SourcePath]>,
    /// Takes the images that are asked for; both rounds of templating share it.
    pub images: Arc<Plan>,
    /// Rendered bodies; `None` while content itself is being templated.
    pub bodies: Option<Bodies>,
}

impl fmt::Debug for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Facts").field("files", &self.files.len()).field("bodies", &self.bodies).finish_non_exhaustive()
    }
}

/// What was answered. The reason of a refusal is one sentence for the template's author.
pub(super) type Reply = Result<Answer, String>;

/// An answer, before it is turned into a value: entries have shared values and fingerprints.
#[derive(Clone)]
pub(super) enum Answer {
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

/// An answer that is being worked out, or has been.
type Remembered = Arc<OnceLock<(Reply, Fingerprint)>>;

/// Answers questions, and remembers the costly answers for the length of one build.
pub(super) struct Desk {
    /// The facts, without the bodies, which are in the catalog.
    pub facts: Facts,
    /// The shared values.
    pub catalog: Catalog,
    remembered: RwLock<HashMap<Question, Remembered>>,
}

impl Desk {
    /// Takes the facts over.
    pub fn new(mut facts: Facts) -> Self {
        let bodies = facts.bodies.take();
        let catalog = Catalog::new(&facts.config, Arc::clone(&facts.world), Arc::clone(&facts.library), bodies);
        Self { facts, catalog, remembered: RwLock::default() }
    }

    /// Answers, and records question and answer when a recording runs on this thread.
    pub fn ask(&self, question: &Question) -> Result<Value, String> {
        if question.is_volatile() {
            recorder::mark_volatile();
        }
        let (reply, print) = if question.is_costly() { self.remember(question) } else { (self.reply(question), None) };
        if recorder::is_active() && !question.is_volatile() {
            recorder::record(question, print.unwrap_or_else(|| self.print(&reply)));
        }
        reply.map(|answer| self.value(answer))
    }

    /// The fingerprint of today's answer, for comparing it with a recorded one.
    pub fn fingerprint(&self, question: &Question) -> Fingerprint {
        if question.is_costly()
            && let (_, Some(print)) = self.remember(question)
        {
            return print;
        }
        self.print(&self.reply(question))
    }

    /// The language of the given code, if the site has it.
    pub fn lang(&self, code: &str) -> Option<&Lang> {
        self.facts.config.languages.keys().find(|lang| lang.as_str() == code)
    }

    fn reply(&self, question: &Question) -> Reply {
        match question {
            Question::Config(lang) => self.config(lang),
            Question::Page { path, lang } => functions::content::find_page(self, path, lang),
            Question::Section { path, lang } => functions::content::find_section(self, path, lang),
            Question::Taxonomy { kind, lang } => functions::taxonomy::find_taxonomy(self, kind, lang),
            Question::Term { kind, term, lang } => functions::taxonomy::find_term(self, kind, term, lang),
            Question::TermUrl { kind, term, lang } => functions::taxonomy::find_term_url(self, kind, term, lang),
            Question::Permalink(path) => functions::url::find_permalink(self, path),
            Question::Url(url) => functions::url::resolve_url(self, url),
            Question::Hash(hash) => functions::hash::resolve_hash(self, hash),
            Question::Data(data) => functions::data::resolve_data(self, data),
            Question::Translation { key, lang } => functions::language::find_translation(self, key, lang),
            Question::TextDirection(lang) => functions::language::find_direction(lang),
            Question::Variable(name) => {
                Ok(Answer::Value(self.facts.world.variable(name).map_or_else(Value::none, Value::from)))
            }
            Question::Clock { as_seconds } => Ok(Answer::Value(functions::chance::read_clock(self, *as_seconds))),
            Question::Chance => Ok(Answer::Value(Value::none())),
            Question::ImageMetadata(path) => functions::images::find_metadata(self, path),
            Question::Resize(resize) => functions::images::resolve_resize(self, resize),
        }
    }

    fn config(&self, lang: &str) -> Reply {
        let value = self.lang(lang).and_then(|lang| self.catalog.config(lang));
        value.cloned().map(Answer::Value).ok_or_else(|| format!("the site has no language `{lang}`"))
    }

    /// The same question is worked out once, also when several threads ask it at the same time.
    fn remember(&self, question: &Question) -> (Reply, Option<Fingerprint>) {
        let known = self.remembered.read().unwrap_or_else(PoisonError::into_inner).get(question).cloned();
        let cell = known.unwrap_or_else(|| {
            let mut remembered = self.remembered.write().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(remembered.entry(question.clone()).or_default())
        });
        let (reply, print) = cell.get_or_init(|| {
            let reply = self.reply(question);
            let print = self.print(&reply);
            (reply, print)
        });
        (reply.clone(), Some(*print))
    }

    fn value(&self, answer: Answer) -> Value {
        match answer {
            Answer::Value(value) => value,
            Answer::Page(id) => self.catalog.page(id).clone(),
            Answer::Section(id) => self.catalog.section(id).clone(),
            Answer::Taxonomy(at) => self.catalog.taxonomy(at).clone(),
            Answer::Term(taxonomy, at) => self.catalog.term(taxonomy, at).clone(),
        }
    }

    fn print(&self, reply: &Reply) -> Fingerprint {
        match reply {
            Ok(Answer::Value(value)) => Fingerprint::of_value(value),
            Ok(Answer::Page(id)) => self.catalog.page_print(*id),
            Ok(Answer::Section(id)) => self.catalog.section_print(*id),
            Ok(Answer::Taxonomy(at)) => self.catalog.taxonomy_print(*at),
            Ok(Answer::Term(taxonomy, at)) => self.catalog.term_print(*taxonomy, *at),
            Err(reason) => Fingerprint::of_refusal(reason),
        }
    }
}
