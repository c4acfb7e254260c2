//! What other parts of the server keep of a submission or of a person: it goes with them. A table that names either is named here
//! or in `erasure` (a test looks).

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::store::entities::{
    booking, booking_cell, ended_answer, held_submission, incentive_grant, newsletter_mail, outbox_mail,
    person_address, subscription, subscription_end, survey_invitation, survey_response, survey_revision,
    unconfirmed_submission, upload,
};

/// Deletes what hangs on submissions: times that were booked, which others can have again, surveys, rows of files, whose bytes the
/// sweep of files removes then.
pub(super) async fn delete_traces_of_submissions(ids: &[Uuid], db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let of = || ids.iter().copied();
    let mails = outbox_mail::Entity::find().select_only().column(outbox_mail::Column::Id);
    let mails = mails.filter(outbox_mail::Column::SubmissionId.is_in(of())).into_query();
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

/// Deletes what is kept under the addresses of records: newsletters that they want or left, thanks that they got. Called before the
/// addresses go.
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
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    /// Tables that outlive somebody, since nothing in them leads to who that was.
    const STAY: [&str; 2] = ["audit_record", "erased_key"];

    #[test]
    fn no_table_that_names_somebody_is_forgotten() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("store");
        let named: String = ["erasure.rs", "traces.rs", "../backup/keyring.rs"]
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
