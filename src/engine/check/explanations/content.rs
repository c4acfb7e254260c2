//! Faults of content files and of the paths they take.

use crate::check::explanation::{Explanation, error, warning};

pub(super) const ROWS: &[Explanation] = &[
    error(
        "alias-wildcard",
        "an alias looks like a rule for many paths",
        "In a site with [extra.tsubame.delivery], aliases become rules of the host, where `*` stands for anything and a part \
            that begins with `:` for any one part. An alias is one path; rules for many stand in static/_redirects.\n\
            \n\
            wrong:  aliases = [\"/old/*\"]\n\
            right:  aliases = [\"/old/page/\"]        or /old/* /new/:splat 301 in static/_redirects",
    ),
    error(
        "api-id",
        "two entries would have the same name in the content API",
        "The name of an entry is its path inside the folder of its type, with `__` for slashes.\n\
            \n\
            wrong:  events/2026/night.md and events/2026__night.md\n\
            right:  events/2026/night.md and events/2026-night.md",
    ),
    error(
        "content-name",
        "the name of a content file holds a control character",
        "Names become addresses, and no address has such a character. It may have come with a name that was pasted.\n\
            \n\
            wrong:  content/news\u{1}.md\n\
            right:  content/news.md",
    ),
    error(
        "content-language",
        "a file name names a language that the site does not have",
        "In a site of several languages, what stands between the last two dots of a name is the language.\n\
            \n\
            wrong:  content/about.fr.md     without [languages.fr]\n\
            right:  content/about.en.md",
    ),
    error(
        "front-matter",
        "the front matter cannot be read",
        "It is TOML between lines of `+++`, or YAML between lines of `---`, with the keys of Zola 0.23.\n\
            \n\
            wrong:  date = 2026-04-31\n\
            right:  date = 2026-04-30",
    ),
    error(
        "front-matter-missing",
        "a content file has no front matter",
        "Every file begins with its settings, which may be none.\n\
            \n\
            wrong:  # Heading        on the first line\n\
            right:  +++, +++, and then # Heading",
    ),
    error(
        "index-beside-section",
        "a folder is a page and a section at the same time",
        "index.md makes a folder one page, _index.md makes it a section of pages.\n\
            \n\
            wrong:  news/index.md and news/_index.md\n\
            right:  news/_index.md",
    ),
    warning(
        "page-unsortable",
        "a page lacks what its section sorts by",
        "The section shows only pages that have the key of its `sort_by`; the others are not rendered.\n\
            \n\
            wrong:  no `date` in a section with sort_by = \"date\"\n\
            right:  date = 2026-04-01",
    ),
    error(
        "path-collision",
        "two things of the site want the same path",
        "Pages, aliases, feeds and pagers are files; two of one name would replace each other, and a file cannot \
            stand where a folder has to be.\n\
            \n\
            wrong:  two pages with slug = \"news\"\n\
            right:  slug = \"news\" and slug = \"news-2025\"",
    ),
    error(
        "path-outside",
        "a path is not inside the site",
        "Slugs, paths and aliases are paths of the published site and may not climb out of it.\n\
            \n\
            wrong:  aliases = [\"../old\"]\n\
            right:  aliases = [\"/old\"]",
    ),
    error(
        "redirect-target",
        "a section leads to what is neither a path of the site nor a whole address",
        "Browsers take two slashes, and slashes that are written backwards, for the beginning of a host, and a static host \
            takes them for a path. A redirect has to lead to one place, and what looks like a path may not leave the site. \
            Addresses that are not of the web, such as mailto:, are for links in a text.\n\
            \n\
            wrong:  redirect_to = \"//news.example.jp/\"\n\
            right:  redirect_to = \"https://news.example.jp/\"        or redirect_to = \"/news/\"",
    ),
    error(
        "taxonomy-undeclared",
        "a page uses a taxonomy that the configuration does not declare",
        "Declared are the entries of `taxonomies`, for each language its own.\n\
            \n\
            wrong:  [taxonomies] tag = [\"sea\"]\n\
            right:  [taxonomies] tags = [\"sea\"]",
    ),
];
