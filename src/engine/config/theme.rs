//! `theme.toml`: a theme's `[extra]` fills what the site's own leaves open.

use super::Config;
use tsubame_model::source::{Data, Diagnostic, Format, SourcePath, TableReader, Wording, parse_tree, read_table};

/// Merges the `[extra]` of the theme whose `theme.toml` has the given text into the configuration.
pub fn merge_theme(config: Config, path: &SourcePath, text: &str) -> Result<Config, Vec<Diagnostic>> {
    let (root, mut wrong) = parse_tree(Format::Toml, text, 0..text.len());
    let read = |table: &mut TableReader<'_>| {
        table.tolerate_unknown();
        table.data("extra")
    };
    let defaults = read_table(&root, &mut wrong, read).flatten();
    if !wrong.is_empty() {
        let fault = |wrong| {
            let fault = Diagnostic::of_tree("theme-toml", wrong, text).in_file(path).with_fallback_hint(&Wording::new(
                "theme.toml is TOML; its [extra] table gives default settings",
                "theme.toml は TOML です。[extra] に書いたものが設定の初期値になります",
            ));
            let message = Wording::new(
                format!("the theme's settings cannot be read: {}", fault.message.english()),
                format!("テーマの設定を読めません: {}", fault.message.japanese()),
            );
            Diagnostic { message, ..fault }
        };
        return Err(wrong.into_iter().map(fault).collect());
    }
    let Some(defaults) = defaults else { return Ok(config) };
    let extra = merge(config.extra.clone(), defaults, "extra").map_err(|key| {
        let message = Wording::new(
            format!("`{key}` is a table in one of the theme and the site and something else in the other"),
            format!("`{key}` が、テーマとサイトの一方では表で、もう一方では表ではありません"),
        );
        let hint = Wording::new(
            format!("give `{key}` in the site's configuration the same form as in theme.toml"),
            format!("サイトの設定の `{key}` を、theme.toml と同じ形で書いてください"),
        );
        let fault = Diagnostic::error("theme-extra-conflict", message).in_file(path).with_hint(hint);
        vec![match root.find(&key) {
            Some(entry) => fault.at(text, &entry.key_span),
            None => fault,
        }]
    })?;
    Ok(Config { extra, ..config })
}

/// `site` with what only `defaults` has; the error is the key where a table meets something else.
fn merge(site: Data, defaults: Data, key: &str) -> Result<Data, String> {
    match (site, defaults) {
        (Data::Map(mut site), Data::Map(defaults)) => {
            for (name, default) in defaults {
                let Some(at) = site.iter().position(|(known, _)| *known == name) else {
                    site.push((name, default));
                    continue;
                };
                let own = std::mem::replace(&mut site[at].1, Data::Null);
                site[at].1 = merge(own, default, &format!("{key}.{name}"))?;
            }
            Ok(Data::Map(site))
        }
        (Data::Map(_), _) | (_, Data::Map(_)) => Err(key.to_owned()),
        (site, _) => Ok(site),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tsubame_model::source::parse_toml;

    #[test]
    fn the_site_wins_and_tables_are_joined() {
        let read = |text: &str| parse_toml::<Data>(text).unwrap();
        let site = read("a = 1\nlist = [1]\n[menu]\nx = 1");
        let theme = read("a = 2\nb = 3\nlist = [2, 3]\n[menu]\nx = 2\ny = 3");
        let merged = merge(site, theme, "extra").unwrap();
        assert_eq!(merged.get("a"), Some(&Data::Integer(1)));
        assert_eq!(merged.get("b"), Some(&Data::Integer(3)));
        assert_eq!(merged.get("list"), Some(&Data::List(vec![Data::Integer(1)])));
        assert_eq!(merged.get("menu").and_then(|menu| menu.get("y")), Some(&Data::Integer(3)));
    }

    #[test]
    fn a_table_against_a_value_is_named() {
        let read = |text: &str| parse_toml::<Data>(text).unwrap();
        assert_eq!(merge(read("menu = 1"), read("[menu]\nx = 1"), "extra"), Err("extra.menu".to_owned()));
    }
}
