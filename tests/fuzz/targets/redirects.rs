//! `_redirects` and `_headers`: whatever an editor or the settings say, each rule stays on its line and means one path.
//!
//! The first byte of each line says what the rest is: `a` an alias, `p` the path of the page, `s` where the section leads,
//! `b` the path of the site on its host, `n` the name of a header, `v` its value, `h` the path that it is sent with, else a
//! line of a file written by hand. A carriage return stands for a line break.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tsubame_fuzz::{BuiltSite, SiteFiles, quoted};
use tsubame_model::encode::percent_decode;

const MADE: &str = "# Made from aliases and redirects of the content.\n";
const BY_HAND: &str = "\n# From static/_headers.\n";

/// What an input asks for.
#[derive(Default)]
struct Wishes {
    aliases: Vec<String>,
    path: Option<String>,
    leads_to: Option<String>,
    base_path: String,
    header: [Option<String>; 3],
    by_hand: String,
}

fuzz_target!(|data: &[u8]| {
    let wishes = Wishes::read(&String::from_utf8_lossy(data));
    let built = wishes.site().build();
    if !built.is_clean() {
        return;
    }
    let Some(redirects) = built.text("_redirects") else { panic!("rules are made, as text") };
    let made = redirects.rsplit_once(MADE).map(|(_, made)| made);
    check_redirects(made.unwrap_or_else(|| panic!("the rules made begin with a remark")), &wishes, &built);
    let Some(headers) = built.text("_headers") else { panic!("headers are made, as text") };
    check_headers(headers.split_once(BY_HAND).map_or(headers, |(made, _)| made));
});

impl Wishes {
    fn read(text: &str) -> Self {
        let mut wishes = Self::default();
        for line in text.split('\n') {
            let mut letters = line.chars();
            let first = letters.next();
            let rest = letters.as_str().replace('\r', "\n");
            match first {
                Some('a') => wishes.aliases.push(rest),
                Some('p') => wishes.path = Some(rest),
                Some('s') => wishes.leads_to = Some(rest),
                Some('b') => wishes.base_path = rest,
                Some('h') => wishes.header[0] = Some(rest),
                Some('n') => wishes.header[1] = Some(rest),
                Some('v') => wishes.header[2] = Some(rest),
                _ => wishes.by_hand += &format!("{line}\n"),
            }
        }
        wishes
    }

    fn site(&self) -> SiteFiles {
        let mut config = format!(
            "base_url = {}\n[slugify]\npaths = \"safe\"\n[extra.tsubame.delivery]\n",
            quoted(&format!("https://a.jp{}", self.base_path))
        );
        if let [path, name, value] = self.header.each_ref()
            && (path.is_some() || name.is_some() || value.is_some())
        {
            let word = |text: &Option<String>, or: &str| quoted(text.as_deref().unwrap_or(or));
            let (path, name, value) = (word(path, "/x/*"), word(name, "X-A"), word(value, "b"));
            config += &format!("[extra.tsubame.delivery.headers.{path}]\n{name} = {value}\n");
        }
        let aliases: Vec<String> = self.aliases.iter().map(|alias| quoted(alias)).collect();
        let path = self.path.as_deref().map_or_else(String::new, |path| format!("path = {}\n", quoted(path)));
        let page = format!("+++\ntitle = \"x\"\n{path}aliases = [{}]\n+++\n", aliases.join(", "));
        let leads = self.leads_to.as_deref().map_or_else(String::new, |to| format!("redirect_to = {}\n", quoted(to)));
        let site = SiteFiles::new(&[
            ("templates/index.html", "x"),
            ("templates/section.html", "x"),
            ("templates/page.html", "<a href='{{ page.permalink | safe }}'>x</a>"),
            ("content/_index.md", "+++\n+++\n"),
        ]);
        let site = site.with("zola.toml", config.as_bytes()).with("content/a.md", page.as_bytes());
        let site = site.with("content/s[x]/_index.md", format!("+++\n{leads}+++\n").as_bytes());
        if self.by_hand.trim().is_empty() {
            return site;
        }
        let by_hand = self.by_hand.as_bytes();
        site.with("static/_redirects", by_hand).with("static/_headers", by_hand)
    }
}

/// Every line is one rule of three words, whose path is that of one page that redirects.
fn check_redirects(made: &str, wishes: &Wishes, built: &BuiltSite) {
    let most = wishes.aliases.len() + usize::from(wishes.leads_to.is_some());
    assert!(made.lines().count() <= most, "more rules than redirects: {made:?}");
    // As JavaScript parts words, which more characters part than in Rust.
    let is_space = |letter: char| letter.is_whitespace() || letter == '\u{feff}';
    for line in made.split_terminator('\n') {
        let words: Vec<&str> = line.split(is_space).collect();
        let [from, to, status] = words[..] else { panic!("no rule of three words: {line:?}") };
        assert!(matches!(status, "301!" | "302!"), "{line:?}");
        assert!(from.starts_with('/') && !from.contains([':', '*']), "{line:?} matches more than one path");
        assert!(!line.contains(char::is_control), "{line:?}");
        let place = to.find("://").map_or(0, |at| at + "://".len());
        assert!(to.starts_with('/') || place > 0, "{line:?} leads nowhere");
        let path = to[place..].find('/').map_or("", |at| &to[place + at..]);
        assert!(!path.contains([':', '*']), "{line:?} takes over a part of the path");
        let decoded = percent_decode(from);
        let end = to.find(['?', '#']).unwrap_or(to.len());
        assert_ne!(percent_decode(&to[..end]), decoded, "{line:?} never ends");
        let is_made = |output: &String| {
            let shown = output.strip_suffix("index.html").unwrap_or(output);
            decoded.ends_with(output.as_str()) || decoded.ends_with(&format!("/{shown}"))
        };
        assert!(built.files.keys().any(is_made), "{line:?} is the rule of no page");
    }
}

/// Every line is a remark, a path or a header.
fn check_headers(made: &str) {
    for line in made.split_terminator('\n').filter(|line| !line.is_empty()) {
        assert!(!line.contains(char::is_control), "{line:?}");
        let is_name =
            |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        match line.strip_prefix("  ") {
            Some(header) => assert!(header.split_once(": ").is_some_and(|(name, _)| is_name(name)), "{line:?}"),
            None => assert!(
                line.starts_with('#') || line.starts_with('/') && !line.contains(char::is_whitespace),
                "{line:?}"
            ),
        }
    }
}
