//! Loads templates: parses and validates all of them, and collects every fault that can be found in one go.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{Arc, OnceLock},
};

use tera::{Error, ErrorKind, Tera};

use super::{
    builtins,
    counted_templates::{CountedFor, CountedTemplates, TemplateInsertions},
    include_depth::check_depth,
    registry::tera_with_names,
    template_file::TemplateFile,
    template_references::find_component,
    tera_diagnostics::{Sources, diagnose},
    tera_report::{TeraFaultKind, read_error},
    unreachable::blank_unreachable,
};
use crate::config::Config;
use tsubame_model::source::{Diagnostic, sort_diagnostics};

/// The code of faults found while templates are loaded.
const CODE: &str = "template";

/// The templates of a site, parsed and validated; independent of any content.
#[derive(Clone)]
pub struct TemplateSet {
    /// For pages and other targets.
    targets: CountedTera,
    /// For texts of content, made when one is first a template.
    content: Arc<OnceLock<CountedTera>>,
    /// What `content` is made from.
    config: Arc<Config>,
    pub(super) files: Arc<BTreeMap<String, TemplateFile>>,
    warnings: Vec<Diagnostic>,
}

/// Templates in which work is counted, and the ways back from their places to the files.
#[derive(Clone)]
pub(super) struct CountedTera {
    pub tera: Tera,
    pub insertions: Arc<TemplateInsertions>,
}

impl fmt::Debug for TemplateSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TemplateSet").field("files", &self.files.keys()).finish_non_exhaustive()
    }
}

impl TemplateSet {
    /// Parses and validates. On failure: all syntax errors, circles and missing parents, and all unknown names in the
    /// templates that remain.
    pub fn load(files: Vec<TemplateFile>, config: &Config) -> Result<Self, Vec<Diagnostic>> {
        let files: BTreeMap<String, TemplateFile> = files.into_iter().map(|file| (file.name.clone(), file)).collect();
        let theme = config.theme.as_ref().map(|theme| format!("{theme}/templates/"));
        if let Some(fault) = check_depth(&files, theme.as_deref()) {
            return Err(vec![fault]);
        }
        let mut warnings = Vec::new();
        let texts: TemplateTexts<'_> =
            files.values().map(|file| (file.name.as_str(), blank_unreachable(file, &mut warnings))).collect();
        match load_counted(&texts, CountedFor::Targets, config) {
            Ok(targets) => {
                drop(texts);
                let (content, config) = (Arc::default(), Arc::new(config.clone()));
                Ok(Self { targets, content, config, files: Arc::new(files), warnings })
            }
            // What is wrong is told from the author's own words.
            Err(counted) => Err(match load_tera(&texts, &BTreeSet::new(), config) {
                Err(first) => collect_faults(&files, &texts, first, config),
                Ok(_) => diagnose(&counted, CODE, Sources::of(&files)),
            }),
        }
    }

    /// Tera for pages and other targets.
    pub(super) fn for_targets(&self) -> &CountedTera {
        &self.targets
    }

    /// Tera for texts of content.
    pub(super) fn for_content(&self) -> &CountedTera {
        self.content.get_or_init(|| {
            let texts = self.files.values().map(|file| (file.name.as_str(), blank_unreachable(file, &mut Vec::new())));
            load_counted(&texts.collect(), CountedFor::Content, &self.config).unwrap_or_else(|_| self.targets.clone())
        })
    }

    /// What is odd about the templates without stopping them.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// Whether there is such a template, of the site, of the theme or built in.
    pub fn has(&self, name: &str) -> bool {
        self.targets.tera.contains_template(name)
    }

    /// Whether these files make the same set, the settings being the same.
    pub fn is_made_of(&self, files: &[TemplateFile]) -> bool {
        let is_known = |file: &TemplateFile| self.files.get(&file.name) == Some(file);
        self.files.len() == files.len() && files.iter().all(is_known)
    }
}

/// What Tera is given, by the templates' names.
type TemplateTexts<'a> = BTreeMap<&'a str, Cow<'a, str>>;

fn load_counted(texts: &TemplateTexts<'_>, counted_for: CountedFor, config: &Config) -> Result<CountedTera, Error> {
    let theme = config.theme.as_ref().map(|theme| format!("{theme}/templates/"));
    let own = texts.iter().map(|(name, text)| (*name, &**text));
    let CountedTemplates { texts, insertions } = CountedTemplates::new(own, theme.as_deref(), counted_for);
    let counted = texts.iter().map(|(name, text)| (name.as_str(), Cow::Borrowed(text.as_str()))).collect();
    let tera = load_tera(&counted, &BTreeSet::new(), config)?;
    Ok(CountedTera { tera, insertions: Arc::new(insertions) })
}

fn load_tera(texts: &TemplateTexts<'_>, left_out: &BTreeSet<String>, config: &Config) -> Result<Tera, Error> {
    let mut tera = tera_with_names();
    let theme = config.theme.as_ref().map(|theme| format!("{theme}/templates/"));
    tera.set_fallback_prefixes(theme.into_iter().chain([builtins::PREFIX.to_owned()]))?;
    let own = texts.iter().filter(|(name, _)| !left_out.contains(**name)).map(|(name, text)| (*name, &**text));
    tera.add_raw_templates(builtins::ALL.iter().copied().chain(own))?;
    Ok(tera)
}

/// Tera stops at the first broken template, so the broken ones are left out, one after the other, until the rest loads
/// or has only unknown names. What is then unknown because it was left out is no fault.
fn collect_faults(
    files: &BTreeMap<String, TemplateFile>,
    texts: &TemplateTexts<'_>,
    first: Error,
    config: &Config,
) -> Vec<Diagnostic> {
    let sources = Sources::of(files);
    let (mut faults, mut left_out) = syntax_faults(texts, sources);
    let mut error = if left_out.is_empty() { Some(first) } else { load_tera(texts, &left_out, config).err() };
    while let Some(current) = error {
        let found = read_error(&current);
        let culprit = found.iter().find_map(|fault| culprit(&fault.kind)).map(str::to_owned);
        let is_new = culprit.clone().is_some_and(|name| left_out.insert(name));
        let others: Vec<&String> = left_out.iter().filter(|name| Some(*name) != culprit.as_ref()).collect();
        let own = found.iter().filter(|fault| !is_consequence(&fault.kind, files, &others));
        faults.extend(own.map(|fault| sources.diagnostic(CODE, fault)));
        error = if is_new { load_tera(texts, &left_out, config).err() } else { None };
    }
    sort_diagnostics(&mut faults);
    faults
}

/// The faults of templates that cannot even be parsed, each alone, and their names.
fn syntax_faults(texts: &TemplateTexts<'_>, sources: Sources<'_>) -> (Vec<Diagnostic>, BTreeSet<String>) {
    let (mut faults, mut broken) = (Vec::new(), BTreeSet::new());
    for (name, text) in texts {
        let mut scratch = Tera::default();
        if let Err(error) = scratch.add_raw_template(name, text)
            && matches!(error.kind(), ErrorKind::SyntaxError(_))
        {
            faults.extend(diagnose(&error, CODE, sources));
            broken.insert((*name).to_owned());
        }
    }
    (faults, broken)
}

/// The template to leave out so that the others can be looked at.
fn culprit(kind: &TeraFaultKind) -> Option<&str> {
    match kind {
        TeraFaultKind::CircularExtend(template, _)
        | TeraFaultKind::CircularInclude(template, _)
        | TeraFaultKind::MissingParent { template, .. } => Some(template),
        TeraFaultKind::DefinedTwice { templates: [_, second], .. } => Some(second),
        _ => None,
    }
}

/// Whether a template of the full name `name` is meant by `short`.
fn is_named(name: &str, short: &str) -> bool {
    name == short || name.strip_suffix(short).is_some_and(|head| head.ends_with("/templates/"))
}

/// Whether a fault is only there because templates were left out.
fn is_consequence(kind: &TeraFaultKind, files: &BTreeMap<String, TemplateFile>, left_out: &[&String]) -> bool {
    match kind {
        TeraFaultKind::MissingParent { parent: template, .. } | TeraFaultKind::UnknownTemplate(template) => {
            left_out.iter().any(|name| is_named(name, template))
        }
        TeraFaultKind::UnknownComponent(component) => {
            let defines = |file: &TemplateFile| find_component(&file.text, component).is_some();
            left_out.iter().any(|name| files.get(*name).is_some_and(defines))
        }
        _ => false,
    }
}
