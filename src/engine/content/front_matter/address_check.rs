//! Values of front matter that become addresses: what no address and no rule of a host can hold is refused where it is
//! written.

use super::FrontMatter;
use crate::config::{is_address, is_of_web};
use tsubame_model::{
    encode::percent_decode,
    source::{Diagnostic, FrontMatterFault, SourcePath, Wording},
};

/// A value that becomes an address, or a part of one.
pub(super) struct AddressValue<'a> {
    /// The key under which it stands, with dots between tables.
    pub key: String,
    /// The value, or one of a list.
    pub value: &'a str,
}

impl<'a> AddressValue<'a> {
    /// The values that there are under these keys.
    pub fn list(values: impl IntoIterator<Item = (&'a str, Option<&'a String>)>) -> Vec<Self> {
        let value = |(key, value): (&str, Option<&'a String>)| Some(Self { key: key.to_owned(), value: value? });
        values.into_iter().filter_map(value).collect()
    }
}

/// Finds values with control characters, which no address has.
pub(super) fn check_addresses(
    values: &[AddressValue<'_>],
    front: &FrontMatter<'_>,
    path: &SourcePath,
) -> Vec<Diagnostic> {
    let fault = |AddressValue { key, value }: &AddressValue<'_>| {
        let letter = value.chars().find(|letter| letter.is_control())?;
        let code = u32::from(letter);
        let what = Wording::new(
            format!("`{key}` holds the control character U+{code:04X}, which no address can have"),
            format!("`{key}` に、アドレスに使えない制御文字 U+{code:04X} が入っています"),
        );
        let fault = Diagnostic::error("front-matter", what).in_file(path).with_hint(Wording::new(
            "take it out: it may be a line break, or come from text that was pasted",
            "消してください。改行か、ほかの文書から写したときに入った文字かもしれません",
        ));
        Some(front.at(fault, key).with_cause(FrontMatterFault::ControlCharacter { key: key.clone() }))
    };
    values.iter().filter_map(fault).collect()
}

/// Finds a redirect that is neither plainly a path of the site nor plainly a whole address. Browsers take two slashes, of
/// which either may be written backwards, for the beginning of a host, hosts do not, and what looks like a path of the site
/// may not lead to somebody else's.
pub(super) fn check_redirect(target: &str, front: &FrontMatter<'_>, path: &SourcePath) -> Option<Diagnostic> {
    if is_plain(target) {
        return None;
    }
    let message = Wording::new(
        format!("`redirect_to` is `{target}`, which is neither a path of the site nor a whole address"),
        format!("`redirect_to` の `{target}` は、サイトのパスにも、アドレスの全体にもなっていません"),
    );
    let fault = Diagnostic::error("redirect-target", message).in_file(path).with_hint(Wording::new(
        "write a path with one slash in front, such as \"/new/\", or the whole address with \"https://\" and its host; \
         there is no `\\` in either",
        "\"/new/\" のように `/` 一つで始まるパスか、\"https://\" とホストから始まるアドレスを書いてください。どちらにも `\\` は使えません",
    ));
    Some(front.at(fault, "redirect_to"))
}

fn is_plain(target: &str) -> bool {
    if has_scheme(target) { is_whole_address(target) } else { is_plain_path(target) }
}

/// Whether a text begins as an address of any kind: with a letter, and letters, digits, `+`, `-` and `.` up to a colon.
fn has_scheme(target: &str) -> bool {
    let Some((scheme, _)) = target.split_once(':') else { return false };
    let is_of_scheme = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.');
    scheme.starts_with(|letter: char| letter.is_ascii_alphabetic()) && scheme.chars().all(is_of_scheme)
}

/// Whether a text is an address of the web with its host.
fn is_whole_address(target: &str) -> bool {
    let rest = target.split_once(':').filter(|_| is_of_web(target)).and_then(|(_, rest)| rest.strip_prefix("//"));
    rest.map(before_query).is_some_and(|place| !place.starts_with('/') && !place.contains('\\')) && is_address(target)
}

/// Whether a path stays one: without its dots it must not begin with two slashes either.
fn is_plain_path(target: &str) -> bool {
    let place = before_query(target);
    let has_dots = place.split('/').any(|part| matches!(percent_decode(part).as_ref(), "." | ".."));
    let may_begin_with_two = place.starts_with("//") || (has_dots && place.contains("//"));
    !place.contains('\\') && !may_begin_with_two
}

fn before_query(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

/// Finds aliases that would be rules for more than one path where aliases become rules of a host.
pub(in crate::content) fn check_wildcards(
    aliases: &[String],
    front: &FrontMatter<'_>,
    path: &SourcePath,
) -> Vec<Diagnostic> {
    let is_wildcard = |alias: &&String| alias.split('/').any(|part| part.contains('*') || part.starts_with(':'));
    let fault = |alias: &String| {
        let message = Wording::new(
            format!("the alias `{alias}` looks like a rule for many paths, and an alias is one path"),
            format!("`aliases` の `{alias}` は多くのパスに当てはまる規則に見えますが、書けるのは一つのパスです"),
        );
        let fault = Diagnostic::error("alias-wildcard", message).in_file(path).with_hint(Wording::new(
            "write such a rule into static/_redirects; in an alias, leave out `*` and parts that begin with `:`",
            "そのような規則は static/_redirects に書きます。`aliases` では `*` と、`:` で始まる部分を外してください",
        ));
        front.at(fault, "aliases")
    };
    aliases.iter().filter(is_wildcard).map(fault).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_is_a_path_or_an_address() {
        for target in [
            "/",
            "/a/",
            "a",
            "",
            "../b/",
            "/a//b/",
            "/?next=//b.jp",
            "/a#\\",
            "/javascript:x()",
            "/a%5Cb/",
            "a/b:c",
            "?a:b",
            "#a:b",
            "12:30",
            ":a",
            "春:x",
        ] {
            assert!(is_plain_path(target) && is_plain(target), "{target}");
        }
        for target in [
            "//b.jp/",
            "///b.jp",
            "/\\b.jp",
            "\\\\b.jp",
            "\\/b.jp",
            "a\\b",
            "/a/..//b.jp",
            "/.//b.jp",
            "/a/%2E%2e//b.jp",
        ] {
            assert!(!is_plain_path(target) && !is_plain(target), "{target}");
        }
    }

    #[test]
    fn an_address_of_a_redirect_is_whole_and_of_the_web() {
        for target in [
            "https://b.jp",
            "http://b.jp:80/a b?x=\\#y",
            "https://例え.jp/春/",
            "https://b.jp//a",
            "HTTPS://b.jp/x",
            "Http://b.jp",
        ] {
            assert!(is_whole_address(target) && is_plain(target), "{target}");
        }
        for target in [
            "https:b.jp",
            "https:/b.jp",
            "https:///b.jp",
            "https://",
            "https://\\b.jp",
            "https://a.jp\\@b.jp",
            "http:x://b",
            "HTTPS:b.jp",
            "HTTPS://",
            "mailto:a@b.jp",
            "ftp://b.jp",
            "javascript:alert(1)",
            "JavaScript:x//https://b.jp",
            "data:text/html,x",
            "web+a.b-c:x",
            "a:b",
        ] {
            assert!(!is_whole_address(target) && !is_plain(target), "{target}");
        }
    }
}
