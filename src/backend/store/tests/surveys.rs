//! Surveys: asked once, answered once, reminded until then, thanked once.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tsubame_model::{
    schema::{
        AnswerPolicy, Form, FormAnswer, Incentive, IncentiveKind, Submission, SurveyOccasion, SurveyTerms, parse_form,
    },
    source::SourcePath,
};

use super::setup::{EVENT, TestDatabase, event, keys, sealed, sent_by};
use crate::{
    intake::{HashKey, InvitationId, PersonId, RegistrationAction, SubmissionId},
    store::{
        Invitation, Invitee, Reception, Respondent, ResponseRate, SealedResponse, Store, Survey, SurveyReception,
        entities::{
            incentive_grant, outbox_mail, person_address, submission_answer, survey_invitation, survey_response,
            survey_revision,
        },
        survey_answers::AnswerSurvey,
        survey_rows::find_response,
    },
};

pub fn form(change: impl FnOnce(&mut SurveyTerms)) -> Form {
    let text = "form: after\nlabel: アンケート\nversion: '1'\nreferences: [event]\nsurvey: {about: event, side: visitor, after_hours: \
                20, remind_after_days: [3, 7], open_days: 14, answers: revise}\ngroups:\n- legend: 感想\n  fields:\n  - {name: mood, \
                type: radio, label: 満足度, choices: [{value: good, label: 良い}, {value: bad, label: 悪い}]}\n  - {name: words, type: \
                text, label: 一言, max_length: 60}\nconsent: {version: '1', label: 同意します, link: /privacy/}\nsubmit: 送る\nhoneypot: \
                remark\nthanks: 届きました\n";
    let (form, faults) = parse_form(&SourcePath::new("data/forms/after.yaml"), text);
    assert!(faults.is_empty(), "{faults:?}");
    let mut form = form.unwrap();
    change(form.survey.as_mut().unwrap());
    form
}

fn survey(form: &Form) -> Survey {
    Survey { form: form.form.clone(), label: form.label.clone(), terms: form.survey.clone().unwrap() }
}

fn answers(mood: &str, words: &str) -> Submission {
    let answers = [
        ("mood".to_owned(), FormAnswer::Choice(mood.to_owned())),
        ("words".to_owned(), FormAnswer::Text(words.to_owned())),
    ];
    Submission {
        form: "after".to_owned(),
        answers: answers.into(),
        references: BTreeMap::from([("event".to_owned(), EVENT.to_owned())]),
        ..sent_by(1)
    }
}

pub fn response(form: &Form, invitation: &Invitation, mood: &str, words: &str) -> SealedResponse {
    let from = Respondent { invitation, answered_by: "visitor" };
    SealedResponse::seal(form, &answers(mood, words), String::new(), from, &keys()).unwrap()
}

/// The event is over for so many hours.
fn hours_after_the_end(hours: i64) -> Timestamp {
    event(1).ends_at + SignedDuration::from_hours(hours)
}

/// People with these numbers come to the event.
async fn register(store: &Store, numbers: impl IntoIterator<Item = usize>) -> Vec<SubmissionId> {
    store.update_event(event(20)).await.unwrap();
    let mut submissions = Vec::new();
    for number in numbers {
        match store.receive(sealed(&sent_by(number))).await.unwrap() {
            Reception::Received { submission, .. } => submissions.push(submission),
            other => panic!("{other:?}"),
        }
    }
    submissions
}

pub async fn invitations(store: &Store) -> Vec<Invitation> {
    let rows = survey_invitation::Entity::find().all(store.readers()).await.unwrap();
    let mut found = Vec::new();
    for row in rows {
        found.push(store.invitation(InvitationId(row.id)).await.unwrap().unwrap());
    }
    found
}

/// Somebody with an invitation that is open now.
pub async fn invited(store: &Store, form: &Form, number: usize) -> Invitation {
    let [submission] = register(store, [number]).await[..] else { panic!() };
    let person = person_of(store, submission).await;
    let invitee = Invitee { person, submission, occasion: EVENT.to_owned() };
    let id = store.invite_to_survey(&survey(form), invitee, true, Timestamp::now()).await.unwrap();
    store.invitation(id).await.unwrap().unwrap()
}

async fn person_of(store: &Store, submission: SubmissionId) -> PersonId {
    use crate::store::entities::submission as submissions;
    let row = submissions::Entity::find_by_id(submission.0).one(store.readers()).await.unwrap().unwrap();
    PersonId(row.person_id)
}

async fn survey_mails(store: &Store, kind: &str) -> usize {
    let of_kind = outbox_mail::Entity::find().filter(outbox_mail::Column::Kind.eq(kind));
    of_kind.all(store.readers()).await.unwrap().len()
}

#[tokio::test]
async fn who_was_at_an_event_is_asked_once_some_hours_after_it() {
    for database in TestDatabase::each().await {
        let (store, other) = (database.replica().await, database.replica().await);
        let submissions = register(&store, [1, 2, 3]).await;
        store.change_registration(submissions[2], RegistrationAction::Cancel, 48).await.unwrap();
        let (surveys, none) = ([survey(&form(|_| {}))], BTreeSet::new());
        for (hours, expected) in [(0, 0), (19, 0), (20 + 7 * 24, 0)] {
            let asked = store.invite_after_events(&surveys, &none, hours_after_the_end(hours)).await.unwrap();
            assert_eq!(asked, expected, "{hours}");
        }
        // Two processes at once, and again.
        let now = hours_after_the_end(20);
        let (a, b) = tokio::join!(
            store.invite_after_events(&surveys, &none, now),
            other.invite_after_events(&surveys, &none, now)
        );
        assert!(a.unwrap() + b.unwrap() >= 2);
        assert_eq!(store.invite_after_events(&surveys, &none, now).await.unwrap(), 0);
        let found = invitations(&store).await;
        assert_eq!(found.len(), 2, "who gave their seat back was not there");
        assert_eq!(found[0].title.as_deref(), Some("渋谷の夜（見本）"));
        assert_eq!(survey_mails(&store, "survey-invitation").await, 2);
        // What is asked after programmes is another survey.
        let programme = form(|terms| terms.about = SurveyOccasion::Programme);
        let programme = [Survey { form: "stay".to_owned(), ..survey(&programme) }];
        assert_eq!(store.invite_after_events(&programme, &none, now).await.unwrap(), 0);
        let these = BTreeSet::from([EVENT.to_owned()]);
        assert_eq!(store.invite_after_events(&programme, &these, now).await.unwrap(), 2);
        assert_eq!(store.invite_after_events(&surveys, &these, now).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn r14_an_invitation_has_one_response_and_the_later_one_revises_it() {
    for database in TestDatabase::each().await {
        let (store, other) = (database.replica().await, database.replica().await);
        let form = form(|_| {});
        let invitation = invited(&store, &form, 1).await;
        assert!(!invitation.is_answered);
        // Two browsers at once, at two replicas.
        let (a, b) = tokio::join!(
            store.answer_survey(response(&form, &invitation, "good", "一つめ")),
            other.answer_survey(response(&form, &invitation, "bad", "二つめ"))
        );
        let mut kept = [a.unwrap(), b.unwrap()];
        kept.sort_by_key(|reception| format!("{reception:?}"));
        assert_eq!(kept, [SurveyReception::Kept { revision: 0 }, SurveyReception::Kept { revision: 1 }]);
        let responses = survey_response::Entity::find().all(store.readers()).await.unwrap();
        assert_eq!((responses.len(), responses[0].revision), (1, 1));
        let history = survey_revision::Entity::find().all(store.readers()).await.unwrap();
        assert_eq!(history.len(), 2, "what it replaced is kept");
        // A reload sends the same once more: it is the one that was answered.
        let holds = submission_answer::Entity::find()
            .filter(submission_answer::Column::SubmissionId.eq(responses[0].submission_id));
        let mood = holds.one(store.readers()).await.unwrap().unwrap().value;
        let words = if mood == "good" { "一つめ" } else { "二つめ" };
        let again = store.answer_survey(response(&form, &invitation, &mood, words)).await.unwrap();
        assert_eq!(again, SurveyReception::Kept { revision: 1 });
        assert_eq!(survey_revision::Entity::find().all(store.readers()).await.unwrap().len(), 2);
        let rate = store.response_rate("after", EVENT).await.unwrap();
        assert_eq!(rate, ResponseRate { invited: 1, answered: 1 });
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn r14_where_one_answer_holds_the_later_one_is_told_so() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let form = form(|terms| terms.answers = AnswerPolicy::Once);
        let invitation = invited(&store, &form, 1).await;
        let answer = |mood: &str| store.answer_survey(response(&form, &invitation, mood, "一言"));
        assert_eq!(answer("good").await.unwrap(), SurveyReception::Kept { revision: 0 });
        assert_eq!(answer("good").await.unwrap(), SurveyReception::Kept { revision: 0 }, "pressed twice");
        assert_eq!(answer("bad").await.unwrap(), SurveyReception::Answered);
        assert_eq!(store.response_rate("after", EVENT).await.unwrap().answered, 1);
        let unknown = Invitation { id: InvitationId(uuid::Uuid::nil()), ..invitation.clone() };
        let lost = store.answer_survey(response(&form, &unknown, "good", "")).await.unwrap();
        assert_eq!(lost, SurveyReception::Unknown);
    }
}

/// Two browsers look at what was answered before either writes; gives how many answers there are then.
async fn answer_without_the_lock(store: &Store) -> Result<usize, crate::store::WriteError> {
    let form = form(|_| {});
    let invitation = invited(store, &form, 1).await;
    let known = find_response(invitation.id, store.readers()).await.unwrap();
    for mood in ["good", "bad"] {
        let response = response(&form, &invitation, mood, "一言");
        store.write(AnswerSurvey { response, known: Some(known.clone()) }).await?;
    }
    Ok(survey_response::Entity::find().all(store.readers()).await.unwrap().len())
}

#[tokio::test]
async fn r14_without_the_lock_the_database_itself_refuses_a_second_response() {
    for database in TestDatabase::each().await {
        assert!(answer_without_the_lock(&database.replica().await).await.is_err());
    }
}

#[tokio::test]
async fn r14_without_lock_and_unique_key_an_invitation_has_two_responses() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        database.execute("DROP INDEX one_response_per_invitation").await;
        assert_eq!(answer_without_the_lock(&store).await.unwrap(), 2);
    }
}

#[tokio::test]
async fn reminders_go_to_those_who_have_not_answered_until_they_do() {
    for database in TestDatabase::each().await {
        let (store, other) = (database.replica().await, database.replica().await);
        let form = form(|_| {});
        let surveys = [survey(&form)];
        let (first, _second) = (invited(&store, &form, 1).await, invited(&store, &form, 2).await);
        let days = |days: i64| Timestamp::now() + SignedDuration::from_hours(24 * days);
        assert_eq!(store.remind_of_surveys(&surveys, days(2)).await.unwrap(), 0);
        // Two processes at the same second send each once.
        let (a, b) =
            tokio::join!(store.remind_of_surveys(&surveys, days(4)), other.remind_of_surveys(&surveys, days(4)));
        assert_eq!(a.unwrap() + b.unwrap(), 2);
        assert_eq!(survey_mails(&store, "survey-reminder").await, 2);
        // Who answers gets none that waits, and no further one.
        store.answer_survey(response(&form, &first, "good", "")).await.unwrap();
        assert_eq!(survey_mails(&store, "survey-reminder").await, 1);
        assert_eq!(store.remind_of_surveys(&surveys, days(8)).await.unwrap(), 1);
        assert_eq!(survey_mails(&store, "survey-reminder").await, 2);
        assert_eq!(store.remind_of_surveys(&surveys, days(13)).await.unwrap(), 0, "twice at most");
    }
}

#[tokio::test]
async fn a_mail_about_a_survey_says_what_holds_when_it_is_sent() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let form = form(|_| {});
        let invitation = invited(&store, &form, 1).await;
        let mails = store.claim_mails(9).await.unwrap();
        let mail = mails.iter().find(|mail| mail.kind.is_of_survey()).unwrap();
        let facts = store.mail_facts(mail).await.unwrap().unwrap();
        let told = facts.survey.unwrap();
        assert_eq!((told.invitation, told.label.as_str()), (invitation.id, "アンケート"));
        assert_eq!(facts.registration.unwrap().view.title, "渋谷の夜（見本）");
        let other = mails.iter().find(|mail| !mail.kind.is_of_survey()).unwrap();
        assert_eq!(store.mail_facts(other).await.unwrap().unwrap().survey, None);
        store.answer_survey(response(&form, &invitation, "good", "")).await.unwrap();
        assert_eq!(store.mail_facts(mail).await.unwrap(), None, "it was answered meanwhile");
    }
}

#[tokio::test]
async fn staff_fill_it_in_on_the_phone_and_an_erased_person_has_no_invitation() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let form = form(|_| {});
        let [submission] = register(&store, [1]).await[..] else { panic!() };
        let person = person_of(&store, submission).await;
        let invitee = Invitee { person, submission, occasion: "call".to_owned() };
        let id = store.invite_to_survey(&survey(&form), invitee, false, Timestamp::now()).await.unwrap();
        assert_eq!(survey_mails(&store, "survey-invitation").await, 0);
        let invitation = store.invitation(id).await.unwrap().unwrap();
        let by = Respondent { invitation: &invitation, answered_by: "account-1" };
        let answer = SealedResponse::seal(&form, &answers("good", "電話で"), String::new(), by, &keys()).unwrap();
        assert_eq!(store.answer_survey(answer).await.unwrap(), SurveyReception::Kept { revision: 0 });
        let told = survey_revision::Entity::find().one(store.readers()).await.unwrap().unwrap();
        assert_eq!(told.answered_by, "account-1");
        store.erase_all_persons().await;
        assert_eq!(store.invitation(id).await.unwrap(), None);
    }
}

#[tokio::test]
async fn an_answer_ends_by_the_term_of_its_form_from_when_it_was_sent() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let form = form(|_| {});
        let invitation = invited(&store, &form, 1).await;
        for mood in ["good", "bad"] {
            store.answer_survey(response(&form, &invitation, mood, "一言")).await.unwrap();
        }
        let over = |hours: i64| [("after".to_owned(), Timestamp::now() + SignedDuration::from_hours(hours))];
        assert_eq!(store.end_retention(&over(-1)).await.unwrap(), 0, "{:?}", database.location);
        // The event is still to come: an answer about it is none of its registrations.
        assert_eq!(store.end_retention(&over(1)).await.unwrap(), 2, "what was revised, too");
        assert!(survey_response::Entity::find().all(store.readers()).await.unwrap().is_empty());
        assert!(survey_revision::Entity::find().all(store.readers()).await.unwrap().is_empty());
        let left = store.invitation(invitation.id).await.unwrap();
        assert!(left.is_some_and(|left| !left.is_answered), "who was invited is still registered");
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

/// Somebody answers the same survey about two occasions; gives how often they are thanked.
pub async fn thanked(store: &Store, form: &Form) -> Vec<incentive_grant::Model> {
    store.add_incentive_codes("after", vec!["A-1".to_owned(), "A-2".to_owned()]).await.unwrap();
    let first = invited(store, form, 1).await;
    // The same address once more, as another provisional person.
    let mut again = sent_by(1);
    again.references.clear();
    again.request_id = Some("b1".to_owned());
    let Reception::Received { submission, .. } = store.receive(sealed(&again)).await.unwrap() else { panic!() };
    let person = person_of(store, submission).await;
    let invitee = Invitee { person, submission, occasion: "second".to_owned() };
    let second = store.invite_to_survey(&survey(form), invitee, true, Timestamp::now()).await.unwrap();
    let second = store.invitation(second).await.unwrap().unwrap();
    for invitation in [&first, &second] {
        for mood in ["good", "bad"] {
            store.answer_survey(response(form, invitation, mood, "")).await.unwrap();
        }
    }
    let granted = store.incentive_of(&second).await.unwrap().unwrap();
    assert!(granted.code.is_some());
    incentive_grant::Entity::find().all(store.readers()).await.unwrap()
}

pub fn with_codes() -> Form {
    form(|terms| {
        terms.incentive = Some(Incentive { kind: IncentiveKind::Codes, label: "コーヒー券".to_owned() });
    })
}

#[tokio::test]
async fn a_person_is_thanked_once_and_a_code_is_one_persons() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let form = with_codes();
        let granted = thanked(&store, &form).await;
        assert_eq!(granted.len(), 1);
        assert_eq!(granted[0].code.as_deref(), Some("A-1"));
        assert_eq!(store.incentive_codes_left("after").await.unwrap(), 1);
        assert_eq!(store.add_incentive_codes("after", vec!["A-1".to_owned(), "A-3".to_owned()]).await.unwrap(), 1);
        for (number, code) in [(2, Some("A-2")), (3, Some("A-3")), (4, None)] {
            let invitation = invited(&store, &form, number).await;
            store.answer_survey(response(&form, &invitation, "good", "")).await.unwrap();
            let granted = store.incentive_of(&invitation).await.unwrap().unwrap();
            assert_eq!(granted.code.as_deref(), code, "{number}");
        }
    }
}

#[tokio::test]
async fn without_the_unique_key_a_person_is_thanked_twice() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        database.execute("DROP INDEX one_incentive_per_person").await;
        assert_eq!(thanked(&store, &with_codes()).await.len(), 2);
    }
}

#[tokio::test]
async fn a_draw_takes_place_once_among_those_who_answered() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let form = form(|terms| {
            terms.incentive = Some(Incentive { kind: IncentiveKind::Draw, label: "抽選で1人".to_owned() });
        });
        let mut people = Vec::new();
        for number in 1..=5 {
            let invitation = invited(&store, &form, number).await;
            if number < 5 {
                store.answer_survey(response(&form, &invitation, "good", "")).await.unwrap();
                people.push(invitation.person);
            }
        }
        let winners = store.draw_incentive("after", 2, HashKey::new([1; 32]), "account-1").await.unwrap();
        assert!(winners.len() == 2 && winners.iter().all(|winner| people.contains(winner)), "{winners:?}");
        let mut again = store.draw_incentive("after", 4, HashKey::new([2; 32]), "account-1").await.unwrap();
        let mut before = winners;
        again.sort();
        before.sort();
        assert_eq!(again, before, "the first draw holds");
        let address = person_address::Entity::find().filter(person_address::Column::PersonId.eq(before[0].0));
        assert!(address.one(store.readers()).await.unwrap().is_some());
    }
}
