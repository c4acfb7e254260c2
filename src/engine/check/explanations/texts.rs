//! Faults of Markdown texts.

use crate::check::explanation::{Explanation, error, warning};

pub(super) const ROWS: &[Explanation] = &[
    error(
        "content-template",
        "template code in a text fails",
        "The text of a content file goes through the template engine before it is Markdown; what is not meant so \
            stands in {% raw %}.\n\
            \n\
            wrong:  {{ image(path=\"a.png\") }}          without that function\n\
            right:  {% raw %}{{ image }}{% endraw %}, or the right name",
    ),
    warning(
        "heading-id-twice",
        "two headings have the same id",
        "Links with this id reach only the first of them.\n\
            \n\
            wrong:  ## One {#a} … ## Two {#a}\n\
            right:  ## One {#a} … ## Two {#b}",
    ),
    error(
        "highlight-failed",
        "a code block cannot be coloured",
        "The grammar of its language has a fault.\n\
            \n\
            wrong:  ```lang        with a broken grammar\n\
            right:  ``` without a language",
    ),
    error(
        "highlight-load",
        "a grammar or colour theme cannot be read",
        "`extra_grammars` and `extra_themes` name JSON files by their paths from the project's root.\n\
            \n\
            wrong:  extra_themes = [\"night.tmTheme\"]\n\
            right:  extra_themes = [\"themes/night.json\"]",
    ),
    error(
        "highlight-missing-language",
        "no grammar knows the language of a code block",
        "`error_on_missing_language` asks for this fault.\n\
            \n\
            wrong:  ```pyhton\n\
            right:  ```python",
    ),
    warning(
        "highlight-not-built",
        "this program cannot colour code",
        "It was built without the feature `highlight`, so that code stays without colours.\n\
            \n\
            wrong:  cargo build --no-default-features\n\
            right:  cargo build",
    ),
    warning(
        "highlight-too-much",
        "a part of a code block stays without colours",
        "Colouring takes the square of a line's length and of how deep code lies in brackets, so lines of more than \
            2,000 bytes, blocks with many of more than 250 and code more than 100 brackets or 1,000 `<` deep stay \
            plain, and so does what there is no time for: `highlight_seconds` under [extra.tsubame.limits] for a block, \
            256 kB at most.\n\
            \n\
            wrong:  a minified script in a code block\n\
            right:  the script as it was written, or a link to the file",
    ),
    error(
        "highlight-unknown-theme",
        "there is no such colour theme",
        "Builtin themes are named as in Shiki; others are files listed in `extra_themes`.\n\
            \n\
            wrong:  theme = \"github\"\n\
            right:  theme = \"github-light\"",
    ),
    error(
        "link-empty-url",
        "a link has no address",
        "A link without an address leads to the page it stands on.\n\
            \n\
            wrong:  [the event]()\n\
            right:  [the event](@/events/spring.md)",
    ),
    error(
        "link-missing-anchor",
        "a link leads to no heading of a page",
        "What follows the `#` is the id of a heading or an element; ids of headings change with their texts \
            unless they are given. `internal_level` in [link_checker] decides whether it is an error.\n\
            \n\
            wrong:  [x](@/about.md#acess)\n\
            right:  [x](@/about.md#access)",
    ),
    error(
        "link-missing-page",
        "a link leads to no content file",
        "What follows `@/` is the path of a file from the content folder. `internal_level` in [link_checker] \
            decides whether it is an error.\n\
            \n\
            wrong:  [x](@/news)\n\
            right:  [x](@/news/_index.md)",
    ),
];
