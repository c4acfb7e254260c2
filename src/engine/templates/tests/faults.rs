//! Faults: which file and place they name, and that all are told.

use super::*;

#[test]
fn a_render_fault_names_template_place_calls_and_content() {
    let parts = ("templates/parts.html", "{% component card(p) %}\n{{ p.auther }}\n{% endcomponent card %}");
    let fault = render_page("一行目\n{{ <card p={page} /> }}", &[parts]).unwrap_err().remove(0);
    let words = words(&fault);
    assert!(words.starts_with("templates/parts.html:2:6 Field `auther`"), "{words}");
    assert!(words.contains("called from here templates/page.html; while rendering this page content/頁.md"), "{words}");
    assert_eq!(
        fault.notes[0].place.as_ref().map(|place| (place.line, place.excerpt.as_str())),
        Some((2, "{{ <card p={page} /> }}"))
    );
}

#[test]
fn a_missing_template_names_the_content() {
    let page = ("content/a.md", "+++\ntemplate = \"special.html\"\n+++\n");
    let site = read(&[page]).unwrap();
    let fault = site.engine().render(&site.target("a.md")).unwrap_err().remove(0);
    let words = words(&fault);
    assert!(words.contains("`special.html`") && words.starts_with("content/a.md"), "{words}");
}

#[test]
fn loading_tells_every_fault() {
    let twice = "{% component badge() %}{% endcomponent badge %}";
    for (files, expected) in [
        (
            vec![
                ("a.html", "{{ x | nope }}\n{{ nope() }}"),
                ("b.html", "\n{{ <nope /> }}{% include \"parts/gone.html\" %}"),
            ],
            vec![
                "a.html:1:8 Unknown filter `nope`",
                "a.html:2:4 Unknown function `nope`",
                "b.html:2:4 Unknown component `nope`",
                "b.html:2:26 Unknown template `parts/gone.html`",
            ],
        ),
        (
            vec![
                ("a.html", "{% if %}"),
                ("b.html", "{{ <c /> }}{{ x | nope }}"),
                ("c.html", "{% component c() %}{{ }}{% endcomponent c %}"),
            ],
            vec!["a.html:1:7", "b.html:1:19 Unknown filter `nope`", "c.html:1:"],
        ),
        (
            vec![
                ("a.html", "{% extends \"b.html\" %}"),
                ("b.html", "{% extends \"a.html\" %}"),
                ("c.html", "{% extends \"gone.html\" %}"),
            ],
            vec![
                "a.html:1:13 templates extend each other in a circle: a.html → b.html → a.html",
                "c.html:1:13 the template extends `gone.html`",
            ],
        ),
        (
            vec![("a.html", "{% include \"b.html\" %}"), ("b.html", "{% include \"a.html\" %}")],
            vec!["a.html:1:13 templates include each other in a circle: a.html → b.html → a.html"],
        ),
        (
            vec![("one.html", twice), ("two.html", twice)],
            vec!["two.html:1:4 the component `badge` is defined twice, in `one.html` and `two.html`"],
        ),
        (
            vec![
                ("a.html", "{% block x %}{% endblock %}"),
                ("b.html", "{% extends \"a.html\" %}{% block sidebar %}{% endblock %}"),
            ],
            vec!["b.html:1:32 Block `sidebar`"],
        ),
    ] {
        let paths: Vec<(String, &str)> =
            files.iter().map(|(name, text)| (format!("templates/{name}"), *text)).collect();
        let paths: Vec<(&str, &str)> = paths.iter().map(|(path, text)| (path.as_str(), *text)).collect();
        let found: Vec<String> = read(&paths).err().unwrap().iter().map(words).collect();
        assert_eq!(found.len(), expected.len(), "{found:#?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.starts_with(&format!("templates/{expected}")), "{found}\n{expected}");
        }
    }
}

#[test]
fn faults_of_content_are_placed_in_the_whole_file() {
    let front = "+++\ntitle = \"頁\"\n+++\n";
    let parts = ("templates/parts.html", "{% component card() %}{{ 1 / 0 }}{% endcomponent card %}");
    for (body, expected) in [
        ("一\n{{ page.auther }}", "content/頁.md:5:9 Field `auther`"),
        ("一\n\n{{ x | nope }}", "content/頁.md:6:8 Unknown filter `nope`"),
        ("# A {#id}\n{% if %}", "content/頁.md:5:7"),
        (
            "{{ get_page(path=\"頁.md\") }}",
            "content/頁.md:4:4 `get_page`: pages, sections and terms cannot be looked up",
        ),
        (
            "{{ <card /> }}",
            "templates/parts.html:1:30 Cannot divide by 0 [] called from here content/頁.md; while templating this content content/頁.md",
        ),
        ("{% extends \"x\" %}", "content/頁.md:"),
    ] {
        let site = read(&[("content/頁.md", &format!("{front}{body}")), parts]).unwrap();
        let engine = site.templates.bind(site.inputs(None));
        let id = site.library.find("頁.md").unwrap();
        let faults = engine.render_content(id, &site.texts["content/頁.md"]).unwrap_err();
        assert!(words(&faults[0]).starts_with(expected), "{body}\n{}", words(&faults[0]));
    }
}

#[test]
fn recursion_without_end_is_a_fault() {
    let parts = "{% component a(n) %}{{ <b n={n + 1} /> }}{% endcomponent a %}{% component b(n) %}{% include \"again.html\" %}{% endcomponent b %}";
    let more = [("templates/parts.html", parts), ("templates/again.html", "{{ <a n={n} /> }}")];
    let fault = render_page("{{ <a n={1} /> }}", &more).unwrap_err().remove(0);
    assert_eq!(
        (fault.code, fault.file.as_ref().map(SourcePath::as_str)),
        ("template-recursion", Some("templates/page.html"))
    );
    assert!(words(&fault).contains("while rendering this page content/頁.md"));
}

#[test]
fn long_chains_do_not_overflow_the_stack() {
    for (length, is_fine) in [(20, true), (30, false), (5_000, false)] {
        let mut files: Vec<(String, String)> = (0..length)
            .map(|at| (format!("templates/{at}.html"), format!("{{% include \"{}.html\" %}}", at + 1)))
            .collect();
        files.push((format!("templates/{length}.html"), "end".to_owned()));
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        match render_page("{% include \"0.html\" %}", &files) {
            Ok(text) => assert!(is_fine && text == "end", "{length}"),
            Err(faults) => {
                assert!(!is_fine, "{length}");
                assert!(
                    words(&faults[0]).starts_with("templates/page.html:1:13 templates include or extend"),
                    "{faults:?}"
                );
            }
        }
    }
}

#[test]
fn what_is_written_otherwise_elsewhere_has_a_hint() {
    for (template, hint) in [
        ("{{/* a comment */}}", "write {# … #}"),
        ("{{- /* a comment */ -}}", "write {# … #}"),
        ("{{ page.extra.list.0.1 }}", "write page.extra.list[0][1]"),
        ("{{ page.extra.list.0 }}", "write page.extra.list[0]"),
    ] {
        let told = words(&render_page(template, &[]).unwrap_err()[0]);
        assert!(told.contains(&format!("{hint}]")) && told.starts_with("templates/page.html:1:"), "{template}: {told}");
    }
}

/// Words that count work are put into the texts of pages; faults of syntax are told without them.
#[test]
fn what_a_text_and_a_template_cannot_hold_is_told_in_the_same_words() {
    for body in [
        "{{ list.0.1 }}",
        "{{ x ~ }}",
        "{{ \"a\" \"b\" }}",
        "{{ x | }}",
        "{{ self::a() }}",
        "{{ x | default(\"a\") }}",
        "{% for a in list.0.1 %}{% endfor %}",
        "{% if %}",
        "{{/* a comment */}}",
        "{{< figure src=\"x\" >}}",
        "{{% note %}}",
    ] {
        let of_template = render_page(body, &[]).unwrap_err().remove(0);
        let of_text = content_faults(&format!("一行目\n{body}")).remove(0);
        let told = |fault: &Diagnostic| (fault.message.clone(), fault.hint.clone());
        assert_eq!(told(&of_text), told(&of_template), "{body}");
        let place = |fault: &Diagnostic| fault.place.as_ref().map(|place| (place.line, place.column));
        assert_eq!(place(&of_text), place(&of_template).map(|(line, column)| (line + 3, column)), "{body}");
    }
    for (body, hint) in [
        ("{{ list.0.1 }}", "write list[0][1]"),
        ("{{ self::a() }}", "{{<a />}}"),
        ("{{ x | default(\"a\") }}", "default(NAME=\"a\")"),
        ("{{< figure src=\"x\" >}}", "{{<figure argument={value} />}}"),
        ("{{% note %}}", "{% <note argument={value}> %}"),
    ] {
        let told = words(&content_faults(body)[0]);
        assert!(told.contains(hint), "{body}: {told}");
    }
}

/// What is told of a page whose text is this body, below front matter of two lines.
fn content_faults(body: &str) -> Vec<Diagnostic> {
    let site = read(&[("content/頁.md", &format!("+++\n+++\n{body}"))]).unwrap();
    let engine = site.templates.bind(site.inputs(None));
    let id = site.library.find("頁.md").unwrap();
    engine.render_content(id, &site.texts["content/頁.md"]).unwrap_err()
}
