//! Style sheets to be compiled, with all that they may import: what is handed to the compiler, here or in a process of its own.

use std::{
    collections::BTreeMap,
    io,
    path::{Component, Path, PathBuf},
};

use grass::{ErrorKind, Fs, Options, OutputStyle};
use serde::{Deserialize, Serialize};

/// Room for sheets whose rules and calls lie deep in each other. Only touched pages take memory.
const STACK_BYTES: usize = 512 * 1024 * 1024;

/// Sheets and files by path from the project's root.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SheetJob {
    /// What to compile, in this order.
    pub sheets: Vec<String>,
    /// The texts of these and of all that they can import; `None` for files that are no text.
    pub sources: BTreeMap<String, Option<String>>,
}

/// What became of one sheet: the CSS, or what is wrong.
pub(super) type SheetResult = Result<String, SheetFault>;

/// What the compiler says of a sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SheetFault {
    /// What is wrong, in the compiler's words.
    pub message: String,
    /// Where: the file from the project's root, which may be one that the sheet imports, with line and column from 1 on.
    pub place: Option<(String, usize, usize)>,
}

impl SheetFault {
    fn of(error: grass::Error) -> Self {
        match error.kind() {
            ErrorKind::ParseError { message, loc, .. } => {
                let file = source_path(Path::new(loc.file.name()));
                Self { message, place: Some((file, loc.begin.line + 1, loc.begin.column + 1)) }
            }
            ErrorKind::IoError(error) => Self { message: error.to_string(), place: None },
            ErrorKind::FromUtf8Error(message) => Self { message, place: None },
            _ => Self { message: "it cannot be read".to_owned(), place: None },
        }
    }
}

impl SheetJob {
    /// Compiles one sheet after the other.
    pub fn run(&self, on_sheet: &mut dyn FnMut(SheetResult)) {
        stacker::grow(STACK_BYTES, || {
            let files = SassFiles(&self.sources);
            let options = Options::default().style(OutputStyle::Compressed).fs(&files);
            let compile = |sheet: &String| grass::from_path(sheet, &options).map_err(|error| SheetFault::of(*error));
            self.sheets.iter().map(compile).for_each(on_sheet);
        });
    }
}

/// Compiles the style sheets of a job that this program has written for such a process; each line of the answer is what
/// became of one of them.
pub fn compile_sheets(input: &[u8], on_line: &mut dyn FnMut(String)) -> Result<(), String> {
    let job: SheetJob = serde_json::from_slice(input).map_err(|error| error.to_string())?;
    // A text can always be written as JSON.
    job.run(&mut |result| on_line(serde_json::to_string(&result).unwrap_or_default()));
    Ok(())
}

/// The files as the Sass compiler's file system.
#[derive(Debug)]
struct SassFiles<'a>(&'a BTreeMap<String, Option<String>>);

fn source_path(path: &Path) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(parts.pop()),
            Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
            _ => {}
        }
    }
    parts.join("/")
}

impl Fs for SassFiles<'_> {
    fn is_dir(&self, path: &Path) -> bool {
        let folder = format!("{}/", source_path(path));
        self.0.range(folder.clone()..).next().is_some_and(|(path, _)| path.starts_with(&folder))
    }

    fn is_file(&self, path: &Path) -> bool {
        self.0.contains_key(&source_path(path))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self.0.get(&source_path(path)) {
            Some(Some(text)) => Ok(text.clone().into_bytes()),
            // The compiler takes parts that are no text as a fault of its own, so they must not reach it.
            Some(None) => Err(io::Error::other(format!("{} is not UTF-8 text", path.display()))),
            None => Err(io::Error::from(io::ErrorKind::NotFound)),
        }
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(PathBuf::from(source_path(path)))
    }
}
