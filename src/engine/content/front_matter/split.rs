//! Cuts a content file into front matter and body, and parses the front matter, once.

use tsubame_model::source::{
    DataNode, Diagnostic, Format, FrontMatterFault, SourcePath, Span, TableReader, TreeFault, Wording, parse_tree,
    read_table,
};

/// Where the parts of a content file are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContentSpans {
    /// How the front matter is written.
    pub format: Format,
    /// The front matter between its fences.
    pub front: Span,
    /// The body after the closing fence's line.
    pub body: Span,
}

/// The front matter of a content file, parsed.
#[derive(Clone, Debug, PartialEq)]
pub struct FrontMatter<'a> {
    /// The whole file.
    pub text: &'a str,
    /// How it is written.
    pub format: Format,
    /// What it says; all spans are places in the whole file.
    pub root: DataNode<'a>,
    /// What is wrong with its writing.
    pub faults: Vec<TreeFault>,
}

/// Finds front matter and body of a content file. White space before the opening fence is tolerated.
pub fn split_front_matter(path: &SourcePath, text: &str) -> Result<ContentSpans, Diagnostic> {
    let start = text.len() - text.trim_start().len();
    let (format, fence) = match text.get(start..start + 3) {
        Some("+++") => (Format::Toml, "+++"),
        Some("---") => (Format::Yaml, "---"),
        _ => {
            let message = Wording::new("the file has no front matter", "ファイルにフロントマターがありません");
            return Err(missing(path, message).at(text, &(start..start + 1)));
        }
    };
    let opening = &text[start + 3..];
    let first_line = opening.split_inclusive('\n').next().unwrap_or_default();
    if !first_line.trim().is_empty() {
        let message = Wording::new(
            format!("nothing may follow the `{fence}` that opens the front matter"),
            format!("フロントマターを始める `{fence}` の後ろに文字があります。この行は `{fence}` だけにします"),
        );
        let fault = missing(path, message);
        return Err(fault.at(text, &(start..start + 3 + first_line.trim_end().len())));
    }
    let inner_start = start + 3 + first_line.len();
    let mut at = inner_start;
    for line in text[inner_start..].split_inclusive('\n') {
        if line.trim_end() == fence {
            return Ok(ContentSpans { format, front: inner_start..at, body: at + line.len()..text.len() });
        }
        at += line.len();
    }
    let message = Wording::new(
        format!("the front matter is not closed by a line `{fence}`"),
        format!("フロントマターが `{fence}` の行で閉じられていません"),
    );
    let hint = Wording::new(
        format!("end the settings with a line `{fence}`"),
        format!("フロントマターの終わりに `{fence}` だけの行を書いてください"),
    );
    Err(missing(path, message).at(text, &(start..start + 3)).with_hint(hint))
}

fn missing(path: &SourcePath, message: Wording) -> Diagnostic {
    let hint = Wording::new(
        "begin the file with a line `+++`, the settings (or nothing), and a line `+++`",
        "ファイルの初めに `+++` の行、フロントマターの項目（なくてもかまいません）、`+++` の行を書いてください",
    );
    Diagnostic::error("front-matter-missing", message)
        .in_file(path)
        .with_hint(hint)
        .with_cause(FrontMatterFault::NoFrontMatter)
}

impl<'a> FrontMatter<'a> {
    /// Parses the front matter of a file whose parts are known.
    pub fn parse(text: &'a str, parts: &ContentSpans) -> Self {
        let (root, faults) = parse_tree(parts.format, text, parts.front.clone());
        Self { text, format: parts.format, root, faults }
    }

    /// Reads it by its keys. Faults of its writing and of the shape of its values are told together.
    pub fn read<T: Default>(
        &self,
        path: &SourcePath,
        read: impl FnOnce(&mut TableReader<'_>) -> T,
    ) -> (T, Vec<Diagnostic>) {
        let mut faults = self.faults.clone();
        let value = read_table(&self.root, &mut faults, read).unwrap_or_default();
        let hint = match self.format {
            Format::Toml => Wording::new(
                "front matter between `+++` is TOML: key = \"value\"",
                "`+++` の間のフロントマターは TOML です。項目 = \"値\" のように書きます",
            ),
            Format::Yaml => Wording::new(
                "front matter between `---` is YAML: key: value",
                "`---` の間のフロントマターは YAML です。項目: 値 のように書きます",
            ),
        };
        let fault =
            |fault| Diagnostic::of_tree("front-matter", fault, self.text).in_file(path).with_fallback_hint(&hint);
        (value, faults.into_iter().map(fault).collect())
    }

    /// Points a fault at the value at the end of a path of keys parted by dots: `extra.start`.
    pub fn at(&self, fault: Diagnostic, path: &str) -> Diagnostic {
        match self.root.find(path) {
            Some(entry) => fault.at(self.text, &(entry.key_span.start..entry.node.span.end.max(entry.key_span.end))),
            None => fault,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path() -> SourcePath {
        SourcePath::new("content/頁.md")
    }

    #[test]
    fn splits() {
        for (text, body) in [
            ("+++\n+++\nBody", "Body"),
            ("\n \n+++\ntitle = \"x\"\n+++\n\nBody\n", "\nBody\n"),
            ("---\ntitle: x\n---", ""),
            ("--- \r\ntitle: x\r\n---  \r\nBody", "Body"),
            ("+++\na = \"\"\"\n---\n+++\"\"\"\n+++\nBody", "Body"),
        ] {
            let parts = split_front_matter(&path(), text).unwrap();
            assert_eq!(&text[parts.body], body, "{text}");
        }
    }

    #[test]
    fn what_is_not_front_matter() {
        for text in ["", "Body", "+++\ntitle = 1", "+++ title\n+++\n", "=== \n", "+++"] {
            assert_eq!(split_front_matter(&path(), text).unwrap_err().code, "front-matter-missing", "{text}");
        }
    }

    #[test]
    fn faults_point_into_the_whole_file() {
        for (text, line) in [
            ("\n+++\ntitle = \"x\"\nweight = \n+++\n", 4),
            ("---\ntitle: x\nlist: [1\n---\n", 3),
            ("---\ntitle: [x]\n---\n", 2),
        ] {
            let parts = split_front_matter(&path(), text).unwrap();
            let (_, faults) = FrontMatter::parse(text, &parts).read(&path(), |table| table.text("title"));
            assert!(faults[0].place.as_ref().is_some_and(|place| place.line >= line), "{text}: {faults:?}");
        }
    }
}
