//! `[markdown]`: extensions, links, images and code.

use serde::Serialize;

/// Where a heading's anchor link goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AnchorLinks {
    /// Before the heading's text.
    Left,
    /// After the heading's text.
    Right,
    /// Around the heading's text.
    Heading,
    /// Nowhere.
    #[default]
    None,
}

/// Whether code colours are written into the page or into a style sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum HighlightStyle {
    /// `style` attributes.
    #[default]
    Inline,
    /// Classes, and style sheets beside the pages.
    Class,
}

/// Which element of a code block carries its `data-` attributes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DataAttribute {
    /// `<pre>`
    Pre,
    /// `<code>`
    #[default]
    Code,
    /// Both.
    Both,
    /// Neither.
    None,
}

impl AnchorLinks {
    /// The words for them in files.
    pub const NAMES: [(&str, Self); 4] =
        [("left", Self::Left), ("right", Self::Right), ("heading", Self::Heading), ("none", Self::None)];
}

impl HighlightStyle {
    /// The words for them in the file.
    pub(super) const NAMES: [(&str, Self); 2] = [("inline", Self::Inline), ("class", Self::Class)];
}

impl DataAttribute {
    /// The words for them in the file; Zola also takes those with a capital letter.
    pub(super) const NAMES: [(&str, Self); 8] = [
        ("pre", Self::Pre),
        ("code", Self::Code),
        ("both", Self::Both),
        ("none", Self::None),
        ("Pre", Self::Pre),
        ("Code", Self::Code),
        ("Both", Self::Both),
        ("None", Self::None),
    ];
}

/// The colour themes of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Themes {
    /// One for all readers.
    Single(String),
    /// One each for light and dark.
    Dual {
        /// For light pages.
        light: String,
        /// For dark pages.
        dark: String,
    },
}

/// `[markdown.highlighting]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highlighting {
    /// The colours.
    pub themes: Themes,
    /// How colours reach the page.
    pub style: HighlightStyle,
    /// Whether an unknown language is an error.
    pub error_on_missing_language: bool,
    /// TextMate grammars of the site, as paths from the project's root.
    pub extra_grammars: Vec<String>,
    /// VS Code themes of the site, as paths from the project's root.
    pub extra_themes: Vec<String>,
    /// Where `data-` attributes go.
    pub data_attr_position: DataAttribute,
}

/// What is added to links that leave the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalLinks {
    /// Their class.
    pub class: Option<String>,
    /// Whether they open a new tab.
    pub target_blank: bool,
    /// `rel=nofollow`
    pub no_follow: bool,
    /// `rel=noreferrer`
    pub no_referrer: bool,
    /// `rel=external`
    pub external: bool,
}

impl ExternalLinks {
    /// Whether anything is added at all.
    pub fn is_active(&self) -> bool {
        self.class.is_some() || self.target_blank || self.no_follow || self.no_referrer || self.external
    }

    /// The tokens of `rel`, in their fixed order.
    pub fn rel_tokens(&self) -> Vec<&'static str> {
        let tokens = [
            (self.target_blank, "noopener"),
            (self.no_follow, "nofollow"),
            (self.no_referrer, "noreferrer"),
            (self.external, "external"),
        ];
        tokens.into_iter().filter(|(is_on, _)| *is_on).map(|(_, token)| token).collect()
    }
}

/// `[markdown]`, resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkdownConfig {
    /// Code highlighting, when it is on.
    pub highlighting: Option<Highlighting>,
    /// Links that leave the site.
    pub external_links: ExternalLinks,
    /// `:name:` becomes an emoji.
    pub render_emoji: bool,
    /// Typographic quotes, dashes and ellipses.
    pub smart_punctuation: bool,
    /// Definition lists.
    pub definition_list: bool,
    /// Footnotes are collected at the end.
    pub bottom_footnotes: bool,
    /// Images load lazily.
    pub lazy_async_image: bool,
    /// GitHub's alert block quotes.
    pub github_alerts: bool,
    /// Anchor links of headings.
    pub insert_anchor_links: AnchorLinks,
}
