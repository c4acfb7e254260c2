//! What staff do with a talk by hand: it is moved or handed to somebody else, given back or accepted, gets an address, and it is said what became of it.

use axum::{
    Extension,
    extract::{Path, Query, State},
    response::Response,
};
use jiff::Timestamp;

use super::{
    booking::{ACCESS, OpenedTalk, TalkAddress, TypedStep, staff_definition},
    frame::see_other,
    office_form::OfficeForm,
    office_routes::OfficeRoutes,
    office_state::OfficeState,
    staff_visit::StaffVisit,
};
use crate::{
    intake::bookings::{BookingAction, BookingMark, BookingState, SlotWish},
    store::{BookingHand, BookingOutcome, JoinAddressError, MarkOutcome},
    web::{Error, free_slots::FreeSlots},
};

/// The longest reason, in characters.
const LONGEST_REASON: usize = 500;

const NO_REASON: &str = "理由を入力してください。";
const NOT_CHOSEN: &str = "新しい日時を1つ選んでください。";
const NOT_OFFERED: &str = "その日時は予約できません。今の予約はそのままです。別の日時を選んでください。";
const TAKEN: &str = "その日時は、ほかの予約が入ったか、担当者が不在です。今の予約はそのままです。";
const OWN_OVERLAP: &str = "本人が、その時間に別の予約を持っています。今の予約はそのままです。";
const NOT_POSSIBLE: &str = "始まったか、終わっているか、先にほかの人が変えたため、変更できません。";

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .post("/bookings/{submission}/move", ACCESS, move_talk)
        .post("/bookings/{submission}/cancel", ACCESS, cancel)
        .post("/bookings/{submission}/accept", ACCESS, accept)
        .post("/bookings/{submission}/address", ACCESS, set_address)
        .post("/bookings/{submission}/mark", ACCESS, mark)
        .post("/bookings/{submission}/unmark", ACCESS, unmark)
}

impl OpenedTalk<'_> {
    /// Who changes it, and why; `None` without a reason.
    fn hand(&self, form: &OfficeForm) -> Option<BookingHand> {
        let reason: String = form.text("reason").chars().take(LONGEST_REASON).collect();
        (!reason.is_empty()).then(|| BookingHand { actor: self.visit.actor(), reason })
    }

    async fn refuse(&self, fault: &'static str, form: &OfficeForm, wish: Option<Timestamp>) -> Result<Response, Error> {
        let typed = TypedStep { fault: Some(fault), reason: form.text("reason").to_owned(), address: None, wish };
        self.draw(None, typed).await
    }

    fn done(&self, done: &str) -> Response {
        see_other(&format!("/bookings/{}?done={done}", self.submission.0))
    }
}

async fn move_talk(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(submission): Path<String>,
    Query(query): Query<TalkAddress>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let talk = OpenedTalk::find(&state, &visit, (&submission, &query)).await?;
    let (store, site) = (&state.app.store, state.app.site());
    let view = store.booking(talk.submission).await?.ok_or(Error::NotFound)?;
    let Some(chosen) = SlotWish::parse(form.text("slot")) else { return talk.refuse(NOT_CHOSEN, &form, None).await };
    let (start, wish) = (chosen.start, Some(chosen.start));
    let host = chosen.resource.unwrap_or_else(|| view.resource.clone());
    let Some(hand) = talk.hand(&form) else { return talk.refuse(NO_REASON, &form, wish).await };
    let Some(booking) = staff_definition(&site, &view.booking) else {
        return talk.refuse(NOT_OFFERED, &form, wish).await;
    };
    // Whether it is free is for the store to say, which knows that a booking is not in its own way.
    let open = FreeSlots::untaken(&state.app, &site, &booking).await?;
    let meets = booking.resource(&host).is_some_and(|host| booking.channels_of(host).contains(&view.channel));
    let Some(slot) = open.check(&host, start).ok().filter(|_| meets) else {
        return talk.refuse(NOT_OFFERED, &form, wish).await;
    };
    let done = if host == view.resource { "moved" } else { "handed_over" };
    match store.move_booking_by_hand(talk.submission, &booking, slot, hand).await? {
        BookingOutcome::Stands(view) if (view.starts_at, &view.resource) == (start, &host) && view.state.has_time() => {
            Ok(talk.done(done))
        }
        outcome => talk.refuse(refusal_of(&outcome)?, &form, wish).await,
    }
}

/// Why a talk is not as it was wanted.
fn refusal_of(outcome: &BookingOutcome) -> Result<&'static str, Error> {
    match outcome {
        BookingOutcome::Stands(_) => Ok(NOT_POSSIBLE),
        BookingOutcome::Taken(_) => Ok(TAKEN),
        BookingOutcome::OwnOverlap(_) => Ok(OWN_OVERLAP),
        BookingOutcome::NoBooking => Err(Error::NotFound),
    }
}

async fn cancel(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(submission): Path<String>,
    Query(query): Query<TalkAddress>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let talk = OpenedTalk::find(&state, &visit, (&submission, &query)).await?;
    let Some(hand) = talk.hand(&form) else { return talk.refuse(NO_REASON, &form, None).await };
    let outcome = state.app.store.change_booking_by_hand(talk.submission, BookingAction::Cancel, hand).await?;
    match outcome.into_view().ok_or(Error::NotFound)?.state {
        BookingState::Cancelled => Ok(talk.done("cancelled")),
        _ => talk.refuse(NOT_POSSIBLE, &form, None).await,
    }
}

async fn accept(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(submission): Path<String>,
    Query(query): Query<TalkAddress>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let talk = OpenedTalk::find(&state, &visit, (&submission, &query)).await?;
    let hand = BookingHand { actor: visit.actor(), reason: String::new() };
    match state.app.store.change_booking_by_hand(talk.submission, BookingAction::Accept, hand).await? {
        BookingOutcome::Stands(view) if view.state == BookingState::Booked => Ok(talk.done("accepted")),
        outcome => talk.refuse(refusal_of(&outcome)?, &form, None).await,
    }
}

async fn set_address(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(submission): Path<String>,
    Query(query): Query<TalkAddress>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let talk = OpenedTalk::find(&state, &visit, (&submission, &query)).await?;
    let typed = form.text("address");
    match state.app.store.set_join_address(talk.submission, typed, &visit.actor()).await {
        Ok(_) => Ok(talk.done("address")),
        Err(JoinAddressError::NotAnAddress) => {
            let fault = Some("参加用のアドレスは https:// で始まる英数字で入力してください。");
            talk.draw(None, TypedStep { fault, address: Some(typed.to_owned()), ..TypedStep::default() }).await
        }
        Err(JoinAddressError::NoVideo) => Err(Error::NotFound),
        Err(JoinAddressError::Write(error)) => Err(error.into()),
        Err(JoinAddressError::Internal(error)) => Err(error.into()),
    }
}

async fn mark(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(submission): Path<String>,
    Query(query): Query<TalkAddress>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let talk = OpenedTalk::find(&state, &visit, (&submission, &query)).await?;
    let Some(mark) = BookingMark::parse(form.text("mark")) else {
        return talk.refuse("実施したかどうかを選んでください。", &form, None).await;
    };
    match state.app.store.mark_booking(talk.submission, mark, &visit.actor()).await? {
        MarkOutcome::Marked => Ok(talk.done("marked")),
        MarkOutcome::MarkedBefore(_) => {
            let fault = "先に、別の結果が記録されています。取り消してから、もう一度記録してください。";
            talk.refuse(fault, &form, None).await
        }
        MarkOutcome::NotPossible => talk.refuse("まだ始まっていないか、予約が終わっています。", &form, None).await,
        MarkOutcome::Unknown => Err(Error::NotFound),
    }
}

async fn unmark(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(submission): Path<String>,
    Query(query): Query<TalkAddress>,
) -> Result<Response, Error> {
    let talk = OpenedTalk::find(&state, &visit, (&submission, &query)).await?;
    let was_marked = state.app.store.unmark_booking(talk.submission, &visit.actor()).await?;
    Ok(talk.done(if was_marked { "unmarked" } else { "unmarked_before" }))
}
