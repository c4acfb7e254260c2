//! The templates that every site has without writing them. Their texts lie beside this file; nothing is read at run time.

/// The prefix under which Tera knows the built-in templates. It comes after the site's and the theme's own names, and
/// it is the one Zola uses, so that `{% extends "__zola_builtins/404.html" %}` works.
pub(super) const PREFIX: &str = "__zola_builtins/";

/// What a redirect is rendered with. It is asked for by its full name, so that no site can shadow it.
pub(super) const REDIRECT: &str = "__zola_builtins/internal/alias.html";

/// Stands in for an `index.html`, `section.html` or `page.html` that nobody has written yet.
pub(super) const PLACEHOLDER: &str = "__zola_builtins/internal/placeholder.html";

/// Full names and texts.
pub(super) const ALL: &[(&str, &str)] = &[
    ("__zola_builtins/404.html", include_str!("builtins/404.html")),
    ("__zola_builtins/anchor-link.html", include_str!("builtins/anchor-link.html")),
    ("__zola_builtins/atom.xml", include_str!("builtins/atom.xml")),
    ("__zola_builtins/robots.txt", include_str!("builtins/robots.txt")),
    ("__zola_builtins/rss.xml", include_str!("builtins/rss.xml")),
    ("__zola_builtins/sitemap.xml", include_str!("builtins/sitemap.xml")),
    ("__zola_builtins/split_sitemap_index.xml", include_str!("builtins/split_sitemap_index.xml")),
    ("__zola_builtins/summary-cutoff.html", include_str!("builtins/summary-cutoff.html")),
    (REDIRECT, include_str!("builtins/internal/alias.html")),
    (PLACEHOLDER, include_str!("builtins/placeholder.html")),
];

/// Whether a missing template of this name is no fault but shows the placeholder.
pub(super) fn has_placeholder(name: &str) -> bool {
    matches!(name, "index.html" | "section.html" | "page.html")
}
