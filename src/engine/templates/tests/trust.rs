//! What texts of content may ask for, and what only templates may.

use super::*;

const FILES: &[(&str, &str)] = &[
    (".env", "SECRET"),
    (".git/config", "SECRET"),
    ("private/data.json", "\"SECRET\""),
    ("notes/data.json", "\"noted\""),
    ("content/notes.json", "-> notes/data.json"),
    ("zola.toml", ""),
    ("data/.hidden.json", "\"SECRET\""),
    ("secrets.yaml", "SECRET"),
    ("data/settings.txt", "-> zola.toml"),
    ("data/secrets.yaml", "-> secrets.yaml"),
    ("data/hidden.json", "-> data/.hidden.json"),
    ("data/page.txt", "-> templates/page.html"),
    ("static/history.txt", "-> .git/config"),
    ("content/keys.json", "-> private/data.json"),
    ("data/b.json", "-> data/a.json"),
    ("data/a.json", "\"open\""),
    ("static/a.txt", "open"),
    ("content/a.json", "\"open\""),
    (
        "templates/parts.html",
        "{% component load(path) %}{{ load_data(path=path) }}{% endcomponent %}{% component city() %}{{ get_env(name='CITY') }}{% endcomponent %}",
    ),
    (
        "templates/page.html",
        "{{ load_data(path='.env') }}{{ get_env(name='CITY') }}{{ load_data(url='https://b.jp/') }}",
    ),
];

fn render_text(body: &str, settings: &str) -> Result<String, Vec<Diagnostic>> {
    let text = format!("+++\n+++\n{body}");
    let mut files = FILES.to_vec();
    files.retain(|(path, _)| *path != "zola.toml");
    files.extend([("content/頁.md", text.as_str()), ("zola.toml", settings)]);
    let site = read(&files).unwrap();
    let engine = site.templates.bind(site.inputs(None));
    let entry = site.library.find("頁.md").unwrap();
    engine.render_content(entry, &site.texts["content/頁.md"]).map(|rendered| rendered.text)
}

/// The case `content-reads-secrets`.
#[test]
fn content_reads_secrets() {
    for body in [
        "{{ get_env(name='CITY') }}",
        "{{ get_env (name='CITY', default='x') }}",
        "{% if get_env(name='CITY') == '仙台' %}x{% endif %}",
        "{{ 'x' | replace(from='x', to=get_env(name='CITY')) }}",
        "{{ [get_env(name=n) for n in ['CITY']] }}",
        "{{ load_data(path='.env') }}",
        "{{ load_data(path='.env', required=false, format='plain') }}",
        "{{ load_data(path='./.env') }}",
        "{{ load_data(path='/static/../.env') }}",
        "{{ load_data(path='@/../.env') }}",
        "{{ load_data(path='.git/config') }}",
        "{{ load_data(path='private/data.json') }}",
        "{{ load_data(path='zola.toml') }}",
        "{{ load_data(path='templates/page.html') }}",
        "{{ load_data(path='data/.hidden.json') }}",
        "{{ get_hash(path='.env') }}",
        "{{ get_hash(path='zola.toml') }}",
        "{{ get_url(path='.env', cachebust=true) }}",
        "{{ get_url(path='private/data.json', cachebust=true) }}",
        "{{ get_image_metadata(path='private/data.json', allow_missing=true) }}",
        "{{ resize_image(path='.env', width=1, height=1) }}",
        "{{ load_data(path='data/settings.txt') }}",
        "{{ load_data(path='data/secrets.yaml', required=false) }}",
        "{{ load_data(path='data/hidden.json') }}",
        "{{ load_data(path='data/page.txt') }}",
        "{{ load_data(path='history.txt') }}",
        "{{ load_data(path='@/keys.json') }}",
        "{{ get_hash(path='data/settings.txt') }}",
        "{{ get_url(path='history.txt', cachebust=true) }}",
        "{{ get_url(path='data/secrets.yaml', cachebust=true) }}",
        "{{ get_image_metadata(path='data/settings.txt', allow_missing=true) }}",
        "{{ resize_image(path='keys.json', width=1, height=1) }}",
        "{{ <load path='data/hidden.json'/> }}",
        "{{ load_data(url='https://b.jp/x') }}",
        "{{ load_data(url='https://b.jp/x', required=false) }}",
        "{{ load_data(url='https://a.jp@b.jp/x') }}",
        "{{ load_data(url='https://a.jp/moved-away') }}",
        "{{ <load path='.env'/> }}",
        "{{ <load path='private/data.json'/> }}",
        "{{ <load path='@/keys.json'/> }}",
        "{% set x %}{{ <load path='data/.hidden.json'/> }}{% endset %}",
    ] {
        let found = render_text(body, "[extra.tsubame.content]\nhosts = [\"a.jp\"]\n").unwrap_err();
        assert!(found.iter().all(|fault| fault.place.is_some()), "{found:?}");
        let told: String = found.iter().map(words).collect();
        assert!(told.starts_with("content/頁.md:3:") || told.starts_with("templates/parts.html:1:"), "{told}");
        assert!(!told.contains("SECRET") && !told.contains("仙台"), "{told}");
        let reasons = ["[extra.tsubame.content]", "begins with a dot", "lies in private/"];
        assert!(reasons.iter().any(|reason| told.contains(reason)), "{body}: {told}");
    }
}

#[test]
fn content_reads_what_is_the_sites_own_or_named() {
    let settings =
        "[extra.tsubame.content]\nenv = [\"CITY\"]\nhosts = [\"b.jp\"]\nfiles = [\"notes\", \"zola.toml\"]\n";
    for (body, expected) in [
        ("{{ load_data(path='data/a.json') }}", "open"),
        ("{{ load_data(path='a.txt') }}", "open"),
        ("{{ load_data(path='data/b.json') }}", "open"),
        ("{{ load_data(path='@/notes.json') }}", "noted"),
        ("{{ load_data(path='@/a.json') }}", "open"),
        ("{{ load_data(path='gone.json', required=false) }}", ""),
        ("{{ load_data(literal='[1]', format='json') }}", "[1]"),
        ("{{ get_env(name='CITY') }}", "仙台"),
        ("{{ load_data(url='https://b.jp/x', format='plain') | truncate(length=20) }}", "Get https://b.jp/x A…"),
        ("{{ load_data(url='https://b.jp/a/moved-here') | truncate(length=22) }}", "Get https://b.jp/new A…"),
        ("{{ load_data(path='notes/data.json') }}", "noted"),
        ("{{ load_data(path='zola.toml', format='plain') | truncate(length=6) }}", "[extra…"),
        ("{{ get_url(path='a.txt') }}", "https://a.jp/a.txt"),
        ("{{ get_url(path='style.css', cachebust=true) | truncate(length=23) }}", "https://a.jp/style.css?…"),
        ("{{ <city/> }}", "仙台"),
    ] {
        assert_eq!(render_text(body, settings).map_err(|found| words(&found[0])), Ok(expected.to_owned()), "{body}");
    }
    assert_eq!(render_text("{{ <city/> }}{{ <load path='notes/data.json'/> }}", ""), Ok("仙台noted".to_owned()));
}

#[test]
fn nothing_of_private_is_read_for_a_page_or_a_template() {
    for call in [
        "{{ load_data(path='private/data.json') }}",
        "{{ load_data(path='./private//data.json', format='plain') }}",
        "{{ load_data(path='@/../private/data.json') }}",
        "{{ load_data(path='../private/data.json') }}",
        "{{ get_hash(path='private/data.json') }}",
        "{{ get_url(path='private/data.json', cachebust=true) }}",
        "{{ get_image_metadata(path='private/data.json') }}",
        "{{ resize_image(path='private/data.json', width=1, height=1) }}",
        "{{ <load path='private/data.json'/> }}",
    ] {
        let of_text = render_text(call, "[extra.tsubame.content]\nfiles = [\"private\"]\n").unwrap_err();
        let parts = FILES.iter().filter(|(path, _)| matches!(*path, "private/data.json" | "templates/parts.html"));
        let files: Vec<_> = parts.copied().chain([("zola.toml", "[extra.tsubame]\n")]).collect();
        let of_template = render_page(call, &files).unwrap_err();
        for told in [words(&of_text[0]), words(&of_template[0])] {
            assert!(
                told.contains("`private/data.json` lies in private/") && !told.contains("SECRET"),
                "{call}: {told}"
            );
        }
    }
    let optional = "{{ load_data(path='private/data.json', required=false) }}";
    let files = [("private/data.json", "\"noted\""), ("zola.toml", "[extra.tsubame]\n")];
    assert_eq!(render_page(optional, &files), Ok(String::new()));
    assert_eq!(render_page(optional, &files[..1]), Ok("noted".to_owned()), "a plain Zola site");
}

#[test]
fn templates_are_trusted() {
    let mut files = FILES.to_vec();
    files.push(("content/頁.md", "+++\n+++\n"));
    let site = read(&files).unwrap();
    let rendered = site.engine().render(&site.target("頁.md")).unwrap();
    assert!(String::from_utf8(rendered.text).unwrap().starts_with("SECRET仙台Get https:"));
}
