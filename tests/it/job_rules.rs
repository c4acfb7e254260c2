//! What the Employment Security Act wants of openings (S15), as rules of `data/types/job.yaml`: each slip of an editor is told.

use std::fs;

use serde_json::Value;

use crate::{support::Outcome, typed::typed};

/// What stands against publishing, in words.
fn errors(outcome: &Outcome) -> Vec<String> {
    let faults = outcome.diagnostics().into_iter().filter(|fault| fault["severity"] == "error");
    faults.map(|fault: Value| fault["message"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn slips_in_the_conditions_of_a_job_are_told() {
    let project = typed();
    project.run(&["new", "company", "test"]).succeeds();
    project.run(&["new", "job", "test"]).succeeds();
    assert_eq!(errors(&project.build().succeeds()), [""; 0]);
    let file = "content/jobs/test.md";
    let text = fs::read_to_string(project.path(file)).expect("a job");
    let fixed = "fixed_overtime = true\nfixed_overtime_hours = 20\nfixed_overtime_pay = \"月3万円\"\n\
        fixed_overtime_excess = false";
    for (from, to, words) in [
        (
            "occupation = \"設計・研究\"",
            "occupation = \"設計\"",
            "「職種の分類」（extra.occupation）に、選択肢にない値",
        ),
        ("tasks_change = ", "# tasks_change = ", "「仕事の変更の範囲」（extra.tasks_change）"),
        ("contract_term = \"unlimited\"", "contract_term = \"fixed\"", "正社員なのに、契約の期間に定めがあります"),
        ("contract_term = \"unlimited\"", "contract_term = \"fixed\"", "「契約の更新」（extra.renewal）"),
        (
            "contract_term = \"unlimited\"",
            "contract_term = \"unlimited\"\nrenewal = \"possible\"",
            "期間の定めのない契約に、契約の長さか更新の決まり",
        ),
        ("probation = \"3か月（条件は同じ）\"", "probation = \"3か月\"", "「試用期間」（extra.probation）の書き方"),
        ("fixed_overtime = false", "fixed_overtime = true", "「固定残業の時間」（extra.fixed_overtime_hours）"),
        ("fixed_overtime = false", fixed, "超えた分を支払うことになっていません"),
        ("fixed_overtime = false", "fixed_overtime = false\nfixed_overtime_hours = 20", "固定残業代がないのに"),
        ("break_minutes = 60", "break_minutes = 30", "休憩が45分より短く"),
        ("daily_hours = 8", "daily_hours = 8.5\n# was: ", "休憩が60分より短く"),
        ("\"雇用保険\", ", "", "「雇用保険」がありません"),
        (", \"労災保険\"]", "]", "「労災保険」がありません"),
        ("employment = \"正社員\"", "employment = \"業務委託\"", "業務委託なのに、雇われて働く人の項目"),
        ("employment = \"正社員\"", "employment = \"業務委託\"", "「報酬の支払い」（extra.payment）"),
        ("place_change = ", "costs = \"交通費は会社\"\nplace_change = ", "雇用の求人に、業務委託の項目"),
    ] {
        assert!(text.contains(from), "the scaffold has changed: {from}");
        let mut broken = text.replacen(from, to, 1);
        if words.contains("60分") {
            broken = broken.replacen("break_minutes = 60", "break_minutes = 50", 1);
        }
        project.write(file, broken);
        let told = errors(&project.build().exits_with(1));
        assert!(told.iter().any(|message| message.contains(words)), "{to}: {told:#?}");
    }
}
