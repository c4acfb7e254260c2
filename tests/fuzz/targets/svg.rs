//! Drawings (SVG): measured by `get_image_metadata`, read as data, and written into a page.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tsubame_fuzz::SiteFiles;
use tsubame_images::read_metadata;

const CONFIG: &str = "base_url = \"https://a.jp\"\nminify_html = true\n[extra.tsubame]\n[extra.tsubame.delivery]\n\
    [extra.tsubame.sitemap]\nimages = true\n[extra.tsubame.limits]\ntemplate_steps = 20000\ntemplate_bytes = 4000000\n";

/// Each page does one thing, so that a fault in one leaves the others.
static SITE: LazyLock<SiteFiles> = LazyLock::new(|| {
    SiteFiles::new(&[
        ("zola.toml", CONFIG),
        ("content/_index.md", "+++\n+++\n![drawing](/d.svg)\n"),
        ("content/measured.md", "+++\ntemplate = \"measured.html\"\n+++\n"),
        ("content/inlined.md", "+++\ntemplate = \"inlined.html\"\n+++\n"),
        ("templates/index.html", "{{ section.content | safe }}<img src='/d.svg' alt='x'>"),
        (
            "templates/measured.html",
            "{% set size = get_image_metadata(path='d.svg') %}{{ size.width }}×{{ size.height }}",
        ),
        (
            "templates/inlined.html",
            "<!doctype html><title>x</title><main>{{ load_data(path='d.svg', format='plain') | safe }}</main>",
        ),
    ])
    .with("static/d.svg", b"<svg xmlns='http://www.w3.org/2000/svg' width='3' height='4'/>")
    .sound()
});

/// The same as data, apart: what is no well-formed XML would keep the rest from being made.
static AS_DATA: LazyLock<SiteFiles> = LazyLock::new(|| {
    let template = "{{ load_data(path='d.svg', format='xml') | json_encode }}";
    SiteFiles::new(&[("zola.toml", CONFIG), ("content/_index.md", "+++\n+++\n"), ("templates/index.html", template)])
});

fuzz_target!(|bytes: &[u8]| {
    let measured = read_metadata(bytes, Some("svg"));
    assert_eq!(measured, read_metadata(bytes, Some("SVG")));
    let built = SITE.clone().with("static/d.svg", bytes).build();
    if built.is_clean() {
        let size = measured.map(|found| format!("{}×{}", found.width, found.height));
        let page = built.text("measured/index.html");
        assert_eq!(page, size.ok().as_deref(), "the page tells the size");
    }
    AS_DATA.clone().with("static/d.svg", bytes).build();
});
