//! How deep templates include and extend each other.
//!
//! Tera follows includes and parents by calling itself, so a chain of thousands of templates would overflow the stack
//! and end the program. Such chains are refused before Tera sees them. (Components are limited by Tera itself.)

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{template_file::TemplateFile, template_references::references};
use tsubame_model::source::{Diagnostic, Place, Wording};

/// The longest chain of templates that include or extend the next one. Together with Tera's limit of 20 components one
/// inside the other this bounds the stack that a render needs.
const DEEPEST: usize = 24;

/// The fault of a chain that is too long. Circles are left to Tera, which tells who is in them.
pub(super) fn check_depth(files: &BTreeMap<String, TemplateFile>, theme_prefix: Option<&str>) -> Option<Diagnostic> {
    let resolve = |name: &str| {
        let in_theme = || files.get_key_value(&format!("{}{name}", theme_prefix?)).map(|(full, _)| full.as_str());
        files.get_key_value(name).map(|(full, _)| full.as_str()).or_else(in_theme)
    };
    let edges: BTreeMap<&str, BTreeSet<&str>> = files
        .values()
        .map(|file| (file.name.as_str(), references(&file.text).filter_map(|(_, name)| resolve(name)).collect()))
        .collect();
    let levels = count_levels(&edges);
    let (deepest, levels) = levels.iter().max_by_key(|(name, levels)| (**levels, Reverse(*name)))?;
    let file = files.get(*deepest).filter(|_| *levels > DEEPEST)?;
    let message = Wording::new(
        format!("templates include or extend each other more than {DEEPEST} levels deep, beginning with this one"),
        format!("このテンプレートから始まる `include` と `extends` が、{DEEPEST}段を超えています"),
    );
    let place = references(&file.text).next().map(|(at, name)| Place::of(&file.text, &(at..at + name.len())));
    let fault = Diagnostic::error("template-depth", message).in_file(&file.path).with_place(place);
    Some(fault.with_hint(Wording::new(
        "put what they share into fewer templates, or into components",
        "共通の部分を、もっと少ないテンプレートか、コンポーネントにまとめてください",
    )))
}

/// For each template how many stand below it, one under the other. Those in circles, or above one, are left out.
fn count_levels<'a>(edges: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeMap<&'a str, usize> {
    let mut above: BTreeMap<&str, Vec<&'a str>> = BTreeMap::new();
    let mut open: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, targets) in edges {
        open.insert(name, targets.len());
        for target in targets {
            above.entry(target).or_default().push(name);
        }
    }
    let mut levels: BTreeMap<&str, usize> = BTreeMap::new();
    let mut ready: Vec<&'a str> =
        edges.iter().filter(|(_, targets)| targets.is_empty()).map(|(name, _)| *name).collect();
    while let Some(name) = ready.pop() {
        // All targets are counted by now.
        let below = edges[name].iter().filter_map(|target| levels.get(target)).max();
        levels.insert(name, below.map_or(0, |below| below + 1));
        for parent in above.get(name).into_iter().flatten() {
            if let Some(open) = open.get_mut(parent) {
                *open -= 1;
                if *open == 0 {
                    ready.push(parent);
                }
            }
        }
    }
    levels
}
