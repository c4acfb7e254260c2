//! The outbox as a list: looking claims nothing.

use jiff::Timestamp;
use uuid::Uuid;

use super::setup::{TestDatabase, event, sealed, sent_by};
use crate::store::{MailOutcome, MailState};

#[tokio::test]
async fn the_newest_mails_come_first_and_each_tells_what_became_of_it() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(1)).await.unwrap();
        assert_eq!(store.newest_mails(9).await.unwrap(), []);
        for number in 1..=3 {
            store.receive(sealed(&sent_by(number))).await.unwrap();
            // Times are kept in milliseconds.
            tokio::time::sleep(std::time::Duration::from_millis(3)).await;
        }
        let kinds = |mails: &[crate::store::OutboxEntry]| -> Vec<_> {
            mails.iter().map(|entry| (entry.mail.kind.name(), entry.state)).collect()
        };
        let mails = store.newest_mails(9).await.unwrap();
        let waiting = MailState::Waiting;
        let expected = [("seat-waitlisted", waiting), ("seat-waitlisted", waiting), ("seat-confirmed", waiting)];
        assert_eq!(kinds(&mails), expected);
        assert!(mails.is_sorted_by(|one, next| one.mail.written_at >= next.mail.written_at));
        assert_eq!(store.newest_mails(2).await.unwrap(), mails[..2]);
        assert_eq!(store.find_mail(mails[1].mail.id).await.unwrap().as_ref(), Some(&mails[1]));
        assert_eq!(store.find_mail(Uuid::nil()).await.unwrap(), None);
        let facts = store.mail_facts(&mails[2].mail).await.unwrap().unwrap();
        assert_eq!(facts.address, "visitor1@example.jp");

        let claimed = store.claim_mails(1).await.unwrap().remove(0);
        assert_eq!((claimed.id, claimed.attempts), (mails[2].mail.id, 1), "looking was no attempt");
        assert_eq!(store.find_mail(claimed.id).await.unwrap().unwrap().state, MailState::Sending);
        let outcome =
            MailOutcome { state: MailState::Dead, due_at: None, is_uncertain: false, reply: Some("550".to_owned()) };
        store.finish_mail(claimed.clone(), outcome).await.unwrap();
        let ended = store.find_mail(claimed.id).await.unwrap().unwrap();
        assert_eq!((ended.state, ended.reply.as_deref()), (MailState::Dead, Some("550")));
        assert!(ended.due_at <= Timestamp::now());
        let dropped = store.claim_mails(1).await.unwrap().remove(0);
        let outcome = MailOutcome { state: MailState::Dropped, due_at: None, is_uncertain: false, reply: None };
        store.finish_mail(dropped.clone(), outcome).await.unwrap();
        assert_eq!(store.find_mail(dropped.id).await.unwrap().unwrap().state, MailState::Dropped);
        assert_eq!(store.newest_mails(9).await.unwrap().len(), 3, "one that was dropped hides none");
    }
}
