//! Values and contexts: what templates see of each target.

use super::*;
use crate::content::Pagination;

#[test]
fn keys_of_pages_and_sections_are_all_there_in_order() {
    let template = "{{ page | keys | join(sep=' ') }}";
    let keys = "relative_path colocated_path content permalink slug ancestors title description updated date year month day \
                taxonomies authors extra path components summary toc word_count reading_time assets draft lang lower higher \
                translations backlinks aliases";
    assert_eq!(render_page(template, &[]).unwrap(), keys);
    let site = read(&[("templates/index.html", "{{ section | keys | join(sep=' ') }}")]).unwrap();
    let keys = "relative_path colocated_path content permalink draft ancestors title description extra path components toc \
                word_count reading_time lang assets pages subsections translations backlinks generate_feeds transparent \
                paginate_by paginate_reversed lower higher aliases";
    assert_eq!(text_of(&site.engine(), &site.target("_index.md")), keys);
}

#[test]
fn values_of_a_page() {
    let site = read(&[
        ("zola.toml", "taxonomies = [{name = \"tags\"}]\n[languages.en]\n"),
        ("content/x/_index.md", "+++\nsort_by = \"date\"\n+++\n@/x/b/index.md"),
        ("content/x/a.md", "+++\ntitle = \"A\"\ndate = 2024-03-01\n+++\n"),
        ("content/x/b/index.md", "+++\ntitle = \"B\"\ndate = 2024-02-01T10:00:00+09:00\naliases = [\"old\"]\n[taxonomies]\ntags = [\"t\"]\n[extra]\nz = 1\na = 2\n+++\n本文"),
        ("content/x/b/index.en.md", "+++\ntitle = \"B en\"\n+++\n"),
        ("content/x/b/pic/写真.png", ""),
        ("content/x/c.md", "+++\ntitle = \"C\"\ndate = 2024-01-01\n+++\n@/x/b/index.md"),
        ("templates/page.html", "{{ page.title }}|{{ page.year }}-{{ page.month }}-{{ page.day }}|{{ page.lower.title }}|{{ page.higher.title }}|\
            {{ page.lower.higher is none }}|{{ page.ancestors }}|{{ page.assets }}|{{ page.extra }}|{{ page.taxonomies }}|\
            {{ page.aliases }}|{% for t in page.translations %}{{ t.lang }} {{ t.path }} {% endfor %}|\
            {% for b in page.backlinks %}{{ b.permalink }} {% endfor %}|{{ page.summary }}|{{ page.toc[0].title }}|\
            {{ page.content }}|{{ current_path }} {{ lang }}"),
    ])
    .unwrap();
    let text = text_of(&site.engine(), &site.target("x/b/index.md")).replace("&quot;", "'");
    let expected = "B|2024-2-1|A|C|true|['_index.md', 'x/_index.md']|['/x/b/pic/写真.png']|{'a': 2, 'z': 1}|{'tags': ['t']}|['old']|\
                    en /site/content/x/b/index.en.md ja /site/content/x/b/index.md |https://a.jp/x/ https://a.jp/x/c/ |\
                    要約|見出し|本文|/x/b/ ja";
    assert_eq!(text, expected);
}

#[test]
fn pagers_and_terms() {
    let site = read(&[
        ("zola.toml", "taxonomies = [{name = \"札\"}]\n[slugify]\ntaxonomies = \"safe\"\n"),
        ("content/_index.md", "+++\npaginate_by = 1\nsort_by = \"title\"\n+++\n"),
        ("content/a.md", "+++\ntitle = \"A\"\n[taxonomies]\n\"札\" = [\"春\"]\n+++\n"),
        ("content/b.md", "+++\ntitle = \"B\"\n+++\n"),
        ("templates/index.html", "{{ paginator.current_index }}/{{ paginator.number_pagers }} {{ paginator.pages[0].title }} \
            {{ paginator.previous }} {{ paginator.next }} {{ paginator.base_url }} {{ current_path }} {{ section.pages | length }}"),
        ("templates/札/single.html", "{{ term.name }} {{ term.page_count }} {{ term.pages[0].title }} {{ taxonomy.name }}"),
        ("templates/taxonomy_list.html", "{% for t in terms %}{{ t.permalink }}{% endfor %}"),
    ])
    .unwrap();
    let (engine, root) = (site.engine(), crate::content::SectionId(0));
    let pages = &site.library.section_node(root).pages;
    let pagination = Pagination::new(pages, 1, "page", "/", "https://a.jp/");
    let render = |target: RenderTarget<'_>| text_of(&engine, &target);
    let second = render(RenderTarget::SectionPager { section: root, pagination: &pagination, pager: 1 });
    assert_eq!(second, "2/2 B https://a.jp/  https://a.jp/page/ /page/2/ 2");
    assert_eq!(render(RenderTarget::Term { taxonomy: 0, term: 0 }), "春 1 A 札");
    assert_eq!(render(RenderTarget::TaxonomyList(0)), "https://a.jp/札/春/");
}

#[test]
fn built_in_templates() {
    let site = read(&[("content/a.md", "+++\ntitle = \"A & B\"\ndate = 2024-03-01\n+++\n<p>x</p>")]).unwrap();
    let (engine, lang) = (site.engine(), site.config.default_language.clone());
    let pages = [crate::content::PageId(0)];
    let (feed_url, last_updated, owner) = ("https://a.jp/atom.xml", Some("2024-03-01"), FeedOwner::Site);
    let feed = |file_name| RenderTarget::Feed { file_name, lang: &lang, feed_url, pages: &pages, last_updated, owner };
    let entries = [SitemapEntry {
        permalink: "https://a.jp/?a&b".into(),
        updated: Some("2024-03-01T10:00:00".into()),
        extra: None,
    }];
    let urls = ["https://a.jp/sitemap1.xml".to_owned()];
    for (target, expected) in [
        (feed("atom.xml"), "<title>A &amp; B</title>\n    <published>2024-03-01T00:00:00+00:00</published>"),
        (feed("rss.xml"), "<pubDate>Fri, 01 Mar 2024 00:00:00 +0000</pubDate>"),
        (feed("rss.xml"), "<author>Unknown</author>"),
        (
            RenderTarget::Sitemap(&entries),
            "<loc>https://a.jp/?a&amp;b</loc>\n    <lastmod>2024-03-01T10:00:00+00:00</lastmod>",
        ),
        (RenderTarget::SitemapIndex(&urls), "<sitemap><loc>https://a.jp/sitemap1.xml</loc></sitemap>"),
        (RenderTarget::Robots, "Sitemap: https://a.jp/sitemap.xml"),
        (RenderTarget::NotFound, "404 Not Found"),
        (RenderTarget::Redirect("https://a.jp/x/"), "url=https://a.jp/x/"),
        (site.target("a.md"), "templates/page.html"),
    ] {
        let text = text_of(&engine, &target);
        assert!(text.contains(expected), "{target:?}\n{text}");
    }
}

#[test]
fn a_theme_is_found_behind_the_site() {
    let site = read(&[
        ("zola.toml", "theme = \"杉\""),
        ("content/a.md", "+++\n+++\n"),
        (
            "templates/page.html",
            "{% extends \"杉/templates/page.html\" %}{% block b %}site {% include \"part.html\" %}{% endblock %}",
        ),
        ("themes/杉/templates/page.html", "theme {% block b %}{% endblock %}"),
        ("themes/杉/templates/part.html", "part"),
    ])
    .unwrap();
    assert_eq!(text_of(&site.engine(), &site.target("a.md")), "theme site part");
    assert!(site.templates.has("part.html") && site.templates.has("atom.xml") && !site.templates.has("x.html"));
}

#[test]
fn content_is_templated_without_bodies() {
    let body = "# A {#a}\n{{ page.title }} {{ get_url(path='@/頁.md') }} {{ page.toc | length }} {{ get_page(path='頁.md', allow_missing=true) is none }} <b>{{ '<i>' }}";
    let site = read(&[
        ("zola.toml", "taxonomies = [{name = \"tags\"}]"),
        ("content/頁.md", &format!("+++\ntitle = \"頁\"\n[taxonomies]\ntags = [\"t\"]\n+++\n{body}")),
        ("content/_index.md", "+++\ntitle = \"根\"\n+++\n{{ section.title }} {{ section.pages | length }} {{ get_taxonomy_url(kind='tags', term='t') }}"),
    ])
    .unwrap();
    let engine = site.templates.bind(site.inputs(None));
    let render = |relative: &str| {
        let id = site.library.find(relative).unwrap();
        engine.render_content(id, &site.texts[&format!("content/{relative}")]).unwrap().text
    };
    assert_eq!(render("頁.md"), "# A {#a}\n頁 https://a.jp/ye/ 0 true <b><i>");
    assert_eq!(render("_index.md"), "根 0 https://a.jp/tags/t/");
}

#[test]
fn the_filters_of_the_room() {
    for (template, expected) in [
        ("{{ 1234567 | num_format }}", "1,234,567"),
        ("{{ 1234567 | num_format(locale='de') }}", "1.234.567"),
        ("{{ '*a*' | markdown | safe }}", "<p><em>a</em></p>\n"),
        ("{{ '*a*' | markdown(inline=true) | safe }}", "<em>a</em>"),
        ("{{ [1, 2, 3] | shuffle(seed='a') | sort }}", "[1, 2, 3]"),
        ("{{ '2024-03-01' | date(format='%Y年') }}", "2024年"),
        ("{{ zola_version }}", "0.23.6"),
    ] {
        assert_eq!(render_page(template, &[]).unwrap(), expected, "{template}");
    }
}

fn text_of(engine: &Engine, target: &RenderTarget<'_>) -> String {
    String::from_utf8(engine.render(target).unwrap().text).unwrap()
}
