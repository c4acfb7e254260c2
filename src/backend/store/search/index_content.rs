//! What the index is to hold of persons: hashes of what they go by, and what is known of them in clear.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
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
        entities::{booking, submission, submission_answer},
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
    let mut facets: BTreeMap<Uuid, BTreeSet<Facet>> = BTreeMap::new();
    let ids = || loaded.submissions.iter().map(|row| row.id);
    for row in &loaded.submissions {
        facets.entry(row.id).or_default().extend(submission_facets(row)?);
    }
    let forms: BTreeMap<Uuid, &str> = loaded.submissions.iter().map(|row| (row.id, row.form.as_str())).collect();
    let answers = submission_answer::Entity::find().filter(submission_answer::Column::SubmissionId.is_in(ids()));
    for answer in answers.all(db).await? {
        let Some(form) = forms.get(&answer.submission_id) else { continue };
        let facet = facet(FacetKind::Answer, &format!("{form}/{}", answer.field), &answer.value);
        facets.entry(answer.submission_id).or_default().insert(facet);
    }
    for row in &loaded.registrations {
        let event =
            [facet(FacetKind::Event, "", &row.event_id), facet(FacetKind::EventState, &row.event_id, &row.state)];
        facets.entry(row.submission_id).or_default().extend(event);
    }
    let bookings = booking::Entity::find().filter(booking::Column::SubmissionId.is_in(ids()));
    for row in bookings.all(db).await? {
        let booked = [
            facet(FacetKind::Booking, &row.booking, &row.resource),
            facet(FacetKind::BookingState, &row.resource, &row.state),
        ];
        facets.entry(row.submission_id).or_default().extend(booked);
    }
    for row in &loaded.submissions {
        let Some(person) = loaded.person_of(row.person_id) else { continue };
        contents.entry(person).or_default().facets.extend(facets.remove(&row.id).unwrap_or_default());
    }
    Ok(contents)
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
