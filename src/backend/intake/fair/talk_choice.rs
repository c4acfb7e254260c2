//! Who talks with which company when: wishes in their order, each at the earliest time that both sides have.

use jiff::Timestamp;

use super::{FairPart, FairPlan, TalkTime};
use crate::intake::bookings::TakenCells;

/// Somebody who wants to talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TalkApplicant<'a> {
    /// The name under which cells of theirs are kept.
    pub name: &'a str,
    /// The companies that they want to talk with, the first one first.
    pub wishes: &'a [String],
    /// When they can.
    pub part: FairPart,
    /// How many talks they have already.
    pub has: u32,
}

/// A talk that can be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenTalk {
    /// With whom.
    pub company: String,
    /// At which seat of the table, from 1.
    pub seat: u32,
    /// When.
    pub time: TalkTime,
}

/// The name under which cells of a seat at a table are kept.
pub fn seat_name(event: &str, company: &str, seat: u32) -> String {
    format!("table:{event}/{company}#{seat}")
}

/// The tables of a fair, with what is taken there.
#[derive(Clone, Copy, Debug)]
pub struct FairTables<'a> {
    /// The event.
    pub event: &'a str,
    /// Its tables and times.
    pub plan: &'a FairPlan,
    /// What is taken of its tables, and of people.
    pub taken: &'a TakenCells,
}

impl FairTables<'_> {
    /// The first seat at the table of a company that is free at a time, if somebody of this name is free then too.
    pub fn find_seat(&self, company: &str, time: &TalkTime, person: &str) -> Option<u32> {
        let (table, cells) = (self.plan.table(company)?, self.plan.cells(time));
        if !self.taken.is_free(person, cells.clone()) {
            return None;
        }
        let is_free = |seat: &u32| self.taken.is_free(&seat_name(self.event, company, *seat), cells.clone());
        (1..=table.parallel).find(is_free)
    }
}

/// Gives somebody as many of the talks that they wish for as they may have and as are free, and notes in `taken` that these are taken.
pub fn assign_talks(
    plan: &FairPlan,
    event: &str,
    applicant: &TalkApplicant<'_>,
    taken: &mut TakenCells,
    now: Timestamp,
) -> Vec<ChosenTalk> {
    let times: Vec<TalkTime> =
        plan.times().into_iter().filter(|time| time.start > now && time.is_in(applicant.part)).collect();
    let most = usize::try_from(plan.talks_each.saturating_sub(applicant.has)).unwrap_or(usize::MAX);
    let mut chosen: Vec<ChosenTalk> = Vec::new();
    for company in applicant.wishes {
        if chosen.len() >= most {
            break;
        }
        let tables = FairTables { event, plan, taken };
        let found = times.iter().find_map(|time| {
            let seat = tables.find_seat(company, time, applicant.name)?;
            Some(ChosenTalk { company: company.clone(), seat, time: *time })
        });
        let Some(talk) = found else { continue };
        for name in [applicant.name.to_owned(), seat_name(event, company, talk.seat)] {
            taken.insert(&name, plan.cells(&talk.time));
        }
        chosen.push(talk);
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::fair::FairTable;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + minute * 60).unwrap()
    }

    /// Four times of a quarter of an hour, three tables, of which one has two seats.
    fn plan() -> FairPlan {
        let table =
            |company: &str, parallel| FairTable { company: company.to_owned(), label: company.to_owned(), parallel };
        FairPlan {
            starts_at: at(0),
            ends_at: at(80),
            minutes: 15,
            pause_minutes: 5,
            talks_each: 2,
            tables: vec![table("a", 1), table("b", 1), table("c", 2)],
        }
    }

    /// What somebody gets: companies, seats and minutes.
    fn get(name: &str, wishes: &[&str], part: FairPart, taken: &mut TakenCells) -> Vec<(String, u32, i64)> {
        let wishes: Vec<String> = wishes.iter().map(|wish| (*wish).to_owned()).collect();
        let applicant = TalkApplicant { name, wishes: &wishes, part, has: 0 };
        let chosen = assign_talks(&plan(), "fair", &applicant, taken, at(-1));
        let minute = |talk: &ChosenTalk| talk.time.start.duration_since(at(0)).as_mins();
        chosen.iter().map(|talk| (talk.company.clone(), talk.seat, minute(talk))).collect()
    }

    fn talk(company: &str, seat: u32, minute: i64) -> (String, u32, i64) {
        (company.to_owned(), seat, minute)
    }

    #[test]
    fn wishes_are_given_in_their_order_without_overlap_and_no_seat_twice() {
        use FairPart::{Any, First, Second};
        let taken = &mut TakenCells::default();
        assert_eq!(get("x", &["b", "a", "c"], Any, taken), [talk("b", 1, 0), talk("a", 1, 20)], "two at most");
        assert_eq!(get("y", &["b", "gone", "a"], Any, taken), [talk("b", 1, 20), talk("a", 1, 0)]);
        assert_eq!(get("z", &["a"], First, taken), [], "its first half is full");
        assert_eq!(get("z", &["a"], Second, taken), [talk("a", 1, 40)]);
        assert_eq!(get("p", &["c"], Any, taken), [talk("c", 1, 0)]);
        assert_eq!(get("q", &["c"], Any, taken), [talk("c", 2, 0)], "two can talk there at a time");
        assert_eq!(get("r", &["c"], Any, taken), [talk("c", 1, 20)]);
        assert_eq!(get("x", &["c"], Any, taken), [talk("c", 1, 40)], "whoever talks elsewhere comes later");
    }

    #[test]
    fn nobody_gets_what_has_begun_or_more_than_they_may_have() {
        let (plan, taken) = (plan(), &mut TakenCells::default());
        let wishes = ["a".to_owned(), "b".to_owned()];
        let applicant = |has| TalkApplicant { name: "x", wishes: &wishes, part: FairPart::Any, has };
        let late = assign_talks(&plan, "fair", &applicant(1), taken, at(20));
        assert_eq!(late.iter().map(|talk| talk.time.start).collect::<Vec<_>>(), [at(40)]);
        assert_eq!(assign_talks(&plan, "fair", &applicant(2), taken, at(-1)), []);
        assert_eq!(assign_talks(&plan, "fair", &applicant(0), taken, at(60)), []);
    }
}
