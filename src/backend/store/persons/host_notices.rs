//! The other side of a booking is told when its person is erased, when what they sent is over its term, or when the booking is handed
//! to somebody else: else a counsellor would wait for nobody. Their mail outlives the person. It is about a row of its own, which says what the other side knows already, and
//! neither names the person nor what they sent.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::{
    intake::{MailKind, PersonId, SubmissionId, bookings::BookingState},
    store::{
        entities::{booking, host_notice, outbox_mail},
        mails::{MailOf, MailState, add_mails},
    },
};

/// How long after its time such a booking is still known, so that staff can see what became of the mail.
const KEPT_HOURS: i64 = 24 * 31;

/// A mail about nobody.
const OF_NOBODY: MailOf = MailOf { person: PersonId(Uuid::nil()), submission: SubmissionId(Uuid::nil()) };

/// Tells whoever expects the senders of these submissions, once for each booking that is still to come. Called before the bookings
/// and the mails are deleted.
pub(super) async fn tell_hosts(submissions: &[Uuid], now: Timestamp, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    // Locked, so that whoever gives one back at this moment has done so, or finds it gone.
    let expected = booking::Entity::find()
        .filter(booking::Column::SubmissionId.is_in(submissions.iter().copied()))
        .filter(booking::Column::StartsAt.gt(now.as_millisecond()))
        .filter(booking::Column::HostMail.is_not_null())
        .order_by_asc(booking::Column::Id)
        .lock_exclusive()
        .all(db)
        .await?;
    for row in expected {
        match BookingState::parse(&row.state) {
            Some(BookingState::Booked) => add_notice(&row, &row.id.to_string(), now, db).await?,
            Some(BookingState::Cancelled) => keep_notice(&row, db).await?,
            // Nobody has told the other side of it.
            _ => {}
        }
    }
    Ok(())
}

/// Tells whoever had a booking until now that it is theirs no more, as if it were off: who was to come comes to somebody else. `row` is
/// the booking as it was. What they have not been sent yet of it is dropped, and who was told nothing is told nothing.
pub(in crate::store) async fn tell_former_host(
    row: &booking::Model,
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    if row.state != BookingState::Booked.name() || row.host_mail.is_none() {
        return Ok(());
    }
    drop_waiting(row, MailKind::HostChanged, db).await?;
    if drop_waiting(row, MailKind::HostBooked, db).await? {
        return Ok(());
    }
    add_notice(row, &format!("{}:{}", row.id, row.sequence + 1), now, db).await
}

/// Takes back mails of a kind about a booking that nobody has sent yet. Gives whether there were any.
async fn drop_waiting(row: &booking::Model, kind: MailKind, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
    let dropped = outbox_mail::Entity::delete_many()
        .filter(outbox_mail::Column::SubmissionId.eq(row.submission_id))
        .filter(outbox_mail::Column::Kind.eq(kind.name()))
        .filter(outbox_mail::Column::State.eq(MailState::Waiting.name()))
        .exec(db)
        .await?;
    Ok(dropped.rows_affected > 0)
}

/// Tells the other side that a booking is off. `once` tells the mails about one booking apart.
async fn add_notice(row: &booking::Model, once: &str, now: Timestamp, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let mail = OF_NOBODY.row(MailKind::HostCancelled, once, now);
    let Some(notice) = notice(row, mail.id, row.sequence + 1) else { return Ok(()) };
    host_notice::Entity::insert(notice.into_active_model()).exec_without_returning(db).await?;
    add_mails(vec![mail], db).await
}

/// A booking that was given back before: the mail that says so stays the same one, with the same name, if it has not gone out yet.
async fn keep_notice(row: &booking::Model, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let open = [MailState::Waiting, MailState::Sending, MailState::Dead].map(MailState::name);
    let mail = outbox_mail::Entity::find()
        .filter(outbox_mail::Column::SubmissionId.eq(row.submission_id))
        .filter(outbox_mail::Column::Kind.eq(MailKind::HostCancelled.name()))
        .filter(outbox_mail::Column::State.is_in(open))
        .one(db)
        .await?;
    let Some(mail) = mail else { return Ok(()) };
    let Some(notice) = notice(row, mail.id, row.sequence) else { return Ok(()) };
    host_notice::Entity::insert(notice.into_active_model()).exec_without_returning(db).await?;
    let mut kept = mail.into_active_model();
    kept.person_id = Set(OF_NOBODY.person.0);
    kept.submission_id = Set(OF_NOBODY.submission.0);
    kept.once = Set(OF_NOBODY.once(MailKind::HostCancelled, &row.id.to_string()));
    kept.update(db).await?;
    Ok(())
}

/// What a mail to the other side says of a booking.
fn notice(row: &booking::Model, mail_id: Uuid, sequence: i32) -> Option<host_notice::Model> {
    Some(host_notice::Model {
        mail_id,
        booking_id: row.id,
        booking: row.booking.clone(),
        resource: row.resource.clone(),
        title: row.title.clone(),
        channel: row.channel.clone(),
        host_mail: row.host_mail.clone()?,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        sequence,
    })
}

/// Forgets bookings whose time is long over, with their mails.
pub(super) async fn forget_notices(now: Timestamp, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let kept_from = now.checked_sub(SignedDuration::from_hours(KEPT_HOURS)).unwrap_or(Timestamp::MIN);
    let over = host_notice::Entity::find()
        .select_only()
        .column(host_notice::Column::MailId)
        .filter(host_notice::Column::EndsAt.lt(kept_from.as_millisecond()));
    let over: Vec<Uuid> = over.into_tuple().all(db).await?;
    if over.is_empty() {
        return Ok(());
    }
    outbox_mail::Entity::delete_many().filter(outbox_mail::Column::Id.is_in(over.clone())).exec(db).await?;
    host_notice::Entity::delete_many().filter(host_notice::Column::MailId.is_in(over)).exec(db).await?;
    Ok(())
}
