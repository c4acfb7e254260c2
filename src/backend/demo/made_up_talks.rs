//! Talks that people who do not exist have booked, with what became of those that are over; hosts who are away; questions that were
//! answered; and what those say who were at an event.

use std::{collections::BTreeMap, ops::Range};

use fastrand::Rng;
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned, tz::TimeZone};
use tsubame_model::schema::{Booking, Form, InputType, SubmissionContext};

use super::{demo_site::DemoSite, made_up_answers::made_up_values, made_up_names::MadeUpPerson};
use crate::{
    intake::{
        bookings::{BookingMark, HostTimeKind, Slot, SlotContext, SlotWish, TakenCells},
        calendar::{BusinessCalendar, Holidays, clock_in_japan, instant_in_japan},
    },
    store::{
        Invitee, Keys, NewHostTime, Reception, Respondent, SealedResponse, SealedSubmission, SlotRequest, Store, Survey,
    },
};

/// How many talks of each kind there are.
const TALKS: usize = 24;

/// For how many days back and ahead they are.
const DAYS: i64 = 14;

/// The most who answer after an event.
const MOST_ANSWERS: usize = 40;

/// More questions than there are.
const MOST_QUESTIONS: u64 = 1_000_000;

/// Numbers of people beyond those of the population.
const FIRST_NUMBER: usize = 10_000_000;

/// Who did all this.
pub(super) struct TalkMaker<'a> {
    pub store: &'a Store,
    pub keys: &'a Keys,
    pub site: &'a DemoSite,
    pub now: Timestamp,
    pub actor: &'a str,
}

/// From 13:00 to 17:00 of the first working day from the day after tomorrow on.
fn next_afternoon(now: Timestamp, holidays: &Holidays) -> Option<Range<Timestamp>> {
    let soon = clock_in_japan(now).date().checked_add(2.days()).ok()?;
    let day = BusinessCalendar::office(holidays).next_business_day(soon)?;
    Some(instant_in_japan(day.at(13, 0, 0, 0))?..instant_in_japan(day.at(17, 0, 0, 0))?)
}

impl TalkMaker<'_> {
    /// Fills the calendar, and has surveys and questions answered.
    pub async fn fill(&self, chance: &mut Rng) -> anyhow::Result<()> {
        for booking in self.site.bookings.by_name.values() {
            self.book(booking, chance).await?;
            self.send_away(booking).await?;
        }
        self.answer_surveys(chance).await?;
        let yesterday = self.now.checked_sub(SignedDuration::from_hours(20))?;
        for question in self.store.open_questions(MOST_QUESTIONS).await? {
            if question.received_at < yesterday {
                self.store.answer_question(question.submission, self.actor).await?;
            }
        }
        Ok(())
    }

    async fn book(&self, booking: &Booking, chance: &mut Rng) -> anyhow::Result<()> {
        let Some(form) = self.site.forms.iter().find(|form| form.form == booking.form) else { return Ok(()) };
        let slots = self.slots(booking)?;
        for number in 0..TALKS {
            if slots.is_empty() {
                break;
            }
            let slot = &slots[chance.usize(..slots.len())];
            let person = MadeUpPerson::of_chance(FIRST_NUMBER + number, chance);
            let Some(sealed) = self.wish((booking, form), slot, &person, chance)? else { continue };
            // Somebody else may have that time by then: so it is in life, too.
            let Reception::Received { submission, .. } = self.store.receive(sealed).await? else { continue };
            if slot.end < self.now && chance.u32(..100) < 85 {
                let mark = if chance.u32(..100) < 88 { BookingMark::Held } else { BookingMark::VisitorAbsent };
                self.store.mark_booking(submission, mark, self.actor).await?;
            }
        }
        Ok(())
    }

    /// All times around now.
    fn slots(&self, booking: &Booking) -> anyhow::Result<Vec<Slot>> {
        let (taken, holidays) = (TakenCells::default(), &self.site.bookings.holidays);
        let now = self.now.checked_sub(SignedDuration::from_hours(24 * (DAYS + 7)))?;
        let today = clock_in_japan(self.now).date();
        let context = SlotContext { booking, holidays, taken: &taken, now };
        Ok(context.free_slots(today.saturating_sub(DAYS.days())..=today.saturating_add(DAYS.days())))
    }

    /// A wish for a time, if the form takes what was made up.
    fn wish(
        &self,
        (booking, form): (&Booking, &Form),
        slot: &Slot,
        person: &MadeUpPerson,
        chance: &mut Rng,
    ) -> anyhow::Result<Option<SealedSubmission>> {
        let Some(field) = form.fields().find(|field| field.input == InputType::Slot) else { return Ok(None) };
        let resource = booking.resource(&slot.resource);
        let Some(channel) = resource.and_then(|found| booking.channels_of(found).first()).copied() else {
            return Ok(None);
        };
        let sent_at = slot.start.checked_sub(SignedDuration::from_hours(24 * (DAYS + 2)))?.min(self.now);
        let now: Zoned = sent_at.to_zoned(TimeZone::UTC);
        let is_of = |name: &str| form.references.iter().any(|known| known == name);
        let references: BTreeMap<String, String> =
            is_of("company").then(|| ("company".to_owned(), slot.resource.clone())).into_iter().collect();
        let mut values = made_up_values(form, person, &references, &now, chance);
        values.texts.retain(|(name, _)| name != "channel" && *name != field.name);
        values.texts.push(("channel".to_owned(), channel.name().to_owned()));
        let wish = SlotWish { start: slot.start, resource: Some(slot.resource.clone()) };
        values.texts.push((field.name.clone(), wish.render()));
        let context = SubmissionContext { references: &self.site.content.references, now: &now };
        let Ok(submission) = form.check(&values, &context) else { return Ok(None) };
        let text = format!("{}（見本）", form.consent.label);
        let sealed = SealedSubmission::seal_at(form, &submission, text, self.keys, sent_at)?;
        let request = SlotRequest::new(booking, std::slice::from_ref(slot), channel, false);
        Ok(Some(sealed.with_slot(request, self.keys)?))
    }

    /// The first host of a booking is away for the afternoon of a working day soon.
    async fn send_away(&self, booking: &Booking) -> anyhow::Result<()> {
        let Some(host) = booking.resources.first() else { return Ok(()) };
        let Some(times) = next_afternoon(self.now, &self.site.bookings.holidays) else { return Ok(()) };
        let (resource, reason) = (host.key.clone(), "研修（見本）".to_owned());
        let time = NewHostTime { resource, kind: HostTimeKind::Away, times, reason };
        self.store.add_host_time(time, self.actor).await?;
        Ok(())
    }

    /// Some of those who came to an event say how it was.
    async fn answer_surveys(&self, chance: &mut Rng) -> anyhow::Result<()> {
        let Some(form) = self.site.forms.iter().find(|form| form.form == "survey-event") else { return Ok(()) };
        let Some(terms) = form.survey.clone() else { return Ok(()) };
        let survey = Survey { form: form.form.clone(), label: form.label.clone(), terms };
        for event in self.site.content.events.iter().filter(|event| event.ends_at < self.now) {
            let Some(attendees) = self.store.attendees(&event.id, self.actor).await? else { continue };
            for attendee in attendees.confirmed.iter().take(MOST_ANSWERS) {
                let (person, submission) = (attendee.person, attendee.submission);
                let invitee = Invitee { person, submission, occasion: event.id.clone() };
                let id = self.store.invite_to_survey(&survey, invitee, false, self.now).await?;
                let Some(invitation) = self.store.invitation(id).await? else { continue };
                if chance.u32(..100) >= 65 {
                    continue;
                }
                let (person, now) = (MadeUpPerson::of_chance(0, chance), self.now.to_zoned(TimeZone::UTC));
                let references = BTreeMap::from([("event".to_owned(), event.id.clone())]);
                let values = made_up_values(form, &person, &references, &now, chance);
                let context = SubmissionContext { references: &self.site.content.references, now: &now };
                let Ok(submission) = form.check(&values, &context) else { continue };
                let from = Respondent { invitation: &invitation, answered_by: "visitor" };
                let response = SealedResponse::seal(form, &submission, String::new(), from, self.keys)?;
                self.store.answer_survey(response).await?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_away_in_the_afternoon_of_a_working_day() {
        for (now, from) in [
            ("2026-11-30T16:00:00Z", "2026-12-03T04:00:00Z"),
            ("2026-12-03T01:00:00Z", "2026-12-07T04:00:00Z"),
            ("2026-12-28T01:00:00Z", "2027-01-04T04:00:00Z"),
        ] {
            let times = next_afternoon(now.parse().unwrap(), &Holidays::default()).unwrap();
            assert_eq!((times.start.to_string().as_str(), times.end.duration_since(times.start).as_hours()), (from, 4));
        }
    }
}
