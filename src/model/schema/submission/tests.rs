//! What forms let through and what they say of the rest, as tables.

use super::{
    super::{Form, language_tests::check_wording, parse_form},
    *,
};
use crate::source::{SourcePath, Wording};

const FORM: &str = "form: event
label: 申し込み
version: \"2\"
references: [event, event_mode, shop]
reference_values: { event_mode: [venue, hybrid], shop: [a, b] }
groups:
  - legend: すべて
    fields:
      - { name: name, type: text, label: お名前, required: true, max_length: 20 }
      - { name: kana, type: kana, label: ふりがな }
      - { name: email, type: email, label: メール }
      - { name: tel, type: tel, label: 電話番号 }
      - { name: code, type: postcode, label: 郵便番号 }
      - { name: day, type: date, label: 日 }
      - { name: word, type: text, label: 合い言葉, pattern: '[a-z]+', hint: 小文字で。 }
      - { name: text, type: textarea, label: 内容, min_length: 2, max_length: 1000 }
      - { name: year, type: text, label: 年, required: true, show_when: { field: timing, is: years } }
      - name: timing
        type: radio
        label: 時期
        choices: [{ value: years, label: 何年か先 }, { value: soon, label: 直ぐに }, { value: open, label: 未定 }]
      - name: interest
        type: checkbox
        label: 関心
        choices: [{ value: it, label: IT }, { value: made, label: 製造 }]
      - { name: where, type: text, label: どこ, required: true, show_when: { field: interest, contains: it } }
      - { name: agree, type: checkbox, label: 渡してよい }
      - { name: note, type: text, label: 注, required: true, show_when: { field: agree, is: \"yes\" } }
      - { name: seat, type: text, label: 席, required: true, show_when: { field: event_mode, is: hybrid } }
      - { name: paper, type: file, label: 書類, accept: [pdf], max_megabytes: 1 }
honeypot: nothing_here
consent: { version: \"7\", label: 同意します, link: \"@/privacy.md\" }
attribution: true
submit: 送る
thanks: 届きました
";

fn form() -> Form {
    let (form, faults) = parse_form(&SourcePath::new("data/forms/event.yaml"), FORM);
    assert_eq!(faults, []);
    form.unwrap()
}

/// Sends values beside a name and the consent.
fn send(sent: &[(&str, &str)], files: Vec<(String, SentFile)>) -> Result<Submission, Vec<FieldError>> {
    let mut references = KnownReferences::default();
    references.insert("event", "events/a", [("event_mode".to_owned(), "hybrid".to_owned())]);
    references.insert("event", "events/b", [("event_mode".to_owned(), "venue".to_owned())]);
    let always = [("consent", "yes"), ("consent_version", "7")];
    let given = if sent.iter().any(|(name, _)| *name == "name") { None } else { Some(("name", "あ")) };
    let texts = always.iter().chain(&given).chain(sent).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let values = FormValues { texts: texts.collect(), files };
    let now = "2026-11-21T12:00:00+09:00[Asia/Tokyo]".parse().unwrap();
    form().check(&values, &SubmissionContext { references: &references, now: &now })
}

fn kinds(sent: &[(&str, &str)]) -> Vec<(String, FieldErrorKind)> {
    let errors = send(sent, Vec::new()).err().unwrap_or_default();
    assert!(errors.iter().all(|error| error.in_japanese().ends_with('。')), "{errors:?}");
    for error in &errors {
        check_wording(&Wording::new(error.in_english(), error.in_japanese()), &[FORM, "ヤマダ タロウ"]);
    }
    errors.into_iter().map(|error| (error.name, error.kind)).collect()
}

/// What a field stores of what is sent; nothing where it is refused, in that field alone.
fn assert_stored(name: &str, written: &str, stored: &str) {
    let found = send(&[(name, written)], Vec::new());
    match found {
        Ok(submission) => {
            let answer = submission.answers.get(name).map(|answer| match answer {
                FormAnswer::Text(text)
                | FormAnswer::Kana(text)
                | FormAnswer::Email(text)
                | FormAnswer::Tel(text)
                | FormAnswer::Postcode(text) => text.clone(),
                FormAnswer::Day(day) => day.to_string(),
                other => panic!("{other:?}"),
            });
            assert_eq!(answer.as_deref(), Some(stored), "{written:?}");
        }
        Err(errors) => {
            assert!(stored.is_empty() && errors.len() == 1 && errors[0].name == name, "{written:?}: {errors:?}");
            let said = errors[0].in_japanese();
            assert!(name != "kana" || said.contains("カタカナ"), "{said}");
        }
    }
}

#[test]
fn what_people_type_is_normalised_or_refused() {
    let longest =
        format!("{}@{}.example.jp", "a".repeat(64), ["b".repeat(60), "c".repeat(60), "d".repeat(54)].join("."));
    assert_eq!(longest.len(), 252);
    let longest = format!("aa{longest}");
    let too_long = format!("a{longest}");
    let hamachi = "葛\u{E0100}西";
    let surrogates = "𠮷".repeat(20);
    let composed = [("kana", "ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ タロウ"), ("name", "か\u{3099}", "が")];
    for (name, written, stored) in composed.into_iter().chain([
        ("email", "taro..yamada@docomo.ne.jp", "taro..yamada@docomo.ne.jp"),
        ("email", "hanako.@docomo.ne.jp", "hanako.@docomo.ne.jp"),
        ("email", "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ\u{3000}", "taro@example.jp"),
        ("email", "taro+uij@example.jp", "taro+uij@example.jp"),
        ("email", &longest, &longest),
        ("email", "taro@@example.jp", ""),
        ("email", "あ@example.jp", ""),
        ("email", &too_long, ""),
        ("email", "taro@example", ""),
        ("email", "taro@-a.jp", ""),
        ("email", "ta ro@example.jp", ""),
        ("tel", "０９０－１２３４－５６７８", "09012345678"),
        ("tel", "090ー1234ー5678", "09012345678"),
        ("tel", "090−1234−5678", "09012345678"),
        ("tel", "+81 90 1234 5678", "09012345678"),
        ("tel", "+81 (0)90-1234-5678", "09012345678"),
        ("tel", "0120-000-000", "0120000000"),
        ("tel", "+1 212 555 0123", "+12125550123"),
        ("tel", "1e1", ""),
        ("tel", "3.0e2", ""),
        ("tel", "0.1", ""),
        ("tel", "123", ""),
        ("tel", "9012345678", ""),
        ("code", "〒９８０－８６７１", "9808671"),
        ("code", "980-867", ""),
        ("kana", "やまだ　たろう", "ヤマダ タロウ"),
        ("kana", "ヤマタ\u{3099}", "ヤマダ"),
        ("kana", "ヤマダ・マリア", "ヤマダ・マリア"),
        ("kana", "ヴァイオレット", "ヴァイオレット"),
        ("kana", "オーヤ", "オーヤ"),
        ("kana", "Yamada", ""),
        ("kana", "山田", ""),
        ("kana", "　", ""),
        ("kana", "ー・", ""),
        ("day", "2026-12-04", "2026-12-04"),
        ("day", "２０２６/12/4", "2026-12-04"),
        ("day", "2026年12月4日", "2026-12-04"),
        ("day", "2026-02-30", ""),
        ("day", "04-12-2026", ""),
        ("name", "𠮷田", "𠮷田"),
        ("name", hamachi, hamachi),
        ("name", "髙﨑", "髙﨑"),
        ("name", "\u{FA1B}田", "\u{FA1B}田"),
        ("name", "👩\u{200D}👩\u{200D}👧", "👩\u{200D}👩\u{200D}👧"),
        ("name", " 山田\u{3000}", "山田"),
        ("name", &surrogates, &surrogates),
        ("name", &format!("{surrogates}𠮷"), ""),
        ("name", "山田\0太郎", ""),
        ("name", "山田\u{7}", ""),
        ("name", "山田\nBcc: x", ""),
        ("name", "\u{3000}", ""),
        ("word", "abc", "abc"),
        ("word", "abc1", ""),
        ("text", "あ\r\nい\rう", "あ\nい\nう"),
        ("text", "あ", ""),
    ]) {
        assert_stored(name, written, stored);
    }
}

#[test]
fn lengths_count_code_points_and_a_line_break_once() {
    let lines = format!("{}{}", "\r\n".repeat(50), "漢".repeat(950));
    assert_eq!(kinds(&[("text", &lines)]), []);
    let over = format!("{lines}字");
    assert_eq!(kinds(&[("text", &over)]), [("text".to_owned(), FieldErrorKind::TooLong { length: 1001, most: 1000 })]);
    let said = send(&[("text", &over)], Vec::new()).unwrap_err()[0].in_japanese();
    assert!(said.contains("1000字まで") && said.contains("1001字"), "{said}");
}

#[test]
fn any_text_is_normalised_once_and_for_all() {
    // A fixed-seed walk over the characters that people type: what is stored is stored again as it is.
    let letters: Vec<char> = "ｱｶﾞパぱがヴー・ 　0９-−＋+＠@.．a〒\u{3099}\u{309A}髙\t\r\n日年/あ𠮷(".chars().collect();
    let mut state: u64 = 1;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..(state % 9) {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push(letters[usize::try_from(state >> 33).unwrap() % letters.len()]);
        }
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        for normalise in [normalise::kana, normalise::email, normalise::tel, normalise::postcode] {
            let Some(once) = normalise(&text) else { continue };
            assert_eq!(normalise(&once).as_ref(), Some(&once), "{text:?}");
        }
        let lines = normalise::lines(&text);
        assert!(normalise::lines(&lines) == lines && !lines.contains('\r'), "{text:?}");
        assert_eq!(normalise::line(&normalise::line(&text)), normalise::line(&text), "{text:?}");
    }
}

#[test]
fn conditions_choices_and_repeated_names() {
    let name = |text: &str| text.to_owned();
    for (sent, errors) in [
        (&[("timing", "open"), ("year", "2027")][..], vec![]),
        (&[("timing", "years")], vec![(name("year"), FieldErrorKind::NotTyped)]),
        (&[("timing", "years"), ("year", "2027")], vec![]),
        (&[("interest", "made"), ("interest", "made"), ("interest", "")], vec![]),
        (&[("interest", "made"), ("interest", "it")], vec![(name("where"), FieldErrorKind::NotTyped)]),
        (&[("interest", "steel")], vec![(name("interest"), FieldErrorKind::NotAChoice)]),
        (&[("timing", "open"), ("timing", "soon")], vec![(name("timing"), FieldErrorKind::Repeated)]),
        (&[("timing", "never")], vec![(name("timing"), FieldErrorKind::NotAChoice)]),
        (&[("timing", "")], vec![]),
        (&[("agree", "yes")], vec![(name("note"), FieldErrorKind::NotTyped)]),
        (&[("agree", "on")], vec![(name("agree"), FieldErrorKind::NotAChoice)]),
        (
            &[("name", ""), ("tel", "1")],
            vec![(name("name"), FieldErrorKind::NotTyped), (name("tel"), FieldErrorKind::NotTel)],
        ),
    ] {
        assert_eq!(kinds(sent), errors, "{sent:?}");
    }
    let hidden = send(&[("timing", "open"), ("year", "2027")], Vec::new()).unwrap();
    assert_eq!(hidden.answers.keys().collect::<Vec<_>>(), ["name", "timing"]);
    let twice = send(&[("interest", "made"), ("interest", "it"), ("interest", "made"), ("where", "仙台")], Vec::new());
    assert_eq!(twice.unwrap().answers["interest"], FormAnswer::Choices(vec![name("it"), name("made")]));
}

#[test]
fn references_are_known_and_what_follows_is_not_believed() {
    let mode = |sent: &[(&str, &str)]| send(sent, Vec::new()).map(|found| found.references.get("event_mode").cloned());
    assert_eq!(mode(&[]), Ok(None));
    assert_eq!(mode(&[("event", "")]), Ok(None));
    assert_eq!(mode(&[("event_mode", "hybrid")]), Ok(None));
    assert_eq!(mode(&[("event", "events/b"), ("event_mode", "hybrid")]), Ok(Some("venue".to_owned())));
    assert_eq!(kinds(&[("event", "events/a")]), [("seat".to_owned(), FieldErrorKind::NotTyped)]);
    assert_eq!(mode(&[("event", "events/a"), ("seat", "x")]), Ok(Some("hybrid".to_owned())));
    assert_eq!(kinds(&[("event", "events/z")]), [("event".to_owned(), FieldErrorKind::UnknownReference)]);
    assert_eq!(kinds(&[("shop", "c")]), [("shop".to_owned(), FieldErrorKind::UnknownReference)]);
}

#[test]
fn what_a_page_sends_along() {
    let found = send(
        &[
            ("form_version", "1"),
            ("request_id", "a-1"),
            ("utm_source", " mail\n"),
            ("landing_page", &"x".repeat(5000)),
            ("old_field", "1"),
            ("other", "2"),
            ("nothing_here", ""),
            ("email", "a@example.jp"),
        ],
        Vec::new(),
    );
    let found = found.unwrap();
    assert_eq!((found.form_version.as_deref(), found.request_id.as_deref()), (Some("1"), Some("a-1")));
    assert_eq!(found.attribution["utm_source"], "mail");
    assert_eq!((found.attribution["landing_page"].len(), found.attribution.len()), (1000, 2));
    assert_eq!((found.unknown_names, found.is_suspicious, found.email()), (2, false, Some("a@example.jp")));
    assert_eq!(found.consent, GivenConsent { version: "7".to_owned(), is_current: true });
    assert_eq!(send(&[("request_id", "<x>")], Vec::new()).unwrap().request_id, None);
    assert!(send(&[("nothing_here", "x")], Vec::new()).unwrap().is_suspicious);
}

#[test]
fn consent_is_given_to_a_version() {
    let check = |texts: &[(&str, &str)]| {
        let texts = texts.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let (references, now) = (KnownReferences::default(), "2026-11-21T12:00:00+09:00[Asia/Tokyo]".parse().unwrap());
        let context = SubmissionContext { references: &references, now: &now };
        form().check(&FormValues { texts, files: Vec::new() }, &context)
    };
    let old = check(&[("name", "あ"), ("consent", "yes"), ("consent_version", "6")]).unwrap();
    assert_eq!(old.consent, GivenConsent { version: "6".to_owned(), is_current: false });
    for (texts, kind) in [
        (&[("name", "あ"), ("consent_version", "7")][..], FieldErrorKind::NotTicked),
        (&[("name", "あ"), ("consent", "yes")], FieldErrorKind::ConsentVersion),
    ] {
        assert_eq!(check(texts).unwrap_err()[0].kind, kind);
    }
}

#[test]
fn files_are_held_to_ending_size_number_and_content() {
    let faulty = |name: &str, size_bytes, fault| {
        let content_type = "application/pdf".to_owned();
        ("paper".to_owned(), SentFile { name: name.to_owned(), size_bytes, content_type, fault })
    };
    let file = |name: &str, size_bytes| faulty(name, size_bytes, None);
    for (files, kind) in [
        (vec![file("", 0)], None),
        (vec![file("a.PDF", 1_000_000)], None),
        (vec![file("a.pdf", 1_000_001)], Some(FieldErrorKind::FileTooLarge { most_megabytes: 1 })),
        (vec![file("a.pdf.exe", 1)], Some(FieldErrorKind::FileKind { endings: vec!["pdf".to_owned()] })),
        (vec![file("a.pdf", 1), file("b.pdf", 1)], Some(FieldErrorKind::Repeated)),
        (vec![faulty("a.pdf", 1, Some(FileFault::OtherContent))], Some(FieldErrorKind::FileContent)),
        (vec![faulty("a.pdf", 1, Some(FileFault::Macros))], Some(FieldErrorKind::FileMacros)),
        (
            vec![faulty("a.exe", 1, Some(FileFault::OtherContent))],
            Some(FieldErrorKind::FileKind { endings: vec!["pdf".to_owned()] }),
        ),
    ] {
        let error = send(&[], files.clone()).err().map(|mut errors| errors.remove(0));
        if let Some(error) = &error {
            check_wording(&Wording::new(error.in_english(), error.in_japanese()), &[FORM]);
        }
        assert_eq!(error.map(|error| error.kind), kind, "{files:?}");
    }
}

#[test]
fn pages_write_the_limits_of_the_server() {
    let form = form();
    let limits = |name: &str| form.fields().find(|field| field.name == name).unwrap().limits();
    assert_eq!(
        (limits("name").max_length, limits("text").max_length, limits("kana").max_length),
        (Some(40), Some(2000), Some(400))
    );
    assert_eq!(
        (limits("email").max_length, limits("timing").max_length, limits("text").min_length),
        (Some(508), None, Some(2))
    );
    assert_eq!(
        (limits("word").pattern, limits("tel").inputmode, limits("code").inputmode),
        (Some("[a-z]+"), Some("tel"), Some("numeric"))
    );
    // Whatever the page lets through as a reading, the server can read, letters given.
    let pattern = regex::Regex::new(&format!("^(?:{})$", limits("kana").pattern.unwrap())).unwrap();
    for (text, is_typed) in
        [("ﾔﾏﾀﾞ ﾀﾛｳ", true), ("やまだ　たろう", true), ("ヴァイオレット・オーヤ", true), ("山田", false)]
    {
        assert_eq!((pattern.is_match(text), normalise::kana(text).is_some()), (is_typed, is_typed), "{text}");
    }
}
