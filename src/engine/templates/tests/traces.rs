//! What a trace holds, and when it changes.

use super::*;

const TEMPLATE: &str = "{{ page.title }}{% set a = get_section(path='x/_index.md') %}{{ a.pages | length }}{{ get_env(name='CITY') }}\
                        {{ get_url(path='app.css', cachebust=true) }}{% set d = load_data(path='d.json') %}";

fn trace(template: &str, other_title: &str, css: &str) -> Trace {
    let other = format!("+++\ntitle = \"{other_title}\"\n+++\n");
    let site = read(&[
        ("content/x/_index.md", "+++\n+++\n"),
        ("content/x/a.md", "+++\ntitle = \"A\"\n+++\n"),
        ("content/x/b.md", &other),
        ("content/y.md", "+++\ntitle = \"Y\"\n+++\n"),
        ("static/app.css", css),
        ("data/d.json", "{}"),
        ("static/d.json", "{}"),
        ("templates/page.html", template),
    ])
    .unwrap();
    let engine = site.engine().with_tracing(true);
    let rendered = engine.render(&site.target("y.md")).unwrap();
    for (query, fingerprint) in &rendered.trace.asked {
        assert_eq!(engine.fingerprint(query), *fingerprint, "{query:?}");
    }
    assert_eq!(
        site.engine().render(&site.target("y.md")).unwrap(),
        Rendered { text: rendered.text, trace: Trace::default() }
    );
    rendered.trace
}

#[test]
fn every_question_is_recorded_once() {
    let trace = trace(&format!("{TEMPLATE}{TEMPLATE}"), "B", "");
    let kinds: Vec<String> = trace
        .asked
        .iter()
        .map(|(query, _)| format!("{query:?}").split([' ', '(']).next().unwrap().to_owned())
        .collect();
    assert_eq!(kinds, ["Config", "Page", "Section", "Url", "Data", "Variable"]);
    assert!(!trace.is_volatile);
}

#[test]
fn only_what_changed_has_another_fingerprint() {
    let first = trace(TEMPLATE, "B", "a{}");
    assert_eq!(first, trace(TEMPLATE, "B", "a{}"));
    let changed = |second: Trace| -> Vec<Query> {
        let pairs = first.asked.iter().zip(second.asked);
        pairs.filter(|(a, b)| **a != *b).map(|(a, _)| a.0.clone()).collect()
    };
    let section = Query::Section { path: "x/_index.md".to_owned(), lang: "ja".to_owned() };
    assert_eq!(changed(trace(TEMPLATE, "C", "a{}")), [section]);
    let css = changed(trace(TEMPLATE, "B", "b{}"));
    assert!(matches!(css.as_slice(), [Query::Url(_)]), "{css:?}");
}

#[test]
fn a_section_of_which_no_pages_are_read_is_remembered_without_them() {
    let template = "{% set a = get_section(path='x/_index.md') %}{{ a.permalink }}";
    let first = trace(template, "B", "");
    assert!(first.asked.iter().any(|(query, _)| matches!(query, Query::SectionHead { .. })), "{first:?}");
    assert_eq!(first, trace(template, "C", ""));
    assert_ne!(trace(&format!("{template}{{{{ a.pages | length }}}}"), "B", "").asked, first.asked);
}

#[test]
fn chance_is_volatile_and_the_clock_is_an_answer() {
    for (call, expected) in [
        ("now()", false),
        ("get_random(start=0, end=9)", true),
        ("[1, 2] | shuffle", true),
        ("get_random(start=0, end=9, seed='a') * 0", false),
        ("[1, 1] | shuffle(seed='a')", false),
    ] {
        let site =
            read(&[("content/y.md", "+++\n+++\n"), ("templates/page.html", &format!("{{{{ {call} }}}}"))]).unwrap();
        let rendered = site.engine().with_tracing(true).render(&site.target("y.md")).unwrap();
        assert_eq!(rendered.trace.is_volatile, expected, "{call}");
    }
}

#[test]
fn a_failed_render_leaves_no_recording_behind() {
    let site = read(&[("content/y.md", "+++\n+++\n"), ("templates/page.html", "{{ gone }}")]).unwrap();
    assert!(site.engine().with_tracing(true).render(&site.target("y.md")).is_err());
    assert!(!trace::is_active());
}

/// The fingerprint of `load_data(path='d.json')` in a site with this file, asked for by an engine that has rendered
/// nothing.
fn foretold(file: &str, required: bool) -> Fingerprint {
    let site = read(&[("content/y.md", "+++\n+++\n"), ("templates/page.html", ""), ("static/d.json", file)]).unwrap();
    let source = DataSource::Path(if file.is_empty() { "gone.json" } else { "d.json" }.to_owned());
    let (format, body, headers) = (None, None, Vec::new());
    let data = DataQuery { source, format, required, is_post: false, body, headers, is_of_content: false };
    site.engine().fingerprint(&Query::Data(Box::new(data)))
}

#[test]
fn data_is_compared_without_being_parsed_and_holds_as_its_answer_does() {
    for (call, file, required) in [
        ("{% set d = load_data(path='d.json') %}", "{\"a\": 1}", true),
        ("{% set d = load_data(path='gone.json', required=false) %}", "", false),
    ] {
        let files = [("content/y.md", "+++\n+++\n"), ("templates/page.html", call), ("static/d.json", file)];
        let site = read(&files).unwrap();
        let rendered = site.engine().with_tracing(true).render(&site.target("y.md")).unwrap();
        let recorded = rendered.trace.asked.iter().find(|(query, _)| matches!(query, Query::Data(_)));
        assert_eq!(recorded.unwrap().1, foretold(file, required), "{call}");
    }
    assert_ne!(foretold("{\"a\": 1}", true), foretold("{\"a\": 2}", true));
    // What cannot be parsed is told apart by its text as well.
    assert_ne!(foretold("{ broken", true), foretold("{ broken too", true));
}
