//! How many consultations and referrals there were in the last twelve months, or in a fiscal year, by what is counted of them. It names nobody.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::{StatusCode, Uri},
    response::Response,
};
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Time},
};
use strum::VariantArray;

use super::super::{
    case_words::{CaseWords, RESULTS, band_label, coded_label, kind_label, method_label, outcome_label},
    export::{self, ExportOrder, ExportedList},
    fiscal_choice::{FiscalChoice, FiscalQuery},
    frame::{OfficeFrame, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    staff_visit::StaffVisit,
    times::today,
};
use crate::{
    intake::{
        calendar::instant_in_japan,
        cases::{ConsultationKind, ConsultationMethod, ReferralOutcome, TimeBand},
        staff::StaffRight,
    },
    store::{ConsultationAspects, ConsultationCount, DataTable, ReferralCount, TableCell},
    web::Error,
};

/// How many months the page goes back, the one that it is included.
const MONTHS: i32 = 12;

const ACCESS: RouteAccess = RouteAccess::Whole(StaffRight::SeeFigures);

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    let routes = routes.get("/consultations", ACCESS, page);
    routes.get("/consultations/export", ACCESS, export::ask).post("/consultations/export", ACCESS, export)
}

/// A table of counts: headings, and rows that begin with what they are of.
struct CountTable {
    id: &'static str,
    caption: &'static str,
    first: &'static str,
    headings: Vec<String>,
    rows: Vec<(String, Vec<u64>)>,
}

#[derive(Template)]
#[template(path = "office/consultations.html")]
struct ConsultationCountsHtml {
    frame: OfficeFrame,
    fiscal: FiscalChoice,
    /// The fiscal year that is shown, if one was chosen.
    year: Option<String>,
    /// Where the page is, and what it shows without a choice.
    place: &'static str,
    whole: &'static str,
    months: String,
    total: u64,
    tables: Vec<CountTable>,
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<FiscalQuery>,
) -> Result<Response, Error> {
    let (fiscal, months) = chosen_months(&state, &query).await?;
    let (total, tables) = count(&state, &months).await?;
    let (first, last) = (months.last().copied().unwrap_or_default(), months.first().copied().unwrap_or_default());
    let page = ConsultationCountsHtml {
        frame: OfficeFrame::new("相談の件数", "/consultations", &visit),
        year: fiscal.chosen.as_ref().map(|_| query.year),
        fiscal,
        place: "/consultations",
        whole: "この12か月",
        months: format!("{}から{}まで", month_text(first), month_text(last)),
        total,
        tables,
    };
    show(&page, StatusCode::OK)
}

/// The months of the fiscal year that is asked for, or the last twelve.
async fn chosen_months(state: &OfficeState, query: &FiscalQuery) -> Result<(FiscalChoice, Vec<Date>), Error> {
    let today = today(Timestamp::now());
    let fiscal = FiscalChoice::read(query, &state.app.rules().await?, today);
    let months = match &fiscal.chosen {
        Some(year) => year.months.iter().rev().copied().collect(),
        None => months_until(today),
    };
    Ok((fiscal, months))
}

/// The tables of the page as one: a row for each number.
async fn export(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<FiscalQuery>,
    uri: Uri,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let order = match ExportOrder::read(&form, uri, &visit) {
        Ok(order) => order,
        Err(page) => return page,
    };
    let (_, months) = chosen_months(&state, &query).await?;
    let (_, tables) = count(&state, &months).await?;
    let mut rows = Vec::new();
    for table in &tables {
        for (label, counts) in &table.rows {
            for (heading, count) in table.headings.iter().zip(counts) {
                let texts = [table.caption.to_owned(), label.clone(), heading.clone()].map(TableCell::Text);
                let count = TableCell::Number(i64::try_from(*count).map_err(anyhow::Error::from)?);
                rows.push(texts.into_iter().chain([count]).collect());
            }
        }
    }
    let headings = ["集計", "月・窓口", "区分", "件数"].map(str::to_owned).into();
    let table = DataTable { headings, rows };
    order.send(&state, &visit, ExportedList { stem: "consultations", table, persons: BTreeSet::new() }).await
}

/// How many consultations there were in some months, and all that is counted of them.
async fn count(state: &OfficeState, months: &[Date]) -> Result<(u64, Vec<CountTable>), Error> {
    let times = times_of(months).ok_or_else(|| anyhow::anyhow!("the calendar ends"))?;
    let counts = state.app.store.count_consultations(times.clone()).await?;
    let referrals = state.app.store.count_referrals(times).await?;
    let site = state.app.site();
    let table = ConsultationTables { counts: &counts, months };
    let kinds: Vec<_> = ConsultationKind::VARIANTS.iter().map(|kind| (kind.name(), kind_label(*kind))).collect();
    let methods: Vec<_> =
        ConsultationMethod::VARIANTS.iter().map(|method| (method.name(), method_label(*method))).collect();
    let bands: Vec<_> = TimeBand::VARIANTS.iter().map(|band| (band.name(), band_label(*band))).collect();
    let tables = vec![
        table.by(("kind", "種類"), &kinds, |aspects| Some(&aspects.kind)),
        table.by(("method", "方法"), &methods, |aspects| aspects.method.as_ref()),
        table.by(("time", "時間"), &bands, |aspects| aspects.time_band.as_ref()),
        table.by(("result", "結果"), RESULTS, |aspects| aspects.result.as_ref()),
        referral_table(&referrals, CaseWords { site: &site }),
    ];
    Ok((counts.iter().map(|count| count.count).sum(), tables))
}

/// The first days of the months that are shown, the newest first.
fn months_until(today: Date) -> Vec<Date> {
    let first = today.first_of_month();
    (0..MONTHS).filter_map(|back| first.checked_sub(back.months()).ok()).collect()
}

/// From the beginning of the oldest month to the end of the newest, in Japan.
fn times_of(months: &[Date]) -> Option<Range<Timestamp>> {
    let end = months.first()?.checked_add(1.month()).ok()?;
    let midnight = |day: Date| instant_in_japan(day.to_datetime(Time::midnight()));
    Some(midnight(*months.last()?)?..midnight(end)?)
}

fn month_text(month: Date) -> String {
    format!("{}年{}月", month.year(), month.month())
}

struct ConsultationTables<'a> {
    counts: &'a [ConsultationCount],
    months: &'a [Date],
}

impl ConsultationTables<'_> {
    /// A row for each month, a column for each value that the office has words for, and for others that there are.
    fn by(
        &self,
        (id, label): (&'static str, &'static str),
        words: &[(&str, &str)],
        value: impl Fn(&ConsultationAspects) -> Option<&String>,
    ) -> CountTable {
        let mut columns: Vec<&str> = words.iter().map(|(code, _)| *code).collect();
        let mut counted: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        for count in self.counts {
            let code = value(&count.aspects).map_or("", String::as_str);
            if !columns.contains(&code) {
                columns.push(code);
            }
            *counted.entry((&count.month, code)).or_default() += count.count;
        }
        let heading = |code: &&str| if code.is_empty() { "記入なし".to_owned() } else { coded_label(words, code) };
        let row = |month: &Date| {
            let named = month.strftime("%Y-%m").to_string();
            let counts: Vec<u64> =
                columns.iter().map(|code| counted.get(&(named.as_str(), *code)).copied().unwrap_or_default()).collect();
            let total = counts.iter().sum();
            (month_text(*month), counts.into_iter().chain([total]).collect())
        };
        CountTable {
            id,
            caption: label,
            first: "月",
            headings: columns.iter().map(heading).chain(["合計".to_owned()]).collect(),
            rows: self.months.iter().map(row).collect(),
        }
    }
}

/// A row for each office to which somebody was sent on, a column for each outcome.
fn referral_table(counts: &[ReferralCount], words: CaseWords<'_>) -> CountTable {
    let mut offices: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for count in counts {
        let row = offices.entry(&count.office).or_insert_with(|| vec![0; ReferralOutcome::VARIANTS.len() + 1]);
        let column = ReferralOutcome::VARIANTS.iter().position(|outcome| *outcome == count.outcome);
        for column in column.into_iter().chain([ReferralOutcome::VARIANTS.len()]) {
            row[column] += count.count;
        }
    }
    let outcomes = ReferralOutcome::VARIANTS.iter().map(|outcome| outcome_label(*outcome).to_owned());
    CountTable {
        id: "referrals",
        caption: "公的支援の窓口への紹介",
        first: "窓口",
        headings: outcomes.chain(["合計".to_owned()]).collect(),
        rows: offices.into_iter().map(|(office, row)| (words.office(office), row)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_months_go_back_from_the_one_that_it_is() {
        let months = months_until("2027-01-31".parse().unwrap());
        assert_eq!(months.len(), 12);
        assert_eq!(months[..2].iter().map(|month| month_text(*month)).collect::<Vec<_>>(), ["2027年1月", "2026年12月"]);
        let times = times_of(&months).unwrap();
        assert_eq!(times.start, "2026-01-31T15:00:00Z".parse().unwrap());
        assert_eq!(times.end, "2027-01-31T15:00:00Z".parse().unwrap());
    }

    #[test]
    fn every_consultation_stands_in_every_table_once() {
        let aspects = |kind: &str, result: Option<&str>| ConsultationAspects {
            kind: kind.to_owned(),
            result: result.map(str::to_owned),
            ..ConsultationAspects::default()
        };
        let count = |month: &str, aspects, count| ConsultationCount { month: month.to_owned(), aspects, count };
        let counts = [
            count("2026-12", aspects("resume", Some("next")), 2),
            count("2026-12", aspects("*", None), 1),
            count("2026-11", aspects("resume", Some("of-long-ago")), 4),
        ];
        let months = ["2026-12-01", "2026-11-01"].map(|day| day.parse().unwrap());
        let tables = ConsultationTables { counts: &counts, months: &months };
        let kinds = tables.by(("kind", "種類"), &[("resume", "添削")], |aspects| Some(&aspects.kind));
        assert_eq!(kinds.headings, ["添削", "少数のため内訳なし", "合計"]);
        assert_eq!(kinds.rows, [("2026年12月".to_owned(), vec![2, 1, 3]), ("2026年11月".to_owned(), vec![4, 0, 4])]);
        let results = tables.by(("result", "結果"), &[("next", "次へ")], |aspects| aspects.result.as_ref());
        assert_eq!(results.headings, ["次へ", "記入なし", "of-long-ago", "合計"]);
        assert_eq!(results.rows[0].1, [2, 1, 0, 3]);
    }
}
