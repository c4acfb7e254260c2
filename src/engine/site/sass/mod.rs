//! Sass → CSS.
//!
//! The compiler calls itself for whatever a sheet nests, and a sheet can call and repeat itself without end; nothing in
//! the compiler stops it. So the program does it in a subprocess ([`World::subprocesses`]), and when that one breaks off or
//! does not end, the sheet it was at is at fault and the others are compiled all the same.
//!
//! [`World::subprocesses`]: tsubame_model::source::World::subprocesses

mod sheet_job;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Duration,
};

pub use self::sheet_job::compile_sheets;
use self::sheet_job::{SheetFault, SheetJob, SheetResult};
use super::Project;
use crate::config::Config;
use tsubame_model::source::{
    Diagnostic, Place, SourcePath, SubprocessFailure, SubprocessRunner, SubprocessTask, WithFaults, Wording,
};

/// How long one sheet may take. The largest that are in use take a second.
const PATIENCE: Duration = Duration::from_secs(10);

/// After so many sheets that do not end, the rest waits until these are mended.
const MOST_ENDS: usize = 3;

/// Compiled style sheets by output path.
type Sheets = HashMap<String, Arc<[u8]>>;

/// The sheets of the last build and what became of them, for a build that has the same.
#[derive(Debug, Default)]
pub(super) struct CompiledSheets(Option<(SheetJob, Vec<SheetOutcome>)>);

/// What became of a sheet.
#[derive(Clone, Debug)]
enum SheetOutcome {
    Compiled(SheetResult),
    Ended(SubprocessFailure),
}

/// Compiles the theme's style sheets, then the site's over them: output path → CSS.
pub(super) fn compile(project: &Project, config: &Config, known: &mut CompiledSheets) -> WithFaults<Sheets> {
    let of_theme = config.theme.iter().map(|theme| format!("themes/{theme}/sass"));
    let of_site = config.compile_sass.then(|| "sass".to_owned());
    let mut faults = Vec::new();
    let listed: Vec<(String, &SourcePath)> =
        of_theme.chain(of_site).flat_map(|folder| list_sheets(project, &folder, &mut faults)).collect();
    if listed.is_empty() {
        return WithFaults::new(Sheets::new(), faults);
    }
    let job = SheetJob {
        sheets: listed.iter().map(|(_, path)| path.as_str().to_owned()).collect(),
        sources: read_sources(project),
    };
    let outcomes = match known.0.take() {
        Some((before, outcomes)) if before == job => outcomes,
        _ => run(&job, project.world.subprocesses.as_deref()),
    };
    let mut sheets = Sheets::new();
    for ((output, path), outcome) in listed.into_iter().zip(&outcomes) {
        match outcome {
            SheetOutcome::Compiled(Ok(css)) => drop(sheets.insert(output, Arc::from(css.clone().into_bytes()))),
            SheetOutcome::Compiled(Err(found)) => faults.push(fault_of(project, path, found)),
            SheetOutcome::Ended(end) => faults.push(unfinished(path, end)),
        }
    }
    known.0 = Some((job, outcomes));
    WithFaults::new(sheets, faults)
}

/// The sheets of a folder with their paths in the output.
fn list_sheets<'a>(project: &'a Project, folder: &str, faults: &mut Vec<Diagnostic>) -> Vec<(String, &'a SourcePath)> {
    let mut by_output: BTreeMap<String, &SourcePath> = BTreeMap::new();
    let mut listed = Vec::new();
    for path in project.below(folder) {
        let Some(relative) = path.strip_folder(folder).filter(|relative| is_sheet(relative)) else { continue };
        let output = format!("{}.css", relative.rsplit_once('.').map_or(relative, |(stem, _)| stem));
        if let Some(other) = by_output.insert(output.clone(), path) {
            let message = Wording::new(
                format!("{other} and this file both become {output}"),
                format!("{other} とこのファイルが、どちらも {output} になります"),
            );
            let hint = Wording::new(
                "rename one of them, or start its name with `_`",
                "どちらかの名前を変えるか、名前を `_` で始めてください",
            );
            faults.push(Diagnostic::error("sass-collision", message).in_file(path).with_hint(hint));
        }
        listed.push((output, path));
    }
    listed
}

/// Style sheets of their own; names and folders that start with `_` are parts of others.
fn is_sheet(relative: &str) -> bool {
    let ending = relative.rsplit_once('.').map(|(_, ending)| ending);
    matches!(ending, Some("scss" | "sass")) && !relative.split('/').any(|part| part.starts_with('_'))
}

/// All that sheets can import.
fn read_sources(project: &Project) -> BTreeMap<String, Option<String>> {
    let is_source = |path: &&SourcePath| match path.extension() {
        Some("scss" | "sass") => true,
        Some("css") => path.as_str().split('/').any(|part| part == "sass"),
        _ => false,
    };
    let text = |path: &SourcePath| String::from_utf8(project.world.files.read(path).ok()?).ok();
    project.files.iter().filter(is_source).map(|path| (path.as_str().to_owned(), text(path))).collect()
}

/// Compiles all sheets of a job, as far as they end.
fn run(job: &SheetJob, runner: Option<&dyn SubprocessRunner>) -> Vec<SheetOutcome> {
    let mut outcomes: Vec<SheetOutcome> = Vec::new();
    let Some(runner) = runner else {
        job.run(&mut |result| outcomes.push(SheetOutcome::Compiled(result)));
        return outcomes;
    };
    for _ in 0..MOST_ENDS {
        let rest = SheetJob { sheets: job.sheets[outcomes.len()..].to_vec(), sources: job.sources.clone() };
        if rest.sheets.is_empty() {
            break;
        }
        // Texts under texts can always be written as JSON.
        let input = serde_json::to_vec(&rest).unwrap_or_default();
        let mut on_line = |line: String| {
            outcomes.extend(serde_json::from_str(&line).ok().map(SheetOutcome::Compiled));
        };
        let ended = runner.run(SubprocessTask::Sass, input, PATIENCE, &mut on_line);
        let is_short = outcomes.len() < job.sheets.len();
        if let Err(end) = ended.and(if is_short { Err(SubprocessFailure::Silent) } else { Ok(()) }) {
            outcomes.truncate(job.sheets.len() - 1);
            let is_lasting = matches!(end, SubprocessFailure::NotStarted(_));
            outcomes.push(SheetOutcome::Ended(end));
            if is_lasting {
                break;
            }
        }
    }
    outcomes
}

/// A sheet at which the compiler broke off or did not end.
fn unfinished(path: &SourcePath, end: &SubprocessFailure) -> Diagnostic {
    let message = Wording::new(
        format!("the style sheet cannot be compiled: {end}"),
        format!("スタイルシートを変換できません: {}", end.japanese()),
    );
    let hint = match end {
        SubprocessFailure::NotStarted(_) => Wording::new(
            "nothing is wrong with the sheet; let this user start processes, and build again",
            "スタイルシートは正しくても起こります。プログラムを起動できる権限にして、もう一度ビルドしてください",
        ),
        SubprocessFailure::Broken(_) | SubprocessFailure::Silent => Wording::new(
            "the sheet may be all right; build again, and tell whoever keeps the program if it stays",
            "スタイルシートは正しいかもしれません。もう一度ビルドし、続くようならプログラムの管理者に知らせてください",
        ),
        SubprocessFailure::TooLong(_) | SubprocessFailure::Exhausted(_) => Wording::new(
            "look for mixins, functions or loops without an end and for rules nested without an end, in it and in what it \
             imports",
            "終わらない mixin、関数、繰り返しや、終わりのない入れ子が、ここか、読み込んでいるファイルにないか見てください",
        ),
    };
    Diagnostic::error("sass", message).in_file(path).with_hint(hint)
}

fn compiling() -> Wording {
    Wording::new("while compiling", "このスタイルシートを変換しているときに見つかりました")
}

/// What the compiler says, as a diagnostic.
fn fault_of(project: &Project, path: &SourcePath, found: &SheetFault) -> Diagnostic {
    let message = Wording::new(
        format!("the style sheet cannot be compiled: {}", found.message),
        format!("スタイルシートを変換できません。Sass の報告: {}", found.message),
    );
    let fault = Diagnostic::error("sass", message).with_hint(Wording::new(
        "the style sheet is Sass as dart-sass 1.5x knows it",
        "この場所の書き方を見直してください。書けるのは dart-sass 1.5x と同じ Sass です",
    ));
    // The compiler names no file where it does not know one, or one of its own.
    let place = found.place.as_ref().map(|(file, line, column)| (SourcePath::new(file), *line, *column));
    let Some((file, line, column)) = place else { return fault.in_file(path) };
    let Ok(text) = project.read_text(&file) else { return fault.in_file(path) };
    let fault = if file == *path { fault } else { fault.with_note(compiling(), path, None) };
    fault.in_file(&file).with_place(Some(Place::at(&text, line, column, 1)))
}
