//! Highlighting by the crate `giallo`. No other file knows of it.

use std::{borrow::Cow, sync::OnceLock};

use giallo::{
    DataAttrPosition, Error, HighlightOptions, HighlightedCode as Tokens, HtmlRenderer, Registry, ThemeVariant,
    parse_markdown_fence,
};

use super::{
    colour_limits::Colourable,
    colour_time::ColourTime,
    highlighted_code::HighlightedCode,
    settings::{ExtraFile, HighlightSettings},
};
use crate::{
    config::{DataAttribute, HighlightStyle, Themes},
    markdown::plain_code::plain_html,
};
use tsubame_model::{
    encode::escape_html,
    source::{Diagnostic, Stopwatch, Wording},
};

/// What classes of coloured code start with.
const CLASS_PREFIX: &str = "z-";

/// A number of a first line beyond this is none that anybody means, and near the largest number the renderer would
/// overflow.
const LARGEST_FIRST_LINE: isize = 1_000_000_000;

/// The renderer looks at all that the fence says of lines, for every line.
const LONGEST_FENCE_BYTES: usize = 2_000;

/// The builtin grammars and themes: large, and the same for every site that adds none.
static BUILTIN: OnceLock<Result<Registry, String>> = OnceLock::new();

/// All grammars and themes.
pub(super) struct GialloEngine {
    grammars: Grammars,
    faults: Vec<Diagnostic>,
}

enum Grammars {
    Builtin(&'static Registry),
    /// With those of the site.
    Extended(Box<Registry>),
}

impl GialloEngine {
    pub(super) const IS_BUILT_IN: bool = true;

    /// Loads the builtin grammars and themes, then the site's own.
    pub(super) fn load(settings: &HighlightSettings) -> Self {
        let mut faults = Vec::new();
        if settings.grammars.is_empty() && settings.themes.is_empty() {
            let builtin = BUILTIN.get_or_init(|| Registry::builtin().map_err(|error| error.to_string()));
            let grammars = match builtin {
                Ok(registry) => Grammars::Builtin(registry),
                Err(error) => {
                    faults.push(damaged(error));
                    Grammars::Extended(Box::default())
                }
            };
            return Self { grammars, faults };
        }
        let mut registry = Registry::builtin().unwrap_or_else(|error| {
            faults.push(damaged(&error.to_string()));
            Registry::default()
        });
        for file in &settings.grammars {
            if let Err(error) = registry.add_grammar_from_path(&file.place) {
                faults.push(unreadable(file, ["grammar", "文法"], &error));
            }
        }
        for file in &settings.themes {
            if let Err(error) = registry.add_theme_from_path(&file.place) {
                faults.push(unreadable(file, ["theme", "配色テーマ"], &error));
            }
        }
        registry.link_grammars();
        Self { grammars: Grammars::Extended(Box::new(registry)), faults }
    }

    fn registry(&self) -> &Registry {
        match &self.grammars {
            Grammars::Builtin(registry) => registry,
            Grammars::Extended(registry) => registry,
        }
    }

    /// What went wrong while loading.
    pub(super) fn faults(&self) -> &[Diagnostic] {
        &self.faults
    }

    pub(super) fn has_theme(&self, name: &str) -> bool {
        self.registry().contains_theme(name)
    }

    /// File names and CSS; a theme that does not exist has none.
    pub(super) fn style_sheets(&self, themes: &Themes) -> Vec<(&'static str, String)> {
        match themes {
            Themes::Single(theme) => {
                let css = self.registry().generate_css(theme, CLASS_PREFIX);
                css.map(|css| vec![("giallo.css", css)]).unwrap_or_default()
            }
            Themes::Dual { light, dark } => {
                let css = self.registry().generate_dual_css(light, dark, CLASS_PREFIX);
                css.map(|(light, dark)| vec![("giallo-light.css", light), ("giallo-dark.css", dark)])
                    .unwrap_or_default()
            }
        }
    }

    /// Colours a block. Code that cannot be coloured stays plain, and so does what there is no time for.
    pub(super) fn highlight(
        &self,
        settings: &HighlightSettings,
        watch: &dyn Stopwatch,
        fence: &str,
        code: &str,
    ) -> HighlightedCode {
        let time = ColourTime { watch, most: settings.most_time };
        let settings = &settings.highlighting;
        let fence_words = fence;
        if fence.len() > LONGEST_FENCE_BYTES {
            return HighlightedCode { html: plain_html(fence, code), fault: None };
        }
        let mut fence = parse_markdown_fence(fence_words);
        fence.options.line_number_start =
            fence.options.line_number_start.clamp(-LARGEST_FIRST_LINE, LARGEST_FIRST_LINE);
        let is_missing = !fence.lang.is_empty() && !self.registry().contains_grammar(&fence.lang);
        let fault = (is_missing && settings.error_on_missing_language).then(|| missing_language(&fence.lang));
        let theme = match &settings.themes {
            Themes::Single(theme) => ThemeVariant::Single(theme.as_str()),
            Themes::Dual { light, dark } => ThemeVariant::Dual { light: light.as_str(), dark: dark.as_str() },
        };
        let options = HighlightOptions::new(&fence.lang, theme).fallback_to_plain(true);
        let code = &*one_line_ending(code);
        let mut limited = Colourable::of(code);
        let coloured = time.colour(&limited.code, |part| self.registry().highlight(part, &options));
        let plain_options = HighlightOptions::new("plain", theme).fallback_to_plain(true);
        let tokens = coloured.and_then(|part| {
            limited.leave_out_after(part.lines, code);
            self.with_plain_lines(part.tokens, &limited, code, &plain_options)
        });
        let tokens = match tokens {
            Ok(tokens) => tokens,
            // The configuration's fault, found by `check`; it need not be told for each block.
            Err(Error::ThemeNotFound(_)) => return HighlightedCode { html: plain_html(fence_words, code), fault },
            Err(error) => {
                return HighlightedCode { html: plain_html(fence_words, code), fault: Some(not_coloured(&error)) };
            }
        };
        let renderer = HtmlRenderer {
            // The renderer writes values as they are, so that a quote in one would end the attribute.
            other_metadata: fence
                .rest
                .into_iter()
                .map(|(key, value)| (key, escape_html(&value).into_owned()))
                .collect(),
            data_attr_position: data_attribute_position(settings.data_attr_position),
            css_class_prefix: (settings.style == HighlightStyle::Class).then(|| CLASS_PREFIX.to_owned()),
            ..HtmlRenderer::default()
        };
        let fault = fault.or_else(|| limited.plain.first().map(|line| too_much(*line, limited.plain.len())));
        HighlightedCode { html: renderer.render(&tokens, &fence.options), fault }
    }

    /// Puts the lines that stay plain where nothing was coloured.
    fn with_plain_lines<'a>(
        &self,
        mut coloured: Tokens<'a>,
        limited: &Colourable<'_>,
        code: &str,
        options: &HighlightOptions,
    ) -> Result<Tokens<'a>, Error> {
        if limited.plain.is_empty() {
            return Ok(coloured);
        }
        let is_plain = |(number, _): &(usize, &str)| limited.plain.binary_search(number).is_ok();
        let lines: Vec<&str> = code.split('\n').enumerate().filter(is_plain).map(|(_, line)| line).collect();
        let plain = self.registry().highlight(&lines.join("\n"), options)?;
        coloured.tokens.resize_with(code.split('\n').count(), Vec::new);
        for (number, line) in limited.plain.iter().zip(plain.tokens) {
            coloured.tokens[*number] = line;
        }
        Ok(coloured)
    }
}

/// The crate takes `\r` for the end of a line too.
fn one_line_ending(code: &str) -> Cow<'_, str> {
    if code.contains('\r') { Cow::Owned(code.replace("\r\n", "\n").replace('\r', "\n")) } else { Cow::Borrowed(code) }
}

fn data_attribute_position(position: DataAttribute) -> DataAttrPosition {
    match position {
        DataAttribute::Pre => DataAttrPosition::Pre,
        DataAttribute::Code => DataAttrPosition::Code,
        DataAttribute::Both => DataAttrPosition::Both,
        DataAttribute::None => DataAttrPosition::None,
    }
}

fn not_coloured(error: &Error) -> Diagnostic {
    let message = Wording::new(
        format!("the code cannot be coloured: {error}"),
        format!("このコードに色を付けられません: {error}"),
    );
    let hint = Wording::new(
        "the grammar of this language has a fault; remove the language from the fence",
        "この言語の文法ファイルに誤りがあります。``` の後ろの言語の名前を消してください",
    );
    Diagnostic::error("highlight-failed", message).with_hint(hint)
}

fn too_much(first: usize, count: usize) -> Diagnostic {
    let (line, others) = (first + 1, count - 1);
    let (more, more_japanese) = match others {
        0 => (String::new(), String::new()),
        _ => (format!(" and {others} others"), format!("と、ほかの{others}行")),
    };
    let message = Wording::new(
        format!(
            "line {line}{more} of this code stays without colours: it is too long, lies too deep, or takes too long"
        ),
        format!(
            "コードの{line}行目{more_japanese}は、長すぎるか、入れ子が深すぎるか、時間がかかりすぎるので、色を付けません"
        ),
    );
    let hint = Wording::new(
        "break long lines, or publish the file as it is and link to it; minified code is nothing to read",
        "長い行を分けるか、ファイルのまま公開してリンクしてください。圧縮したコードは読むものではありません",
    );
    Diagnostic::warning("highlight-too-much", message).with_hint(hint)
}

fn missing_language(language: &str) -> Diagnostic {
    let message = Wording::new(
        format!("no grammar knows the language `{language}`"),
        format!("コードの言語 `{language}` の文法がありません"),
    );
    let hint = Wording::new(
        "correct the word behind the fence, add a grammar under `extra_grammars`, or turn `error_on_missing_language` off",
        "``` の後ろの名前を直すか、`extra_grammars` に文法を足すか、`error_on_missing_language` を false にしてください",
    );
    Diagnostic::error("highlight-missing-language", message).with_hint(hint)
}

fn damaged(error: &str) -> Diagnostic {
    let message = Wording::new(
        format!("the builtin grammars cannot be read: {error}"),
        format!("組み込みの文法を読めません: {error}"),
    );
    let hint = Wording::new(
        "this is a fault of the program, not of the site; removing [markdown.highlighting] goes around it",
        "サイトではなくプログラムの不具合です。[markdown.highlighting] を消せば避けられます",
    );
    Diagnostic::error("highlight-load", message).with_hint(hint)
}

fn unreadable(file: &ExtraFile, [kind, kind_japanese]: [&str; 2], error: &Error) -> Diagnostic {
    let path = &file.path;
    let message = Wording::new(
        format!("the {kind} `{path}` cannot be read: {error}"),
        format!("{kind_japanese} `{path}` を読めません: {error}"),
    );
    let hint = Wording::new(
        "paths of grammars and themes start at the project's root; the files are JSON, as for VS Code",
        "文法と配色テーマのパスは、サイトのいちばん上のフォルダーから書きます。ファイルは VS Code と同じ JSON です",
    );
    Diagnostic::error("highlight-load", message).with_hint(hint)
}
