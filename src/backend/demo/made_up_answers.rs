//! What somebody who does not exist answers to a form, field by field, as its definition asks.

use std::collections::BTreeMap;

use fastrand::Rng;
use jiff::{ToSpan, Zoned};
use tsubame_model::schema::{Form, FormField, FormValues, InputType};

use super::made_up_names::MadeUpPerson;

/// How often somebody answers what they need not, of a hundred.
const ANSWERED_PERCENT: u32 = 55;

/// What people write where they may write anything.
const LINES: [&str; 8] = [
    "地元に近いところで働きたいと思っています（見本）。",
    "今の仕事を続けながら、話だけ聞いてみたいです（見本）。",
    "家族と相談しているところです（見本）。",
    "副業から始められる仕事に関心があります（見本）。",
    "リモートワークの実際を知りたいです（見本）。",
    "移住の支援について教えてください（見本）。",
    "平日は夜なら話せます（見本）。",
    "資格を生かせる仕事を探しています（見本）。",
];

/// Links by which people come.
const SOURCES: [&str; 6] = ["line", "instagram", "search", "portal", "flyer", "event"];

/// What somebody sends through a form for something. What is shown only for some answers may be answered all the same: the form's own
/// check leaves it out.
pub(super) fn made_up_values(
    form: &Form,
    person: &MadeUpPerson,
    references: &BTreeMap<String, String>,
    now: &Zoned,
    chance: &mut Rng,
) -> FormValues {
    let mut values = FormValues::default();
    let mut add = |name: &str, value: String| values.texts.push((name.to_owned(), value));
    for (name, value) in references {
        add(name, value.clone());
    }
    for field in form.fields() {
        let is_answered = field.required || chance.u32(..100) < ANSWERED_PERCENT;
        if is_answered {
            for value in answers(field, person, now, chance) {
                add(&field.name, value);
            }
        }
    }
    add("consent", "yes".to_owned());
    add("consent_version", form.consent.version.clone());
    add("form_version", form.version.clone());
    if chance.u32(..100) < 70 {
        add("utm_source", SOURCES[chance.usize(..SOURCES.len())].to_owned());
    }
    values
}

fn answers(field: &FormField, person: &MadeUpPerson, now: &Zoned, chance: &mut Rng) -> Vec<String> {
    let choices: Vec<String> = field.choices.iter().map(tsubame_model::schema::Choice::text).collect();
    let line = |chance: &mut Rng| {
        let longest = field.max_length.unwrap_or(400);
        LINES[chance.usize(..LINES.len())].chars().take(longest).collect::<String>()
    };
    match field.input {
        InputType::Kana => vec![person.kana.clone()],
        InputType::Email => vec![person.email.clone()],
        InputType::Tel => vec![person.phone.clone()],
        InputType::Postcode => vec!["9808671".to_owned()],
        InputType::Date => {
            let years = i64::from(chance.u32(22..46));
            vec![now.date().saturating_sub(years.years()).to_string()]
        }
        InputType::Text if field.name == "name" => vec![person.name.clone()],
        InputType::Text if field.pattern.is_some() => Vec::new(),
        InputType::Text | InputType::Textarea => vec![line(chance)],
        InputType::Select | InputType::Radio if !choices.is_empty() => {
            vec![choices[skewed(choices.len(), chance)].clone()]
        }
        InputType::Checkbox if choices.is_empty() => vec!["yes".to_owned()],
        InputType::Checkbox => {
            let wanted = chance.usize(1..=choices.len().min(3));
            (0..wanted).map(|_| choices[skewed(choices.len(), chance)].clone()).collect()
        }
        // Times are booked apart, and nobody who does not exist has a file.
        InputType::Select | InputType::Radio | InputType::File | InputType::Slot | InputType::Table => Vec::new(),
    }
}

/// A place in a list, those at its beginning more often than those at its end: people are not spread evenly.
fn skewed(length: usize, chance: &mut Rng) -> usize {
    chance.usize(..length).min(chance.usize(..length))
}
