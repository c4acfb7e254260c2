//! What staff go by who look after people: pipelines, phases, and offices that help further. No page shows them; a build looks
//! at their files, and the server reads them here.

use super::Project;
use tsubame_model::{
    schema::{Casework, PersonPhase, Pipeline, SupportOffice, parse_phases, parse_pipeline, parse_support_offices},
    source::{Diagnostic, SourcePath, WithFaults},
};

/// How the name of a template begins whose mail goes with a step of a case. Others say what only the server knows.
const CASE_MAIL: &str = "case-";

/// Reads the pipelines, phases and offices of a site, with all that is wrong with their files. A site without them has none.
pub fn read_casework(project: &Project) -> WithFaults<Casework> {
    let (mut casework, mut faults) = (Casework::default(), Vec::new());
    let is_there = |name: &str| project.world.files.exists(&SourcePath::new(format!("data/mail/{name}.txt")));
    let has_mail = |name: &str| name.starts_with(CASE_MAIL) && is_there(name);
    for path in project.below("data").filter(|path| Pipeline::is_pipeline_file(path)) {
        match project.read_text(path) {
            Ok(text) => {
                let (pipeline, found) = parse_pipeline(path, &text, &has_mail);
                casework.pipelines.extend(pipeline.map(|pipeline| (pipeline.id.clone(), pipeline)));
                faults.extend(found);
            }
            Err(fault) => faults.push(fault),
        }
    }
    casework.phases = read_list(PersonPhase::FILE, parse_phases, project, &mut faults);
    casework.offices = read_list(SupportOffice::FILE, parse_support_offices, project, &mut faults);
    WithFaults::new(casework, faults)
}

/// What a file lists that a site may have.
fn read_list<T>(
    file: &str,
    parse: impl Fn(&SourcePath, &str) -> (Vec<T>, Vec<Diagnostic>),
    project: &Project,
    faults: &mut Vec<Diagnostic>,
) -> Vec<T> {
    let path = SourcePath::new(file);
    if !project.world.files.exists(&path) {
        return Vec::new();
    }
    match project.read_text(&path) {
        Ok(text) => {
            let (items, found) = parse(&path, &text);
            faults.extend(found);
            items
        }
        Err(fault) => {
            faults.push(fault);
            Vec::new()
        }
    }
}
