//! A pipeline as it stands in the tree of its file, read with all that is wrong with its shape.

use super::{
    CountsAs, FollowUpRule, Pipeline, PipelineKind, PipelineStatus, PipelineTransition,
    definition::DefinitionFile,
    pipeline_check::{StepGroup, check_pipeline},
};
use crate::source::{Diagnostic, SourcePath, TableReader, ValueReader};

/// Reads a pipeline from the text of its file. `has_mail` says whether there is a template of a mail. A pipeline may
/// come with faults.
pub fn parse_pipeline(
    path: &SourcePath,
    text: &str,
    has_mail: &dyn Fn(&str) -> bool,
) -> (Option<Pipeline>, Vec<Diagnostic>) {
    let file = DefinitionFile::parse(path, text);
    let mut steps = Vec::new();
    let (pipeline, faults) = file.read(|table| read_pipeline(table, &mut steps));
    let mut diagnostics = file.diagnostics(&faults);
    // What is missing from a pipeline that could not be read whole is no fault of its own.
    if let Some(pipeline) = pipeline.as_ref().filter(|_| faults.is_empty()) {
        diagnostics.extend(check_pipeline(pipeline, &steps, &file, has_mail));
    }
    (pipeline, diagnostics)
}

fn read_pipeline(table: &mut TableReader<'_>, steps: &mut Vec<StepGroup>) -> Option<Pipeline> {
    let (id, label) = (table.required_text("pipeline"), table.required_text("label"));
    let kind = table.required("kind").and_then(|kind| kind.one_of(&PipelineKind::NAMES));
    let starts_with = table.required_text("starts_with");
    let statuses = table.required("statuses").and_then(|list| list.list(|item| item.table(read_status).flatten()));
    steps.extend(table.tables("transitions", read_steps).unwrap_or_default());
    let single = |group: &StepGroup| {
        let step =
            |to: &String| PipelineTransition { from: group.from.clone(), to: to.clone(), mail: group.mail.clone() };
        group.to.iter().map(step).collect::<Vec<_>>()
    };
    Some(Pipeline {
        transitions: steps.iter().flat_map(single).collect(),
        follow_ups: table.tables("follow_ups", read_follow_up).unwrap_or_default(),
        id: id?,
        label: label?,
        kind: kind?,
        starts_with: starts_with?,
        statuses: statuses?,
    })
}

fn read_status(table: &mut TableReader<'_>) -> Option<PipelineStatus> {
    let (id, label) = (table.required_text("id"), table.required_text("label"));
    Some(PipelineStatus {
        is_end: table.boolean("is_end").unwrap_or_default(),
        counts_as: table.one_of("counts_as", &CountsAs::NAMES).unwrap_or(CountsAs::Open),
        due_days: table.integer("due_days"),
        id: id?,
        label: label?,
    })
}

fn read_steps(table: &mut TableReader<'_>) -> Option<StepGroup> {
    let (from, mail) = (table.required_text("from"), table.text("mail"));
    let to = table.required("to").and_then(ValueReader::text_or_texts);
    Some(StepGroup { from: from?, to: to?, mail })
}

fn read_follow_up(table: &mut TableReader<'_>) -> Option<FollowUpRule> {
    let status = table.required_text("status");
    let months = table.required("months").and_then(|list| list.list(read_months));
    Some(FollowUpRule { status: status?, months: months? })
}

fn read_months(item: ValueReader<'_>) -> Option<u8> {
    item.integer()
}
