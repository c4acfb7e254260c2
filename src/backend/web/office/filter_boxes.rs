//! The boxes by which a list of persons is narrowed, and what it is narrowed by now. A fiscal year is narrowed by as its months, so that
//! whatever goes by a list's values (selections that are kept, messages, files) goes by the year as well.

use jiff::civil::Date;

use super::{
    facet_words::{facet_text, kind_label},
    fiscal_choice::{FiscalChoice, FiscalQuery, FiscalYear},
    office_state::OfficeState,
    person_filters::{PersonFilters, write_facet},
    person_list::ListQuery,
};
use crate::{
    intake::{
        programme_settings::ProgrammeRules,
        search::{Facet, FacetFilter, FacetKind},
    },
    store::{FacetCount, PersonCount},
    web::{Error, SiteSnapshot},
};

/// The kinds of values that a list can be narrowed by, besides answers, which belong to a form.
const KINDS: [FacetKind; 9] = [
    FacetKind::Phase,
    FacetKind::Tag,
    FacetKind::Form,
    FacetKind::Event,
    FacetKind::EventState,
    FacetKind::Programme,
    FacetKind::Booking,
    FacetKind::Source,
    FacetKind::Month,
];

/// The most values of one kind that are listed; whoever wants another has a link to it from elsewhere.
const MOST_VALUES: usize = 60;

/// A value, or the months of a year, by which the list is narrowed now.
pub(super) struct AppliedFilter {
    pub values: Vec<String>,
    pub text: String,
    /// The list without it.
    pub without: String,
}

/// A box by which the list is narrowed.
pub(super) struct FilterBox {
    pub value: String,
    pub text: String,
    pub count: String,
    pub is_set: bool,
}

/// Boxes of one kind.
pub(super) struct FilterGroup {
    pub label: String,
    pub boxes: Vec<FilterBox>,
    pub is_open: bool,
}

/// Of what kind and name the boxes of a group are, and what that is called.
struct GroupHeading {
    kind: FacetKind,
    name: String,
    label: String,
}

/// The fiscal years that can be chosen, and the one of which filters have all months.
pub(super) fn chosen_year(filters: &PersonFilters, rules: &ProgrammeRules, today: Date) -> FiscalChoice {
    let choice = |year: String| FiscalChoice::read(&FiscalQuery { year }, rules, today);
    let is_meant = |year: &FiscalYear| filters.months() == Some(&months_of(year));
    let mut years = rules.fiscal_years(today).into_iter().map(|year| choice(year.to_string()));
    years.find(|choice| choice.chosen.as_ref().is_some_and(is_meant)).unwrap_or_else(|| choice(String::new()))
}

/// What was ticked in a form, within the fiscal year that was chosen in it.
pub(super) fn within_year(
    filters: PersonFilters,
    year: &str,
    (rules, today): (&ProgrammeRules, Date),
) -> PersonFilters {
    let choice = FiscalChoice::read(&FiscalQuery { year: year.to_owned() }, rules, today);
    match choice.chosen {
        Some(year) => filters.within(&months_of(&year)),
        None => filters,
    }
}

fn months_of(year: &FiscalYear) -> FacetFilter {
    year.months.iter().map(|month| Facet::new(FacetKind::Month, &month.strftime("%Y-%m").to_string())).collect()
}

/// What a list is narrowed by now, a year as one.
pub(super) fn applied_filters(query: &ListQuery, year: Option<&FiscalYear>, site: &SiteSnapshot) -> Vec<AppliedFilter> {
    let whole = year.map(|year| AppliedFilter {
        values: months_of(year).0.iter().map(write_facet).collect(),
        text: format!("年度：{}", year.label),
        without: ListQuery { filters: query.filters.of_any_month(), after: None, ..query.clone() }.address(),
    });
    let others = query.filters.facets().filter(|facet| year.is_none() || facet.kind != FacetKind::Month);
    whole.into_iter().chain(others.map(|facet| applied_filter(facet, query, site))).collect()
}

fn applied_filter(facet: &Facet, query: &ListQuery, site: &SiteSnapshot) -> AppliedFilter {
    let text = format!("{}：{}", kind_label(facet.kind), facet_text(facet, site));
    let without = ListQuery { filters: query.filters.without(facet), after: None, ..query.clone() };
    AppliedFilter { values: vec![write_facet(facet)], text, without: without.address() }
}

/// The boxes of every kind, and of the answers of the forms that are chosen.
pub(super) async fn filter_groups(
    state: &OfficeState,
    filters: &PersonFilters,
    site: &SiteSnapshot,
) -> Result<Vec<FilterGroup>, Error> {
    let mut groups = Vec::new();
    for kind in KINDS {
        let heading = GroupHeading { kind, name: String::new(), label: kind_label(kind).to_owned() };
        groups.extend(group(state, filters, site, heading).await?);
    }
    let forms = filters.facets().filter(|facet| facet.kind == FacetKind::Form);
    for form in forms.filter_map(|facet| site.forms.get(&facet.value)) {
        for field in form.fields().filter(|field| !field.choices.is_empty() && !field.sensitive) {
            let (name, label) = (format!("{}/{}", form.form, field.name), format!("{}：{}", form.label, field.label));
            groups.extend(group(state, filters, site, GroupHeading { kind: FacetKind::Answer, name, label }).await?);
        }
    }
    Ok(groups)
}

/// The boxes of one kind and name; none where nobody has a value of it.
async fn group(
    state: &OfficeState,
    filters: &PersonFilters,
    site: &SiteSnapshot,
    heading: GroupHeading,
) -> Result<Option<FilterGroup>, Error> {
    let GroupHeading { kind, name, label } = heading;
    let counts = state.app.store.facet_values(kind, &name).await?;
    let filter_box = |found: &FacetCount| {
        let facet = Facet::named(kind, &name, &found.value);
        FilterBox {
            value: write_facet(&facet),
            text: facet_text(&facet, site),
            count: count_text(found.persons),
            is_set: filters.has(&facet),
        }
    };
    let boxes: Vec<FilterBox> = counts.iter().take(MOST_VALUES).map(filter_box).collect();
    let (is_open, is_empty) = (boxes.iter().any(|found| found.is_set), boxes.is_empty());
    Ok((!is_empty).then_some(FilterGroup { label, boxes, is_open }))
}

/// How many there are, as far as it is counted.
pub(super) fn count_text(count: PersonCount) -> String {
    match count {
        PersonCount::Exactly(count) => format!("{count}人"),
        PersonCount::AtLeast(count) => format!("{count}人以上"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::intake::{calendar::FiscalCalendar, programme_settings::ContractTerm};

    #[test]
    fn a_year_is_its_months_and_is_known_by_them_again() {
        let rules = ProgrammeRules {
            sender_name: None,
            reply_to: None,
            messages_per_minute: 60,
            offer_hours: 48,
            reminder_hours: 24,
            confirm_hours: 24,
            approval_required: [].into(),
            fiscal: FiscalCalendar::default(),
            contract: ContractTerm::default(),
            retention: BTreeMap::new(),
        };
        let today: Date = "2026-11-30".parse().unwrap();
        let ticked = PersonFilters::parse(["form~~member"]);
        let label = |filters: &PersonFilters| chosen_year(filters, &rules, today).chosen.map(|year| year.label);
        for (year, known) in [("2026", Some("2026年度")), ("2025", Some("2025年度")), ("1066", None), ("", None)] {
            let filters = within_year(ticked.clone(), year, (&rules, today));
            assert_eq!(label(&filters).as_deref(), known, "{year}");
            assert_eq!(filters.months().map(|months| months.0.len()), known.map(|_| 12), "{year}");
            assert_eq!(filters.of_any_month(), ticked, "{year}");
            let fewer = filters.without(&Facet::new(FacetKind::Month, &format!("{year}-12")));
            assert_eq!(label(&fewer), None, "some of its months are no year");
        }
    }
}
