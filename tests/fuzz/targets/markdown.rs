//! Bodies: template code and Markdown, up to the HTML of the page, the feed and the search index, and the rules of
//! `check` over all of it.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tsubame_fuzz::SiteFiles;

// What content asks of templates is counted, so that a loop without an end is a fault and no finding.
const CONFIG: &str = "base_url = \"https://a.jp\"\ndefault_language = \"en\"\ngenerate_feeds = true\nminify_html = true\n\
    build_search_index = true\ntaxonomies = [{ name = \"tags\" }]\n[slugify]\nanchors = \"safe\"\n[markdown]\nrender_emoji = true\n\
    external_links_class = \"out\"\nexternal_links_target_blank = true\nexternal_links_no_follow = true\nsmart_punctuation = true\n\
    definition_list = true\nbottom_footnotes = true\nlazy_async_image = true\ngithub_alerts = true\ninsert_anchor_links = \"right\"\n\
    [markdown.highlighting]\ntheme = \"github-light\"\n[translations]\nhello = \"家\"\n[extra.tsubame]\n[extra.tsubame.limits]\n\
    template_steps = 20000\ntemplate_bytes = 4000000\n[extra.tsubame.delivery]\n[extra.tsubame.api]\n";

const COMPONENTS: &str = "{% component note(text: string, level: number = 1) %}<aside>{{ text }}{{ level }}{% endcomponent note %}\n\
    {% component frame() %}<div>{{ body }}</div>{% endcomponent frame %}\n";

const FRONT: &str = "+++\ntitle = \"頁\"\ndate = 2026-01-01\n[taxonomies]\ntags = [\"a\"]\n[extra]\nrows = [{ name = \"x\", size = 2 }]\n+++\n";

static SITE: LazyLock<SiteFiles> = LazyLock::new(|| {
    SiteFiles::new(&[
        ("zola.toml", CONFIG),
        ("content/_index.md", "+++\nsort_by = \"date\"\n+++\n# 家\n"),
        ("content/other.md", "+++\ntitle = \"other\"\ndate = 2025-01-01\n+++\n## Heading\n\ntext\n"),
        ("static/data.json", "{\"a\": [1, {\"b\": \"<c>\"}]}"),
        ("templates/components.html", COMPONENTS),
        (
            "templates/index.html",
            "{% for page in section.pages %}{{ page.summary | default(value='') | safe }}{% endfor %}",
        ),
        (
            "templates/page.html",
            "<!doctype html><title>{{ page.title }}</title>{% for h in page.toc %}{{ h.title }}{% endfor %}<main>{{ page.content | safe }}</main>",
        ),
        ("templates/taxonomy_list.html", "x"),
        ("templates/taxonomy_single.html", "x"),
    ])
    .sound()
});

fuzz_target!(|body: &[u8]| {
    let built = SITE.clone().with("content/a.md", &[FRONT.as_bytes(), body].concat()).build();
    if built.is_clean() {
        assert!(built.text("a/index.html").is_some_and(|html| html.contains("main")), "a page is made, as text");
        assert!(built.text("sitemap.xml").is_some_and(|xml| xml.contains("/a/")), "the page is in the sitemap");
    }
});
