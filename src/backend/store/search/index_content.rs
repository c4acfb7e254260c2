//! What the index is to hold of persons: hashes of what they go by, and what is known of them in clear.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use uuid::Uuid;

use super::{index_rows::IndexContent, loaded_persons::LoadedPersons};
use crate::{
    intake::{
        calendar::clock_in_japan,
        search::{Facet, FacetKind, grams_of},
    },
    store::{
        Keys,
        entities::{booking, person_phase, person_tag, submission, submission_answer},
        persons::texts_in,
    },
};

/// Longer values are cut: what brought somebody here is whatever their address bar said.
const LONGEST_VALUE: usize = 120;

/// What the index is to hold of some persons. Nothing of those who are not there.
pub(super) async fn read_content(
    persons: &BTreeSet<Uuid>,
    keys: &Keys,
    db: &impl ConnectionTrait,
) -> anyhow::Result<BTreeMap<Uuid, IndexContent>> {
    let loaded = LoadedPersons::read(persons, keys, db).await?;
    let mut contents: BTreeMap<Uuid, IndexContent> = BTreeMap::new();
    for (person, texts) in loaded.texts()? {
        contents.entry(person).or_default().grams = grams_of(&texts, &keys.index);
    }
    for (person, facets) in read_facets(&loaded, db).await? {
        contents.entry(person).or_default().facets = facets;
    }
    Ok(contents)
}

/// What is known of persons in clear.
pub(super) async fn read_facets(
    loaded: &LoadedPersons,
    db: &impl ConnectionTrait,
) -> anyhow::Result<BTreeMap<Uuid, BTreeSet<Facet>>> {
    let mut facets: BTreeMap<Uuid, BTreeSet<Facet>> = BTreeMap::new();
    let owners: BTreeMap<Uuid, Uuid> =
        loaded.submissions.iter().filter_map(|row| Some((row.id, loaded.person_of(row.person_id)?))).collect();
    let ids = || loaded.submissions.iter().map(|row| row.id);
    let mut add = |submission: Uuid, found: Vec<Facet>| {
        if let Some(person) = owners.get(&submission) {
            facets.entry(*person).or_default().extend(found);
        }
    };
    for row in &loaded.submissions {
        add(row.id, submission_facets(row)?);
    }
    let forms: BTreeMap<Uuid, &str> = loaded.submissions.iter().map(|row| (row.id, row.form.as_str())).collect();
    let answers = submission_answer::Entity::find().filter(submission_answer::Column::SubmissionId.is_in(ids()));
    for answer in answers.all(db).await? {
        let Some(form) = forms.get(&answer.submission_id) else { continue };
        let name = format!("{form}/{}", answer.field);
        add(answer.submission_id, vec![facet(FacetKind::Answer, &name, &answer.value)]);
    }
    for row in &loaded.registrations {
        let (event, state) = (row.event_id.as_str(), row.state.as_str());
        add(row.submission_id, vec![facet(FacetKind::Event, "", event), facet(FacetKind::EventState, event, state)]);
    }
    let bookings = booking::Entity::find().filter(booking::Column::SubmissionId.is_in(ids()));
    for row in bookings.all(db).await? {
        let with = facet(FacetKind::Booking, &row.booking, &row.resource);
        add(row.submission_id, vec![with, facet(FacetKind::BookingState, &row.resource, &row.state)]);
    }
    for (person, found) in read_marks(loaded, db).await? {
        facets.entry(person).or_default().insert(found);
    }
    Ok(facets)
}

/// What staff have put on persons: words, and the phase that they said last.
async fn read_marks(loaded: &LoadedPersons, db: &impl ConnectionTrait) -> anyhow::Result<Vec<(Uuid, Facet)>> {
    let records: Vec<Uuid> = loaded.records().collect();
    let mut marks = Vec::new();
    let tags = person_tag::Entity::find().filter(person_tag::Column::RecordId.is_in(records.iter().copied()));
    for row in tags.all(db).await? {
        marks.extend(loaded.person_of(row.record_id).map(|person| (person, facet(FacetKind::Tag, "", &row.tag))));
    }
    let phases = person_phase::Entity::find()
        .filter(person_phase::Column::RecordId.is_in(records))
        .order_by_asc(person_phase::Column::Since)
        .order_by_asc(person_phase::Column::Id);
    let mut last = BTreeMap::new();
    for row in phases.all(db).await? {
        last.extend(loaded.person_of(row.record_id).map(|person| (person, facet(FacetKind::Phase, "", &row.phase))));
    }
    marks.extend(last);
    Ok(marks)
}

/// What a submission says by itself.
fn submission_facets(row: &submission::Model) -> anyhow::Result<Vec<Facet>> {
    let origin: Value = serde_json::from_str(&row.origin)?;
    let received = clock_in_japan(Timestamp::from_millisecond(row.received_at)?);
    let mut facets = vec![
        facet(FacetKind::Form, "", &row.form),
        facet(FacetKind::Month, "", &received.date().strftime("%Y-%m").to_string()),
    ];
    if let Some(programme) = texts_in(&origin, "references").get("programme") {
        facets.push(facet(FacetKind::Programme, "", programme));
    }
    if let Some(source) = texts_in(&origin, "attribution").get("utm_source") {
        facets.push(facet(FacetKind::Source, "", source));
    }
    Ok(facets)
}

fn facet(kind: FacetKind, name: &str, value: &str) -> Facet {
    let cut = value.char_indices().nth(LONGEST_VALUE).map_or(value, |(end, _)| &value[..end]);
    Facet::named(kind, name, cut)
}
