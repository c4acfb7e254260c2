//! Persons as handlers and staff ask for them. What reads personal data is written down before it is given.

use std::collections::BTreeSet;

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    AnswerTerm, DataTable, ErasedPerson, EventFormColumns, MergeOutcome, PersonNotice, PersonalData, SimilarPersons,
    Store, UndoOutcome, WriteError,
    audit::AuditEntry,
    persons::{
        AnswerSweep, AnswerTallies, Erasure, HelpedSweep, MergeRequest, MergeUndo, NoticeClosing, RetentionSweep,
        UnconfirmedSweep, Withdrawal, find_helped, find_over, find_similar, forms_of, open_notices, person_of,
        read_personal_data, read_traits, record_of,
    },
    registrations_table::read_registrations_table,
    unconfirmed::{deadline, find_unconfirmed_over},
};
use crate::intake::{PersonId, SubmissionId};

/// How many records are looked at for traits at a time.
const TRAITS_AT_ONCE: u64 = 200;

/// How many records whose cases are over are looked at in one transaction.
const HELPED_AT_ONCE: usize = 100;

/// Staff, who decide about persons.
impl Store {
    /// Puts two persons together, whatever records of theirs are named, in the name of an account.
    pub async fn merge_persons(
        &self,
        kept: PersonId,
        merged: PersonId,
        actor: &str,
        offer_hours: u32,
    ) -> Result<MergeOutcome, WriteError> {
        let request = MergeRequest { kept, merged, actor: actor.to_owned(), now: Timestamp::now(), offer_hours };
        self.write(request).await
    }

    /// Takes a merge back, for a day.
    pub async fn undo_merge(&self, merge: Uuid, actor: &str) -> Result<UndoOutcome, WriteError> {
        let undo = MergeUndo { merge, actor: actor.to_owned(), now: Timestamp::now() };
        self.write(undo).await
    }

    /// Pairs of persons who may be one, by name, birth date, telephone and mailbox.
    pub async fn similar_persons(&self) -> anyhow::Result<Vec<SimilarPersons>> {
        find_similar(&self.databases.readers).await
    }

    /// What became visible of persons and waits for staff.
    pub async fn person_notices(&self) -> anyhow::Result<Vec<PersonNotice>> {
        open_notices(&self.databases.readers).await
    }

    /// Staff have seen to a notice. Gives whether there is such a one.
    pub async fn close_notice(&self, notice: Uuid, actor: &str) -> Result<bool, WriteError> {
        let closing = NoticeClosing { notice, actor: actor.to_owned(), now: Timestamp::now() };
        self.write(closing).await
    }

    /// The person that a record belongs to.
    pub async fn person_of(&self, record: PersonId) -> anyhow::Result<PersonId> {
        person_of(record, &self.databases.readers).await
    }

    /// The record that a submission lies in; `None` if it is gone.
    pub async fn record_of(&self, submission: SubmissionId) -> anyhow::Result<Option<PersonId>> {
        record_of(submission, &self.databases.readers).await
    }

    /// Everybody who is registered for an event, in the order in which they came, for an account that is written down.
    pub async fn registrations_table(
        &self,
        event: &str,
        columns: &EventFormColumns,
        actor: &str,
    ) -> anyhow::Result<DataTable> {
        self.note("registrations.exported", (None, None), actor).await?;
        read_registrations_table(event, columns, &self.keys, &self.databases.readers).await
    }
}

/// A person, who asks about themselves.
impl Store {
    /// Everything that is kept about the person who sent a submission; `None` if it is gone.
    pub async fn personal_data(&self, submission: SubmissionId) -> anyhow::Result<Option<PersonalData>> {
        let data = read_personal_data(submission, &self.keys, &self.databases.readers).await?;
        if let Some(data) = &data {
            self.note("person.exported", (Some(data.person), Some(submission.0)), "visitor").await?;
        }
        Ok(data)
    }

    /// Until when a submission waits for the button that its sender is asked to press; `None` if it does not, or no more.
    pub async fn confirmation_deadline(&self, submission: SubmissionId) -> anyhow::Result<Option<Timestamp>> {
        deadline(submission, &self.databases.readers).await
    }

    /// Takes back what was agreed to with a submission; a registration that came of it is given back. Gives whether there is
    /// such a consent.
    pub async fn withdraw_consent(&self, submission: SubmissionId, offer_hours: u32) -> Result<bool, WriteError> {
        let withdrawal = Withdrawal { submission, now: Timestamp::now(), offer_hours };
        self.write(withdrawal).await
    }

    /// Erases a person with all their records, whichever of them is named. `None` if nobody is there any more. What it gives
    /// is for whoever keeps copies of the keyring, or files; it stands in `erased_keys` too.
    pub async fn erase_person(
        &self,
        record: PersonId,
        actor: &str,
        offer_hours: u32,
    ) -> anyhow::Result<Option<ErasedPerson>> {
        let readers = &self.databases.readers;
        let forms = forms_of(person_of(record, readers).await?, readers).await?;
        let tallies = AnswerTallies::read(&forms, readers).await?;
        let erasure = Erasure { record, actor: actor.to_owned(), tallies, now: Timestamp::now(), offer_hours };
        Ok(self.write(erasure).await?)
    }
}

/// What is done from time to time.
impl Store {
    /// Ends what is over: submissions of each form that were received before its cutoff, attempts and merges. Gives how many
    /// submissions have ended.
    pub async fn end_retention(&self, cutoffs: &[(String, Timestamp)]) -> anyhow::Result<usize> {
        let readers = &self.databases.readers;
        let mut ended = 0;
        for (form, cutoff) in cutoffs {
            loop {
                let submissions = find_over(form, *cutoff, readers).await?;
                if submissions.is_empty() {
                    break;
                }
                let tallies = AnswerTallies::read(&BTreeSet::from([form.clone()]), readers).await?;
                let sweep = RetentionSweep { submissions, tallies, now: Timestamp::now() };
                let count = self.write(sweep).await?;
                ended += count;
                if count == 0 {
                    break;
                }
            }
        }
        for records in find_helped(Timestamp::now(), readers).await?.chunks(HELPED_AT_ONCE) {
            let tallies = AnswerTallies::read(&BTreeSet::new(), readers).await?;
            self.write(HelpedSweep { records: records.to_vec(), tallies, now: Timestamp::now() }).await?;
        }
        let (submissions, tallies) = (Vec::new(), AnswerTallies::default());
        let sweep = RetentionSweep { submissions, tallies, now: Timestamp::now() };
        self.write(sweep).await?;
        Ok(ended)
    }

    /// Ends answers that are over a term of their own; the rest of what was sent stays. Gives of how many submissions.
    pub async fn end_answers(&self, terms: &[AnswerTerm]) -> anyhow::Result<usize> {
        let mut ended = 0;
        for term in terms {
            loop {
                let submissions = term.find_over(&self.databases.readers).await?;
                if submissions.is_empty() {
                    break;
                }
                let (fields, keys) = (term.fields.clone(), self.keys.clone());
                ended += self.write(AnswerSweep { submissions, fields, keys, now: Timestamp::now() }).await?;
            }
        }
        Ok(ended)
    }

    /// Ends what nobody has confirmed in time: it counts nowhere, and nothing of it is left. Gives how many submissions.
    pub async fn end_unconfirmed(&self, now: Timestamp) -> anyhow::Result<usize> {
        let mut ended = 0;
        loop {
            let submissions = find_unconfirmed_over(now, &self.databases.readers).await?;
            if submissions.is_empty() {
                return Ok(ended);
            }
            let count = self.write(UnconfirmedSweep { submissions, now }).await?;
            ended += count;
            if count == 0 {
                return Ok(ended);
            }
        }
    }

    /// Reads by what people are recognised whose address was confirmed since the last time. Gives how many records it was.
    pub async fn read_person_traits(&self) -> anyhow::Result<usize> {
        let mut count = 0;
        loop {
            let traits = read_traits(TRAITS_AT_ONCE, Timestamp::now(), &self.keys, &self.databases.readers).await?;
            let read = traits.records.len();
            if read == 0 {
                return Ok(count);
            }
            self.write(traits).await?;
            count += read;
        }
    }

    async fn note(
        &self,
        action: &'static str,
        (person, subject): (Option<PersonId>, Option<Uuid>),
        actor: &str,
    ) -> Result<(), WriteError> {
        let entry = AuditEntry { at: Timestamp::now(), actor: actor.to_owned(), action, person, subject };
        self.write(entry).await
    }
}
