//! What the states of a type must not say: names that are taken, values that are no choices, cases that leave a gap.

use super::{
    ContentType, FieldKind, State,
    condition_check::ConditionScope,
    definition::{DefinitionFile, did_you_mean, key},
};
use crate::source::{Diagnostic, Step, Wording, suggest};

/// Names beside which a state stands in the content API.
const TAKEN: [&str; 7] = ["id", "type", "url", "api", "language", "fields", "body"];

/// Finds the faults of a type's states, in its file.
pub(super) fn check_states(kind: &ContentType, file: &DefinitionFile<'_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (at, state) in kind.states.iter().enumerate() {
        let mut report = |steps: &[Step], message: Wording, hint: Wording| {
            let path = [&[key("states"), Step::Item(at)], steps].concat();
            faults.push(file.fault_at(&path, message, hint));
        };
        let is_name = |name: &str| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'0'..=b'9'))
        };
        let is_twice = kind.states[..at].iter().any(|other| other.key == state.key);
        if !is_name(&state.key) || TAKEN.contains(&state.key.as_str()) || is_twice {
            let message = Wording::new(
                format!("the key `{}` of a state cannot be used", state.key),
                format!("状態の key `{}` は使えません", state.key),
            );
            let hint = Wording::new(
                "write lower-case letters, digits and `_` only, and a name that nothing else has",
                "英小文字、数字、`_` だけの、ほかにない名前にします",
            );
            report(&[key("key")], message, hint);
        }
        if let Some(field) = state.counts_as.as_ref().filter(|field| kind.field(field).is_none_or(|field| !field.facet))
        {
            let message = Wording::new(
                format!("the field `{field}` of `counts_as` is no field with `facet`"),
                format!("counts_as の項目 `{field}` は、facet のある項目ではありません"),
            );
            let hint =
                Wording::new("write the key of a field that says `facet: true`", "facet: true の項目の key を書きます");
            report(&[key("counts_as")], message, hint);
        }
        for (name, field) in &state.times.0 {
            let is_time =
                kind.field(field).is_some_and(|field| matches!(field.kind, FieldKind::Date | FieldKind::Datetime));
            if !is_time || !is_name(name) || ["state", "label"].contains(&name.as_str()) {
                let message = Wording::new(
                    format!("`{name}` of `times` leads to no date or datetime field"),
                    format!("times の `{name}` は、日付か日時の項目を指していません"),
                );
                let hint = Wording::new(
                    "write a name and the key of a date or datetime field under `fields`",
                    "名前と、fields にある日時の項目の key を書きます",
                );
                report(&[key("times"), key(name)], message, hint);
            }
        }
        check_cases(state, kind, &mut report);
    }
    faults
}

fn check_cases(state: &State, kind: &ContentType, report: &mut dyn FnMut(&[Step], Wording, Wording)) {
    let scope = ConditionScope::of_type(kind);
    for (at, case) in state.cases.iter().enumerate() {
        let inside = |steps: &[Step]| [&[key("cases"), Step::Item(at)], steps].concat();
        if !state.choices.iter().any(|choice| choice.value == case.value) {
            let known = state.choices.iter().filter_map(|choice| choice.value.as_str());
            let meant = suggest(case.value.as_str().unwrap_or_default(), known);
            let values = || Wording::new("write a `value` from `choices`", "choices にある value を書きます");
            let message = Wording::new(
                format!("this value of the state \"{}\" is not among its `choices`", state.label),
                format!("状態「{}」の値が choices にありません", state.label),
            );
            report(&inside(&[key("value")]), message, meant.map_or_else(values, did_you_mean));
        }
        for (number, condition) in case.when.iter().enumerate() {
            for fault in scope.check(condition) {
                let steps = inside(&[key("when"), Step::Item(number), key(fault.key)]);
                report(&steps, fault.message, fault.hint);
            }
        }
    }
    if state.cases.last().is_none_or(|case| !case.when.is_empty()) {
        let message = Wording::new(
            format!("there may be entries that none of the cases of the state \"{}\" fits", state.label),
            format!("状態「{}」は、どの場合にも当てはまらないことがあります", state.label),
        );
        let hint = Wording::new(
            "make the last case a `- value: …` without `when`",
            "最後の場合を、when のない `- value: …` にします",
        );
        report(&[key("cases")], message, hint);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        schema::{Subject, Types, language_tests::check_languages},
        source::{Data, SourcePath, parse_yaml},
    };

    const TYPE: &str = "id: event
label: 会
folder: events
fields:
  - { key: extra.status, kind: choice, label: 状態, facet: true, choices: [{ value: open, label: 開 }] }
  - { key: extra.deadline, kind: datetime, label: 締め切り }
  - { key: extra.left, kind: integer, label: 残り }
states:
  - key: registration
    label: 受付
    counts_as: extra.status
    times: { closes_at: extra.deadline }
    choices: [{ value: open, label: 受付中 }, { value: full, label: 満席 }, { value: closed, label: 終了 }]
    cases:
      - { value: closed, when: [{ field: extra.deadline, past: true }] }
      - { value: full, when: [{ field: extra.left, present: true, at_most: 0 }] }
      - { value: open }
";

    fn kind_of(text: &str) -> ContentType {
        let (types, faults) = Types::parse(&[(SourcePath::new("data/types/event.yaml"), text.to_owned())]);
        assert_eq!(faults, []);
        types.get("event").unwrap().clone()
    }

    #[test]
    fn the_first_case_that_holds_counts() {
        let kind = kind_of(TYPE);
        let now = "2026-11-21T12:00:00+09:00[+09:00]".parse().unwrap();
        for (extra, value) in [
            ("{ deadline: 2026-11-20T00:00:00+09:00, left: 0 }", "closed"),
            ("{ deadline: 2026-11-21T12:00:01+09:00, left: 0 }", "full"),
            ("{ deadline: 2026-12-20T00:00:00+09:00, left: 1 }", "open"),
            ("{}", "open"),
        ] {
            let data: Data = parse_yaml(&format!("extra: {extra}")).unwrap();
            let subject = Subject { data: &data, folder: "events", now: &now };
            let state = kind.states[0].of(&subject).and_then(|choice| choice.value.as_str());
            assert_eq!(state, Some(value), "{extra}");
        }
    }

    #[test]
    fn faults_of_states() {
        for (from, to, line, words) in [
            ("key: registration", "key: fields", 9, "使えません"),
            ("counts_as: extra.status", "counts_as: extra.left", 11, "facet"),
            ("closes_at: extra.deadline", "closes_at: extra.left", 12, "closes_at"),
            ("- { value: full,", "- { value: ful,", 16, "choices にありません"),
            ("field: extra.left,", "field: extra.lift,", 16, "`extra.lift` はありません"),
            ("      - { value: open }\n", "", 15, "当てはまらない"),
        ] {
            let text = TYPE.replace(from, to);
            let (_, faults) = Types::parse(&[(SourcePath::new("data/types/event.yaml"), text)]);
            check_languages(&faults, &[TYPE]);
            assert_eq!(faults.len(), 1, "{to}: {faults:?}");
            assert!(faults[0].message.japanese().contains(words), "{:?}", faults[0].message);
            assert_eq!(faults[0].place.as_ref().map(|place| place.line), Some(line), "{to}");
        }
    }
}
