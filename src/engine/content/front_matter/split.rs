//! Cuts a content file into front matter and body, and reads the front matter.

use serde::de::DeserializeOwned;

use tsubame_model::source::{Diagnostic, Format, SourcePath, Span, parse_format};

/// A content file, cut in two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatter {
    /// How it is written.
    pub format: Format,
    /// The front matter between its fences.
    pub span: Span,
    /// The body after the closing fence's line.
    pub body: Span,
}

/// Finds front matter and body of a content file. White space before the opening fence is tolerated.
pub fn split(path: &SourcePath, text: &str) -> Result<FrontMatter, Diagnostic> {
    let start = text.len() - text.trim_start().len();
    let (format, fence) = match text.get(start..start + 3) {
        Some("+++") => (Format::Toml, "+++"),
        Some("---") => (Format::Yaml, "---"),
        _ => return Err(missing(path, "the file has no front matter").at(text, &(start..start + 1))),
    };
    let opening = &text[start + 3..];
    let first_line = opening.split_inclusive('\n').next().unwrap_or_default();
    if !first_line.trim().is_empty() {
        let fault = missing(path, &format!("nothing may follow the `{fence}` that opens the front matter"));
        return Err(fault.at(text, &(start..start + 3 + first_line.trim_end().len())));
    }
    let inner_start = start + 3 + first_line.len();
    let mut at = inner_start;
    for line in text[inner_start..].split_inclusive('\n') {
        if line.trim_end() == fence {
            return Ok(FrontMatter { format, span: inner_start..at, body: at + line.len()..text.len() });
        }
        at += line.len();
    }
    let fault = missing(path, &format!("the front matter is not closed by a line `{fence}`"));
    Err(fault.at(text, &(start..start + 3)).with_hint(format!("end the settings with a line `{fence}`")))
}

fn missing(path: &SourcePath, message: &str) -> Diagnostic {
    Diagnostic::error("front-matter-missing", message)
        .in_file(path)
        .with_hint("begin the file with a line `+++`, the settings (or nothing), and a line `+++`")
}

impl FrontMatter {
    /// Reads the front matter as `T`, with the place of a fault in the whole file.
    pub fn read<T: DeserializeOwned>(&self, path: &SourcePath, text: &str) -> Result<T, Diagnostic> {
        parse_format(self.format, &text[self.span.clone()]).map_err(|error| {
            let hint = match self.format {
                Format::Toml => "front matter between `+++` is TOML: key = \"value\"",
                Format::Yaml => "front matter between `---` is YAML: key: value",
            };
            let fault = Diagnostic::error("front-matter", error.message).in_file(path).with_hint(hint);
            match error.span {
                Some(span) => fault.at(text, &(span.start + self.span.start..span.end + self.span.start)),
                None => fault,
            }
        })
    }

    /// Points a fault at the line that sets `key`, if there is one.
    pub fn at_key(&self, fault: Diagnostic, text: &str, key: &str) -> Diagnostic {
        let mut at = self.span.start;
        for line in text[self.span.clone()].split_inclusive('\n') {
            let rest = line.trim_start().strip_prefix(key).map(str::trim_start);
            if rest.is_some_and(|rest| rest.starts_with(['=', ':'])) {
                return fault.at(text, &(at..at + line.trim_end().len()));
            }
            at += line.len();
        }
        fault
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tsubame_model::source::Data;

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
            let front = split(&path(), text).unwrap();
            assert_eq!(&text[front.body], body, "{text}");
        }
    }

    #[test]
    fn what_is_not_front_matter() {
        for text in ["", "Body", "+++\ntitle = 1", "+++ title\n+++\n", "=== \n", "+++"] {
            assert_eq!(split(&path(), text).unwrap_err().code, "front-matter-missing", "{text}");
        }
    }

    #[test]
    fn faults_point_into_the_whole_file() {
        let text = "\n+++\ntitle = \"x\"\nweight = \n+++\n";
        let fault = split(&path(), text).unwrap().read::<Data>(&path(), text).unwrap_err();
        assert_eq!(fault.place.map(|place| place.line), Some(4));
        let text = "---\ntitle: x\nlist: [1\n---\n";
        let fault = split(&path(), text).unwrap().read::<Data>(&path(), text).unwrap_err();
        assert!(fault.place.is_some_and(|place| place.line >= 3));
    }
}
