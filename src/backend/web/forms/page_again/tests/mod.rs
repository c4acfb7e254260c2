//! The page again: values and messages where they belong, and everything else as it was.

mod breaking_out;
mod pages;

use axum::{body::to_bytes, http::header};
use scraper::Html;
use tsubame_model::schema::{FieldErrorKind, SentFile};

use self::pages::{PAGE, only, select, sent_by, text};
use super::*;
use crate::web::forms::tests::{check, form, with_consent};

fn errors_of(values: &FormValues) -> Vec<FieldError> {
    check(values).err().unwrap_or_default()
}

/// The page again, as a browser reads it.
fn again(page: &str, values: &FormValues, errors: &[FieldError]) -> Html {
    let (form, address) = (form(), Url::parse("https://example.jp/events/2026-12-shibuya/").unwrap());
    let again = PageAgain { form: &form, values, errors, address: &address };
    let html = render_page_again(page.as_bytes(), &again).unwrap();
    Html::parse_document(std::str::from_utf8(&html).unwrap())
}

fn values(sent: &[(&str, &str)]) -> FormValues {
    FormValues { texts: with_consent(sent), files: Vec::new() }
}

#[test]
fn r06_one_character_too_many_keeps_the_text_and_states_both_counts() {
    let typed = "𠮷".repeat(21);
    let values = values(&[("name", &typed), ("email", "taro@example.jp"), ("text", "一行目\r\n二行目")]);
    let page = again(PAGE, &values, &errors_of(&values));
    let name = only(&page, "#f-event-name");
    assert_eq!(name.attr("value"), Some(&*typed));
    assert_eq!(name.attr("aria-invalid"), Some("true"));
    assert_eq!(name.attr("aria-describedby"), Some("f-event-name-hint f-event-name-error"));
    let message = only(&page, "[data-field=name].field-wrong > .field-error");
    assert_eq!(message.attr("id"), Some("f-event-name-error"));
    assert!(text(message).contains("20字まで") && text(message).contains("いま21字"), "{}", text(message));
    assert_eq!(only(&page, "#f-event-email").attr("value"), Some("taro@example.jp"));
    assert_eq!(only(&page, "#f-event-email").attr("aria-invalid"), None);
    assert_eq!(text(only(&page, "#f-event-text")), "一行目\n二行目");
    assert_eq!(select(&page, ".field-error").len(), 1);

    let summary = only(&page, "[data-errors]");
    assert_eq!((summary.attr("hidden"), summary.attr("autofocus")), (None, Some("")));
    assert_eq!(text(only(&page, "[data-errors] > p")), "入力を確かめてください（1か所）。");
    let link = only(&page, "[data-errors] li > a");
    assert_eq!((link.attr("href"), text(link)), (Some("#f-event-name"), text(message)));
}

#[test]
fn r07_choices_are_chosen_again_and_the_hidden_error_is_shown() {
    let values = values(&[
        ("timing", "何年か先"),
        ("interest", "製造"),
        ("interest", "R&D"),
        ("area", "a&b"),
        ("agree", "yes"),
        ("seat_remark", "x"),
    ]);
    let page = again(PAGE, &values, &errors_of(&values));
    let expected = [
        ("name", "あ"),
        ("timing", "何年か先"),
        ("interest", "製造"),
        ("interest", "R&D"),
        ("area", "a&b"),
        ("agree", "yes"),
        ("seat_remark", "x"),
        ("consent", "yes"),
    ];
    assert_eq!(sent_by(&page), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(text(only(&page, ".field-error")), "「年」を入力してください。");
    assert_eq!(only(&page, "#f-event-timing_year").attr("aria-describedby"), Some("f-event-timing_year-error"));
}

#[test]
fn r07_a_choice_that_came_twice_marks_the_whole_group() {
    let values = values(&[("timing", "未定"), ("timing", "直ぐに")]);
    let page = again(PAGE, &values, &errors_of(&values));
    let group = only(&page, "[data-field=timing].field-wrong > .choices");
    assert_eq!(group.attr("aria-describedby"), Some("f-event-timing-hint f-event-timing-error"));
    assert_eq!(select(&page, "[name=timing][aria-invalid=true]").len(), 3);
    assert_eq!(only(&page, "#f-event-timing").attr("aria-describedby"), None);
}

#[test]
fn hidden_values_are_the_pages_own_where_it_has_some() {
    let sent =
        [("event", "other"), ("utm_source", "mail & \"more\""), ("referrer", ""), ("form_version", "1"), ("name", "")];
    let values = values(&sent);
    let page = again(PAGE, &values, &errors_of(&values));
    for (name, value) in [
        ("event", "2026-12-shibuya"),
        ("utm_source", "mail & \"more\""),
        ("referrer", ""),
        ("form_version", "2"),
        ("consent_version", "7"),
    ] {
        assert_eq!(only(&page, &format!("#f-event [name={name}]")).attr("value"), Some(value), "{name}");
    }
    assert_eq!(only(&page, "#s [name=name]").attr("value"), Some("外"), "another form stays as it is");
}

#[test]
fn consent_is_kept_for_the_text_that_was_seen() {
    for (version, is_ticked) in [("7", true), ("6", false)] {
        let texts = [("consent", "yes"), ("consent_version", version)];
        let texts = texts.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let values = FormValues { texts, files: Vec::new() };
        let page = again(PAGE, &values, &errors_of(&values));
        assert_eq!(only(&page, "#f-event-consent").attr("checked").is_some(), is_ticked, "{version}");
    }
}

#[test]
fn files_are_to_be_chosen_again() {
    let file = |fault| SentFile { name: "履歴書.pdf".to_owned(), size_bytes: 9, content_type: String::new(), fault };
    for (fault, described) in [
        (None, "f-event-paper-again"),
        (Some(tsubame_model::schema::FileFault::Macros), "f-event-paper-again f-event-paper-error"),
    ] {
        let values = FormValues { files: vec![("paper".to_owned(), file(fault))], ..values(&[("name", "")]) };
        let page = again(PAGE, &values, &errors_of(&values));
        assert_eq!(text(only(&page, "#f-event-paper-again")), "ファイルは、もう一度選んでください。");
        let control = only(&page, "#f-event-paper");
        assert_eq!((control.attr("aria-describedby"), control.attr("value")), (Some(described), None));
        assert_eq!(control.attr("aria-invalid").is_some(), fault.is_some());
    }
}

#[test]
fn addresses_lead_where_they_led() {
    let values = values(&[("name", "")]);
    let page = again(PAGE, &values, &errors_of(&values));
    for (selector, attribute, expected) in [
        ("link", "href", "https://example.jp/site.css?h=1"),
        ("script", "src", "https://example.jp/form.js"),
        ("img", "src", "https://example.jp/events/2026-12-shibuya/a.webp"),
        ("img", "srcset", "https://example.jp/events/2026-12-shibuya/a.webp 480w, https://example.jp/b.webp 800w"),
        ("#f-event", "action", "https://example.jp/api/forms/event"),
        ("main > p > a", "href", "https://example.jp/events/other/?a=1&b=2"),
        (".skip", "href", "#main"),
        (".consent a", "href", "https://example.jp/privacy/"),
    ] {
        assert_eq!(only(&page, selector).attr(attribute), Some(expected), "{selector}");
    }
}

#[test]
fn pages_of_other_themes_say_it_above_the_form() {
    let page = "<title>x</title><form data-form=event action=x><input id=n name=name><textarea name=text>alt</textarea></form>";
    let values = values(&[("name", ""), ("text", "新")]);
    let page = again(page, &values, &errors_of(&values));
    assert_eq!(text(only(&page, "form > .form-errors li")), "「お名前」を入力してください。");
    assert_eq!(only(&page, "form > .form-errors a").attr("href"), Some("#n"));
    let control = only(&page, "#n");
    assert_eq!((control.attr("aria-invalid"), control.attr("aria-describedby")), (Some("true"), None));
    assert_eq!(text(only(&page, "textarea")), "新");
}

#[test]
fn pages_without_the_form_are_no_answer() {
    let (form, values, address) = (form(), values(&[]), Url::parse("https://example.jp/").unwrap());
    let again = PageAgain { form: &form, values: &values, errors: &[], address: &address };
    for page in ["", "<form data-form=events></form>", "<p data-form=event>"] {
        assert!(matches!(render_page_again(page.as_bytes(), &again), Err(PageAgainError::NoForm)), "{page}");
    }
}

#[test]
fn what_belongs_to_no_field_of_the_page_is_said_above() {
    let error = |name: &str, kind| FieldError { name: name.to_owned(), label: name.to_owned(), kind };
    let errors = [error("event", FieldErrorKind::UnknownReference), error("gone", FieldErrorKind::NotTyped)];
    let page = again(PAGE, &values(&[]), &errors);
    let said: Vec<String> = select(&page, "[data-errors] li").into_iter().map(text).collect();
    assert_eq!(said, errors.map(|error| error.in_japanese()));
    assert!(select(&page, "[data-errors] a, .field-error").is_empty());
}

#[tokio::test]
async fn the_answer_is_kept_by_nobody_and_has_the_sites_policy() {
    let policy = [(header::CONTENT_SECURITY_POLICY, "default-src 'none'".to_owned())];
    let (parts, body) = page_again_answer(StatusCode::UNPROCESSABLE_ENTITY, b"<p>".to_vec(), &policy).into_parts();
    assert_eq!(parts.status, 422);
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "no-store"),
        ("x-robots-tag", "noindex"),
        ("content-security-policy", "default-src 'none'"),
    ] {
        assert_eq!(parts.headers[name], value);
    }
    assert_eq!(to_bytes(body, 10).await.unwrap(), "<p>");
}
