//! How many consultations there were, by month and by what is counted of them. It names nobody, and those who are gone count on.

use std::{collections::BTreeMap, ops::Range};

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::{
    intake::{
        calendar::clock_in_japan,
        cases::{ConsultationKind, NoteKind},
    },
    store::{
        Store,
        entities::{counted_consultation, person_note},
    },
};

/// How many were alike in a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsultationCount {
    /// The month in Japan, as `2026-12`.
    pub month: String,
    /// What they were like.
    pub aspects: ConsultationAspects,
    /// How many.
    pub count: u64,
}

/// What is counted of a consultation, by the names that the database has; `*` for values of erased people that too few had, nothing
/// where nobody said.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConsultationAspects {
    /// A [`ConsultationKind`].
    pub kind: String,
    /// How it was held.
    pub method: Option<String>,
    /// About how long it was.
    pub time_band: Option<String>,
    /// What came of it.
    pub result: Option<String>,
}

/// A row as the database has it: its time or its month, and the aspects.
type AspectRow<T> = (T, Option<String>, Option<String>, Option<String>, Option<String>);

impl Store {
    /// Counts consultations within months in Japan, the last one not included.
    pub async fn count_consultations(&self, times: Range<Timestamp>) -> anyhow::Result<Vec<ConsultationCount>> {
        use counted_consultation::Column as Gone;
        use person_note::Column as Present;
        let readers = &self.databases.readers;
        let month = |at: Timestamp| clock_in_japan(at).strftime("%Y-%m").to_string();
        let present: Vec<AspectRow<i64>> = person_note::Entity::find()
            .select_only()
            .columns([Present::At, Present::Consultation, Present::Method, Present::TimeBand, Present::Result])
            .filter(Present::Kind.eq(NoteKind::Consultation.name()))
            .filter(Present::At.gte(times.start.as_millisecond()))
            .filter(Present::At.lt(times.end.as_millisecond()))
            .into_tuple()
            .all(readers)
            .await?;
        let gone: Vec<AspectRow<String>> = counted_consultation::Entity::find()
            .select_only()
            .columns([Gone::Month, Gone::Consultation, Gone::Method, Gone::TimeBand, Gone::Result])
            .filter(Gone::Month.gte(month(times.start)))
            .filter(Gone::Month.lt(month(times.end)))
            .into_tuple()
            .all(readers)
            .await?;
        let mut counts: BTreeMap<(String, ConsultationAspects), u64> = BTreeMap::new();
        let present = present.into_iter().map(|(at, kind, method, time_band, result)| {
            Ok((month(Timestamp::from_millisecond(at)?), kind, method, time_band, result))
        });
        let present: Vec<AspectRow<String>> = present.collect::<anyhow::Result<_>>()?;
        for (month, kind, method, time_band, result) in present.into_iter().chain(gone) {
            // Those that were written before there were kinds were talks.
            let kind = kind.unwrap_or_else(|| ConsultationKind::default().name().to_owned());
            *counts.entry((month, ConsultationAspects { kind, method, time_band, result })).or_default() += 1;
        }
        let count = |((month, aspects), count)| ConsultationCount { month, aspects, count };
        Ok(counts.into_iter().map(count).collect())
    }
}
