//! What the file of a pipeline must not say: statuses that are not there, steps that lead nowhere, cases that never end.

use std::collections::BTreeSet;

use super::{
    CountsAs, Pipeline, PipelineStatus,
    definition::{DefinitionFile, did_you_mean, is_code, key},
};
use crate::source::{Diagnostic, Step, Wording, steps_to, suggest};

/// The longest time that something may be due in, or followed up after.
const MOST_DUE_DAYS: u16 = 366;
const MOST_MONTHS: u8 = 60;

/// The transitions as files have them: from one status to several.
pub(super) struct StepGroup {
    pub from: String,
    pub to: Vec<String>,
    pub mail: Option<String>,
}

/// Finds what a pipeline must not say, in its file. `groups` are its transitions as the file has them.
pub(super) fn check_pipeline(
    pipeline: &Pipeline,
    groups: &[StepGroup],
    file: &DefinitionFile<'_>,
    has_mail: &dyn Fn(&str) -> bool,
) -> Vec<Diagnostic> {
    let mut check = PipelineCheck { pipeline, file, faults: Vec::new() };
    check.look_at_head();
    check.look_at_statuses();
    check.look_at_transitions(groups, has_mail);
    check.look_at_ways();
    check.look_at_follow_ups();
    check.faults
}

struct PipelineCheck<'a> {
    pipeline: &'a Pipeline,
    file: &'a DefinitionFile<'a>,
    faults: Vec<Diagnostic>,
}

/// The way to a value of an item of a list.
fn in_list(list: &str, at: usize, name: &str) -> Vec<Step> {
    vec![key(list), Step::Item(at), key(name)]
}

impl PipelineCheck<'_> {
    fn report(&mut self, steps: &[Step], message: Wording, hint: Wording) {
        self.faults.push(self.file.fault_at(steps, message, hint));
    }

    fn look_at_head(&mut self) {
        let stem = self.file.path.file_name().split('.').next().unwrap_or_default();
        let id = &self.pipeline.id;
        if id != stem {
            let message = Wording::new(
                format!("`pipeline` is `{id}`, but the file is named `{stem}`"),
                format!("pipeline は `{id}` ですが、ファイル名は `{stem}` です"),
            );
            self.report(
                &steps_to("pipeline"),
                message,
                Wording::new("write the name of the file", "ファイル名と同じにします"),
            );
        }
        self.look_at_code(id, &steps_to("pipeline"));
        self.look_at_label(&self.pipeline.label, &steps_to("label"));
        self.look_at_known(&self.pipeline.starts_with, &steps_to("starts_with"));
    }

    /// What programs know something by is kept with each case, and stands in addresses.
    fn look_at_code(&mut self, written: &str, steps: &[Step]) {
        if !is_code(written) {
            let message =
                Wording::new(format!("the name `{written}` cannot be used"), format!("名前 `{written}` は使えません"));
            let hint = Wording::new(
                "write small letters from a to z, digits, - and _, 40 at most",
                "英小文字、数字、-、_ で40文字までにします",
            );
            self.report(steps, message, hint);
        }
    }

    fn look_at_label(&mut self, label: &str, steps: &[Step]) {
        if label.trim().is_empty() {
            let message = Wording::new("`label` is empty", "label が空です");
            self.report(steps, message, Wording::new("write the words that people see", "人に見せる言葉を書きます"));
        }
    }

    /// A name has to be that of a status.
    fn look_at_known(&mut self, written: &str, steps: &[Step]) {
        if self.pipeline.status(written).is_some() {
            return;
        }
        let message = Wording::new(format!("there is no status `{written}`"), format!("状態 `{written}` はありません"));
        let ids = || Wording::new("write an id of `statuses`", "statuses にある id を書きます");
        let meant = suggest(written, self.pipeline.statuses.iter().map(|status| status.id.as_str()));
        self.report(steps, message, meant.map_or_else(ids, did_you_mean));
    }

    fn look_at_statuses(&mut self) {
        let pipeline = self.pipeline;
        if pipeline.statuses.is_empty() {
            let message = Wording::new("there are no statuses", "状態がありません");
            let hint = Wording::new("write at least one under `statuses`", "statuses の下に一つ以上書きます");
            self.report(&steps_to("statuses"), message, hint);
        }
        for (at, status) in pipeline.statuses.iter().enumerate() {
            let PipelineStatus { id, label, .. } = status;
            self.look_at_code(id, &in_list("statuses", at, "id"));
            self.look_at_label(label, &in_list("statuses", at, "label"));
            if pipeline.statuses[..at].iter().any(|other| other.id == *id) {
                let message =
                    Wording::new(format!("the id `{id}` stands there twice"), format!("id `{id}` が二度あります"));
                let hint = Wording::new("choose another id", "別の id にしてください");
                self.report(&in_list("statuses", at, "id"), message, hint);
            }
            if status.is_end && status.counts_as == CountsAs::Open {
                let message = Wording::new(
                    format!("`{id}` is an end, but it counts as open"),
                    format!("`{id}` は終わりの状態ですが、open と数えられます"),
                );
                let hint = Wording::new(
                    "write `counts_as: reached` or `counts_as: given_up`",
                    "counts_as に reached か given_up を書きます",
                );
                self.report(&in_list("statuses", at, "counts_as"), message, hint);
            }
            let days = status.due_days.filter(|days| !(1..=MOST_DUE_DAYS).contains(days));
            if let Some(days) = days {
                let message = Wording::new(
                    format!("`due_days` is {days}, but it has to be from 1 to {MOST_DUE_DAYS}"),
                    format!("due_days は {days} ですが、1 から {MOST_DUE_DAYS} までにします"),
                );
                let hint = Wording::new("write a number of days, or leave it out", "日数を書くか、この項目を消します");
                self.report(&in_list("statuses", at, "due_days"), message, hint);
            }
        }
    }

    fn look_at_transitions(&mut self, groups: &[StepGroup], has_mail: &dyn Fn(&str) -> bool) {
        let mut known = BTreeSet::new();
        for (at, StepGroup { from, to, mail }) in groups.iter().enumerate() {
            self.look_at_known(from, &in_list("transitions", at, "from"));
            if self.pipeline.status(from).is_some_and(|status| status.is_end) {
                let message = Wording::new(
                    format!("`{from}` is an end, but it leads on"),
                    format!("`{from}` は終わりの状態ですが、先に続いています"),
                );
                let hint = Wording::new("take `is_end` away, or this step", "is_end を消すか、この行を消します");
                self.report(&in_list("transitions", at, "from"), message, hint);
            }
            for to in to {
                let steps = in_list("transitions", at, "to");
                self.look_at_known(to, &steps);
                if from == to || !known.insert((from, to)) {
                    let message = Wording::new(
                        format!("the step from `{from}` to `{to}` is none, or stands there twice"),
                        format!("`{from}` から `{to}` への行き先が、同じ状態か、二度書かれています"),
                    );
                    self.report(&steps, message, Wording::new("take it away here", "ここから消します"));
                }
            }
            if let Some(mail) = mail.as_deref().filter(|mail| !is_code(mail) || !has_mail(mail)) {
                let message = Wording::new(
                    format!("there is no template `{mail}` of a mail"),
                    format!("メールのひな形 `{mail}` はありません"),
                );
                let hint = Wording::new(
                    "write the name of a file in data/mail that begins with `case-`, without its ending",
                    "data/mail にある `case-` で始まるファイルの名前を、拡張子なしで書きます",
                );
                self.report(&in_list("transitions", at, "mail"), message, hint);
            }
        }
    }

    /// Every status is reached by some way, and every way goes on until an end.
    fn look_at_ways(&mut self) {
        let pipeline = self.pipeline;
        if pipeline.status(&pipeline.starts_with).is_none() {
            return;
        }
        let mut reached = BTreeSet::from([pipeline.starts_with.as_str()]);
        let mut newest = vec![pipeline.starts_with.as_str()];
        while let Some(from) = newest.pop() {
            newest.extend(pipeline.steps_from(from).map(|step| step.to.as_str()).filter(|to| reached.insert(to)));
        }
        for (at, PipelineStatus { id, is_end, .. }) in pipeline.statuses.iter().enumerate() {
            let steps = in_list("statuses", at, "id");
            if !reached.contains(id.as_str()) {
                let message = Wording::new(
                    format!("nothing leads from `{}` to `{id}`", pipeline.starts_with),
                    format!("`{}` から `{id}` に至る道がありません", pipeline.starts_with),
                );
                let hint = Wording::new(
                    "write a step to it under `transitions`",
                    "transitions にこの状態への行き先を書きます",
                );
                self.report(&steps, message, hint);
            }
            if !is_end && pipeline.steps_from(id).next().is_none() {
                let message = Wording::new(
                    format!("`{id}` leads nowhere and is no end"),
                    format!("`{id}` は先に続かず、終わりの状態でもありません"),
                );
                let hint = Wording::new(
                    "write `is_end: true`, or a step from it under `transitions`",
                    "is_end: true と書くか、transitions に行き先を書きます",
                );
                self.report(&steps, message, hint);
            }
        }
    }

    fn look_at_follow_ups(&mut self) {
        let rules = &self.pipeline.follow_ups;
        for (at, rule) in rules.iter().enumerate() {
            self.look_at_known(&rule.status, &in_list("follow_ups", at, "status"));
            if rules[..at].iter().any(|other| other.status == rule.status) {
                let message = Wording::new(
                    format!("the status `{}` is followed up twice", rule.status),
                    format!("状態 `{}` が二度書かれています", rule.status),
                );
                let hint = Wording::new("write all of its months in one list", "月数は一つの一覧にまとめます");
                self.report(&in_list("follow_ups", at, "status"), message, hint);
            }
            let is_in_order = rule.months.windows(2).all(|pair| pair[0] < pair[1]);
            let is_in_range = rule.months.iter().all(|months| (1..=MOST_MONTHS).contains(months));
            if rule.months.is_empty() || !is_in_order || !is_in_range {
                let message = Wording::new(
                    format!("`months` has to be numbers from 1 to {MOST_MONTHS}, each greater than the one before"),
                    format!("months は 1 から {MOST_MONTHS} までの数を、小さい順に書きます"),
                );
                let hint = Wording::new("write them as `months: [1, 3, 6]`", "`months: [1, 3, 6]` のように書きます");
                self.report(&in_list("follow_ups", at, "months"), message, hint);
            }
        }
    }
}
