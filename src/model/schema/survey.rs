//! What makes a form a survey: whom it asks about what, when, and what they are thanked with.

use crate::source::{TableReader, ValueReader};

const OCCASIONS: [(&str, SurveyOccasion); 4] = [
    ("event", SurveyOccasion::Event),
    ("talk", SurveyOccasion::Talk),
    ("programme", SurveyOccasion::Programme),
    ("person", SurveyOccasion::Person),
];

const SIDES: [(&str, SurveySide); 2] = [("visitor", SurveySide::Visitor), ("company", SurveySide::Company)];

const POLICIES: [(&str, AnswerPolicy); 2] = [("revise", AnswerPolicy::Revise), ("once", AnswerPolicy::Once)];

const INCENTIVES: [(&str, IncentiveKind); 2] = [("codes", IncentiveKind::Codes), ("draw", IncentiveKind::Draw)];

/// What a survey is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurveyOccasion {
    /// An event that is over.
    Event,
    /// A talk that took place: a casual interview, a consultation.
    Talk,
    /// A programme that is over.
    Programme,
    /// Whoever is registered, at any time.
    Person,
}

/// Whom a survey asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurveySide {
    /// Those who came.
    Visitor,
    /// Those whom they met.
    Company,
}

/// What a second answer by the same link does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerPolicy {
    /// It takes the place of the first, which is kept beside it.
    Revise,
    /// Nothing: it was answered.
    Once,
}

/// With what people are thanked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IncentiveKind {
    /// With a code each, as long as there are codes.
    Codes,
    /// With a place in a draw.
    Draw,
}

/// A thank-you for an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incentive {
    /// Its kind.
    pub kind: IncentiveKind,
    /// What people read of it.
    pub label: String,
}

/// A survey, as its form describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyTerms {
    /// What it is about.
    pub about: SurveyOccasion,
    /// Whom it asks.
    pub side: SurveySide,
    /// Hours after the end of the occasion at which people are asked.
    pub after_hours: u32,
    /// Days after that at which those are reminded who have not answered, each later than the one before.
    pub remind_after_days: Vec<u32>,
    /// Days for which the link may be answered.
    pub open_days: u32,
    /// What a second answer does.
    pub answers: AnswerPolicy,
    /// Whether a page of the site has the form too, for those without a link.
    pub is_public: bool,
    /// The thank-you, if there is one.
    pub incentive: Option<Incentive>,
}

impl SurveyTerms {
    /// Reads them.
    pub(super) fn read(table: &mut TableReader<'_>) -> Option<Self> {
        let about = table.required("about").and_then(|about| about.one_of(&OCCASIONS));
        let side = table.required("side").and_then(|side| side.one_of(&SIDES));
        let answers = table.required("answers").and_then(|answers| answers.one_of(&POLICIES));
        let open_days = table.required("open_days").and_then(ValueReader::integer);
        let incentive = table.optional("incentive").map(|incentive| incentive.table(read_incentive).flatten());
        Some(Self {
            after_hours: table.integer("after_hours").unwrap_or_default(),
            remind_after_days: table.list("remind_after_days", read_days).unwrap_or_default(),
            is_public: table.boolean("public").unwrap_or_default(),
            about: about?,
            side: side?,
            open_days: open_days?,
            answers: answers?,
            incentive: match incentive {
                Some(read) => Some(read?),
                None => None,
            },
        })
    }
}

fn read_days(days: ValueReader<'_>) -> Option<u32> {
    days.integer()
}

fn read_incentive(table: &mut TableReader<'_>) -> Option<Incentive> {
    let (kind, label) =
        (table.required("kind").and_then(|kind| kind.one_of(&INCENTIVES)), table.required_text("label"));
    Some(Incentive { kind: kind?, label: label? })
}
