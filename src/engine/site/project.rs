//! The files of a project.

use std::sync::Arc;

use tsubame_model::source::{Diagnostic, SourcePath, Wording, World};

/// A project as it was found: what there is, and the world to read it from.
#[derive(Clone)]
pub struct Project {
    /// The configuration file.
    pub config_file: SourcePath,
    /// Every file below `content/`, `templates/`, `static/`, `sass/`, `themes/`,
    /// `data/types/` and `data/forms/`, sorted.
    pub files: Arc<[SourcePath]>,
    /// Where the bytes are, and all else that a build may ask for.
    pub world: World,
    /// What was wrong with the files themselves: links that loop, names that are not text.
    pub faults: Vec<Diagnostic>,
}

impl Project {
    /// The files below a folder (no slash at its end), which stand together in the sorted list.
    pub fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = &'a SourcePath> + use<'a> {
        let folder = format!("{folder}/");
        let start = self.files.partition_point(|path| path.as_str() < folder.as_str());
        self.files[start..].iter().take_while(move |path| path.as_str().starts_with(&folder))
    }

    /// The text of a file, without a byte order mark.
    pub fn read_text(&self, path: &SourcePath) -> Result<String, Diagnostic> {
        let bytes = self.world.files.read(path).map_err(|error| error.diagnostic(path))?;
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
        // Checked with the processor's vector units; for Japanese the standard library takes ten times as long.
        simdutf8::compat::from_utf8(bytes).map(str::to_owned).map_err(|error| {
            let good = error.valid_up_to();
            let before = String::from_utf8_lossy(&bytes[..good]);
            let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
            let message = Wording::new(
                format!("the file is not UTF-8 text: line {line} holds bytes that are no character"),
                format!("UTF-8 のテキストではありません。{line}行目に、文字として読めない部分があります"),
            );
            let hint = Wording::new(
                "save the file as UTF-8 in the editor",
                "エディターで、文字コードを UTF-8 にして保存してください",
            );
            Diagnostic::error("not-utf8", message).in_file(path).at(&before, &(good..good)).with_hint(hint)
        })
    }
}
