//! Whole types: what an entry gets to hear, and what the files of types themselves do.

use std::collections::BTreeSet;

use jiff::Zoned;

use super::{language_tests::check_languages, *};
use crate::source::{Data, Diagnostic, Format, Severity, SourcePath, parse_format, parse_tree};

const COMMON: &str = "times: {publish: [extra.publish_at]}\nfields:\n  - {key: extra.publish_at, kind: datetime, label: 公開日時}\n  - {key: draft, kind: boolean, label: 下書き}\n";

const EVENT: &str = "id: event
label: イベント
folder: events
times: {change: [extra.end]}
fields:
  - {key: title, kind: text, label: 見出し, required: true, max_length: 10}
  - {key: date, kind: date, label: 公開日}
  - {key: extra.image, kind: image, label: 画像}
  - {key: extra.image_alt, kind: text, label: 代替テキスト, required: true, show_when: [{field: extra.image, present: true}]}
  - {key: extra.seats, kind: integer, label: 定員, min: 20}
  - {key: extra.status, kind: choice, label: 状態, choices: [{value: open, label: 受付中}, {value: over, label: 終了}]}
  - {key: extra.end, kind: datetime, label: 終わり}
  - key: extra.speakers
    kind: tables
    label: 登壇者
    min_items: 2
    fields:
      - {key: name, kind: text, label: 名前, required: true}
      - {key: company, kind: relation, label: 企業, to: company}
  - {key: extra.report, kind: list, label: 報告}
  - {key: body, kind: markdown, label: 本文, required: true, max_length: 200, sample: 本文を書きます。}
rules:
  - id: report-after-end
    label: 報告は終わってから
    when: [{field: extra.report, present: true}]
    require: [{field: extra.end, past: true}]
    message: 終わる前に報告があります
";

const COMPANY: &str = "id: company\nlabel: 企業\nfolder: companies\nfields:\n  - {key: title, kind: text, label: 社名}\nrules:\n  \
    - {id: has-job, label: 求人が必要, referenced_by: {type: job, field: extra.company}, message: 求人がありません}\n";

const JOB: &str = "id: job\nlabel: 求人\nfolder: jobs\nlayout: file\nfields:\n  - {key: extra.company, kind: relation, to: company, label: 企業}\n";

fn types_of(texts: &[(&str, &str)]) -> (Types, Vec<Diagnostic>) {
    let files =
        texts.iter().map(|(name, text)| (SourcePath::new(format!("data/types/{name}.yaml")), (*text).to_owned()));
    Types::parse(&files.collect::<Vec<_>>())
}

fn all_types() -> Types {
    let (types, faults) = types_of(&[("_common", COMMON), ("company", COMPANY), ("event", EVENT), ("job", JOB)]);
    assert_eq!(faults, []);
    types
}

fn now() -> Zoned {
    "2026-11-21T12:00:00+09:00[Asia/Tokyo]".parse().unwrap()
}

fn check(text: &str) -> Vec<Diagnostic> {
    check_with(&all_types(), text)
}

fn check_with(types: &Types, text: &str) -> Vec<Diagnostic> {
    let files = [
        "content/companies/a/index.md",
        "content/companies/c/index.md",
        "content/events/x/cover.webp",
        "content/events/x/index.md",
    ];
    let files = files.map(SourcePath::new);
    let (fence, format) = if text.starts_with("+++") { ("+++\n", Format::Toml) } else { ("---\n", Format::Yaml) };
    let end = 4 + text[4..].find(fence).unwrap();
    let (root, faults) = parse_tree(format, text, 4..end);
    assert_eq!(faults, []);
    let data = root.to_data();
    let draft = EntryInput {
        kind: types.get("event").unwrap(),
        file: &files[3],
        folder: "events",
        text,
        front: 4..end,
        body: end + 4..text.len(),
        root: &root,
        data: &data,
    };
    let drafts = BTreeSet::from(["companies/c/index.md"]);
    let faults = validate(&draft, &ValidationContext { types, files: &files, drafts: &drafts, now: &now() });
    check_languages(&faults, &[COMMON, EVENT, COMPANY, JOB, text]);
    faults
}

#[test]
fn types_are_found_by_folder() {
    let types = all_types();
    for (relative, id) in [
        ("events/x/index.md", Some("event")),
        ("events/x.md", Some("event")),
        ("events/2026/x/index.md", Some("event")),
        ("events/_index.md", None),
        ("eventsx/x.md", None),
        ("about.md", None),
    ] {
        assert_eq!(types.of_entry(relative).map(|kind| kind.id.as_str()), id, "{relative}");
    }
    let event = types.get("event").unwrap();
    assert!(event.field("draft").is_some(), "what all types share is part of each");
    assert_eq!(event.times.publish, ["extra.publish_at"]);
}

#[test]
fn a_good_entry_passes() {
    let toml = "+++\ntitle = \"夜\"\ndate = 2026-11-01\n[extra]\nimage = \"cover.webp\"\nimage_alt = \"絵\"\nseats = 20\n\
        status = \"open\"\nend = 2026-11-20T21:00:00+09:00\nreport = [\"盛会\"]\n[[extra.speakers]]\nname = \"あ\"\n\
        company = \"companies/a/index.md\"\n[[extra.speakers]]\nname = \"い\"\n+++\n本文\n";
    assert_eq!(check(toml), []);
    assert_eq!(check("---\ntitle: 夜\ndate: 2026-11-01\n---\n本文\n"), []);
}

#[test]
fn a_text_is_held_to_its_length() {
    let entry = |length: usize| format!("---\ntitle: 夜\ndate: 2026-11-01\n---\n{}\n", "字".repeat(length));
    assert_eq!(check(&entry(200)), []);
    let found = check(&entry(201));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].message.japanese().contains("201字あり、200字まで"), "{found:?}");
}

#[test]
fn every_fault_is_told_with_its_place() {
    let toml = "+++\ntitle = \"とても長い見出しのある夜の会\"\ndate = \"あした\"\n[extra]\nimage = \"no.webp\"\nseats = 10\n\
        status = \"opne\"\nend = 2026-12-20T21:00:00+09:00\nreport = [\"盛会\"]\nseets = 3\n[[extra.speakers]]\n\
        company = \"companies/b/index.md\"\n+++\n![](a.png)\n";
    let found: Vec<_> =
        check(toml).into_iter().map(|fault| (fault.code, fault.place.map(|place| place.line))).collect();
    for expected in [
        ("entry-limit", 2),
        ("entry-kind", 3),
        ("entry-image", 5),
        ("entry-limit", 6),
        ("entry-choice", 7),
        ("entry-rule", 8),
        ("entry-unknown-key", 10),
        ("entry-relation", 12),
        ("entry-alt", 14),
    ] {
        assert!(found.contains(&(expected.0, Some(expected.1))), "{expected:?} in {found:?}");
    }
    // The picture's missing description, the missing name and the missing speaker beside them.
    assert_eq!(found.iter().filter(|(code, _)| *code == "entry-missing").count(), 2, "{found:?}");
    assert_eq!(found.len(), 12, "{found:?}");
}

#[test]
fn faults_name_label_and_remedy_in_yaml_too() {
    let faults = check("---\ntitle: 夜\nextra:\n  # 注\n  status: opne\n---\n本文\n");
    assert_eq!(faults.len(), 1, "{faults:?}");
    let hint = faults[0].hint.as_ref().unwrap();
    assert!(faults[0].message.japanese().starts_with("「状態」（extra.status）"), "{:?}", faults[0].message);
    assert!(hint.japanese().contains("「open」でしょうか"));
    let english = "\"状態\" (extra.status) has the value \"opne\", which is none of its choices";
    assert_eq!(faults[0].message.english(), english);
    assert_eq!(hint.english(), "did you mean `open`? the choices are: open (受付中), over (終了)");
    let place = faults[0].place.as_ref().unwrap();
    assert_eq!((place.line, place.column, place.width), (5, 11, 4));
    let missing = check("---\ndraft: false\n---\n");
    assert_eq!(missing.iter().map(|fault| fault.code).collect::<Vec<_>>(), ["entry-missing"; 2]);
    let unknown = &check("---\ntitle: 夜\nextra:\n  seat: 30\n---\n本文\n")[0];
    assert_eq!((unknown.code, unknown.severity), ("entry-unknown-key", Severity::Warning));
    assert!(unknown.hint.as_ref().is_some_and(|hint| hint.japanese().contains("`seats`")), "{unknown:?}");
}

#[test]
fn entries_that_nobody_names_are_found() {
    let types = all_types();
    let (now, file) = (now(), SourcePath::new("content/companies/a/index.md"));
    let job: Data = parse_format(Format::Yaml, "extra: {company: companies/a/index.md}").unwrap();
    let empty = Data::Map(Vec::new());
    let entry = |id: &str, relative, data| EntryRef {
        kind: types.get(id).unwrap(),
        file: &file,
        relative,
        subject: Subject { data, folder: "", now: &now },
        is_shown: true,
    };
    let (company, job) = (entry("company", "companies/a/index.md", &empty), entry("job", "jobs/a.md", &job));
    assert_eq!(check_entry_refs(&types, &[company, job]), []);
    let found = check_entry_refs(&types, &[company]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].message.japanese(), "求人がありません（決まり「求人が必要」）");
    assert_eq!(found[0].message.english(), "求人がありません (rule \"求人が必要\")");
    // A date that passes takes the job from the site, and must not stop the site from being built.
    let over = EntryRef { is_shown: false, ..job };
    assert_eq!(check_entry_refs(&types, &[company, over]), []);
    let strict = COMPANY.replace("field: extra.company}", "field: extra.company, shown: true}");
    let (strict, faults) = types_of(&[("company", &strict), ("job", JOB)]);
    assert_eq!(faults, []);
    let company = EntryRef { kind: strict.get("company").unwrap(), ..company };
    assert_eq!(check_entry_refs(&strict, &[company, job]), []);
    assert_eq!(check_entry_refs(&strict, &[company, over]).len(), 1);
    assert_eq!(check_entry_refs(&strict, &[EntryRef { is_shown: false, ..company }]), []);
}

#[test]
fn faults_of_type_files_have_a_place() {
    for (from, to, line, words) in [
        ("kind: choice", "kind: chioce", 11, "chioce"),
        ("kind: tables", "kind: text", 18, "fields は表"),
        ("to: company", "to: compny", 19, "to の種類"),
        ("field: extra.image, present", "field: extra.imag, present", 9, "`extra.imag`"),
        ("key: date", "key: title", 7, "二度"),
        ("change: [extra.end]", "change: [extra.seats]", 4, "日時の項目ではありません"),
        ("label: 報告は終わってから\n", "lable: 報告は終わってから\n", 24, "lable"),
        ("min: 20", "pattern: '['", 10, "正規表現"),
        ("label: 状態,", "label: 状態, sample: opne,", 11, "見本が選択肢にありません"),
        (
            "present: true}]\n    require",
            "present: true}, {field: extra.status, is: opne}]\n    require",
            25,
            "`opne` という値はありません",
        ),
        ("change: [extra.end]", "change: [date]", 4, "extra にある"),
    ] {
        let event = EVENT.replace(from, to);
        let (_, faults) = types_of(&[("company", COMPANY), ("event", &event), ("job", JOB)]);
        check_languages(&faults, &[COMMON, &event, COMPANY, JOB]);
        let found = faults.iter().find(|fault| fault.message.japanese().contains(words));
        let found = found.unwrap_or_else(|| panic!("{to}: {faults:?}"));
        assert_eq!(found.place.as_ref().map(|place| place.line), Some(line), "{to}: {:?}", found.message);
    }
}

#[test]
fn sets_of_fields_stand_for_their_fields() {
    const SETS: &str = "sets:\n  head:\n    - {key: title, kind: text, label: 見出し, sample: 題}\n    \
        - {key: extra.image, kind: image, label: 画像, sample: cover.webp}\n  rest:\n    \
        - {key: extra.rest, kind: choice, label: 残り}\n";
    const TYPE: &str = "id: a\nlabel: A\nfolder: a\nfields:\n  - use: head\n    samples: { title: 新しい題 }\n  \
        - {key: body, kind: markdown, label: 本文}\n";
    let parse = |sets: &str, kind: &str| types_of(&[("_common", COMMON), ("_sets", sets), ("a", kind)]);
    let (types, faults) = parse(&SETS.replace("choice", "text"), TYPE);
    assert_eq!(faults, []);
    let fields = &types.get("a").unwrap().fields;
    let keys: Vec<&str> = fields.iter().map(|field| field.key.as_str()).collect();
    assert_eq!(keys, ["title", "extra.image", "body", "extra.publish_at", "draft"]);
    let samples: Vec<_> = fields[..2].iter().filter_map(|field| field.sample.as_ref()?.as_str()).collect();
    assert_eq!(samples, ["新しい題", "cover.webp"]);
    for (sets, kind, file, line, words) in [
        (SETS, TYPE.replace("use: head", "use: haed"), "a", 5, "組 `haed` は"),
        (SETS, TYPE.replace("{ title:", "{ titel:"), "a", 6, "項目 `titel` は"),
        (SETS, TYPE.replace("key: body, kind: markdown", "key: title, kind: text"), "a", 7, "項目 `title` が二度"),
        (SETS, TYPE.replace("use: head", "use: head\n  - use: head"), "a", 6, "項目 `title` が二度"),
        (SETS, TYPE.replace("use: head", "use: rest\n  - use: head"), "_sets", 6, "項目 `extra.rest`: 選択肢が"),
        ("sets: {head: [{key: t}]}", TYPE.to_owned(), "_sets", 1, "`kind` がありません"),
    ] {
        let (_, faults) = parse(sets, &kind);
        check_languages(&faults, &[COMMON, sets, &kind]);
        let fault = faults.iter().find(|fault| fault.message.japanese().contains(words));
        let fault = fault.unwrap_or_else(|| panic!("{words}: {faults:?}"));
        let path = format!("data/types/{file}.yaml");
        assert_eq!(fault.file.as_ref().map(SourcePath::as_str), Some(path.as_str()), "{words}");
        assert_eq!(fault.place.as_ref().map(|place| place.line), Some(line), "{words}");
    }
}

#[test]
fn one_fault_hides_no_other() {
    let event = EVENT.replace("kind: choice", "kind: chioce").replace("min: 20", "min: x");
    let (_, faults) =
        types_of(&[("company", COMPANY), ("event", &event), ("job", &JOB.replace("to: company", "to: event"))]);
    let lines: Vec<_> = faults.iter().filter_map(|fault| Some(fault.place.as_ref()?.line)).collect();
    // The type that cannot be read is there all the same for those that lead to it.
    assert_eq!(lines, [10, 11], "{faults:?}");
    let rule = EVENT.split_once("rules:\n").unwrap().1;
    let (_, faults) = types_of(&[("company", COMPANY), ("event", &format!("{EVENT}{rule}")), ("job", JOB)]);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].message.japanese().contains("`report-after-end` は 23 行目にも"), "{:?}", faults[0].message);
    check_languages(&faults, &[COMMON, EVENT, COMPANY, JOB]);
    assert_eq!(faults[0].place.as_ref().map(|place| place.line), Some(28));
}

#[test]
fn types_without_a_folder_are_told_of() {
    let texts = [(SourcePath::new("data/types/event.yaml"), EVENT.replace("company}", "event}"))];
    let (types, faults) = Types::parse(&texts);
    assert_eq!(faults, []);
    for (file, hint) in [
        ("content/events/x/index.md", None),
        ("content/events/2026/_index.md", None),
        ("content/eventz/_index.md", Some("`eventz` の書き間違い")),
        ("content/a/_index.md", Some("content/events/_index.md をつくって")),
    ] {
        let found = check_folders(&types, &[SourcePath::new(file)], &texts);
        assert_eq!(found.len(), usize::from(hint.is_some()), "{file}: {found:?}");
        let Some(fault) = found.first() else { continue };
        check_languages(&found, &[EVENT]);
        assert!(fault.hint.as_ref().is_some_and(|found| found.japanese().contains(hint.unwrap())), "{fault:?}");
        assert_eq!((fault.severity, fault.place.as_ref().map(|place| place.line)), (Severity::Warning, Some(3)));
    }
    let found = missing_template(types.get("event").unwrap(), "id: event\ntemplate: evnt.html\n", "evnt.html");
    assert_eq!(found.place.as_ref().map(|place| place.line), Some(2));
    check_languages(&[found], &[]);
}

#[test]
fn drafts_and_samples_are_warned_of() {
    let faults = check(
        "---\ntitle: 夜\nextra:\n  speakers:\n    - {name: あ, company: companies/c/index.md}\n    - {name: い}\n---\n本文を書きます。\n",
    );
    let found: Vec<_> = faults.iter().map(|fault| (fault.code, fault.place.as_ref().map(|place| place.line))).collect();
    assert_eq!(found, [("entry-relation-draft", Some(5)), ("entry-sample", Some(8))]);
    assert!(faults.iter().all(|fault| fault.severity == Severity::Warning), "{faults:?}");
}

#[test]
fn short_texts_are_warned_of_and_samples_are_not() {
    let event = EVENT.replace("max_length: 200,", "recommended_length: 10,");
    let (types, faults) = types_of(&[("_common", COMMON), ("company", COMPANY), ("event", &event), ("job", JOB)]);
    assert_eq!(faults, []);
    for (body, expected) in [
        ("## 朝の市\n\n**魚**と花を見ました。", None),
        ("## 朝の市\n\n**魚**と花。", Some("entry-short")),
        ("本文を書きます。", Some("entry-sample")),
    ] {
        let found = check_with(&types, &format!("---\ntitle: 夜\n---\n{body}\n"));
        let found: Vec<_> = found.iter().map(|fault| (fault.code, fault.severity)).collect();
        assert_eq!(found, expected.map(|code| (code, Severity::Warning)).into_iter().collect::<Vec<_>>(), "{body}");
    }
}

#[test]
fn targets_count_what_meets_their_conditions() {
    const TWICE: &str = "targets: [{id: a, label: 会, type: event, want: 1}, {id: a, label: 会, type: event, want: 1}]";
    let (types, now, file) = (all_types(), now(), SourcePath::new("content/events/x.md"));
    let path = SourcePath::new("data/targets.yaml");
    let text =
        "targets:\n  - {id: a, label: 広い会, type: event, where: [{field: extra.seats, at_least: 30}], want: 2}\n";
    let (targets, faults) = parse_targets(&path, text, &types);
    assert_eq!(faults, []);
    let data =
        [20, 30, 40].map(|seats| parse_format::<Data>(Format::Yaml, &format!("extra: {{seats: {seats}}}")).unwrap());
    let entry = |data| EntryRef {
        kind: types.get("event").unwrap(),
        file: &file,
        relative: "events/x.md",
        subject: Subject { data, folder: "events", now: &now },
        is_shown: true,
    };
    let entries: Vec<EntryRef<'_>> = data.iter().map(entry).collect();
    let tally = |entries: &[EntryRef<'_>]| {
        let tally = count_targets(targets.clone(), entries).remove(0);
        (tally.have, tally.missing())
    };
    assert_eq!(tally(&entries), (2, 0));
    assert_eq!(tally(&entries[..2]), (1, 1));
    for (from, to, words) in [
        ("type: event", "type: evnt", "種類 `evnt`"),
        ("extra.seats", "extra.saets", "`extra.saets`"),
        ("want: 2", "want: x", "読み込めません"),
        (text, "targets: []", "一つもありません"),
        (text, TWICE, "`a` が二度"),
    ] {
        let (_, faults) = parse_targets(&path, &text.replace(from, to), &types);
        check_languages(&faults, &[text, COMMON, EVENT, COMPANY, JOB]);
        let is_it = |fault: &Diagnostic| {
            fault.message.japanese().contains(words) && (fault.place.is_some() || to == "targets: []")
        };
        assert!(faults.iter().any(is_it), "{to}: {faults:?}");
    }
}
