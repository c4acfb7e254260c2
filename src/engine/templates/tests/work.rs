//! Renders that would not end, or would take all memory.

use super::*;

/// Small limits, so that the tests are quick.
const LIMITS: &str =
    "[extra.tsubame.limits]\ntemplate_steps = 20_000\ntemplate_bytes = 3_000_000\ntemplate_seconds = 600\n";

/// Everything that is said of a template of `page.html`, and of the same as a text of content.
fn faults(text: &str, more: &[(&str, &str)]) -> [Vec<Diagnostic>; 2] {
    let with_limits = [&[("zola.toml", LIMITS)], more].concat();
    let as_template = render_page(text, &with_limits).err().unwrap_or_default();
    let body = format!("+++\ntitle = \"頁\"\n+++\n{text}");
    let files = [&[("content/頁.md", body.as_str()), ("templates/page.html", "")], with_limits.as_slice()].concat();
    let site = read(&files).unwrap();
    let entry = site.library.find("頁.md").unwrap();
    let engine = site.templates.bind(site.inputs(None));
    let as_content = engine.render_content(entry, &site.texts["content/頁.md"]).err().unwrap_or_default();
    [as_template, as_content]
}

/// Templates, the line at which each is given up, and what is told of it.
const ENDLESS: &[(&str, usize, &str)] = &[
    ("{% for a in range(end=1000) %}{% for b in range(end=1000) %}{% endfor %}{% endfor %}", 1, "20000 steps"),
    ("\n{% set l = range(end=1000) %}\n{% for a in l %}{% for b in l %}{% endfor %}{% endfor %}", 3, "steps"),
    (
        "{% set t = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' %}\n{% for a in t %}{% for b in t %}{% for c in t %}{% endfor %}{% endfor %}{% endfor %}",
        2,
        "steps",
    ),
    ("{% set l = range(end=1000) %}\n{{ [a for a in l if [b for b in l]] | length }}", 2, "steps"),
    ("\n\n{% include 'a.html' %}", 1, "steps"),
    ("{{ <tree n={18}/> }}", 1, "steps"),
    ("{% set t = 'abc' %}{% for a in range(end=40) %}\n{% set_global t = t ~ t %}{% endfor %}", 2, "bytes"),
    (
        "{% set t = 'abc' %}{% for a in range(end=40) %}\n{% set_global t %}{{ t }}{{ t }}{% endset %}{% endfor %}",
        2,
        "bytes",
    ),
    (
        "{% set t = 'abc' %}{% for a in range(end=40) %}\n{% set_global t = [t, t] | join(sep='x') %}{% endfor %}",
        2,
        "bytes",
    ),
    (
        "{% set t = 'aaaaaaaaaaaaaaaa' %}\n{% for a in range(end=9) %}{% set_global t = t | replace(from='a', to=t) %}{% endfor %}",
        2,
        "bytes",
    ),
    (
        "{% set t = 'aaaaaaaaaaaaaaaa' %}\n{% for a in range(end=9) %}{% set_global t = t | regex_replace(pattern='a', rep=t) %}{% endfor %}",
        2,
        "bytes",
    ),
    ("{% set t = '\"' %}\n{% for a in range(end=40) %}{% set_global t = t | json_encode %}{% endfor %}", 2, "bytes"),
    ("{% set l = [1] %}{% for a in range(end=60) %}\n{% set_global l = [...l, ...l] %}{% endfor %}", 2, "more than"),
    ("{% set l = 1 %}{% for a in range(end=60) %}\n{% set_global l = [l, l] %}{% endfor %}\n{{ l }}", 2, "items"),
    ("{% set l = 1 %}{% for a in range(end=60) %}\n{% set_global l = {'a': l, 'b': l} %}{% endfor %}", 2, "items"),
    ("{% set l = 1 %}{% for a in range(end=60) %}\n{% set m = l %}{% set_global l = [m, m] %}{% endfor %}", 2, "items"),
    (
        "\n{% for a in range(end=10000) %}{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' ~ a }}{% endfor %}",
        2,
        "bytes",
    ),
];

/// The case `endless-template`, in all the ways in which a template can go on without an end.
#[test]
fn endless_template() {
    let parts = "{% include 'b.html' %}".repeat(40);
    let tree = "{% component tree(n) %}{% if n > 0 %}{{ <tree n={n - 1}/> }}{{ <tree n={n - 1}/> }}{% endif %}{% endcomponent %}";
    let more = [
        ("templates/parts.html", tree),
        ("templates/a.html", parts.as_str()),
        ("templates/b.html", &"{% include 'c.html' %}".repeat(40)),
        ("templates/c.html", &"{% include 'd.html' %}".repeat(40)),
        ("templates/d.html", ""),
    ];
    for (text, line, word) in ENDLESS {
        for (found, lines_before) in faults(text, &more).into_iter().zip([0, 3]) {
            let [fault] = found.as_slice() else { panic!("{text}: {found:?}") };
            assert_eq!(fault.code, "template-work", "{text}: {fault:?}");
            assert!(fault.message.english().contains(word), "{text}: {:?}", fault.message);
            let file = fault.file.as_ref().map_or("", SourcePath::as_str);
            let own = if file.starts_with("content/") { line + lines_before } else { *line };
            let place = fault.place.as_ref().map(|place| place.line);
            assert!(
                place == Some(own) || file.ends_with("/parts.html") || file.starts_with("templates/b"),
                "{text}: {fault:?}"
            );
        }
    }
}

/// What a loop does to keep ever more; `x` is a text of 10,000 letters, `l` a list, `m` a map.
const GROWING: &[&str] = &[
    "{% set_global l = [...l, x ~ i] %}",
    "{% set_global l = [...l, 'a' ~ i ~ 'b' ~ i ~ 'c' ~ x] %}",
    "{% set_global l = [...l, x | upper] %}",
    "{% set_global l = [...l, x | escape_html | trim | title | newlines_to_br] %}",
    "{% set_global l = [...l, x | split(pat='b')] %}",
    "{% set_global l = [...l, x | urlencode | safe] %}",
    "{% set_global l = [...l, {\"a\": x} | json_encode] %}",
    "{% set_global l = [...l, x[1:]] %}",
    "{% set_global l = [...l, x[::-1] if i else x | lower] %}",
    "{% set_global l = [[x ~ i], l] %}",
    "{% set_global l = [...l, [y ~ x for y in [i, i]]] %}",
    "{% set_global m = {...m, \"k\": [x ~ i, m]} %}",
    "{% set_global m = {\"k\": {\"k\": x | lower}, \"m\": m} %}",
    "{% set_global l = [...l, [x, x, x] ~ ''] %}",
    "{% set_global l = [...l, <part text={x}/>] %}",
    "{% set y = range(end=2000) %}",
    "{% set y = x | upper %}",
    "{{ [x ~ j for j in range(end=5)] | length }}",
    "{% set y %}{% for j in range(end=10) %}TEXT{% endfor %}{% endset %}",
    "{% set y %}{{ x }}{% endset %}",
];

#[test]
fn whatever_is_put_together_is_counted() {
    let x = "x".repeat(10_000);
    let more = [("templates/parts.html", "{% component part(text) %}{{ text }}{% endcomponent %}")];
    for body in GROWING {
        let body = body.replace("TEXT", &"t".repeat(1_000));
        let text = format!(
            "{{% set x = '{x}' %}}{{% set l = [] %}}{{% set m = {{\"a\": 1}} %}}{{% for i in range(end=1000) %}}{body}{{% endfor %}}"
        );
        for found in faults(&text, &more) {
            let [fault] = found.as_slice() else { panic!("{body}: {found:?}") };
            assert_eq!(fault.code, "template-work", "{body}: {fault:?}");
            assert!(fault.message.english().contains("bytes"), "{body}: {:?}", fault.message);
        }
    }
}

#[test]
fn rounds_of_content_are_steps_whatever_they_do() {
    for rounds in [
        "{% for i in range(end=15000) %}{{ x[0] }}{% endfor %}",
        "{% for i in range(end=15000) %}{% if x == 'b' %}{% endif %}{% endfor %}",
        "{{ [i for i in range(end=15000) if x[0] == 'b'] | length }}",
        "{{ [i for i in range(end=15000)] | length }}",
        "{% for i in range(end=7500) %}{{ x | length }}{% endfor %}",
        "{% for i in range(end=7500) %}{% if x is containing(pat='b') %}{% endif %}{% endfor %}",
    ] {
        let [_, as_content] = faults(&format!("{{% set x = 'abc' %}}{rounds}"), &[]);
        let [fault] = as_content.as_slice() else { panic!("{rounds}: {as_content:?}") };
        assert!(fault.code == "template-work" && fault.message.english().contains("steps"), "{rounds}: {fault:?}");
    }
}

#[test]
fn lists_of_ordinary_length_are_put_together() {
    let text = "{% set l = [] %}{% for i in range(end=2000) %}{% set_global l = [...l, 'item-' ~ i] %}{% endfor %}{{ l | length }}";
    assert_eq!(render_page(text, &[]).unwrap(), "2000");
    assert_eq!(render_content(text), "2000");
}

fn render_content(text: &str) -> String {
    let body = format!("+++\n+++\n{text}");
    let site = read(&[("content/頁.md", body.as_str()), ("templates/page.html", "")]).unwrap();
    let engine = site.templates.bind(site.inputs(None));
    engine.render_content(site.library.find("頁.md").unwrap(), &site.texts["content/頁.md"]).unwrap().text
}

#[test]
fn words_that_count_leave_expressions_as_they_are() {
    let sum = vec!["l[0]"; 120].join(" + ");
    let lengths = vec!["l | length"; 100].join(", ");
    for (text, expected) in [
        (format!("{{{{ {sum} }}}}"), "120"),
        (format!("{{{{ [{lengths}] | length }}}}"), "100"),
        ("{{ [x for x in m.if] }}".to_owned(), "[7, 8]"),
        ("{{ [x for x in m?.if if x > 7] }}".to_owned(), "[8]"),
        ("{{ [x for x in l if m.if[0] == 7 and x == 1] }}".to_owned(), "[1]"),
        ("{{ [x for x in m.if if x == 7 or x == 8] | length }}".to_owned(), "2"),
        ("{{ l[9] | default(value='none') }}".to_owned(), "none"),
    ] {
        let text = format!("{{% set l = [1] %}}{{% set m = {{\"if\": [7, 8]}} %}}{text}");
        assert_eq!(render_page(&text, &[]).unwrap(), expected, "{text}");
        assert_eq!(render_content(&text), expected, "{text}");
    }
}

#[test]
fn values_inside_values_do_not_end_the_program() {
    let deep = "{% set l = [] %}{% for a in range(end=19000) %}{% set_global l = [l] %}{% endfor %}";
    for more in ["", "{{ l }}", "{{ l | str | length }}", "{% set m = l == [l] %}", "{{ l | json_encode | length }}"] {
        drop(faults(&format!("{deep}{more}"), &[]));
    }
}

#[test]
fn a_watch_stops_what_no_step_counts() {
    #[derive(Debug)]
    struct Hasty(std::sync::atomic::AtomicU64);
    impl tsubame_model::source::Stopwatch for Hasty {
        fn elapsed(&self) -> Duration {
            Duration::from_secs(self.0.fetch_add(7, std::sync::atomic::Ordering::Relaxed))
        }
    }
    let template = "{% for a in range(end=100) %}\n{% if a in [1, 2] %}{% endif %}{% endfor %}";
    let site = read(&[("content/頁.md", "+++\n+++\n"), ("templates/page.html", template)]).unwrap();
    let mut inputs = site.inputs(Some(site.no_bodies()));
    inputs.world.stopwatch = Arc::new(Hasty(0.into()));
    let found = site.templates.bind(inputs).render(&site.target("頁.md")).unwrap_err();
    assert_eq!((found[0].code, found[0].message.english()), ("template-work", "the render takes longer than 20 s"));
    assert_eq!(found[0].place.as_ref().map(|place| place.line), Some(1));
}

#[test]
fn counting_changes_nothing_that_is_written() {
    let parts = "{% component box(a, ...rest) %}[{{ a }}{{ rest.b }}|{{ body }}]{% endcomponent %}";
    let base = "{% block a -%} base {%- endblock %} {% block b %}b{% endblock %}";
    let part = " ({{ page.title -}} ) ";
    let more = [("templates/parts.html", parts), ("templates/base.html", base), ("templates/part.html", part)];
    for (template, expected) in [
        ("a {%- include 'part.html' -%} b", "a (頁) b"),
        ("{% extends 'base.html' %}{% block a %} <{{ super() }}> {% endblock %}", " <base>  b"),
        ("{% <box a={1} b=\"2\"> %} {{ page.title }} {%- </box> %}", "[12| 頁]"),
        ("{% set x %} {{ page.title }} & {% endset %}{{ x }}{{ x | upper }}", " 頁 &  頁 & "),
        ("{% for a in 'ab' -%} {{ a }}{{ loop.index }} {%- else %}n{% endfor %}", "a1b2"),
        ("{% for k, v in {\"a\": 1, \"b\": 2} %}{{ k }}{{ v }}{% endfor %}", "a1b2"),
        ("{{ [x ~ 1 for x in ['a', 'b'] if x != 'a'] }}", "[&quot;b1&quot;]"),
        ("{{ 'a-b-a' | replace(from='a', to='<') }}", "&lt;-b-&lt;"),
        ("{{ 'a-b' | split(pat='-') | join(sep='&') }}", "a&amp;b"),
        ("{{ ['<b>' | safe, '<'] | join(sep='&') }}", "<b>&amp;&lt;"),
        ("{{ 'a\nb' | indent(width=2, first=true) }}", "  a\n  b"),
        ("{{ 'a1b22' | regex_replace(pattern='([0-9]+)', rep='<$1>') | safe }}", "a<1>b<22>"),
        ("{{ [1, 2, 1] | unique }}{{ [1, 'a'] | json_encode | safe }}", "[1, 2][1,\"a\"]"),
        ("{{ [1, ['a']] | json_encode(pretty=true) | safe }}", "[\n  1,\n  [\n    \"a\"\n  ]\n]"),
    ] {
        assert_eq!(render_page(template, &more).unwrap(), expected, "{template}");
    }
}
