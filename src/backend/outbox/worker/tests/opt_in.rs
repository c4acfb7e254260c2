//! What somebody reads who is asked whether it was they who sent a form.

use std::collections::BTreeMap;

use super::over_time::sent;
use crate::{
    intake::RegistrationAction,
    store::{
        SealedSubmission, Store,
        test_support::{TestDatabase, event, form, keys, sent_by},
    },
};

/// Somebody sends a form that has to be confirmed, for the event or for nothing.
async fn receive(store: &Store, is_for_event: bool) -> crate::intake::SubmissionId {
    let (mut form, mut submission) = (form(), sent_by(1));
    form.double_opt_in = true;
    if !is_for_event {
        submission.references = BTreeMap::new();
    }
    let sealed = SealedSubmission::seal(&form, &submission, String::new(), false, &keys()).unwrap();
    let id = sealed.id;
    store.receive(sealed).await.unwrap();
    id
}

#[tokio::test]
async fn a_form_without_a_seat_is_asked_for_and_then_answered() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let id = receive(&store, false).await;
        let asked = sent(&store).await;
        assert_eq!(asked.len(), 1);
        let words = &asked[0].words;
        assert!(
            words.contains("フォームからの送信がありました") && words.contains("お送りいただいた内容は消去します"),
            "{words}"
        );
        assert!(words.contains("/api/l/") && words.contains("/confirm"), "{words}");
        assert!(!words.contains("山田") && !words.contains("/data"), "it may reach a stranger: {words}");
        assert!(!words.contains("お席"), "there is none: {words}");
        store.send_fresh_link(id).await.unwrap();
        let fresh = sent(&store).await;
        assert!(fresh[0].words.contains("/confirm") && fresh[0].subject.contains("新しいリンク"), "{}", fresh[0].words);
        store.change_registration(id, RegistrationAction::Confirm, 48).await.unwrap();
        let received = sent(&store).await;
        assert_eq!(received.len(), 1);
        assert!(received[0].subject.contains("受け付けました"), "{}", received[0].subject);
    }
}

#[tokio::test]
async fn a_seat_is_asked_for_in_the_words_of_a_seat() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(9)).await.unwrap();
        receive(&store, true).await;
        let words = &sent(&store).await[0].words;
        assert!(words.contains("お申し込みがありました") && words.contains("お席やお時間は次の方に"), "{words}");
        assert!(words.contains("/confirm") && !words.contains("消去します"), "{words}");
    }
}
