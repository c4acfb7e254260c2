//! Faults of the configuration and the theme.

use crate::check::explanation::{Explanation, error, warning};

pub(super) const ROWS: &[Explanation] = &[
    error(
        "config",
        "the configuration cannot be read",
        "It is TOML with the keys of Zola 0.23; a key that Zola does not know is a fault, so that a slip of the \
            pen does not pass. The settings of the site itself stand under [extra].\n\
            \n\
            wrong:  titel = \"CROSS SENDAI\"\n\
            right:  title = \"CROSS SENDAI\"",
    ),
    error(
        "config-backend",
        "the forms of the site cannot reach their server",
        "`backend_url` under [extra] says where forms are sent: a path of the site that its host passes on, or the \
            address of the server, which the Content-Security-Policy of `_headers` then allows. `signed` under \
            [extra.tsubame.delivery] belongs to the first alone: the host signs what it passes on.\n\
            \n\
            wrong:  backend_url = \"javascript:alert(1)\"\n\
            right:  backend_url = \"/api\" or \"https://forms.example.jp\"",
    ),
    error(
        "config-base-url",
        "the site has no address",
        "Links, feeds and the sitemap need the address under which the site is published. What [extra.tsubame] asks \
            for also needs one that browsers can read.\n\
            \n\
            wrong:  base_url = \"\"\n\
            right:  base_url = \"https://example.jp\"",
    ),
    error(
        "config-glob",
        "a pattern is not a glob pattern",
        "`*` stands for any letters, `**` for any folders, `{a,b}` for one of several, `[ab]` for one of several \
            letters; what is opened has to be closed.\n\
            \n\
            wrong:  ignored_content = [\"drafts/[a*\"]\n\
            right:  ignored_content = [\"**/drafts/**\"]",
    ),
    error(
        "config-highlighting",
        "the colour themes of code blocks contradict each other",
        "Either one `theme` colours all code, or `light_theme` and `dark_theme` do so together.\n\
            \n\
            wrong:  light_theme = \"github-light\"\n\
            right:  light_theme = \"github-light\", dark_theme = \"github-dark\"",
    ),
    error(
        "config-language",
        "a language has no proper code",
        "Languages are named by their codes, as in `lang` attributes of HTML.\n\
            \n\
            wrong:  [languages.japanese_language]\n\
            right:  [languages.ja]",
    ),
    error(
        "config-language-twice",
        "a setting of the default language stands in two places",
        "The default language may be set at the root or under [languages.xx], but each key in only one of them.\n\
            \n\
            wrong:  title = \"家\" at the root and under [languages.ja]\n\
            right:  title = \"家\" at the root",
    ),
    error(
        "config-markdown",
        "a setting of [markdown] cannot be used",
        "The class of external links becomes part of their HTML and cannot hold quotes.\n\
            \n\
            wrong:  external_links_class = \"\\\"away\\\"\"\n\
            right:  external_links_class = \"away\"",
    ),
    error(
        "theme-extra-conflict",
        "site and theme disagree about the form of a setting",
        "What [extra] of theme.toml sets as a table, list or text has to be the same in the site that sets it \
            again.\n\
            \n\
            wrong:  [extra] menu = \"no\"         where theme.toml has menu = []\n\
            right:  [extra] menu = []",
    ),
    error(
        "theme-missing",
        "the theme is not installed",
        "`theme` names a folder of themes/, which has to hold the whole theme, its templates/ among it.\n\
            \n\
            wrong:  theme = \"swalow\"\n\
            right:  theme = \"swallow\", with themes/swallow/templates",
    ),
    error(
        "theme-toml",
        "the settings of the theme cannot be read",
        "theme.toml is TOML; its table [extra] gives settings that the site may set again.\n\
            \n\
            wrong:  [extra\n\
            right:  [extra]",
    ),
    error(
        "search-language",
        "the search index cannot be made for a language",
        "elasticlunr needs rules for each language and has none for this one; the format of Fuse works with all.\n\
            \n\
            wrong:  [search] index_format = \"elasticlunr_json\"       for Japanese\n\
            right:  [search] index_format = \"fuse_json\"",
    ),
    error(
        "config-tsubame",
        "a setting below [extra.tsubame] is unknown or has the wrong type",
        "What Tsubame adds to Zola is switched on below [extra.tsubame]; a slip of the pen there would otherwise switch \
            nothing on and say nothing.\n\
            \n\
            wrong:  [extra.tsubame.search]\n        pagefnd = true\n\
            right:  [extra.tsubame.search]\n        pagefind = true",
    ),
    error(
        "api-path",
        "the content API and a page want the same path",
        "The API lies in api/v1/ of the output; files of static/ may replace its files, rendered pages may not.\n\
            \n\
            wrong:  path = \"api/v1/index.json\"\n\
            right:  another path, or `enabled = false` below [extra.tsubame.api]",
    ),
    error(
        "search-pagefind",
        "the full-text index cannot be made",
        "Its folder is taken by other files of the site, or the indexer refused a page. The message says which; another \
            folder is chosen with `output` below [extra.tsubame.search].",
    ),
    warning(
        "search-empty",
        "the full-text index holds no page",
        "No page has text that may be indexed: all are left out by `in_search_index = false`, or the templates mark \
            nothing with data-pagefind-body.",
    ),
    warning(
        "search-no-language",
        "the full-text index has pages without a language",
        "Pagefind cuts words by the language of a page, which it reads from <html lang=\"ja\">. Without it, words inside \
            Japanese sentences are not found. Add the attribute to the template.",
    ),
    warning(
        "no-section",
        "a new page lies in a folder that is no section",
        "Without _index.md in its folder, the page is in no list and has no neighbours. `tsubame new FOLDER/` makes the \
            section.",
    ),
];
