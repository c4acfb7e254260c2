//! Who sends what over a year, and what comes of it.

use std::collections::BTreeMap;

use anyhow::Context;
use fastrand::Rng;
use jiff::{SignedDuration, Timestamp, Zoned, tz::TimeZone};
use tsubame_model::schema::{Form, InputType, SubmissionContext};

use super::{
    demo_site::DemoSite,
    drafts::begin_messages,
    made_up_answers::made_up_values,
    made_up_cases::CaseMaker,
    made_up_fairs::{hold_fairs, past_fair},
    made_up_names::MadeUpPerson,
    made_up_talks::TalkMaker,
    office_books::write_books,
};
use crate::{
    intake::{
        PersonId, RegistrationAction, SubmissionId,
        cases::{NoteAudience, PersonTag},
        fair::FairPart,
        staff::{RoleGrant, StaffGrants, StaffRole},
    },
    store::{
        CheckIn, CheckedAt, DEMO_MAIL_HOST, EventFacts, InviteOutcome, Keys, NewAccount, NewNote, NewTask,
        SealedSubmission, Store, TalkWishes,
    },
};

/// Who the people of the audit log are that did all this.
const ACTOR: &str = "operator";

/// How many days back the first of them came.
const DAYS: i64 = 365;

/// How many are sent at once, so that they are written together.
const AT_ONCE: usize = 200;

/// The staff.
const STAFF: [(&str, &str, StaffRole); 8] = [
    ("管理 愛", "admin", StaffRole::Administrator),
    ("調整 学", "coordinator", StaffRole::Coordinator),
    ("相談 聡", "counsellor", StaffRole::Counsellor),
    ("受付 圭", "door", StaffRole::EventStaff),
    ("編集 望", "editor", StaffRole::Editor),
    ("閲覧 実", "viewer", StaffRole::Viewer),
    ("監査 正", "auditor", StaffRole::Auditor),
    ("発注 都", "client", StaffRole::Client),
];

/// Of how many forms staff look after some: eight people do not write about a million.
const MOST_LOOKED_AFTER: usize = 100_000;

/// With the cases of how many people boards are filled: about two of each status.
const BOARD_PERSONS: usize = 70;

/// Words that staff put on people.
const TAGS: [&str; 6] = ["要連絡", "仙台出身", "IT", "営業", "家族と移住", "副業希望"];

/// What was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DemoReport {
    /// How many people.
    pub persons: usize,
    /// How many forms they sent.
    pub submissions: usize,
    /// How many were let in at events.
    pub attendances: usize,
    /// How many notes, tasks and words on people staff wrote.
    pub records: usize,
    /// How many accounts of staff there are.
    pub accounts: usize,
}

/// Somebody who does not exist, with what they sent.
struct Visit {
    person: MadeUpPerson,
    at: Timestamp,
}

/// How many people there are to be, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoPlan {
    /// How many.
    pub persons: usize,
    /// The same seed makes the same people.
    pub seed: u64,
    /// The end of the year in which they came.
    pub now: Timestamp,
}

/// Fills a database that holds nobody yet.
pub async fn populate(store: &Store, keys: &Keys, site: &DemoSite, plan: DemoPlan) -> anyhow::Result<DemoReport> {
    let DemoPlan { persons, seed, now } = plan;
    let mut chance = Rng::with_seed(seed);
    open_events(store, &site.content.events, now).await?;
    let mut report = DemoReport { accounts: invite_staff(store).await?, persons, ..DemoReport::default() };
    let maker = Maker { site, keys };
    let SentForms { all: known, asked } = send_all(store, &maker, &visits(plan, &mut chance)?, &mut chance).await?;
    report.submissions = known.len();
    confirm_most(store, &asked, &mut chance).await?;
    for event in &site.content.events {
        store.update_event(event.clone()).await?;
    }
    report.attendances = let_in(store, &site.content.events, now, &mut chance).await?;
    report.records = look_after(store, site, &known, now, &mut chance).await?;
    report.records += write_books(store, (&site.casework, &site.content), now, &coordinator(store).await?).await?;
    report.records += hold_fairs(store, site, (now, &coordinator(store).await?), &mut chance).await?;
    begin_messages(store, &site.content.events, now, ACTOR).await?;
    TalkMaker { store, keys, site, now, actor: ACTOR }.fill(&mut chance).await?;
    store.drop_waiting_mails().await?;
    while store.read_person_traits().await? > 0 {}
    while store.index_persons().await? > 0 {}
    Ok(report)
}

/// Everybody, in the order in which they came.
fn visits(plan: DemoPlan, chance: &mut Rng) -> anyhow::Result<Vec<Visit>> {
    let mut made = Vec::with_capacity(plan.persons);
    for number in 0..plan.persons {
        let back = SignedDuration::from_mins(chance.i64(30..DAYS * 24 * 60));
        made.push(Visit { person: MadeUpPerson::of_chance(number, chance), at: plan.now.checked_sub(back)? });
    }
    made.sort_by_key(|visit| visit.at);
    Ok(made)
}

/// What was sent.
#[derive(Default)]
struct SentForms {
    all: Vec<SubmissionId>,
    /// Those whose senders a mail asks to confirm them.
    asked: Vec<SubmissionId>,
}

/// Everybody sends what they have to say; of a million people only those are sealed that are sent next.
async fn send_all(store: &Store, maker: &Maker<'_>, visits: &[Visit], chance: &mut Rng) -> anyhow::Result<SentForms> {
    let mut known = SentForms::default();
    for part in visits.chunks(AT_ONCE) {
        let mut sent = Vec::new();
        for visit in part {
            sent.extend(maker.submissions(visit, chance)?);
        }
        known.all.extend(sent.iter().map(|sealed| sealed.id));
        known.asked.extend(sent.iter().filter(|sealed| sealed.has_to_be_confirmed()).map(|sealed| sealed.id));
        for written in futures_util::future::join_all(sent.into_iter().map(|sealed| store.receive(sealed))).await {
            written.context("somebody who was made up was not received")?;
        }
    }
    Ok(known)
}

/// Every event takes people until all have come, also one that is over by now: they came while it was still to be. The tables of a fair
/// that is over are given out later, as they would have been before it.
async fn open_events(store: &Store, events: &[EventFacts], now: Timestamp) -> anyhow::Result<()> {
    for event in events {
        let closes_at = event.closes_at.max(now.checked_add(SignedDuration::from_hours(24))?);
        let content_time = event.content_time.checked_sub(SignedDuration::from_secs(1))?;
        let fair = event.fair.clone().filter(|_| past_fair(event, now).is_none());
        store.update_event(EventFacts { closes_at, fair, content_time, ..event.clone() }).await?;
    }
    Ok(())
}

/// Most press the button of their mail.
async fn confirm_most(store: &Store, sent: &[SubmissionId], chance: &mut Rng) -> anyhow::Result<()> {
    for part in sent.chunks(AT_ONCE) {
        let pressed = part.iter().filter(|_| chance.u32(..100) < 92);
        let changes = pressed.map(|id| store.change_registration(*id, RegistrationAction::Confirm, 48));
        futures_util::future::try_join_all(changes).await?;
    }
    Ok(())
}

async fn invite_staff(store: &Store) -> anyhow::Result<usize> {
    let mut invited = 0;
    for (name, mailbox, role) in STAFF {
        let mail = format!("{mailbox}@{DEMO_MAIL_HOST}");
        let grants = StaffGrants(vec![RoleGrant { role, programme: None }]);
        let new = NewAccount { name: format!("{name}（見本）"), mail, grants };
        if matches!(store.invite_account(new, ACTOR).await?, InviteOutcome::Invited { .. }) {
            invited += 1;
        }
    }
    Ok(invited)
}

/// What makes submissions.
struct Maker<'a> {
    site: &'a DemoSite,
    keys: &'a Keys,
}

impl Maker<'_> {
    /// What somebody sends at about one time: most register, many for an event, some ask.
    fn submissions(&self, visit: &Visit, chance: &mut Rng) -> anyhow::Result<Vec<SealedSubmission>> {
        let mut wanted: Vec<(&str, BTreeMap<String, String>)> = Vec::new();
        if chance.u32(..100) < 60 {
            wanted.push(("member", BTreeMap::new()));
        }
        if let Some(event) = self.event_at(visit.at, chance).filter(|_| chance.u32(..100) < 70) {
            wanted.push(("event", BTreeMap::from([("event".to_owned(), event)])));
        }
        if wanted.is_empty() || chance.u32(..100) < 12 {
            wanted.push(("contact", BTreeMap::new()));
        }
        let mut made = Vec::new();
        for (form, references) in wanted {
            made.extend(self.submission(form, &references, visit, chance)?);
        }
        Ok(made)
    }

    /// An event that somebody could register for at that time.
    fn event_at(&self, at: Timestamp, chance: &mut Rng) -> Option<String> {
        let mut known = self.site.content.references.values("event").collect::<Vec<_>>();
        known.retain(|id| self.site.content.events.iter().any(|event| event.id == *id && event.closes_at > at));
        (!known.is_empty()).then(|| known[chance.usize(..known.len())].to_owned())
    }

    /// One form, if the site has it and takes what was made up.
    fn submission(
        &self,
        form: &str,
        references: &BTreeMap<String, String>,
        visit: &Visit,
        chance: &mut Rng,
    ) -> anyhow::Result<Option<SealedSubmission>> {
        let Some(form) = self.site.forms.iter().find(|known| known.form == form) else { return Ok(None) };
        let now: Zoned = visit.at.to_zoned(TimeZone::UTC);
        let mut values = made_up_values(form, &visit.person, references, &now, chance);
        let talks = self.talks(form, references, chance);
        let fields = form.fields().filter(|field| field.input == InputType::Table);
        let named = fields.zip(&talks.companies).map(|(field, company)| (field.name.clone(), company.clone()));
        values.texts.extend(named);
        let context = SubmissionContext { references: &self.site.content.references, now: &now };
        let Ok(submission) = form.check(&values, &context) else { return Ok(None) };
        let text = format!("{}（見本）", form.consent.label);
        Ok(Some(SealedSubmission::seal_at(form, &submission, text, self.keys, visit.at)?.with_talks(talks)))
    }

    /// The companies that somebody wants to talk with, where the event has tables of companies.
    fn talks(&self, form: &Form, references: &BTreeMap<String, String>, chance: &mut Rng) -> TalkWishes {
        let event =
            references.get("event").and_then(|id| self.site.content.events.iter().find(|event| event.id == *id));
        let asked = form.fields().filter(|field| field.input == InputType::Table).count();
        let Some(plan) = event.and_then(|event| event.fair.as_ref()).filter(|_| asked > 0) else {
            return TalkWishes::default();
        };
        let mut companies: Vec<String> = plan.tables.iter().map(|table| table.company.clone()).collect();
        chance.shuffle(&mut companies);
        companies.truncate(chance.usize(0..=asked.min(3)));
        TalkWishes { companies, part: FairPart::Any }
    }
}

/// Lets most of those in who had a seat at an event that is over.
async fn let_in(store: &Store, events: &[EventFacts], now: Timestamp, chance: &mut Rng) -> anyhow::Result<usize> {
    let mut count = 0;
    for event in events.iter().filter(|event| event.ends_at < now) {
        let Some(attendees) = store.attendees(&event.id, ACTOR).await? else { continue };
        for attendee in &attendees.confirmed {
            if chance.u32(..100) < 82 {
                let (who, request) = (CheckedAt::Line(attendee.registration), uuid::Uuid::new_v4());
                let wanted = CheckIn { event: event.id.clone(), who, at: event.starts_at, request };
                store.check_in(wanted, ACTOR).await?;
                count += 1;
            }
        }
    }
    Ok(count)
}

/// Who of the staff runs the programme.
async fn coordinator(store: &Store) -> anyhow::Result<String> {
    let accounts = store.accounts().await?;
    let found = accounts.iter().find(|account| account.mail.starts_with("coordinator@"));
    Ok(found.map_or_else(|| ACTOR.to_owned(), |account| account.id.to_string()))
}

/// Who sent something.
async fn sender_of(store: &Store, submission: SubmissionId) -> anyhow::Result<Option<PersonId>> {
    Ok(match store.record_of(submission).await? {
        Some(record) => Some(store.person_of(record).await?),
        None => None,
    })
}

/// Staff write about some of them.
async fn look_after(
    store: &Store,
    site: &DemoSite,
    sent: &[SubmissionId],
    now: Timestamp,
    chance: &mut Rng,
) -> anyhow::Result<usize> {
    let mut count = 0;
    let actor = coordinator(store).await?;
    let cases = CaseMaker { store, casework: &site.casework, actor: &actor };
    let mut for_boards = Vec::new();
    for submission in sent.iter().take(MOST_LOOKED_AFTER) {
        if chance.u32(..100) >= 8 {
            if for_boards.len() < BOARD_PERSONS {
                for_boards.extend(sender_of(store, *submission).await?);
            }
            continue;
        }
        let Some(person) = sender_of(store, *submission).await? else { continue };
        let text = "電話で話しました。秋までに一度、仙台を見に行きたいそうです（見本）。".to_owned();
        let note = NewNote { person, case: None, audience: NoteAudience::Team, side: None, text, consultation: None };
        store.add_note(note, &actor).await?;
        let days = chance.i64(-3..20);
        let due_on = now.to_zoned(TimeZone::UTC).date().checked_add(SignedDuration::from_hours(24 * days))?;
        let title = "その後の様子をたずねる（見本）".to_owned();
        let task = NewTask { person: Some(person), case: None, title, due_on, owner: Some(actor.clone()) };
        store.add_task(task, &actor).await?;
        if let Some(tag) = PersonTag::parse(TAGS[chance.usize(..TAGS.len())]) {
            store.tag_person(person, tag, &actor).await?;
        }
        let phases = &site.casework.phases;
        if !phases.is_empty() {
            store.set_phase(person, &phases[chance.usize(..phases.len())], &actor).await?;
        }
        count += 4;
        if chance.u32(..100) < 50 {
            count += cases.look_after(person, chance).await?;
        }
    }
    count += cases.fill_boards(&for_boards, chance).await?;
    Ok(count + cases.plan().await?)
}
