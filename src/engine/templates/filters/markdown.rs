//! The filter `markdown`: renders a text as the body of the page or section in scope would be.

use std::sync::{Arc, Weak};

use tera::{Kwargs, State, Tera, TeraResult, Value, value::Key};

use crate::{
    config::AnchorLinks,
    markdown::{self, MarkdownContext, TemplateHooks},
    templates::{
        query_context::QueryContext,
        refusals::refusal,
        work::{check_text, refused, spend_steps},
    },
};
use tsubame_model::source::Wording;

/// What renders the small templates that Markdown needs.
pub type SharedHooks = dyn TemplateHooks + Send + Sync;

/// The filter holds what renders small templates weakly, because that holds the filter.
pub(super) fn register(tera: &mut Tera, queries: &Arc<QueryContext>, hooks: Weak<SharedHooks>) {
    let queries = Arc::clone(queries);
    tera.register_filter("markdown", move |text: &str, arguments: Kwargs, state: &State| -> TeraResult<String> {
        let hooks = hooks.upgrade().ok_or_else(|| {
            let reason = Wording::new("the engine is gone", "処理がもう終わっています");
            refusal("markdown", &reason)
        })?;
        // About as many steps as a loop over its letters would take.
        spend_steps(text.len() as u64 / 16).and_then(|()| check_text(text.len())).map_err(refused)?;
        let inline = arguments.get::<bool>("inline")?.unwrap_or(false);
        let html = render(&queries, &*hooks, text, state)?;
        // As in Zola: around several paragraphs, only the outermost tags go.
        Ok(if inline { html.trim_start_matches("<p>").trim_end_matches("</p>\n").to_owned() } else { html })
    });
}

fn render(queries: &QueryContext, hooks: &dyn TemplateHooks, text: &str, state: &State) -> TeraResult<String> {
    let inputs = &queries.inputs;
    let scope = match state.get::<Value>("page")? {
        Some(page) => Some(page),
        None => state.get::<Value>("section")?,
    };
    let field = |name: &'static str| {
        let value = scope.as_ref().and_then(Value::as_map).and_then(|map| map.get(&Key::Str(name)));
        value.and_then(Value::as_str).unwrap_or_default()
    };
    let lang = if scope.is_some() { state.get::<String>("lang")? } else { None };
    let lang = lang.and_then(|code| queries.lang(&code)).unwrap_or(&inputs.config.default_language);
    let body = markdown::render(
        text,
        &MarkdownContext {
            config: &inputs.config,
            highlighter: &inputs.highlighter,
            links: queries,
            hooks,
            lang,
            permalink: field("permalink"),
            relative: field("relative_path"),
            anchor_links: AnchorLinks::None,
        },
    );
    let faults: Vec<&Wording> = body
        .faults
        .iter()
        .map(|fault| &fault.diagnostic)
        .filter(|fault| fault.is_error())
        .map(|fault| &fault.message)
        .collect();
    if faults.is_empty() {
        return Ok(body.html);
    }
    let all = Wording::compose(|language| {
        let faults: Vec<&str> = faults.iter().map(|fault| fault.in_language(language)).collect();
        faults.join(language.choose("; ", "。"))
    });
    Err(refusal("markdown", &all))
}
