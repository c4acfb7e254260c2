//! A page with the form of the tests, as the theme and the minifier write it, and the same read as a browser reads it.

use scraper::{ElementRef, Html, Selector};

/// The page.
pub const PAGE: &str = "<!doctype html><html lang=ja><head><meta charset=utf-8><title>催し</title>\
<link href=/site.css?h=1 rel=stylesheet><script src=../../form.js defer></script><body><a class=skip href=#main>本文へ</a>\
<form action=/api/search id=s><input name=name value=外></form>\
<main id=main><img srcset=\"a.webp 480w, /b.webp 800w\" alt=絵 src=a.webp>\
<form accept-charset=utf-8 action=/api/forms/event class=form data-form=event id=f-event method=post>\
<p class=form-note>必須の欄は、必ずお答えください。<div class=form-errors data-errors hidden role=alert tabindex=-1></div>\
<input name=form_version type=hidden value=2><input data-ref name=event type=hidden value=2026-12-shibuya>\
<input data-visit name=utm_source type=hidden><input data-visit name=referrer type=hidden value>\
<fieldset class=form-group><legend>すべて</legend>\
<div class=\"field field-text\" data-field=name data-label=お名前 data-required><label for=f-event-name>お名前</label>\
<p class=hint id=f-event-name-hint>本名でなくても。</p><input aria-describedby=f-event-name-hint id=f-event-name maxlength=40 name=name required></div>\
<div class=\"field field-email\" data-field=email><label for=f-event-email>メール</label><input id=f-event-email name=email type=email></div>\
<div class=\"field field-textarea\" data-field=text><label for=f-event-text>内容</label><textarea id=f-event-text name=text rows=3></textarea></div>\
<div class=\"field field-text\" data-field=timing_year data-show=timing><label for=f-event-timing_year>年</label><input id=f-event-timing_year name=timing_year></div>\
<div class=\"field field-radio\" data-field=timing><fieldset aria-describedby=f-event-timing-hint class=choices><legend>時期</legend><p class=hint id=f-event-timing-hint>だいたいで。</p>\
<label class=choice><input id=f-event-timing name=timing type=radio value=何年か先><span>何年か先</span></label>\
<label class=choice><input name=timing type=radio value=直ぐに><span>直ぐに</span></label>\
<label class=choice><input name=timing type=radio value=未定><span>未定</span></label></fieldset></div>\
<div class=\"field field-checkbox\" data-field=interest><fieldset class=choices><legend>関心</legend>\
<label class=choice><input id=f-event-interest name=interest type=checkbox value=IT><span>IT</span></label>\
<label class=choice><input name=interest type=checkbox value=製造><span>製造</span></label>\
<label class=choice><input name=interest type=checkbox value=R&amp;D><span>研究</span></label></fieldset></div>\
<div class=\"field field-select\" data-field=area><label for=f-event-area>地域</label><select id=f-event-area name=area>\
<option value>選んでください<option value=a&amp;b>東<option value=west>西</select></div>\
<div class=\"field field-checkbox\" data-field=agree><label class=choice><input id=f-event-agree name=agree type=checkbox value=yes><span>渡してよい</span></label></div>\
<div class=\"field field-file\" data-field=paper><label for=f-event-paper>書類</label><input id=f-event-paper name=paper type=file></div></fieldset>\
<p aria-hidden=true class=form-trap><label for=f-event-seat_remark>空のままに</label> <input autocomplete=off id=f-event-seat_remark name=seat_remark tabindex=-1>\
<div class=\"field consent\" data-field=consent><input name=consent_version type=hidden value=7>\
<label class=choice><input aria-describedby=f-event-consent-link id=f-event-consent name=consent required type=checkbox value=yes><span>同意します</span></label>\
<p class=hint id=f-event-consent-link><a href=https://example.jp/privacy/ target=_blank>読む</a></div>\
<p class=form-send><button class=button>送る</button><p class=form-status data-status role=status></form>\
<p><a href=../other/?a=1&amp;b=2>ほかの催し</a></main>";

/// All elements of a page that a selector names.
pub fn select<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).collect()
}

/// The one element that a selector names.
pub fn only<'a>(page: &'a Html, selector: &str) -> ElementRef<'a> {
    let found = select(page, selector);
    assert_eq!(found.len(), 1, "{selector}: {}", page.html());
    found[0]
}

/// The text in an element.
pub fn text(element: ElementRef<'_>) -> String {
    element.text().collect()
}

/// What a browser would send of the form on the page, but of hidden fields and files: names and values, as they stand.
pub fn sent_by(page: &Html) -> Vec<(String, String)> {
    let mut sent = Vec::new();
    for control in select(page, "#f-event input, #f-event textarea, #f-event select") {
        let element = control.value();
        let name = element.attr("name").unwrap_or_default().to_owned();
        let value = || element.attr("value").unwrap_or_default().to_owned();
        match (element.name(), element.attr("type").unwrap_or_default()) {
            ("textarea", _) => sent.push((name, text(control))),
            ("select", _) => {
                let options = control.descendent_elements().filter(|option| option.attr("selected").is_some());
                sent.extend(options.map(|option| (name.clone(), option.attr("value").unwrap_or_default().to_owned())));
            }
            (_, "radio" | "checkbox") if element.attr("checked").is_none() => {}
            (_, "hidden" | "file") => {}
            _ => sent.push((name, value())),
        }
    }
    sent.retain(|(_, value)| !value.is_empty());
    sent
}
