//! Sitemaps beside `sitemap.xml`: the frame of the file, and several with an index where there are many entries.

use std::fmt::Write;

use crate::{config::Config, site::sitemap::ENTRIES_PER_FILE};
use tsubame_model::encode::{encode_address, escape_xml};

/// The files of a sitemap `NAME.xml` with these entries, each a whole `<url>` element; none without entries.
/// `namespace` is the attribute that declares the entries' own elements.
pub(super) fn sitemap_files(
    name: &str,
    namespace: &str,
    entries: &[String],
    config: &Config,
) -> Vec<(String, Vec<u8>)> {
    let frame = |entries: &[String]| {
        let entries = entries.concat();
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" {namespace}>\n{entries}</urlset>\n"
        )
    };
    match entries.len() {
        0 => Vec::new(),
        count if count <= ENTRIES_PER_FILE => vec![(format!("{name}.xml"), frame(entries).into_bytes())],
        _ => {
            let parts = entries.chunks(ENTRIES_PER_FILE).enumerate();
            let mut files: Vec<(String, Vec<u8>)> =
                parts.map(|(at, part)| (format!("{name}{}.xml", at + 1), frame(part).into_bytes())).collect();
            let listed = files.iter().fold(String::new(), |mut text, (path, _)| {
                let address = encode_address(&config.absolute_url(path));
                let _ = writeln!(text, "<sitemap><loc>{}</loc></sitemap>", escape_xml(&address));
                text
            });
            let index = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
                 <sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{listed}</sitemapindex>\n"
            );
            files.push((format!("{name}.xml"), index.into_bytes()));
            files
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{BuildOptions, resolve};
    use tsubame_model::source::SourcePath;

    #[test]
    fn many_entries_make_several_files() {
        let config =
            resolve(&SourcePath::new("zola.toml"), "base_url = \"https://a.jp\"", &BuildOptions::default()).unwrap();
        let files = |count: usize| sitemap_files("s", "", &vec!["<url/>".to_owned(); count], &config);
        let names = |count: usize| files(count).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names(0), Vec::<String>::new());
        assert_eq!(names(1), ["s.xml"]);
        assert_eq!(names(ENTRIES_PER_FILE + 1), ["s1.xml", "s2.xml", "s.xml"]);
        let index = String::from_utf8(files(ENTRIES_PER_FILE + 1).pop().unwrap().1).unwrap();
        assert!(index.contains("<loc>https://a.jp/s2.xml</loc>"), "{index}");
    }
}
