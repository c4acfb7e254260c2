//! Values of front matter that become addresses: what no address and no rule of a host can hold is refused where it is
//! written.

use super::FrontMatter;
use tsubame_model::source::{Diagnostic, FrontMatterFault, SourcePath, Wording};

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
