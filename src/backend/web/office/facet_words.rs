//! What values of persons are called where staff read them: a form by its label, an event by its title, a choice by its own words.

use crate::{
    intake::{
        RegistrationState,
        bookings::BookingState,
        search::{Facet, FacetFilter, FacetKind},
    },
    web::SiteSnapshot,
};

/// What a kind of values is called.
pub(super) fn kind_label(kind: FacetKind) -> &'static str {
    match kind {
        FacetKind::Form => "送られたフォーム",
        FacetKind::Answer => "回答",
        FacetKind::Event => "申し込んだイベント",
        FacetKind::EventState => "申し込みの状態",
        FacetKind::Booking => "予約の相手",
        FacetKind::BookingState => "予約の状態",
        FacetKind::Programme => "プログラム",
        FacetKind::Source => "きっかけ（広告やリンクの名前）",
        FacetKind::Month => "送られた月",
        FacetKind::Phase => "段階",
        FacetKind::Tag => "タグ",
    }
}

/// What a value is called.
pub(super) fn facet_text(facet: &Facet, site: &SiteSnapshot) -> String {
    let value = facet.value.as_str();
    let found = match facet.kind {
        FacetKind::Form => site.forms.get(value).map(|form| form.label.clone()),
        FacetKind::Answer => answer_text(facet, site),
        FacetKind::Event => site.words.words_of("event", value).map(str::to_owned),
        FacetKind::Programme => site.words.words_of("programme", value).map(str::to_owned),
        FacetKind::Booking => site.words.words_of("company", value).map(str::to_owned),
        FacetKind::EventState => RegistrationState::parse(value).map(|state| registration_label(state).to_owned()),
        FacetKind::BookingState => BookingState::parse(value).map(|state| booking_label(state).to_owned()),
        FacetKind::Month => {
            value.split_once('-').map(|(year, month)| format!("{year}年{}月", month.trim_start_matches('0')))
        }
        FacetKind::Phase => {
            site.casework.phases.iter().find(|phase| phase.id == value).map(|phase| phase.label.clone())
        }
        FacetKind::Source | FacetKind::Tag => None,
    };
    found.unwrap_or_else(|| value.to_owned())
}

/// What the values of a filter are called, of which one is enough. Months without a gap between them are called by the first and the last.
pub(super) fn filter_text(filter: &FacetFilter, site: &SiteSnapshot) -> String {
    let texts: Vec<String> = filter.0.iter().map(|facet| facet_text(facet, site)).collect();
    match (texts.first(), texts.last()) {
        (Some(first), Some(last)) if texts.len() > 2 && has_no_gap(filter) => format!("{first}から{last}まで"),
        _ => texts.join("か"),
    }
}

/// Whether all of them are months, one after the other.
fn has_no_gap(filter: &FacetFilter) -> bool {
    let month = |facet: &Facet| -> Option<i32> {
        let (year, month) = facet.value.split_once('-').filter(|_| facet.kind == FacetKind::Month)?;
        Some(year.parse::<i32>().ok()? * 12 + month.parse::<i32>().ok()?)
    };
    let months: Option<Vec<i32>> = filter.0.iter().map(month).collect();
    months.is_some_and(|months| months.windows(2).all(|pair| pair[0] + 1 == pair[1]))
}

/// The field of a form and the words of a choice.
fn answer_text(facet: &Facet, site: &SiteSnapshot) -> Option<String> {
    let (form, field) = facet.name.split_once('/')?;
    let field = site.forms.get(form)?.fields().find(|known| known.name == field)?;
    let choice = field.choices.iter().find(|choice| choice.text() == facet.value);
    Some(choice.map_or_else(|| facet.value.clone(), |choice| choice.label.clone()))
}

/// What somebody is called, also if nobody knows.
pub(super) fn name_or_none(name: &str) -> String {
    if name.is_empty() { "（名前なし）".to_owned() } else { name.to_owned() }
}

/// How a registration stands.
pub(super) fn registration_label(state: RegistrationState) -> &'static str {
    match state {
        RegistrationState::Unconfirmed => "確認待ち",
        RegistrationState::Confirmed => "席あり",
        RegistrationState::Waiting => "キャンセル待ち",
        RegistrationState::Offered => "繰り上げのご案内中",
        RegistrationState::Cancelled => "取り消し",
        RegistrationState::Lapsed => "期限切れ",
        RegistrationState::Held => "保留",
    }
}

/// How a booking stands.
pub(super) fn booking_label(state: BookingState) -> &'static str {
    match state {
        BookingState::Requested => "日時の調整中",
        BookingState::Unconfirmed => "確認待ち",
        BookingState::Booked => "予約中",
        BookingState::Cancelled => "取り消し",
        BookingState::Lapsed => "期限切れ",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_told_by_the_first_and_the_last_where_none_is_missing() {
        for (kind, values, is_whole) in [
            (FacetKind::Month, &["2026-11", "2026-12", "2027-01"][..], true),
            (FacetKind::Month, &["2026-11", "2027-01"], false),
            (FacetKind::Month, &["2026-11", "long ago"], false),
            (FacetKind::Tag, &["2026-11", "2026-12"], false),
        ] {
            let filter: FacetFilter = values.iter().map(|value| Facet::new(kind, value)).collect();
            assert_eq!(has_no_gap(&filter), is_whole, "{values:?}");
        }
    }
}
