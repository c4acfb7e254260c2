//! A render that was given up, as a fault with a place.

use std::collections::BTreeMap;

use super::{
    template_file::TemplateFile,
    tera_diagnostics::Sources,
    work::{LimitExceeded, LoopPlace},
};
use tsubame_model::source::{Diagnostic, Place, Wording};

/// What was used up, and the loop that was entered last.
pub(super) struct WorkFault {
    pub what: LimitExceeded,
    pub at: Option<LoopPlace>,
}

impl WorkFault {
    /// The fault. Tera's own says where the render stood, but not when it was the writer that refused.
    pub fn diagnostic(
        &self,
        found: Option<Diagnostic>,
        templates: &BTreeMap<String, TemplateFile>,
        sources: Sources<'_>,
    ) -> Diagnostic {
        let told = Diagnostic::error("template-work", self.what.wording()).with_hint(self.hint());
        match found.filter(|found| found.place.is_some()) {
            Some(found) => Diagnostic { message: told.message, hint: told.hint, code: told.code, ..found },
            None => self.put_in_loop(told, templates, sources),
        }
    }

    fn put_in_loop(
        &self,
        fault: Diagnostic,
        templates: &BTreeMap<String, TemplateFile>,
        sources: Sources<'_>,
    ) -> Diagnostic {
        let Some(at) = self.at else { return fault };
        match (at.template, sources.content) {
            (Some(number), _) => match templates.values().nth(number) {
                Some(file) => fault.in_file(&file.path).with_place(Some(Place::at(&file.text, at.line, 1, 1))),
                None => fault,
            },
            (None, Some((path, _))) => fault.in_file(path).with_place(sources.place_in_content(at.line)),
            (None, None) => fault,
        }
    }

    fn hint(&self) -> Wording {
        let key = match self.what {
            LimitExceeded::Steps(_) => "template_steps",
            LimitExceeded::Bytes(_) => "template_bytes",
            LimitExceeded::Time(_) => "template_seconds",
            LimitExceeded::Text | LimitExceeded::List | LimitExceeded::Parts => {
                return Wording::new(
                    "look for what grows with every round of a loop; this limit cannot be moved",
                    "繰り返すたびに大きくなるものを探してください。この上限は変えられません",
                );
            }
        };
        Wording::new(
            format!(
                "look for loops inside loops and for what calls or includes itself; if the site needs so much, set a \
                 larger `{key}` under [extra.tsubame.limits]"
            ),
            format!(
                "繰り返しの中の繰り返しや、自分を呼ぶものを探してください。それだけ要るサイトなら、\
                 [extra.tsubame.limits] の `{key}` を大きくしてください"
            ),
        )
    }
}
