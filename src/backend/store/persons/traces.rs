//! What other parts of the server keep of a submission or of a person: it goes with them. A table that names either is named here,
//! in `erasure`, or where the index of persons is written (a test looks).

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QuerySelect, QueryTrait,
    sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    intake::{PersonId, messages::SkipReason},
    store::{
        entities::{
            attendance, attendance_step, booking, booking_cell, booking_mark, booking_reason, case_change, case_mail,
            ended_answer, fair_follow_up, fair_talk, fair_wish, held_submission, incentive_grant, mail_try, message,
            message_recipient, message_trial, newsletter_mail, note_version, outbox_mail, person_address, person_case,
            person_note, person_phase, person_tag, person_task, question, referral, registration_reason, subscription,
            subscription_end, survey_invitation, survey_response, survey_revision, text_tag, unconfirmed_submission,
            upload,
        },
        mails::MailState,
        messages::RecipientState,
        search::forget_indexed,
    },
};

/// Deletes what hangs on submissions: times that were booked, which others can have again, surveys, rows of files, whose bytes the
/// sweep of files removes then.
pub(super) async fn delete_traces_of_submissions(ids: &[Uuid], db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let of = || ids.iter().copied();
    delete_attendances(ids, db).await?;
    skip_unsent(ids, db).await?;
    delete_desk_rows(ids, db).await?;
    delete_fair_rows(ids, db).await?;
    let mails = outbox_mail::Entity::find().select_only().column(outbox_mail::Column::Id);
    let mails = mails.filter(outbox_mail::Column::SubmissionId.is_in(of())).into_query();
    case_mail::Entity::delete_many().filter(case_mail::Column::MailId.in_subquery(mails.clone())).exec(db).await?;
    mail_try::Entity::delete_many().filter(mail_try::Column::MailId.in_subquery(mails.clone())).exec(db).await?;
    newsletter_mail::Entity::delete_many().filter(newsletter_mail::Column::MailId.in_subquery(mails)).exec(db).await?;
    let booked = booking::Entity::find().select_only().column(booking::Column::Id);
    let booked: Vec<Uuid> = booked.filter(booking::Column::SubmissionId.is_in(of())).into_tuple().all(db).await?;
    booking_cell::Entity::delete_many().filter(booking_cell::Column::BookingId.is_in(booked)).exec(db).await?;
    booking::Entity::delete_many().filter(booking::Column::SubmissionId.is_in(of())).exec(db).await?;
    held_submission::Entity::delete_many().filter(held_submission::Column::SubmissionId.is_in(of())).exec(db).await?;
    let is_of = unconfirmed_submission::Column::SubmissionId.is_in(of());
    unconfirmed_submission::Entity::delete_many().filter(is_of).exec(db).await?;
    ended_answer::Entity::delete_many().filter(ended_answer::Column::SubmissionId.is_in(of())).exec(db).await?;
    upload::Entity::delete_many().filter(upload::Column::SubmissionId.is_in(of())).exec(db).await?;
    let invited = survey_invitation::Entity::find().select_only().column(survey_invitation::Column::Id);
    let invited = invited.filter(survey_invitation::Column::SubmissionId.is_in(of()));
    let invited: Vec<Uuid> = invited.into_tuple().all(db).await?;
    let by_invitation = || invited.iter().copied();
    survey_revision::Entity::delete_many()
        .filter(survey_revision::Column::InvitationId.is_in(by_invitation()))
        .exec(db)
        .await?;
    survey_revision::Entity::delete_many().filter(survey_revision::Column::SubmissionId.is_in(of())).exec(db).await?;
    survey_response::Entity::delete_many()
        .filter(survey_response::Column::InvitationId.is_in(by_invitation()))
        .exec(db)
        .await?;
    survey_response::Entity::delete_many().filter(survey_response::Column::SubmissionId.is_in(of())).exec(db).await?;
    survey_invitation::Entity::delete_many()
        .filter(survey_invitation::Column::Id.is_in(by_invitation()))
        .exec(db)
        .await?;
    Ok(())
}

/// Whoever was to get a message by a mail that goes before it was sent does not get it, and the row says so.
async fn skip_unsent(ids: &[Uuid], db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let open = [MailState::Waiting, MailState::Withdrawn, MailState::Bounced, MailState::Dead].map(MailState::name);
    let unsent = outbox_mail::Entity::find()
        .select_only()
        .column(outbox_mail::Column::Id)
        .filter(outbox_mail::Column::SubmissionId.is_in(ids.iter().copied()))
        .filter(outbox_mail::Column::State.is_in(open))
        .into_query();
    message_recipient::Entity::update_many()
        .col_expr(message_recipient::Column::State, Expr::value(RecipientState::Skipped.name()))
        .col_expr(message_recipient::Column::Reason, Expr::value(SkipReason::Ended.name()))
        .filter(message_recipient::Column::MailId.in_subquery(unsent))
        .exec(db)
        .await?;
    Ok(())
}

/// Deletes that somebody came, and what staff said of their registration.
async fn delete_attendances(ids: &[Uuid], db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let of = || ids.iter().copied();
    attendance::Entity::delete_many().filter(attendance::Column::SubmissionId.is_in(of())).exec(db).await?;
    attendance_step::Entity::delete_many().filter(attendance_step::Column::SubmissionId.is_in(of())).exec(db).await?;
    let reasons = registration_reason::Column::SubmissionId.is_in(of());
    registration_reason::Entity::delete_many().filter(reasons).exec(db).await?;
    Ok(())
}

/// Deletes talks at fairs, whose time others can have then, and wishes for them.
async fn delete_fair_rows(ids: &[Uuid], db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let of = || ids.iter().copied();
    let talks = fair_talk::Entity::find().select_only().column(fair_talk::Column::Id);
    let talks: Vec<Uuid> = talks.filter(fair_talk::Column::SubmissionId.is_in(of())).into_tuple().all(db).await?;
    booking_cell::Entity::delete_many().filter(booking_cell::Column::BookingId.is_in(talks)).exec(db).await?;
    fair_talk::Entity::delete_many().filter(fair_talk::Column::SubmissionId.is_in(of())).exec(db).await?;
    fair_wish::Entity::delete_many().filter(fair_wish::Column::SubmissionId.is_in(of())).exec(db).await?;
    fair_follow_up::Entity::delete_many().filter(fair_follow_up::Column::SubmissionId.is_in(of())).exec(db).await?;
    Ok(())
}

/// Deletes what staff said of bookings, questions and texts.
async fn delete_desk_rows(ids: &[Uuid], db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let of = || ids.iter().copied();
    booking_mark::Entity::delete_many().filter(booking_mark::Column::SubmissionId.is_in(of())).exec(db).await?;
    booking_reason::Entity::delete_many().filter(booking_reason::Column::SubmissionId.is_in(of())).exec(db).await?;
    question::Entity::delete_many().filter(question::Column::SubmissionId.is_in(of())).exec(db).await?;
    message::Entity::update_many()
        .col_expr(message::Column::QuestionId, Expr::value(None::<Uuid>))
        .filter(message::Column::QuestionId.is_in(of()))
        .exec(db)
        .await?;
    text_tag::Entity::delete_many().filter(text_tag::Column::SubmissionId.is_in(of())).exec(db).await?;
    Ok(())
}

/// Deletes what is kept under the addresses of records: newsletters that they want or left, thanks that they got; and what they are found
/// by. Called before the addresses go.
pub(super) async fn delete_traces_of_records(records: &[Uuid], db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let addresses = person_address::Entity::find()
        .select_only()
        .columns([person_address::Column::Id, person_address::Column::Lookup])
        .filter(person_address::Column::PersonId.is_in(records.iter().copied()));
    let addresses: Vec<(Uuid, Vec<u8>)> = addresses.into_tuple().all(db).await?;
    // By both, since the hash of somebody whose key is gone cannot be made anew after a restore.
    let (rows, lookups): (Vec<Uuid>, Vec<Vec<u8>>) = addresses.into_iter().unzip();
    let of = || lookups.iter().cloned();
    newsletter_mail::Entity::delete_many().filter(newsletter_mail::Column::Lookup.is_in(of())).exec(db).await?;
    incentive_grant::Entity::delete_many().filter(incentive_grant::Column::Lookup.is_in(of())).exec(db).await?;
    incentive_grant::Entity::delete_many().filter(incentive_grant::Column::AddressId.is_in(rows)).exec(db).await?;
    let is_theirs = subscription::Column::PersonId.is_in(records.iter().copied());
    subscription::Entity::delete_many().filter(is_theirs).exec(db).await?;
    let is_theirs = subscription_end::Column::PersonId.is_in(records.iter().copied());
    subscription_end::Entity::delete_many().filter(is_theirs).exec(db).await?;
    forget_indexed(records, db).await?;
    delete_messages(records, db).await?;
    delete_casework(records, db).await
}

/// Deletes messages to records alone. Of those to many, nobody is left in the place of each, so that what was counted stays.
async fn delete_messages(records: &[Uuid], db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let of = || records.iter().copied();
    let own = message::Entity::find().select_only().column(message::Column::Id);
    let own: Vec<Uuid> = own.filter(message::Column::RecordId.is_in(of())).into_tuple().all(db).await?;
    let by_message = || own.iter().copied();
    message_trial::Entity::delete_many().filter(message_trial::Column::MessageId.is_in(by_message())).exec(db).await?;
    let readers = message_recipient::Column::MessageId.is_in(by_message());
    message_recipient::Entity::delete_many().filter(readers).exec(db).await?;
    message::Entity::delete_many().filter(message::Column::Id.is_in(by_message())).exec(db).await?;
    let theirs = message_recipient::Column::RecordId.is_in(of());
    let rows = message_recipient::Entity::find().filter(theirs.clone()).all(db).await?;
    message_recipient::Entity::delete_many().filter(theirs).exec(db).await?;
    let nobody = rows.into_iter().map(|row| {
        let is_open = row.state == RecipientState::Pending.name();
        let (state, reason) = if is_open {
            (RecipientState::Skipped.name().to_owned(), Some(SkipReason::Erased.name().to_owned()))
        } else {
            (row.state, row.reason)
        };
        let (record_id, mail_id, lookup, queued_at) = (Uuid::new_v4(), None, None, None);
        message_recipient::Model { record_id, state, reason, mail_id, lookup, queued_at, ..row }.into_active_model()
    });
    for row in nobody {
        message_recipient::Entity::insert(row).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Deletes what staff did and wrote about records.
async fn delete_casework(records: &[Uuid], db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let of = || records.iter().copied();
    case_change::Entity::delete_many().filter(case_change::Column::RecordId.is_in(of())).exec(db).await?;
    person_task::Entity::delete_many().filter(person_task::Column::RecordId.is_in(of())).exec(db).await?;
    let cases = person_case::Entity::find().select_only().column(person_case::Column::Id);
    let cases = cases.filter(person_case::Column::RecordId.is_in(of())).into_query();
    case_mail::Entity::delete_many().filter(case_mail::Column::CaseId.in_subquery(cases)).exec(db).await?;
    person_case::Entity::delete_many().filter(person_case::Column::RecordId.is_in(of())).exec(db).await?;
    note_version::Entity::delete_many().filter(note_version::Column::RecordId.is_in(of())).exec(db).await?;
    person_note::Entity::delete_many().filter(person_note::Column::RecordId.is_in(of())).exec(db).await?;
    person_phase::Entity::delete_many().filter(person_phase::Column::RecordId.is_in(of())).exec(db).await?;
    person_tag::Entity::delete_many().filter(person_tag::Column::RecordId.is_in(of())).exec(db).await?;
    referral::Entity::delete_many().filter(referral::Column::RecordId.is_in(of())).exec(db).await?;
    Ok(())
}

/// Whether staff look after any of these records: a case is not over, or not for long, or something is still to be done.
pub(super) async fn is_looked_after(
    records: &[PersonId],
    closed_before: i64,
    db: &impl ConnectionTrait,
) -> anyhow::Result<bool> {
    let of = || records.iter().map(|record| record.0);
    let is_open = person_case::Column::ClosedAt.is_null().or(person_case::Column::ClosedAt.gte(closed_before));
    let cases = person_case::Entity::find().filter(person_case::Column::RecordId.is_in(of())).filter(is_open);
    let tasks = person_task::Entity::find()
        .filter(person_task::Column::RecordId.is_in(of()))
        .filter(person_task::Column::DoneAt.is_null());
    Ok(cases.one(db).await?.is_some() || tasks.one(db).await?.is_some())
}

/// Whether staff have written anything about a record, whether or not it is over.
pub(super) async fn has_casework(record: PersonId, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
    let cases = person_case::Entity::find().filter(person_case::Column::RecordId.eq(record.0));
    let notes = person_note::Entity::find().filter(person_note::Column::RecordId.eq(record.0));
    let tasks = person_task::Entity::find().filter(person_task::Column::RecordId.eq(record.0));
    let phases = person_phase::Entity::find().filter(person_phase::Column::RecordId.eq(record.0));
    let tags = person_tag::Entity::find().filter(person_tag::Column::RecordId.eq(record.0));
    let referrals = referral::Entity::find().filter(referral::Column::RecordId.eq(record.0));
    let messages = message::Entity::find().filter(message::Column::RecordId.eq(record.0));
    Ok(cases.one(db).await?.is_some()
        || notes.one(db).await?.is_some()
        || tasks.one(db).await?.is_some()
        || phases.one(db).await?.is_some()
        || tags.one(db).await?.is_some()
        || referrals.one(db).await?.is_some()
        || messages.one(db).await?.is_some())
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    /// Tables that outlive somebody, since nothing in them leads to who that was.
    const STAY: [&str; 3] = ["audit_record", "data_incident_person", "erased_key"];

    #[test]
    fn no_table_that_names_somebody_is_forgotten() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("store");
        let named: String = ["erasure.rs", "traces.rs", "../backup/keyring.rs", "../search/index_rows.rs"]
            .map(|file| fs::read_to_string(folder.join("persons").join(file)).unwrap())
            .concat();
        let mut looked_at = 0;
        for entry in fs::read_dir(folder.join("entities")).unwrap() {
            let path = entry.unwrap().path();
            let (table, text) = (path.file_stem().unwrap().to_str().unwrap(), fs::read_to_string(&path).unwrap());
            let names = ["pub submission_id:", "pub person_id:", "pub record_id:", "pub lookup: Vec<u8>"];
            if names.iter().any(|column| text.contains(column)) && !STAY.contains(&table) {
                looked_at += 1;
                assert!(named.contains(&format!("{table}::")), "{table} names somebody and is not deleted with them");
            }
        }
        assert!(looked_at > 15, "the search finds too little");
    }
}
