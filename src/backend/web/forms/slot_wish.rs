//! The time that a form asks for: held against what can be booked, and answered with what is free where it cannot be had.

use axum::{
    http::{StatusCode, header},
    response::Response,
};
use jiff::Timestamp;
use serde_json::{Value, json};
use tsubame_http::answer;
use tsubame_model::schema::{
    Booking, Channel, FieldError, FieldErrorKind, Form, FormAnswer, FormField, SlotFault, Submission,
};

use super::problem::summary_title;
use crate::{
    intake::bookings::{SlotOffer, SlotRefusal, SlotWish, channel_of},
    store::SlotRequest,
    web::{
        Error, SiteSnapshot,
        free_slots::{FreeSlots, SlotFilter},
        state::AppState,
    },
};

/// The field by which forms ask how to meet.
const CHANNEL: &str = "channel";

/// The reference by which pages say with which company.
const COMPANY: &str = "company";

/// A time that was asked for.
pub(super) struct AskedSlot<'a> {
    booking: &'a Booking,
    field: &'a FormField,
    wish: Option<SlotWish>,
    channel: Option<Channel>,
}

impl<'a> AskedSlot<'a> {
    /// The time that a submission asks for; `None` where the form books nothing, or none was asked for.
    pub fn of(site: &'a SiteSnapshot, form: &'a Form, submission: &Submission) -> Option<Self> {
        let (booking, field) = site.bookings.of_form(form)?;
        let Some(FormAnswer::Text(text)) = submission.answers.get(&field.name) else { return None };
        let company = submission.references.get(COMPANY).filter(|key| booking.resource(key).is_some());
        let wish =
            SlotWish::parse(text).map(|wish| SlotWish { resource: wish.resource.or_else(|| company.cloned()), ..wish });
        let answer = match submission.answers.get(CHANNEL) {
            Some(FormAnswer::Choice(name)) => Some(name.as_str()),
            _ => None,
        };
        Some(Self { booking, field, wish, channel: channel_of(booking, answer) })
    }

    /// The wish as the store takes it, or why it cannot be. Whether somebody has the time by now is seen when it is taken.
    pub async fn request(
        &self,
        state: &AppState,
        site: &SiteSnapshot,
        form: &Form,
    ) -> Result<Result<SlotRequest, RefusedSlot>, Error> {
        let open = FreeSlots::untaken(state, site, self.booking).await?;
        let wished = self.wish.as_ref().zip(self.channel);
        let found = wished.map(|(wish, channel)| {
            let slots = open.candidates(wish, channel)?;
            Ok::<_, SlotRefusal>(SlotRequest::new(self.booking, &slots, channel, form.double_opt_in))
        });
        if let Some(Ok(request)) = found {
            return Ok(Ok(request));
        }
        let free = FreeSlots::read(state, site, self.booking).await?;
        Ok(Err(self.refuse(&free, |next| SlotFault::NotOffered { next })))
    }

    /// What is said once somebody else has the time.
    pub async fn taken(&self, state: &AppState, site: &SiteSnapshot) -> Result<RefusedSlot, Error> {
        let free = FreeSlots::read(state, site, self.booking).await?;
        Ok(self.refuse(&free, |next| SlotFault::Taken { next }))
    }

    fn refuse(&self, free: &FreeSlots<'_>, fault: impl FnOnce(Vec<String>) -> SlotFault) -> RefusedSlot {
        let with = self.wish.as_ref().and_then(|wish| wish.resource.as_deref());
        let with = with.filter(|key| self.booking.resource(key).is_some());
        let filter = SlotFilter { with, channel: self.channel };
        let from = self.wish.as_ref().map_or(Timestamp::MIN, |wish| wish.start);
        let mut next = free.next_offers(from, filter);
        if next.is_empty() {
            next = free.next_offers(Timestamp::MIN, filter);
        }
        let labels = next.iter().map(SlotOffer::full_label).collect();
        let kind = FieldErrorKind::Slot(fault(labels));
        let error = FieldError { name: self.field.name.clone(), label: self.field.label.clone(), kind };
        RefusedSlot { error, next }
    }
}

/// A time that cannot be had, with what is free instead.
pub(super) struct RefusedSlot {
    pub error: FieldError,
    next: Vec<SlotOffer>,
}

impl RefusedSlot {
    /// As data: what other field errors are, and the times that can be chosen instead.
    pub fn problem(&self) -> Response {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let errors = std::slice::from_ref(&self.error);
        let slots: Vec<Value> = self
            .next
            .iter()
            .map(|offer| json!({ "value": offer.wish.render(), "label": offer.full_label() }))
            .collect();
        let body = json!({
            "status": status.as_u16(),
            "title": summary_title(errors),
            "errors": [{ "field": self.error.name, "message": self.error.in_japanese() }],
            "slots": slots,
        });
        let headers = [
            (header::CONTENT_TYPE, "application/problem+json".to_owned()),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ];
        answer(status, body.to_string(), &headers)
    }
}
