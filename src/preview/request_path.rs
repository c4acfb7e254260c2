//! What a request's path means in a site. Nothing here leads to the disk: a path is only ever looked up among the
//! paths that the build made.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::snapshot::Snapshot;
use tsubame_model::encode::encode_path;

/// What to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ResolvedPath {
    /// The file at this output path.
    File(String),
    /// Go to this path, percent-encoded, without a query.
    Redirect(String),
    /// There is nothing; the page would have been at this output path.
    Missing(String),
    /// No page can ever be here: outside of the site's base, or not text.
    Outside,
}

/// Finds what stands at a request's path, as it came, in a site below `base`, which has slashes at both ends.
pub(super) fn find(site: &Snapshot, base: &str, raw: &str) -> ResolvedPath {
    let Some(path) = percent_decoded(raw) else { return ResolvedPath::Outside };
    let Some(inside) = path.strip_prefix(base) else {
        // `/blog` for the site at `/blog/`.
        let is_base = base.strip_suffix('/') == Some(path.as_str()) && !path.is_empty();
        return if is_base { ResolvedPath::Redirect(encode_path(base)) } else { ResolvedPath::Outside };
    };
    if inside.is_empty() || inside.ends_with('/') {
        let index = format!("{inside}index.html");
        return if site.file(&index).is_some() { ResolvedPath::File(index) } else { ResolvedPath::Missing(index) };
    }
    if site.file(inside).is_some() {
        return ResolvedPath::File(inside.to_owned());
    }
    let index = format!("{inside}/index.html");
    if site.file(&index).is_some() {
        return ResolvedPath::Redirect(encode_path(&format!("{base}{inside}/")));
    }
    ResolvedPath::Missing(if inside.ends_with(".html") { inside.to_owned() } else { index })
}

/// The text behind `%E6%97%A5`; `None` if it is not UTF-8. A `%` that stands alone stands for itself.
pub(super) fn percent_decoded(raw: &str) -> Option<String> {
    percent_decode_str(raw).decode_utf8().ok().map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::MemorySink;
    use tsubame_engine::site::{Artifact, ArtifactData, Sink};

    #[test]
    fn paths_mean_files() {
        let sink = MemorySink::new("/nowhere".into());
        for path in ["index.html", "a/b/index.html", "a/style.css", "移住/index.html", "移住/絵 1.png", "x.html"] {
            sink.accept(Artifact { path: path.to_owned(), content: ArtifactData::Bytes(Vec::new().into()) });
        }
        let site = sink.finish().0;
        let file = |path: &str| ResolvedPath::File(path.to_owned());
        let redirect = |path: &str| ResolvedPath::Redirect(path.to_owned());
        let missing = |path: &str| ResolvedPath::Missing(path.to_owned());
        for (base, path, expected) in [
            ("/", "/", file("index.html")),
            ("/", "/index.html", file("index.html")),
            ("/", "/a/b/", file("a/b/index.html")),
            ("/", "/a/b", redirect("/a/b/")),
            ("/", "/a/style.css", file("a/style.css")),
            ("/", "/a/style.css/", missing("a/style.css/index.html")),
            ("/", "/a/", missing("a/index.html")),
            ("/", "/a", missing("a/index.html")),
            ("/", "/x", missing("x/index.html")),
            ("/", "/y.html", missing("y.html")),
            ("/", "/%E7%A7%BB%E4%BD%8F/", file("移住/index.html")),
            ("/", "/移住/", file("移住/index.html")),
            ("/", "/%E7%A7%BB%E4%BD%8F", redirect("/%E7%A7%BB%E4%BD%8F/")),
            ("/", "/%e7%a7%bb%e4%bd%8f/%E7%B5%B5%201.png", file("移住/絵 1.png")),
            ("/", "/a%2Fb/", file("a/b/index.html")),
            ("/", "/../etc/passwd", missing("../etc/passwd/index.html")),
            ("/", "/%2e%2e/zola.toml", missing("../zola.toml/index.html")),
            ("/", "/..%2fzola.toml", missing("../zola.toml/index.html")),
            ("/", "//a/b", missing("/a/b/index.html")),
            ("/", "/%FF", ResolvedPath::Outside),
            ("/", "/%", missing("%/index.html")),
            ("/", "/%+1", missing("%+1/index.html")),
            ("/", "/%4", missing("%4/index.html")),
            ("/blog/", "/blog/", file("index.html")),
            ("/blog/", "/blog", redirect("/blog/")),
            ("/blog/", "/blog/a/b", redirect("/blog/a/b/")),
            ("/blog/", "/blogger/", ResolvedPath::Outside),
            ("/blog/", "/", ResolvedPath::Outside),
            ("/日/", "/%E6%97%A5", redirect("/%E6%97%A5/")),
        ] {
            assert_eq!(find(&site, base, path), expected, "{base} {path}");
        }
    }
}
