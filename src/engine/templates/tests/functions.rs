//! Functions: arguments → answers.

use super::*;

fn site_files() -> Vec<(&'static str, &'static str)> {
    vec![
        (
            "zola.toml",
            "taxonomies = [{name = \"札\"}]\n[slugify]\ntaxonomies = \"on\"\n[translations]\nhi = \"やあ\"\n[languages.en.translations]\nhi = \"Hi\"\n",
        ),
        ("content/x/_index.md", "+++\ntitle = \"X\"\n+++\n"),
        ("content/x/_index.en.md", "+++\ntitle = \"X en\"\n+++\n"),
        ("content/x/a.md", "+++\ntitle = \"A\"\n[taxonomies]\n\"札\" = [\"春\"]\n+++\n"),
        ("content/x/b/index.md", "+++\ntitle = \"B\"\n+++\n"),
        ("content/x/b/in/p.png", "png"),
        ("content/x/s.png", "s"),
        ("content/x/off.md", "+++\nrender = false\n+++\n"),
        ("static/app.css", "// Hello world!"),
        ("data/a.json", "{\"a\": [1, 2]}"),
        ("data/broken.json", "{"),
    ]
}

#[test]
fn answers() {
    for (call, expected) in [
        ("get_url(path='x/y')", "https://a.jp/x/y"),
        ("get_url(path='/x/y/', trailing_slash=true)", "https://a.jp/x/y/"),
        ("get_url(path='')", "https://a.jp"),
        ("get_url(path='/app.css', lang='en')", "https://a.jp/en/app.css"),
        ("get_url(path='日/', lang='en')", "https://a.jp/en/日"),
        ("get_url(path='/en/x', lang='en')", "https://a.jp/en/x"),
        ("get_url(path='english', lang='en', trailing_slash=true)", "https://a.jp/en/english/"),
        ("get_url(path='@/x/a.md#見')", "https://a.jp/x/a/#見"),
        ("get_url(path='@/x/_index.md', lang='en')", "https://a.jp/en/x/"),
        ("get_url(path='@/x/b/in/p.png')", "https://a.jp/x/b/in/p.png"),
        ("get_url(path='@/x/s.png', lang='en')", "https://a.jp/en/x/s.png"),
        ("get_url(path='app.css', cachebust=true)", "https://a.jp/app.css?h=572e691dc68c3fcd653a"),
        ("get_url(path='style.css', cachebust=true) | split(pat='?') | first", "https://a.jp/style.css"),
        ("get_url(path='a&b')", "https://a.jp/a&b"),
        (
            "get_hash(literal='Hello World', sha_type=256, base64=false)",
            "a591a6d40bf420404a011733cfb7b190d62c65bf0bcda32b57b277d9ad9f146e",
        ),
        ("get_hash(literal='Hello World')", "mVFDKRhrL2rkoTKefubGEKcpY2M1F0rGt0D5AoOW/MgD0Ok4Y6fD2Q+Gvu54L08/"),
        ("get_hash(path='static/app.css') == get_hash(path='app.css')", "true"),
        ("get_page(path='x/a.md') | get(key='title')", "A"),
        ("get_page(path='gone.md', allow_missing=true) is none", "true"),
        ("get_section(path='x/_index.md', lang='en') | get(key='title')", "X en"),
        ("get_section(path='x/_index.md') | get(key='pages') | length", "2"),
        ("get_taxonomy(kind='札') | get(key='items') | length", "1"),
        ("get_taxonomy_term(kind='zha', term='春') | get(key='name')", "春"),
        ("get_taxonomy_term(kind='札', term='夏', required=false) is none", "true"),
        ("get_taxonomy_url(kind='札', term='春')", "https://a.jp/zha/chun/"),
        ("get_taxonomy_url(kind='無', term='春', required=false) is none", "true"),
        ("load_data(path='data/a.json') | get(key='a') | last", "2"),
        ("load_data(path='data/a.json', format='plain')", "{&quot;a&quot;: [1, 2]}"),
        ("load_data(path='gone.json', required=false) is none", "true"),
        ("load_data(url='https://b.jp/gone', required=false) is none", "true"),
        (
            "load_data(url='https://b.jp/x', format='plain', headers=['A=b=c'])",
            concat!("Get https://b.jp/x A=b=c Accept=text/plain User-Agent=tsubame/", env!("CARGO_PKG_VERSION")),
        ),
        ("load_data(literal='a: 1', format='yaml') | get(key='a')", "1"),
        ("trans(key='hi')", "やあ"),
        ("trans(key='hi', lang='en')", "Hi"),
        ("text_direction(lang='ar') ~ text_direction()", "rtlltr"),
        ("now()", "2023-11-14T22:13:20Z"),
        ("now(timestamp=true)", "1700000000"),
        ("get_env(name='CITY') ~ get_env(name='X', default='?')", "仙台?"),
        ("get_random(start=1, end=2)", "1"),
        ("get_image_metadata(path='gone.png', allow_missing=true) is none", "true"),
    ] {
        let text = render_page(&format!("{{{{ {call} }}}}"), &site_files());
        assert_eq!(text.map_err(|faults| words(&faults[0])).as_deref(), Ok(expected), "{call}");
    }
}

#[test]
fn refusals() {
    for (call, expected) in [
        ("get_url(path='@/gone.md')", "`get_url`: there is no content file `@/gone.md`"),
        ("get_url(path='@/x/a.md', lang='fr')", "the site has no language `fr`"),
        ("get_url(path='@/x/off.md')", "`render = false`"),
        ("get_url(path='gone.css', cachebust=true)", "gone.css"),
        ("get_url(path='../x', cachebust=true)", "leads out of the project"),
        ("get_hash(literal='a', path='b')", "either `path` or `literal`"),
        ("get_hash(literal='a', sha_type=1)", "256, 384 or 512"),
        ("get_page(path='gone.md')", "there is no page `gone.md`"),
        ("get_page(path='x/_index.md')", "ask `get_section`"),
        ("get_page(path='x/a.md', lang='en')", "does not exist in the language `en`"),
        ("get_taxonomy(kind='無')", "無"),
        ("get_taxonomy_url(kind='札', term='夏', required=false)", "夏"),
        ("load_data(path='data/broken.json', required=false)", "data/broken.json cannot be read as JSON"),
        ("load_data(path='gone.json')", "gone.json"),
        ("load_data(path='../../etc/passwd')", "leads out of the project"),
        ("load_data(path='a', url='b')", "exactly one"),
        ("load_data(url='file:///etc/passwd')", "http"),
        ("load_data(url='https://b.jp/gone')", "404"),
        ("trans(key='farewell')", "`farewell`"),
        ("get_env(name='X')", "`X`"),
        ("resize_image(path='gone.png', width=1, height=1)", "gone.png"),
        ("resize_image(path='x/s.png', width=1)", "`height`"),
        ("resize_image(path='x/s.png', width=1, height=1, op='x')", "`op`"),
        ("resize_image(path='x/s.png', width=1, height=1)", "content/x/s.png cannot be used"),
        ("resize_image(path='x/s.png', width=1, height=1, filter='x')", "`filter`"),
        ("resize_image(path='style.css', width=1, height=1)", "style.css"),
        ("get_image_metadata(path='x/s.png')", "content/x/s.png cannot be used"),
    ] {
        let faults = render_page(&format!("{{{{ {call} }}}}"), &site_files()).unwrap_err();
        let words = words(&faults[0]);
        assert!(words.contains(expected) && words.contains("templates/page.html:1:"), "{call}\n{words}");
    }
}
