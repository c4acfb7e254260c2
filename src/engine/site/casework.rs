//! What staff go by who look after people: pipelines and phases. No page shows them; a build looks at their files, and
//! the server reads them here.

use super::Project;
use tsubame_model::{
    schema::{Casework, PersonPhase, Pipeline, parse_phases, parse_pipeline},
    source::{SourcePath, WithFaults},
};

/// Reads the pipelines and phases of a site, with all that is wrong with their files. A site without them has none.
pub fn read_casework(project: &Project) -> WithFaults<Casework> {
    let (mut casework, mut faults) = (Casework::default(), Vec::new());
    let has_mail = |name: &str| project.world.files.exists(&SourcePath::new(format!("data/mail/{name}.txt")));
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
    let path = SourcePath::new(PersonPhase::FILE);
    if project.world.files.exists(&path) {
        match project.read_text(&path) {
            Ok(text) => {
                let (phases, found) = parse_phases(&path, &text);
                casework.phases = phases;
                faults.extend(found);
            }
            Err(fault) => faults.push(fault),
        }
    }
    WithFaults::new(casework, faults)
}
