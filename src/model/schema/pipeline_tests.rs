//! Pipelines and phases whole: what a good file gives, what each slip in it is told, with its place, and the drawing of it.

use super::{
    CountsAs, FollowUpRule, PersonPhase, Pipeline, PipelineKind, language_tests::check_languages, parse_phases,
    parse_pipeline,
};
use crate::source::{Diagnostic, SourcePath};

const PIPELINE: &str = "pipeline: talk
label: 面談
kind: casual_interview
starts_with: asked
statuses:
  - { id: asked, label: 申込, due_days: 3 }
  - { id: held, label: 実施, counts_as: reached }
  - { id: done, label: 終了, is_end: true, counts_as: reached }
  - { id: off, label: 辞退, is_end: true, counts_as: given_up }
transitions:
  - { from: asked, to: [held, off] }
  - { from: held, to: done, mail: thanks }
  - { from: held, to: asked }
follow_ups:
  - { status: done, months: [1, 3, 6] }
";

/// The repository's own files.
const SAMPLES: [(&str, &str, PipelineKind); 5] = [
    ("casual-interview", include_str!("../../../data/pipelines/casual-interview.yaml"), PipelineKind::CasualInterview),
    ("consultation", include_str!("../../../data/pipelines/consultation.yaml"), PipelineKind::Consultation),
    ("placement", include_str!("../../../data/pipelines/placement.yaml"), PipelineKind::Placement),
    ("fair-follow-up", include_str!("../../../data/pipelines/fair-follow-up.yaml"), PipelineKind::FairFollowUp),
    ("organisation", include_str!("../../../data/pipelines/organisation.yaml"), PipelineKind::Organisation),
];

fn parse(text: &str) -> (Option<Pipeline>, Vec<Diagnostic>) {
    parse_pipeline(&SourcePath::new("data/pipelines/talk.yaml"), text, &|mail| mail == "thanks")
}

#[test]
fn a_good_file_is_read_whole() {
    let (pipeline, faults) = parse(PIPELINE);
    assert_eq!(faults, []);
    let pipeline = pipeline.unwrap();
    assert_eq!((pipeline.kind, pipeline.starts_with.as_str()), (PipelineKind::CasualInterview, "asked"));
    let [asked, held, off] = ["asked", "held", "off"].map(|id| pipeline.status(id).unwrap());
    assert_eq!((asked.due_days, asked.is_end, asked.counts_as), (Some(3), false, CountsAs::Open));
    assert_eq!((held.due_days, held.is_end, held.counts_as), (None, false, CountsAs::Reached));
    assert_eq!((off.is_end, off.counts_as), (true, CountsAs::GivenUp));
    for (from, to, may) in
        [("asked", "held", true), ("asked", "done", false), ("held", "asked", true), ("done", "held", false)]
    {
        assert_eq!(pipeline.may(from, to), may, "{from} {to}");
    }
    let mails =
        [("held", "done"), ("held", "asked")].map(|(from, to)| pipeline.transition(from, to).unwrap().mail.clone());
    assert_eq!(mails, [Some("thanks".to_owned()), None]);
    assert_eq!(pipeline.follow_ups, [FollowUpRule { status: "done".to_owned(), months: vec![1, 3, 6] }]);
}

#[test]
fn every_slip_is_told_with_its_place() {
    for (from, to, line, words) in [
        ("pipeline: talk", "pipeline: tlak", 1, "ファイル名は `talk`"),
        ("pipeline: talk\n", "", 1, "`pipeline` がありません"),
        ("label: 面談", "label: ' '", 2, "label が空"),
        ("kind: casual_interview", "kind: interview", 3, "`interview`"),
        ("starts_with: asked", "starts_with: aksed", 4, "状態 `aksed` はありません"),
        ("starts_with", "start_with", 4, "`start_with` という項目はありません"),
        ("id: asked", "id: 申込", 6, "名前 `申込` は使えません"),
        ("due_days: 3", "due_days: 0", 6, "due_days は 0"),
        ("due_days: 3", "due_days: 400", 6, "due_days は 400"),
        ("due_days: 3", "due_day: 3", 6, "`due_day` という項目はありません"),
        ("label: 実施, ", "", 7, "`label` がありません"),
        ("label: 実施", "label: ''", 7, "label が空"),
        ("counts_as: reached }", "counts_as: reachd }", 7, "`reachd`"),
        ("id: done", "id: held", 8, "id `held` が二度"),
        ("is_end: true, counts_as: given_up", "is_end: true", 9, "open と数えられます"),
        ("id: off, label: 辞退, is_end: true", "id: off, label: 辞退", 9, "先に続かず"),
        ("to: [held, off]", "to: [held]", 9, "`off` に至る道がありません"),
        ("to: [held, off]", "to: [held, of]", 11, "状態 `of` はありません"),
        ("to: [held, off]", "to: [held, off, off]", 11, "二度書かれています"),
        ("to: [held, off]", "to: [held, off, asked]", 11, "二度書かれています"),
        ("from: asked, to", "form: asked, to", 11, "`form` という項目はありません"),
        ("mail: thanks", "mail: thank", 12, "メールのひな形 `thank` はありません"),
        ("mail: thanks", "mail: ../thanks", 12, "メールのひな形 `../thanks` はありません"),
        ("from: held, to: asked", "from: done, to: asked", 13, "`done` は終わりの状態ですが"),
        ("status: done, months", "status: dome, months", 15, "状態 `dome` はありません"),
        ("[1, 3, 6]", "[]", 15, "小さい順に"),
        ("[1, 3, 6]", "[3, 1]", 15, "小さい順に"),
        ("[1, 3, 6]", "[0, 1]", 15, "小さい順に"),
        ("[1, 3, 6]", "[61]", 15, "小さい順に"),
        ("[1, 3, 6] }\n", "[1] }\n  - { status: done, months: [2] }\n", 16, "状態 `done` が二度"),
    ] {
        assert!(PIPELINE.contains(from), "{from}");
        let text = PIPELINE.replacen(from, to, 1);
        let (_, faults) = parse(&text);
        check_languages(&faults, &[&text]);
        let found = faults.iter().find(|fault| fault.message.japanese().contains(words));
        let found = found.unwrap_or_else(|| panic!("{to}: {faults:?}"));
        assert!(found.hint.is_some(), "{to}");
        assert_eq!(found.place.as_ref().map(|place| place.line), Some(line), "{to}: {:?}", found.message);
    }
    let none = format!("{}statuses: []\n", PIPELINE.split("statuses:").next().unwrap());
    assert!(parse(&none).1.iter().any(|fault| fault.message.japanese() == "状態がありません"));
}

#[test]
fn one_slip_hides_no_other_and_the_readme_is_named() {
    let text = PIPELINE.replace("kind: casual", "kind: x").replace("due_days: 3", "due_days: x").replace("[1,", "[x,");
    let faults = parse(&text).1;
    let lines: Vec<_> = faults.iter().filter_map(|fault| Some(fault.place.as_ref()?.line)).collect();
    assert_eq!(lines, [3, 6, 15]);
    let hint = faults[0].hint.as_ref().unwrap();
    assert!(hint.english().ends_with("the README says under \"Pipelines\" what may stand here"), "{hint:?}");
}

#[test]
fn a_drawing_has_a_box_for_each_status_and_says_in_words_what_it_shows() {
    let text = PIPELINE.replace("label: 実施", "label: '<b>実施</b> & \"話\"'");
    let svg = parse(&text).0.unwrap().diagram();
    let document = roxmltree::Document::parse(&svg).unwrap();
    let named = |name: &'static str| document.descendants().filter(move |node| node.has_tag_name(name));
    let root = document.root_element();
    assert_eq!(
        (root.attribute("role"), root.attribute("aria-labelledby")),
        (Some("img"), Some("flow-talk-title flow-talk-desc"))
    );
    let said = |name| named(name).next().and_then(|node| node.text()).unwrap().to_owned();
    assert_eq!(said("title"), "面談");
    assert!(said("desc").contains("「申込」から「<b>実施</b> & \"話\"」・「辞退」に進みます。"), "{}", said("desc"));
    assert!(said("desc").ends_with("「終了」で終わります。「辞退」で終わります。"), "{}", said("desc"));
    let labels: Vec<_> = named("text").filter_map(|node| node.text()).collect();
    assert_eq!(labels, ["申込", "<b>実施</b> & \"話\"", "終了", "辞退"]);
    let arrows = named("path").filter(|node| node.attribute("marker-end").is_some()).count();
    assert_eq!((named("rect").count(), arrows), (4, 4));
    // Nothing lies outside of the drawing, and no box on another.
    let size = |name| root.attribute(name).unwrap().parse::<usize>().unwrap();
    let number = |node: roxmltree::Node<'_, '_>, name| node.attribute(name).unwrap().parse::<usize>().unwrap();
    let mut corners: Vec<_> = named("rect").map(|node| (number(node, "x"), number(node, "y"))).collect();
    for node in named("rect") {
        assert!(number(node, "x") + number(node, "width") < size("width"));
        assert!(number(node, "y") + number(node, "height") < size("height"));
    }
    corners.sort_unstable();
    corners.dedup();
    assert_eq!(corners.len(), 4);
}

#[test]
fn the_pipelines_and_phases_of_this_repository_are_sound() {
    for (name, text, kind) in SAMPLES {
        let path = SourcePath::new(format!("data/pipelines/{name}.yaml"));
        assert!(Pipeline::is_pipeline_file(&path));
        let (pipeline, faults) = parse_pipeline(&path, text, &|mail| mail == "case-arranging");
        assert_eq!(faults, []);
        let pipeline = pipeline.unwrap();
        assert_eq!((pipeline.id.as_str(), pipeline.kind), (name, kind));
        for counted in [CountsAs::Reached, CountsAs::GivenUp] {
            assert!(pipeline.statuses.iter().any(|status| status.is_end && status.counts_as == counted), "{name}");
        }
        assert!(roxmltree::Document::parse(&pipeline.diagram()).is_ok(), "{name}");
    }
    assert!(!Pipeline::is_pipeline_file(&SourcePath::new("data/bookings/consultation.yaml")));
    let (phases, faults) = parse_phases(&SourcePath::new(PersonPhase::FILE), include_str!("../../../data/phases.yaml"));
    assert_eq!(faults, []);
    assert_eq!(phases.len(), 4);
}

#[test]
fn slips_in_phases_are_told() {
    const PHASES: &str = "phases:\n  - { id: a, label: あ }\n  - { id: b, label: い }\n";
    let parse = |text: &str| parse_phases(&SourcePath::new(PersonPhase::FILE), text);
    assert_eq!(parse(PHASES).0.iter().map(|phase| phase.label.as_str()).collect::<Vec<_>>(), ["あ", "い"]);
    for (from, to, line, words) in [
        ("id: b", "id: a", 3, "id `a` が二度"),
        ("id: b", "id: B", 3, "名前 `B` は使えません"),
        ("label: い", "label: ' '", 3, "label が空"),
        ("label: い", "lable: い", 3, "`lable` という項目はありません"),
        ("phases:", "phase:", 1, "`phase` という項目はありません"),
    ] {
        let text = PHASES.replacen(from, to, 1);
        let faults = parse(&text).1;
        check_languages(&faults, &[&text]);
        let found = faults.iter().find(|fault| fault.message.japanese().contains(words));
        let found = found.unwrap_or_else(|| panic!("{to}: {faults:?}"));
        assert!(found.hint.is_some(), "{to}");
        assert_eq!(found.place.as_ref().map(|place| place.line), Some(line), "{to}");
    }
    assert!(parse("phases: []\n").1[0].message.japanese().contains("一つもありません"));
}
