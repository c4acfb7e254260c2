//! What is done to the record of a person as a whole: putting two together and parting them again, taking a consent back, erasing.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use uuid::Uuid;

use super::{
    frame::{OfficeFrame, notice, see_other, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    path_id::path_id,
    person::name_of,
    person_scope::find_person,
    staff_visit::StaffVisit,
    times::day_and_time,
};
use crate::{
    intake::{PersonId, SubmissionId, TraitKind, cases::Viewer, staff::StaffRight},
    store::{MergeOutcome, PersonPage, TimelineKind, UndoOutcome},
    web::Error,
};

const MERGE: RouteAccess = RouteAccess::Right(StaffRight::MergePersons);
const ERASE: RouteAccess = RouteAccess::Right(StaffRight::ErasePersons);

/// What has to be typed before somebody is erased.
const ERASE_WORD: &str = "消去";

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .get("/persons/{person}/merge", MERGE, merge_page)
        .post("/persons/{person}/merge", MERGE, merge)
        .post("/persons/{person}/merges/{merge}/undo", MERGE, undo_merge)
        .get("/persons/{person}/erase", ERASE, erase_page)
        .post("/persons/{person}/erase", ERASE, erase)
        .post("/persons/{person}/withdraw", ERASE, withdraw)
}

/// Somebody who may be the same person.
struct SimilarRow {
    id: Uuid,
    name: String,
    shared: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "office/merge.html")]
struct MergeHtml {
    frame: OfficeFrame,
    id: Uuid,
    similar: Vec<SimilarRow>,
    /// Merges that can be undone: ids and when they were made.
    merges: Vec<(Uuid, String)>,
    fault: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "office/erase.html")]
struct EraseHtml {
    frame: OfficeFrame,
    id: Uuid,
    word: &'static str,
    /// Consents that hold: submissions, with the form and when.
    consents: Vec<(Uuid, String, String)>,
    fault: Option<&'static str>,
}

async fn open(state: &OfficeState, visit: &StaffVisit, person: PersonId) -> Result<PersonPage, Error> {
    let viewer = Viewer { account: visit.actor(), sees_counselling: false };
    state.app.store.person_page(person, &viewer).await?.ok_or(Error::NotFound)
}

async fn merge_page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(person): Path<String>,
) -> Result<Response, Error> {
    let person = find_person(&state, &visit, &person).await?;
    draw_merge(&state, &visit, person, None).await
}

async fn draw_merge(
    state: &OfficeState,
    visit: &StaffVisit,
    person: PersonId,
    fault: Option<&'static str>,
) -> Result<Response, Error> {
    let found = open(state, visit, person).await?;
    let mut similar = Vec::new();
    for pair in state.app.store.similar_persons().await? {
        let other = if pair.first == person { pair.second } else { pair.first };
        if other == person || (pair.first != person && pair.second != person) {
            continue;
        }
        if find_person(state, visit, &other.0.to_string()).await.is_ok() {
            let name = name_of(&open(state, visit, other).await?);
            similar.push(SimilarRow {
                id: other.0,
                name,
                shared: pair.shared.iter().copied().map(trait_label).collect(),
            });
        }
    }
    let merges = found.timeline.iter().filter_map(|entry| match &entry.kind {
        TimelineKind::Merged { merge, undone_at: None, .. } => Some((*merge, day_and_time(entry.at))),
        _ => None,
    });
    let page = MergeHtml {
        frame: OfficeFrame::new(format!("{}さんを別の登録者とまとめる", name_of(&found)), "/persons", visit),
        id: person.0,
        similar,
        merges: merges.collect(),
        fault,
    };
    show(&page, if fault.is_some() { StatusCode::CONFLICT } else { StatusCode::OK })
}

fn trait_label(kind: TraitKind) -> &'static str {
    match kind {
        TraitKind::Name => "名前",
        TraitKind::Birth => "生年月日",
        TraitKind::Phone => "電話番号",
        TraitKind::Mailbox => "メールアドレスの+より前",
    }
}

async fn merge(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(person): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let person = find_person(&state, &visit, &person).await?;
    // The address of the other's page is what people have at hand.
    let typed = form.text("other").rsplit('/').next().unwrap_or_default().split('?').next().unwrap_or_default();
    let Ok(other) = find_person(&state, &visit, typed).await else {
        return draw_merge(
            &state,
            &visit,
            person,
            Some("相手の登録者が見つかりません。記録の画面のアドレスを貼り付けてください。"),
        )
        .await;
    };
    if other == person {
        return draw_merge(&state, &visit, person, Some("同じ登録者です。別の人を選んでください。")).await;
    }
    let hours = state.app.rules().await?.offer_hours;
    match state.app.store.merge_persons(person, other, &visit.actor(), hours).await? {
        MergeOutcome::Merged(_) => Ok(see_other(&format!("/persons/{}?done=merged", person.0))),
        MergeOutcome::Same => draw_merge(&state, &visit, person, Some("もう1人にまとまっています。")).await,
        MergeOutcome::Unknown => draw_merge(&state, &visit, person, Some("相手の記録は、もうありません。")).await,
        MergeOutcome::NotVerified => {
            let fault = "どちらかのメールアドレスが確認されていないため、まとめられません。";
            draw_merge(&state, &visit, person, Some(fault)).await
        }
    }
}

async fn undo_merge(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path((person, merge)): Path<(String, String)>,
) -> Result<Response, Error> {
    let person = find_person(&state, &visit, &person).await?;
    let merge = path_id(&merge)?;
    let found = open(&state, &visit, person).await?;
    let is_theirs = found
        .timeline
        .iter()
        .any(|entry| matches!(&entry.kind, TimelineKind::Merged { merge: known, .. } if *known == merge));
    if !is_theirs {
        return Err(Error::NotFound);
    }
    match state.app.store.undo_merge(merge, &visit.actor()).await? {
        UndoOutcome::Undone => Ok(see_other(&format!("/persons/{}?done=unmerged", person.0))),
        _ => draw_merge(&state, &visit, person, Some("取り消せるのは、まとめてから1日のあいだです。")).await,
    }
}

async fn erase_page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(person): Path<String>,
) -> Result<Response, Error> {
    let person = find_person(&state, &visit, &person).await?;
    draw_erase(&state, &visit, person, None).await
}

async fn draw_erase(
    state: &OfficeState,
    visit: &StaffVisit,
    person: PersonId,
    fault: Option<&'static str>,
) -> Result<Response, Error> {
    let found = open(state, visit, person).await?;
    let site = state.app.site();
    let withdrawn: BTreeSet<SubmissionId> = found
        .timeline
        .iter()
        .filter_map(|entry| match &entry.kind {
            TimelineKind::ConsentWithdrawn { submission } => Some(*submission),
            _ => None,
        })
        .collect();
    let consents = found.timeline.iter().filter_map(|entry| match &entry.kind {
        TimelineKind::ConsentGiven { submission, form, .. } if !withdrawn.contains(submission) => {
            let label = site.forms.get(form).map_or_else(|| form.clone(), |found| found.label.clone());
            Some((submission.0, label, day_and_time(entry.at)))
        }
        _ => None,
    });
    let page = EraseHtml {
        frame: OfficeFrame::new(format!("{}さんの消去と同意の取り消し", name_of(&found)), "/persons", visit),
        id: person.0,
        word: ERASE_WORD,
        consents: consents.collect(),
        fault,
    };
    show(&page, if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK })
}

async fn erase(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(person): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let person = find_person(&state, &visit, &person).await?;
    if form.text("word") != ERASE_WORD {
        return draw_erase(
            &state,
            &visit,
            person,
            Some("消去するには、「消去」と入力してください。何も消していません。"),
        )
        .await;
    }
    let hours = state.app.rules().await?.offer_hours;
    let erased = state.app.store.erase_person(person, &visit.actor(), hours).await?;
    erased.ok_or(Error::NotFound)?;
    let text = "記録を消去しました。鍵もなくなったため、バックアップからも読めません。人数の集計には残ります。";
    Ok(notice(StatusCode::OK, "消去しました", &[text], Some(("/persons", "登録者の一覧へ"))))
}

async fn withdraw(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(person): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let person = find_person(&state, &visit, &person).await?;
    let submission = SubmissionId(form.parsed("submission").ok_or(Error::NotFound)?);
    let owner = state.app.store.record_of(submission).await?.ok_or(Error::NotFound)?;
    if state.app.store.person_of(owner).await? != person {
        return Err(Error::NotFound);
    }
    state.app.store.withdraw_consent(submission, state.app.rules().await?.offer_hours).await?;
    Ok(see_other(&format!("/persons/{}?done=withdrawn", person.0)))
}
