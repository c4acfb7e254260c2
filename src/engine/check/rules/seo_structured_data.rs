//! Structured data: JSON-LD blocks that are no JSON, or lack what search engines require of their type.

use serde_json::{Map, Value};

use crate::{
    check::{
        check_rule::CheckRule,
        context::CheckContext,
        explanation::Explanation,
        pages::{PageWarning, SourcedPage, indexable, warn_of_pages},
    },
    site::read_types,
};
use tsubame_model::{
    schema::Types,
    source::{Diagnostic, Severity, Wording},
};

const CODE: &str = "seo-structured-data";

pub(in crate::check) const RULE: CheckRule = CheckRule {
    explanation: Explanation {
        code: CODE,
        severity: Severity::Warning,
        summary: "structured data is broken or lacks what search engines require",
        text: "Search engines show events, jobs, videos and breadcrumbs from `<script type=\"application/ld+json\">`, but only where \
            everything they require is there. Nested parts, such as a publisher, are not looked into but for jobs and lists.\n\
            \n\
            wrong:  { \"@type\": \"Event\", \"name\": \"…\" }\n\
            right:  with `startDate` (with its offset) and `location` too",
    },
    check,
};

/// Types with what each requires; alternatives are separated by `|`.
const REQUIRED: &[(&str, &[&str])] = &[
    (
        "JobPosting",
        &["title", "description", "datePosted", "hiringOrganization", "jobLocation|applicantLocationRequirements"],
    ),
    ("VideoObject", &["name", "thumbnailUrl", "uploadDate"]),
    ("Event", &["name", "startDate", "location"]),
    ("BreadcrumbList", &["itemListElement"]),
    ("Organization", &["name"]),
    ("WebSite", &["name", "url"]),
];

fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    // Their faults are told by the build.
    let types = read_types(context.project, context.config).value;
    let warnings = indexable(context).into_iter().flat_map(|found| {
        let messages = found.page.summary.json_ld.iter().flat_map(|block| check_block(block));
        let messages = messages.chain(lacking(&types, &found));
        let hint = Wording::new(
            "complete it in the template of the page, or the field that it is made from",
            "ページのテンプレートか、元になる項目を書き足してください",
        );
        messages
            .map(move |message| PageWarning { found, message, example: None, hint: hint.clone() })
            .collect::<Vec<_>>()
    });
    warn_of_pages(CODE, warnings.collect())
}

/// What a page lacks of the data that its content type says its pages carry.
fn lacking(types: &Types, found: &SourcedPage<'_>) -> Option<Wording> {
    let kind = types.of_entry(found.file?.strip_folder("content")?)?;
    let wanted = kind.structured_data.as_deref()?;
    let blocks = found.page.summary.json_ld.iter().filter_map(|block| serde_json::from_str(block).ok());
    let has = blocks.flat_map(|block: Value| types_in(&block)).any(|name| is_a(&name, wanted));
    let said_in = &kind.file;
    (!has).then(|| {
        Wording::new(
            format!("the page lacks the structured data {wanted}, which {said_in} says it carries"),
            format!("{said_in} で決めた構造化データ {wanted} が、ページにありません"),
        )
    })
}

/// The types of a block, or of all nodes of its graph.
fn types_in(value: &Value) -> Vec<String> {
    let names = |node: &Value| -> Vec<String> {
        let name = |value: &Value| value.as_str().map(str::to_owned);
        match node.get("@type") {
            Some(Value::Array(names)) => names.iter().filter_map(name).collect(),
            Some(value) => name(value).into_iter().collect(),
            None => Vec::new(),
        }
    };
    let inner = value.get("@graph").unwrap_or(value);
    inner.as_array().map_or_else(|| names(inner), |nodes| nodes.iter().flat_map(names).collect())
}

/// Whether one type of schema.org is another, or one of its kinds: `BusinessEvent` is an `Event`.
fn is_a(name: &str, wanted: &str) -> bool {
    name.ends_with(wanted) || wanted == "Article" && name.ends_with("Posting") && name != "JobPosting"
}

/// What is wrong with a block.
fn check_block(block: &str) -> Vec<Wording> {
    let value: Value = match serde_json::from_str(block) {
        Ok(value) => value,
        Err(error) => {
            return vec![Wording::new(
                format!("a block of structured data is no JSON: {error}"),
                format!("構造化データを JSON として読めません: {error}"),
            )];
        }
    };
    let mut messages = Vec::new();
    check_value(&value, &mut messages);
    messages
}

fn check_value(value: &Value, messages: &mut Vec<Wording>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| check_value(item, messages)),
        Value::Object(node) => {
            if let Some(graph) = node.get("@graph") {
                return check_value(graph, messages);
            }
            let types = match node.get("@type") {
                Some(Value::String(name)) => vec![name.as_str()],
                Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
                _ => {
                    let english = "a block of structured data has no `@type`";
                    return messages.push(Wording::new(english, "構造化データに `@type` がありません"));
                }
            };
            for name in types {
                check_node(name, node, messages);
            }
        }
        _ => messages.push(Wording::new(
            "a block of structured data is neither an object nor a list",
            "構造化データがオブジェクトでもリストでもありません",
        )),
    }
}

fn check_node(name: &str, node: &Map<String, Value>, messages: &mut Vec<Wording>) {
    let kind = if name.ends_with("Event") { "Event" } else { name };
    let Some((_, required)) = REQUIRED.iter().find(|(known, _)| *known == kind) else { return };
    let has = |field: &str| node.get(field).is_some_and(is_given);
    for field in required.iter().filter(|field| !field.split('|').any(has)) {
        messages.push(Wording::new(
            format!("the structured data {name} lacks `{}`", field.replace('|', "` or `")),
            format!("構造化データ {name} に `{}` がありません", field.replace('|', "` か `")),
        ));
    }
    let is_remote = node.get("jobLocationType").and_then(Value::as_str) == Some("TELECOMMUTE");
    match kind {
        "JobPosting" if !has("jobLocation") && has("applicantLocationRequirements") && !is_remote => {
            messages.push(Wording::new(
                "the structured data JobPosting without `jobLocation` needs `jobLocationType` TELECOMMUTE",
                "構造化データ JobPosting に `jobLocation` がないときは、`jobLocationType` に TELECOMMUTE と書きます",
            ));
        }
        "Event" => {
            let start = node.get("startDate").and_then(Value::as_str).unwrap_or_default();
            let time = start.split_once('T').map(|(_, time)| time);
            if time.is_some_and(|time| !time.contains(['Z', '+', '-'])) {
                messages.push(Wording::new(
                    format!("the structured data {name} has a `startDate` without an offset: `{start}`"),
                    format!("構造化データ {name} の `startDate` に時差（+09:00 など）がありません: `{start}`"),
                ));
            }
        }
        "BreadcrumbList" => check_breadcrumbs(node, messages),
        _ => {}
    }
}

/// The last step may leave out its address: it is the page itself.
fn check_breadcrumbs(node: &Map<String, Value>, messages: &mut Vec<Wording>) {
    let Some(Value::Array(steps)) = node.get("itemListElement") else { return };
    if steps.len() < 2 {
        messages.push(Wording::new(
            "the structured data BreadcrumbList has fewer than two steps",
            "構造化データ BreadcrumbList には、段が二つ以上要ります",
        ));
    }
    for (at, step) in steps.iter().enumerate() {
        let has = |field: &str| step.get(field).is_some_and(is_given);
        let has_name = has("name") || step.get("item").and_then(|item| item.get("name")).is_some_and(is_given);
        let lacks = [("position", has("position")), ("name", has_name), ("item", has("item") || at + 1 == steps.len())];
        for (field, _) in lacks.iter().filter(|(_, is_there)| !is_there) {
            let number = at + 1;
            messages.push(Wording::new(
                format!("step {number} of the structured data BreadcrumbList lacks `{field}`"),
                format!("構造化データ BreadcrumbList の{number}段目に `{field}` がありません"),
            ));
        }
    }
}

fn is_given(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_found_by_type() {
        for (block, wanted, has) in [
            (r#"{"@type": "BusinessEvent"}"#, "Event", true),
            (r#"{"@graph": [{"@type": "Thing"}, {"@type": ["BlogPosting"]}]}"#, "Article", true),
            (r#"{"@graph": [{"@type": "JobPosting"}]}"#, "Article", false),
            (r#"[{"@type": "Organization", "x": {"@type": "Event"}}]"#, "Event", false),
            ("1", "Event", false),
        ] {
            let block = serde_json::from_str(block).unwrap();
            assert_eq!(types_in(&block).iter().any(|name| is_a(name, wanted)), has, "{block}");
        }
    }

    #[test]
    fn blocks() {
        for (block, words) in [
            (r#"{"@type": "Event", "name": "会", "startDate": "2026-12-01T19:00:00+09:00", "location": {}}"#, &[][..]),
            (
                r#"{"@type": "BusinessEvent", "name": "", "startDate": "2026-12-01T19:00"}"#,
                &["`name`", "`location`", "without an offset"],
            ),
            (
                r#"{"@graph": [{"@type": "WebSite", "name": "家"}, {"@type": "Organization"}]}"#,
                &["`url`", "Organization lacks `name`"],
            ),
            (
                r#"[{"@type": "Thing"}, {"@type": ["Article", "VideoObject"], "name": "x", "thumbnailUrl": ["a"]}]"#,
                &["`uploadDate`"],
            ),
            (r#"{"@type": "#, &["no JSON"]),
            ("{}", &["no `@type`"]),
            ("1", &["neither"]),
            (
                r#"{"@type": "JobPosting", "title": "a", "description": "b", "datePosted": "c", "hiringOrganization": {}, "applicantLocationRequirements": {}}"#,
                &["TELECOMMUTE"],
            ),
            (
                r#"{"@type": "BreadcrumbList", "itemListElement": [{"position": 1, "name": "a"}, {"name": "b"}]}"#,
                &[
                    "step 1 of the structured data BreadcrumbList lacks `item`",
                    "step 2 of the structured data BreadcrumbList lacks `position`",
                ],
            ),
            (
                r#"{"@type": "BreadcrumbList", "itemListElement": [{"position": 1, "item": {"name": "a", "@id": "/"}}]}"#,
                &["fewer than two"],
            ),
        ] {
            let messages = check_block(block);
            assert_eq!(messages.len(), words.len(), "{block}: {messages:?}");
            assert!(
                words.iter().zip(&messages).all(|(word, message)| message.english().contains(word)),
                "{block}: {messages:?}"
            );
        }
    }
}
