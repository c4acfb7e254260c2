//! Words to begin with, of messages that staff write. No page shows them; a build looks at their files, so that what is wrong with one is
//! told to whoever has written it.

use super::Project;
use tsubame_model::{
    schema::{MessageSample, parse_message_sample},
    source::Diagnostic,
};

/// All that is wrong with the files of `data/messages/`.
pub(super) fn check_message_samples(project: &Project) -> Vec<Diagnostic> {
    let files = project.below("data").filter(|path| MessageSample::is_sample_file(path));
    let faults = |path| match project.read_text(path) {
        Ok(text) => parse_message_sample(path, &text).1,
        Err(fault) => vec![fault],
    };
    files.flat_map(faults).collect()
}
