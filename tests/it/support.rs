//! Lays out a site in a temporary folder, builds it, and says what came of it.
//!
//! `TestSite::new().page("a.md", "題", "本文").build().succeeds().assert_file("a/index.html", "本文");`

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    rc::Rc,
    sync::Once,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

/// The repository's root.
pub const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

/// A child process that takes longer than this is taken to hang; debug builds on busy machines are slow.
const CHILD_TIMEOUT: Duration = Duration::from_mins(5);

/// The time at which the site of this repository is looked at, so that its tests do not end with its events.
const REPOSITORY_TIME: &str = "2026-11-21T12:00:00+09:00";

/// Whoever runs the tests, processes are begun from a terminal without a language of its own.
const PLAIN_LANGUAGE: (&str, &str) = ("LC_ALL", "C.UTF-8");

const CONFIG: &str = "base_url = \"https://example.jp\"\ntitle = \"試しの家\"\ndefault_language = \"ja\"\n";
const INDEX: &str = "<h1>{{ config.title }}</h1>\n<ul>{% for page in section.pages %}\
    <li><a href=\"{{ page.permalink | safe }}\">{{ page.title }}</a></li>{% endfor %}</ul>\n{{ section.content | safe }}\n";
const SECTION: &str = "<h1>{{ section.title }}</h1>\n<ul>{% for page in section.pages %}\
    <li><a href=\"{{ page.permalink | safe }}\">{{ page.title }}</a></li>{% endfor %}</ul>\n{{ section.content | safe }}\n";
const PAGE: &str = "<h1>{{ page.title }}</h1>\n<main>{{ page.content | safe }}</main>\n";

/// A site in a folder of its own, which goes when the project and all its outcomes are gone.
pub struct TestSite {
    folder: Rc<TempDir>,
    now: Option<&'static str>,
}

impl TestSite {
    /// A site with a configuration, three templates and no content.
    pub fn new() -> Self {
        Self::empty()
            .file("zola.toml", CONFIG)
            .file("templates/index.html", INDEX)
            .file("templates/section.html", SECTION)
            .file("templates/page.html", PAGE)
    }

    /// A folder with nothing in it.
    pub fn empty() -> Self {
        let folder = tempfile::Builder::new().prefix("site-").tempdir().expect("a temporary folder");
        Self { folder: Rc::new(folder), now: None }
    }

    /// A copy of a site.
    pub fn copy_of(site: &Path) -> Self {
        let project = Self::empty();
        copy_tree(site, project.root());
        project
    }

    /// A copy of the site that stands in this repository, without the program beside it.
    pub fn of_repository() -> Self {
        let project = Self { now: Some(REPOSITORY_TIME), ..Self::empty() };
        for name in ["zola.toml", "content", "data", "sass", "static", "templates", "themes"] {
            let source = Path::new(REPOSITORY).join(name);
            if source.exists() {
                copy_tree(&source, &project.path(name));
            }
        }
        // Its pictures are processed once for all tests, where builds of the site itself keep them too.
        let pictures = Path::new(REPOSITORY).join(".tsubame/images");
        fs::create_dir_all(&pictures).expect("a folder for pictures");
        project.link(".tsubame/images", pictures)
    }

    /// Adds or replaces a file; its folders are made as needed.
    pub fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(path, content);
        self
    }

    /// Adds `content/PATH` with a title and a body.
    pub fn page(self, path: &str, title: &str, body: &str) -> Self {
        self.file(&format!("content/{path}"), format!("+++\ntitle = \"{title}\"\n+++\n\n{body}\n"))
    }

    /// Adds lines to `zola.toml`; they come before any table that was added earlier.
    pub fn config(self, lines: &str) -> Self {
        let before = fs::read_to_string(self.path("zola.toml")).expect("a configuration");
        self.file("zola.toml", format!("{lines}\n{before}"))
    }

    /// Adds a symbolic link at `path` that points to `target`.
    pub fn link(self, path: &str, target: impl AsRef<Path>) -> Self {
        let link = self.path(path);
        fs::create_dir_all(link.parent().expect("a folder")).expect("a folder for the link");
        std::os::unix::fs::symlink(target, link).expect("a symbolic link");
        self
    }

    /// As [`TestSite::file`], for edits between two builds.
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for the file");
        fs::write(&path, content).unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
    }

    /// Deletes a file.
    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("a file to remove");
    }

    /// The folder of the site.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// A path in the folder of the site.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// `tsubame --root … build --format json`
    pub fn build(&self) -> Outcome {
        self.build_with(&[])
    }

    /// `tsubame --root … build --format json ARGS…`
    pub fn build_with(&self, args: &[&str]) -> Outcome {
        self.run(&[&["build", "--format", "json"], args].concat())
    }

    /// `tsubame --root … ARGS…`, in this process.
    ///
    /// The first build of the repository's site makes its pictures. Others wait for it and find them, instead of making
    /// them at the same time.
    pub fn run(&self, args: &[&str]) -> Outcome {
        static FIRST_BUILD: Once = Once::new();
        let mut first = None;
        if self.now.is_some() && is_build(args) {
            FIRST_BUILD.call_once(|| first = Some(self.run_here(args)));
        }
        first.unwrap_or_else(|| self.run_here(args))
    }

    fn run_here(&self, args: &[&str]) -> Outcome {
        let command = self.command_line(args);
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let code = tsubame::cli::run(command, &mut out, &mut err);
        self.outcome(args, Some(i32::from(code)), &out, &err)
    }

    /// As [`TestSite::run`] in a process of its own: for input that could bring the whole process down.
    pub fn run_process(&self, args: &[&str]) -> Outcome {
        self.run_process_with(&[PLAIN_LANGUAGE], args)
    }

    /// The same with variables of the environment.
    pub fn run_process_with(&self, variables: &[(&str, &str)], args: &[&str]) -> Outcome {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tsubame"));
        command.envs(variables.iter().copied());
        command.args(self.command_line(args).into_iter().skip(1));
        self.spawn(command, args)
    }

    /// Runs the program in a folder of the project, without `--root`.
    pub fn run_in(&self, folder: &str, args: &[&str]) -> Outcome {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tsubame"));
        command.args(args).current_dir(self.path(folder)).envs([PLAIN_LANGUAGE]);
        self.spawn(command, args)
    }

    fn command_line(&self, args: &[&str]) -> Vec<OsString> {
        let start = ["tsubame".into(), "--root".into(), self.root().into()];
        let takes_time = is_build(args) && !args.contains(&"--now");
        let now = self.now.filter(|_| takes_time).map(|now| [OsString::from("--now"), now.into()]);
        start.into_iter().chain(args.iter().map(OsString::from)).chain(now.into_iter().flatten()).collect()
    }

    fn spawn(&self, mut command: Command, args: &[&str]) -> Outcome {
        // Output goes to files, so that a full pipe cannot make the child wait for us.
        let (out, err) = (tempfile::tempfile().expect("a file"), tempfile::tempfile().expect("a file"));
        let copies = (out.try_clone().expect("a copy"), err.try_clone().expect("a copy"));
        let mut child =
            command.stdin(Stdio::null()).stdout(copies.0).stderr(copies.1).spawn().expect("the program starts");
        let start = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().expect("a status") {
                break status;
            }
            if start.elapsed() > CHILD_TIMEOUT {
                child.kill().expect("the child can be ended");
                child.wait().expect("the child ends");
                panic!("{args:?} still ran after {CHILD_TIMEOUT:?}");
            }
            thread::sleep(Duration::from_millis(5));
        };
        self.outcome(args, status.code(), &read_back(out), &read_back(err))
    }

    fn outcome(&self, args: &[&str], code: Option<i32>, out: &[u8], err: &[u8]) -> Outcome {
        let given = args.iter().position(|arg| *arg == "--output-dir").map(|at| PathBuf::from(args[at + 1]));
        Outcome {
            output: given.unwrap_or_else(|| self.path("public")),
            code,
            stdout: String::from_utf8(out.to_vec()).expect("UTF-8 on standard output"),
            stderr: String::from_utf8(err.to_vec()).expect("UTF-8 on standard error"),
            _folder: Rc::clone(&self.folder),
        }
    }
}

/// Whether the program builds the site when it is given these arguments, and takes `--now`.
fn is_build(args: &[&str]) -> bool {
    matches!(args.first(), Some(&("build" | "check")))
}

/// What one run of the program did.
#[derive(Debug)]
pub struct Outcome {
    /// The folder that was built into.
    pub output: PathBuf,
    /// The exit code; `None` when a signal ended the process.
    pub code: Option<i32>,
    /// What was printed to standard output.
    pub stdout: String,
    /// What was printed to standard error.
    pub stderr: String,
    _folder: Rc<TempDir>,
}

impl Outcome {
    /// The run was clean.
    pub fn succeeds(self) -> Self {
        assert_eq!(self.code, Some(0), "the build should succeed\n{}", self.printed());
        self
    }

    /// The run refused, in an orderly way.
    pub fn fails(self) -> Self {
        assert!(
            matches!(self.code, Some(1 | 2)),
            "the build should fail, not end with {:?}\n{}",
            self.code,
            self.printed()
        );
        self.does_not_panic()
    }

    /// The run ended with this code.
    pub fn exits_with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "the wrong exit code\n{}", self.printed());
        self
    }

    /// Whatever came of it, the program itself did not break.
    pub fn does_not_panic(self) -> Self {
        assert!(matches!(self.code, Some(0..=2)), "the program broke: {:?}\n{}", self.code, self.printed());
        assert!(!self.stderr.contains("panicked at"), "the program panicked\n{}", self.printed());
        self
    }

    /// A published file contains this text.
    pub fn assert_file(self, path: &str, contains: &str) -> Self {
        let text = self.text(path);
        assert!(text.contains(contains), "{path} lacks {contains:?}; it holds:\n{}", shortened(&text));
        self
    }

    /// A file or folder was not published.
    pub fn assert_no_file(self, path: &str) -> Self {
        assert!(!self.output.join(path).exists(), "{path} should not be in the output");
        self
    }

    /// A diagnostic of this code points at this line of this file.
    pub fn assert_diagnostic(self, code: &str, file: &str, line: u64) -> Self {
        let found = self.diagnostics().iter().any(|diagnostic| {
            diagnostic["code"] == code && diagnostic["file"] == file && diagnostic["place"]["line"] == line
        });
        assert!(found, "no diagnostic {code} at {file}:{line}\n{}", self.printed());
        self
    }

    /// Something printed contains this text.
    pub fn assert_mentions(self, text: &str) -> Self {
        let found = self.stderr.contains(text) || self.stdout.contains(text);
        assert!(found, "nothing printed mentions {text:?}\n{}", self.printed());
        self
    }

    /// A number of the report: `pages`, `sections`, `written`, `unchanged`, `removed`.
    pub fn count(&self, name: &str) -> u64 {
        self.report()[name].as_u64().unwrap_or_else(|| panic!("no number `{name}` in the report\n{}", self.printed()))
    }

    /// The report that `--format json` prints.
    pub fn report(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("no JSON report: {error}\n{}", self.printed()))
    }

    /// The diagnostics of the report.
    pub fn diagnostics(&self) -> Vec<Value> {
        self.report()["diagnostics"].as_array().expect("a list of diagnostics").clone()
    }

    /// The text of a published file.
    pub fn text(&self, path: &str) -> String {
        let bytes = fs::read(self.output.join(path)).unwrap_or_else(|error| {
            let files: Vec<String> = self.files().into_keys().collect();
            panic!("{path} was not published: {error}\npublished: {files:?}\n{}", self.printed())
        });
        String::from_utf8(bytes).expect("a published text in UTF-8")
    }

    /// Everything that was published.
    pub fn files(&self) -> Tree {
        read_tree(&self.output)
    }

    fn printed(&self) -> String {
        format!("--- stdout\n{}\n--- stderr\n{}", shortened(&self.stdout), shortened(&self.stderr))
    }
}

/// The files of a folder: paths with `/` → bytes. Empty folders are entries that end with `/`.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// Reads a folder; one that is not there is an empty one.
pub fn read_tree(folder: &Path) -> Tree {
    let mut tree = Tree::new();
    if folder.exists() {
        read_into(folder, "", &mut tree);
    }
    tree
}

/// The paths that only one of two folders has, or whose bytes differ.
pub fn differences(left: &Tree, right: &Tree) -> Vec<String> {
    let in_left = left.iter().filter(|(path, bytes)| right.get(*path) != Some(*bytes)).map(|(path, _)| path);
    in_left.chain(right.keys().filter(|path| !left.contains_key(*path))).cloned().collect()
}

fn read_into(folder: &Path, prefix: &str, tree: &mut Tree) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let entry = entry.expect("a readable entry");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().expect("a file type").is_dir() {
            let before = tree.len();
            read_into(&entry.path(), &format!("{name}/"), tree);
            if tree.len() == before {
                tree.insert(format!("{name}/"), Vec::new());
            }
        } else {
            tree.insert(name, fs::read(entry.path()).expect("a readable file"));
        }
    }
}

/// Copies a file, or a folder with all that is in it.
fn copy_tree(from: &Path, to: &Path) {
    let copy = || -> io::Result<()> {
        if from.is_dir() {
            fs::create_dir_all(to)?;
            for entry in fs::read_dir(from)? {
                let entry = entry?;
                copy_tree(&entry.path(), &to.join(entry.file_name()));
            }
        } else {
            fs::copy(from, to)?;
        }
        Ok(())
    };
    copy().unwrap_or_else(|error| panic!("cannot copy {}: {error}", from.display()));
}

fn read_back(mut file: fs::File) -> Vec<u8> {
    use io::{Read, Seek};
    let mut bytes = Vec::new();
    file.rewind().expect("a file to read again");
    file.read_to_end(&mut bytes).expect("a readable file");
    bytes
}

/// The start of a text that may be of any length.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 4_000;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
