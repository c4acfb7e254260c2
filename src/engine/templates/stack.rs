//! Room for deep renders: which templates may call so deep that a thread's usual stack is too small, and a thread with
//! a larger one for them.
//!
//! Tera calls itself for every include and every component, in frames of up to 50 KB. It ends recursion of components
//! after 20 levels, which a thread of 2 MB may not survive. Few templates recurse; the others stay where they are.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
    panic, thread,
};

use tera::Error;

use super::{include_depth::references, template_file::TemplateFile, trace};

/// Chains of templates and components up to this length run on any stack.
const SHALLOW: usize = 8;

/// Enough for 20 components, each inside the longest chain of includes. Only touched pages take memory.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// Something that calls or is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    /// A template, by its name without the theme's prefix.
    File(String),
    /// A component.
    Component(String),
}

/// The templates and components from which a chain longer than [`SHALLOW`] begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Deep(BTreeSet<Node>);

impl Deep {
    /// Finds them. Texts are only skimmed, so that too many may be found, but never too few.
    pub fn find(files: &BTreeMap<String, TemplateFile>) -> Self {
        let mut calls: BTreeMap<Node, BTreeSet<Node>> = BTreeMap::new();
        for file in files.values() {
            for (node, called) in outline(Node::File(short_name(&file.name).to_owned()), &file.text) {
                calls.entry(node).or_default().extend(called);
            }
        }
        let mut left: BTreeSet<Node> = calls.keys().cloned().collect();
        for _ in 0..SHALLOW {
            let goes_on = |node: &Node| calls[node].iter().any(|called| left.contains(called));
            left = left.iter().filter(|node| goes_on(node)).cloned().collect();
        }
        Self(left)
    }

    /// Whether a template needs room.
    pub fn has(&self, template: &str) -> bool {
        !self.0.is_empty() && self.0.contains(&Node::File(short_name(template).to_owned()))
    }

    /// Whether a body that is itself a template needs room. Components of its own may recurse.
    pub fn has_body(&self, body: &str) -> bool {
        let parts = outline(Node::File(String::new()), body);
        parts.len() > 1 || parts.iter().flat_map(|(_, called)| called).any(|called| self.0.contains(called))
    }
}

/// A theme's template and the site's template of the same name may each stand for the other.
fn short_name(name: &str) -> &str {
    name.split_once("/templates/").map_or(name, |(_, short)| short)
}

/// What a text calls outside its components, and what each of its components calls.
fn outline(own: Node, text: &str) -> Vec<(Node, BTreeSet<Node>)> {
    let (mut parts, mut outside) = (Vec::new(), BTreeSet::new());
    let mut rest = text;
    while let Some((before, name, body, after)) = cut_component(rest) {
        outside.extend(called(before));
        parts.push((Node::Component(name.to_owned()), called(body)));
        rest = after;
    }
    outside.extend(called(rest));
    parts.push((own, outside));
    parts
}

/// The first `component NAME(` of a text up to its `endcomponent`: what is before, the name, the body, what follows.
fn cut_component(text: &str) -> Option<(&str, &str, &str, &str)> {
    let (at, word) = text.match_indices("component ").find(|(at, _)| !text[..*at].ends_with("end"))?;
    let definition = &text[at + word.len()..];
    let name = &definition[..definition.find(|c: char| !is_name(c)).unwrap_or(definition.len())];
    let end = definition.find("endcomponent").unwrap_or(definition.len());
    let after = &definition[(end + "endcomponent".len()).min(definition.len())..];
    // The name after `endcomponent` is no definition.
    Some((&text[..at], name, &definition[..end], after.split_once('}').map_or("", |(_, after)| after)))
}

fn called(text: &str) -> BTreeSet<Node> {
    let files = references(text).map(|(_, name)| Node::File(short_name(name).to_owned()));
    let components = text.split('<').skip(1).filter_map(|rest| {
        let rest = rest.trim_start();
        let name = &rest[..rest.find(|c: char| !is_name(c)).unwrap_or(rest.len())];
        (!name.is_empty()).then(|| Node::Component(name.to_owned()))
    });
    files.chain(components).collect()
}

fn is_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '.')
}

thread_local! {
    static HAS_ROOM: Cell<bool> = const { Cell::new(false) };
}

/// Runs `render`, on a thread with a large stack if it needs that and this is not one already. A recording goes along.
pub(super) fn with_room<T: Send>(
    needs_room: bool,
    render: impl FnOnce() -> Result<T, Error> + Send,
) -> Result<T, Error> {
    if !needs_room || HAS_ROOM.get() {
        return render();
    }
    thread::scope(|scope| {
        let trace = trace::carry_off();
        let roomy = || {
            HAS_ROOM.set(true);
            trace::carry_on(trace);
            (render(), trace::carry_off())
        };
        let running = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, roomy);
        let running =
            running.map_err(|error| Error::message(format!("there is no thread for a deep render: {error}")))?;
        let (rendered, trace) = running.join().unwrap_or_else(|payload| panic::resume_unwind(payload));
        trace::carry_on(trace);
        rendered
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tsubame_model::source::SourcePath;

    fn deep(texts: &[(&str, &str)]) -> Deep {
        let file = |(name, text): &(&str, &str)| {
            let (name, text) = ((*name).to_owned(), (*text).to_owned());
            (name.clone(), TemplateFile { path: SourcePath::new(&name), name, text })
        };
        Deep::find(&texts.iter().map(file).collect())
    }

    #[test]
    fn recursion_is_found_through_files_and_components() {
        let shallow = [
            ("page.html", "{% extends \"base.html\" %}{{ <a /> }}"),
            ("t/templates/base.html", "{% include \"part.html\" %}"),
            (
                "part.html",
                "{% component a() %}{{ <b/> }}{% endcomponent a %}{% component b() %}<p>{% endcomponent b %}",
            ),
        ];
        assert_eq!(deep(&shallow), Deep::default());
        let direct = deep(&[
            ("page.html", "{{ <a/> }}"),
            ("x.html", "{% component a() %}{%- <a> -%}{% </a> %}{% endcomponent %}"),
        ]);
        assert!(direct.has("page.html") && !direct.has("x.html"));
        assert!(direct.has_body("{{< a />}}") && !direct.has_body("{{ <b/> }}"));
        assert!(Deep::default().has_body("{% component c() %}{% endcomponent c %}"));
        let indirect = deep(&[
            ("page.html", "{% component a() %}{% include \"again.html\" %}{% endcomponent a %}{{ <a/> }}"),
            ("again.html", "{{ <a/> }}"),
        ]);
        assert!(indirect.has("page.html") && indirect.has("t/templates/again.html"));
    }
}
