//! Surveys: which there are and how many answered, and what was answered, question by question, with the reason why each is asked.

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use tsubame_model::schema::{Form, FormField, InputType, SurveyOccasion, SurveySide};
use url::form_urlencoded;

use super::{
    frame::{OfficeFrame, show},
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    staff_visit::StaffVisit,
    survey_scope::{SurveyAddress, survey_address},
    times::day,
};
use crate::{
    intake::{
        CodedAnswers, CrossRow, CrossTable, FEWEST_SHOWN, cross_questions, is_counted, is_read,
        staff::{ProgrammeScope, StaffRight},
        tally_question, values_of,
    },
    store::{OccasionCount, ResponseRate, SurveyScope, SurveySheet},
    web::{Error, SiteSnapshot},
};

pub(super) const ACCESS: RouteAccess = RouteAccess::Right(StaffRight::SeeFigures);

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/surveys", ACCESS, list).get("/survey", ACCESS, page)
}

/// A survey about one occasion, or about all of them.
struct OccasionRow {
    address: String,
    title: String,
    asked: String,
    rate: RateWords,
}

/// A survey.
struct SurveyCard {
    label: String,
    about: String,
    rows: Vec<OccasionRow>,
}

/// How many answered.
struct RateWords {
    invited: u64,
    answered: u64,
    percent: String,
}

#[derive(Template)]
#[template(path = "office/surveys.html")]
struct SurveysHtml {
    frame: OfficeFrame,
    surveys: Vec<SurveyCard>,
}

/// What an address asks for beside the survey.
#[derive(Debug, Deserialize)]
pub(super) struct ResultsQuery {
    pub form: String,
    pub occasion: Option<String>,
    /// The two questions of which one is counted by the other.
    row: Option<String>,
    column: Option<String>,
}

/// A line of the table of a question.
pub(super) struct ChoiceRow {
    pub label: String,
    pub count: u64,
    /// Of a hundred who answered the question.
    pub percent: u64,
}

/// A question with what was answered.
pub(super) struct QuestionCard {
    name: String,
    pub label: String,
    reason: String,
    pub answered: u64,
    is_multiple: bool,
    pub rows: Vec<ChoiceRow>,
    average: Option<String>,
    promoters: Option<i64>,
}

/// A question whose answers are read.
struct TextCard {
    label: String,
    reason: String,
    address: String,
    tags: Vec<(String, String)>,
}

/// A question that can be counted by another.
struct QuestionChoice {
    name: String,
    label: String,
    is_row: bool,
    is_column: bool,
}

/// One question by another.
struct CrossCard {
    row_label: String,
    column_label: String,
    answered: u64,
    columns: Vec<String>,
    rows: Vec<(String, String, Vec<String>)>,
    is_hidden: bool,
}

#[derive(Template)]
#[template(path = "office/survey.html")]
struct SurveyResultsHtml {
    frame: OfficeFrame,
    form: String,
    occasion: String,
    about: String,
    rate: RateWords,
    without_link: u64,
    is_too_few: bool,
    questions: Vec<QuestionCard>,
    texts: Vec<TextCard>,
    choices: Vec<QuestionChoice>,
    cross: Option<CrossCard>,
    may_read: bool,
    /// The page that takes the tables away.
    export: String,
}

async fn list(State(state): State<OfficeState>, Extension(visit): Extension<StaffVisit>) -> Result<Response, Error> {
    let site = state.app.site();
    let forms: Vec<&Form> = site.forms.values().filter(|form| form.survey.is_some()).collect();
    let names = forms.iter().map(|form| form.form.clone()).collect();
    let mut occasions = state.app.store.survey_occasions(&names).await?;
    if let ProgrammeScope::Only(programmes) = visit.scope() {
        occasions.retain(|count| programmes.contains(&count.occasion));
    }
    let page = SurveysHtml {
        frame: OfficeFrame::new("アンケート", "/surveys", &visit),
        surveys: forms.iter().map(|form| survey_card(form, &occasions, &site)).collect(),
    };
    show(&page, StatusCode::OK)
}

/// A survey with a line for all of its occasions, and, of events and programmes, one for each: of talks there are too many, and each is
/// about one person.
fn survey_card(form: &Form, occasions: &[OccasionCount], site: &SiteSnapshot) -> SurveyCard {
    let own: Vec<&OccasionCount> = occasions.iter().filter(|count| count.form == form.form).collect();
    let sum = own.iter().fold(ResponseRate { invited: 0, answered: 0 }, |sum, count| ResponseRate {
        invited: sum.invited + count.rate.invited,
        answered: sum.answered + count.rate.answered,
    });
    let last = own.iter().filter_map(|count| count.asked_at).max();
    let whole = OccasionRow {
        address: survey_address("/survey", &form.form, None),
        title: "すべて".to_owned(),
        asked: last.map(day).unwrap_or_default(),
        rate: rate_words(sum),
    };
    let is_listed = form.survey.as_ref().is_some_and(|terms| is_listed(terms.about));
    let each = own.iter().filter(|_| is_listed).map(|count| OccasionRow {
        address: survey_address("/survey", &form.form, Some(&count.occasion)),
        title: occasion_title(count, site),
        asked: count.asked_at.map(day).unwrap_or_default(),
        rate: rate_words(count.rate),
    });
    SurveyCard { label: form.label.clone(), about: about_text(form), rows: [whole].into_iter().chain(each).collect() }
}

/// Whether each occasion of a survey has a line of its own.
fn is_listed(about: SurveyOccasion) -> bool {
    matches!(about, SurveyOccasion::Event | SurveyOccasion::Programme)
}

fn occasion_title(count: &OccasionCount, site: &SiteSnapshot) -> String {
    let known = || ["programme", "event"].iter().find_map(|kind| site.words.words_of(kind, &count.occasion));
    count.title.clone().or_else(|| known().map(str::to_owned)).unwrap_or_else(|| count.occasion.clone())
}

fn about_text(form: &Form) -> String {
    let Some(terms) = &form.survey else { return String::new() };
    let about = match terms.about {
        SurveyOccasion::Event => "イベントのあと",
        SurveyOccasion::Talk => "面談のあと",
        SurveyOccasion::Programme => "プログラムのあと",
        SurveyOccasion::Person => "登録者に",
    };
    let side = match terms.side {
        SurveySide::Visitor => "参加した方",
        SurveySide::Company => "企業・担当者",
    };
    format!("{about}、{side}へ")
}

fn rate_words(rate: ResponseRate) -> RateWords {
    let percent =
        if rate.invited == 0 { "—".to_owned() } else { format!("{}%", percent_of(rate.answered, rate.invited)) };
    RateWords { invited: rate.invited, answered: rate.answered, percent }
}

/// Of a hundred, rounded.
fn percent_of(part: u64, whole: u64) -> u64 {
    if whole == 0 { 0 } else { (part * 200 + whole) / (whole * 2) }
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<ResultsQuery>,
) -> Result<Response, Error> {
    let (store, site) = (&state.app.store, state.app.site());
    let found = SurveyAddress::find(&site, &visit, (&query.form, query.occasion.as_deref()))?;
    let sheet = store.survey_sheet(&found.form.form, &found.scope).await?;
    let may_read = visit.may(StaffRight::OpenPerson);
    let shown = shown_answers(&sheet, &visit);
    let answers = shown.unwrap_or_default();
    let counted: Vec<&FormField> = found.form.fields().filter(|field| is_counted(field)).collect();
    let mut texts = Vec::new();
    for field in found.form.fields().filter(|field| is_read(field)) {
        let tags = store.text_tags(&found.form.form, &field.name, &found.scope).await?;
        let words = |count: u64| {
            if may_read || count >= FEWEST_SHOWN { format!("{count}件") } else { "3件未満".to_owned() }
        };
        texts.push(TextCard {
            label: field.label.clone(),
            reason: field.reason.clone(),
            address: text_address(&query, &field.name),
            tags: tags.into_iter().map(|tag| (tag_text(tag.tag), words(tag.count))).collect(),
        });
    }
    let page = SurveyResultsHtml {
        frame: OfficeFrame::new(found.form.label.clone(), "/surveys", &visit),
        form: found.form.form.clone(),
        about: about_line(&state, &found.scope, &site).await?,
        rate: rate_words(sheet.rate),
        without_link: sheet.without_link,
        is_too_few: shown.is_none(),
        questions: counted.iter().map(|field| question_card(field, answers)).collect(),
        texts,
        choices: counted.iter().map(|field| question_choice(field, &query)).collect(),
        cross: cross_card(&counted, &query, (answers, may_read)),
        export: survey_address("/survey/export", &query.form, query.occasion.as_deref()),
        occasion: query.occasion.unwrap_or_default(),
        may_read,
    };
    show(&page, StatusCode::OK)
}

/// The answers that are counted for somebody; `None` if they are so few that numbers alone would tell who said what.
pub(super) fn shown_answers<'a>(sheet: &'a SurveySheet, visit: &StaffVisit) -> Option<&'a [CodedAnswers]> {
    let is_too_few = !visit.may(StaffRight::OpenPerson) && (sheet.answers.len() as u64) < FEWEST_SHOWN;
    (!is_too_few).then_some(sheet.answers.as_slice())
}

/// What the results are about.
async fn about_line(state: &OfficeState, scope: &SurveyScope, site: &SiteSnapshot) -> Result<String, Error> {
    let SurveyScope::Only(occasions) = scope else { return Ok("すべての回答".to_owned()) };
    let mut titles = Vec::new();
    for occasion in occasions {
        let event = state.app.store.event_day(occasion).await?.map(|event| event.title);
        let known = || ["programme", "event"].iter().find_map(|kind| site.words.words_of(kind, occasion));
        titles.push(event.or_else(|| known().map(str::to_owned)).unwrap_or_else(|| occasion.clone()));
    }
    Ok(titles.join("、"))
}

/// A word on texts; those that are merged have none.
fn tag_text(tag: String) -> String {
    if tag == "*" { "そのほか".to_owned() } else { tag }
}

fn text_address(query: &ResultsQuery, field: &str) -> String {
    let base = survey_address("/survey/texts", &query.form, query.occasion.as_deref());
    let field = form_urlencoded::Serializer::new(String::new()).append_pair("field", field).finish();
    format!("{base}&{field}")
}

fn question_choice(field: &FormField, query: &ResultsQuery) -> QuestionChoice {
    QuestionChoice {
        name: field.name.clone(),
        label: field.label.clone(),
        is_row: query.row.as_ref() == Some(&field.name),
        is_column: query.column.as_ref() == Some(&field.name),
    }
}

/// The words of the values of a question.
fn labels_of(field: &FormField) -> Vec<String> {
    if field.choices.is_empty() {
        return vec!["はい".to_owned(); values_of(field).len()];
    }
    field.choices.iter().map(|choice| choice.label.clone()).collect()
}

pub(super) fn question_card(field: &FormField, answers: &[CodedAnswers]) -> QuestionCard {
    let tally = tally_question(field, answers);
    let row = |(label, count): (String, u64)| ChoiceRow { label, count, percent: percent_of(count, tally.answered) };
    let others = Some(("そのほか".to_owned(), tally.others)).filter(|(_, count)| *count > 0);
    QuestionCard {
        name: field.name.clone(),
        label: field.label.clone(),
        reason: field.reason.clone(),
        answered: tally.answered,
        is_multiple: field.input == InputType::Checkbox,
        rows: labels_of(field).into_iter().zip(tally.choices.iter().copied()).chain(others).map(row).collect(),
        average: tally.average.map(|average| format!("{average:.2}")),
        promoters: tally.promoters,
    }
}

/// One question by another, where both are asked for and are two.
fn cross_card(
    counted: &[&FormField],
    query: &ResultsQuery,
    (answers, may_read): (&[CodedAnswers], bool),
) -> Option<CrossCard> {
    let find = |name: &Option<String>| counted.iter().find(|field| Some(&field.name) == name.as_ref()).copied();
    let (first, second) = (find(&query.row)?, find(&query.column)?);
    if first.name == second.name {
        return None;
    }
    let whole = cross_questions(first, second, answers);
    let table = if may_read { whole.clone() } else { whole.clone().without_few() };
    Some(CrossCard {
        row_label: first.label.clone(),
        column_label: second.label.clone(),
        answered: table.answered,
        columns: labels_of(second),
        is_hidden: table != whole,
        rows: cross_rows(first, &table),
    })
}

/// The rows of a table in words: `4（40%）`, of a hundred of its row.
fn cross_rows(first: &FormField, table: &CrossTable) -> Vec<(String, String, Vec<String>)> {
    const HIDDEN: &str = "非表示";
    let rows = labels_of(first).into_iter().zip(&table.rows);
    let row = |(label, row): (String, &CrossRow)| {
        let cell = |cell: &Option<u64>| match (cell, row.answered) {
            (Some(count), Some(answered)) => format!("{count}（{}%）", percent_of(*count, answered)),
            (Some(count), None) => count.to_string(),
            (None, _) => HIDDEN.to_owned(),
        };
        let answered = row.answered.map_or_else(|| HIDDEN.to_owned(), |answered| answered.to_string());
        (label, answered, row.cells.iter().map(cell).collect())
    };
    rows.map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_are_rounded_and_nobody_is_none_of_a_hundred() {
        for (part, whole, expected) in [(1, 3, 33), (2, 3, 67), (1, 8, 13), (0, 0, 0), (5, 5, 100), (1, 200, 1)] {
            assert_eq!(percent_of(part, whole), expected, "{part} of {whole}");
        }
        assert_eq!(rate_words(ResponseRate { invited: 0, answered: 0 }).percent, "—");
    }
}
