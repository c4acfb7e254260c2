//! Conditions: what a field's value has to be for something else to hold.

use jiff::Zoned;

use crate::source::{Data, Date, TableReader, ValueReader};

/// A condition on one field. All that it says has to hold.
///
/// A field that is not there is `false`, is in no list, is not past, and is never too large.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Condition {
    /// The field's key. `folder` is where the entry lies, below `content/`.
    pub field: String,
    /// Its value is this one.
    pub is: Option<Data>,
    /// Its value is not this one.
    pub is_not: Option<Data>,
    /// Its value is one of these.
    pub one_of: Option<Vec<Data>>,
    /// It is there and not empty, or it is not.
    pub present: Option<bool>,
    /// Its time has passed, or it has not.
    pub past: Option<bool>,
    /// The number, or the number of items, is at least so much.
    pub at_least: Option<f64>,
    /// The number, or the number of items, is at most so much.
    pub at_most: Option<f64>,
    /// The text, or some item of the list, begins with this.
    pub starts_with: Option<String>,
    /// The text is there and does not begin with this.
    pub not_starts_with: Option<String>,
    /// The list holds this, or the text has this in it.
    pub contains: Option<Data>,
    /// Its date is not before that of another field.
    pub not_before: Option<String>,
    /// Its number is not above that of another field.
    pub not_above: Option<String>,
}

/// An entry as conditions see it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Its front matter.
    pub data: &'a Data,
    /// The folder in which it lies, below `content/`.
    pub folder: &'a str,
    /// The time by which dates are past.
    pub now: &'a Zoned,
}

impl Subject<'_> {
    /// The value of a field, if it is there.
    pub fn value(&self, key: &str) -> Option<Data> {
        match key {
            "folder" => Some(Data::Text(self.folder.to_owned())),
            _ => self.data.find(key).cloned().filter(|value| *value != Data::Null),
        }
    }

    /// Whether all conditions hold.
    pub fn meets(&self, conditions: &[Condition]) -> bool {
        conditions.iter().all(|condition| condition.holds(self))
    }
}

impl Condition {
    /// Reads a condition.
    pub(super) fn read(value: ValueReader<'_>) -> Option<Self> {
        value.table(Self::read_table).flatten()
    }

    fn read_table(table: &mut TableReader<'_>) -> Option<Self> {
        let field = table.required_text("field");
        Some(Self {
            is: table.data("is"),
            is_not: table.data("is_not"),
            one_of: table.optional("one_of").and_then(ValueReader::data_list),
            present: table.boolean("present"),
            past: table.boolean("past"),
            at_least: table.number("at_least"),
            at_most: table.number("at_most"),
            starts_with: table.text("starts_with"),
            not_starts_with: table.text("not_starts_with"),
            contains: table.data("contains"),
            not_before: table.text("not_before"),
            not_above: table.text("not_above"),
            field: field?,
        })
    }

    /// Whether it holds for an entry.
    pub fn holds(&self, subject: &Subject<'_>) -> bool {
        let value = subject.value(&self.field);
        let value = value.as_ref();
        let is = |wanted: &Data| value.map_or(*wanted == Data::Bool(false), |value| value == wanted);
        let number = |value: &Data| value.as_number().or_else(|| value.as_list().map(count));
        let other = |key: &str| subject.value(key);
        let tests = [
            self.is.as_ref().map(is),
            self.is_not.as_ref().map(|wanted| !is(wanted)),
            self.one_of.as_ref().map(|wanted| wanted.iter().any(is)),
            self.present.map(|wanted| value.is_some_and(|value| !is_empty(value)) == wanted),
            self.past.and_then(|wanted| Some(self.has_passed(subject)? == wanted)),
            self.at_least.map(|least| value.and_then(number).is_some_and(|number| number >= least)),
            self.at_most.map(|most| value.and_then(number).is_none_or(|number| number <= most)),
            self.starts_with.as_ref().map(|start| value.is_some_and(|value| starts_with(value, start))),
            self.not_starts_with.as_ref().map(|start| value.is_some_and(|value| !starts_with(value, start))),
            self.contains.as_ref().map(|part| value.is_some_and(|value| contains(value, part))),
            self.not_before.as_ref().map(|key| {
                let (own, other) = (value.and_then(date), other(key).as_ref().and_then(date));
                own.zip(other).is_none_or(|(own, other)| own.instant >= other.instant)
            }),
            self.not_above.as_ref().map(|key| {
                let (own, other) = (value.and_then(number), other(key).as_ref().and_then(number));
                own.zip(other).is_none_or(|(own, other)| own <= other)
            }),
        ];
        tests.into_iter().flatten().all(|test| test)
    }

    /// Whether the date that it asks about is past; `None` where it asks about none.
    pub(super) fn has_passed(&self, subject: &Subject<'_>) -> Option<bool> {
        self.past
            .map(|_| subject.value(&self.field).as_ref().and_then(date).is_some_and(|date| is_past(&date, subject.now)))
    }

    /// The fields it looks at, with the keys that name them.
    pub(super) fn keys(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let others = [("not_before", self.not_before.as_ref()), ("not_above", self.not_above.as_ref())];
        let named = [("field", Some(&self.field))].into_iter().chain(others);
        named.filter_map(|(key, name)| Some((key, name?.as_str())))
    }

    /// Whether it says anything beside a field.
    pub(super) fn says_something(&self) -> bool {
        *self != Self { field: self.field.clone(), ..Self::default() }
    }
}

/// Whether a value is there but says nothing.
pub(super) fn is_empty(value: &Data) -> bool {
    match value {
        Data::Null => true,
        Data::Text(text) => text.trim().is_empty(),
        Data::List(items) => items.is_empty(),
        Data::Map(entries) => entries.is_empty(),
        Data::Bool(_) | Data::Integer(_) | Data::Large(_) | Data::Float(_) => false,
    }
}

fn date(value: &Data) -> Option<Date> {
    Date::parse(value.as_str()?)
}

/// A date without a time lasts until its day ends, where the clock is.
fn is_past(date: &Date, now: &Zoned) -> bool {
    if date.text.contains(['T', ' ']) { date.instant < now.timestamp() } else { date.day < now.date() }
}

fn starts_with(value: &Data, start: &str) -> bool {
    match value {
        Data::List(items) => items.iter().any(|item| starts_with(item, start)),
        value => value.as_str().is_some_and(|text| text.starts_with(start)),
    }
}

fn contains(value: &Data, part: &Data) -> bool {
    match value {
        Data::List(items) => items.contains(part),
        value => value.as_str().zip(part.as_str()).is_some_and(|(text, part)| text.contains(part)),
    }
}

fn count(items: &[Data]) -> f64 {
    f64::from(u32::try_from(items.len()).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{schema::definition::read_for_test, source::parse_yaml};

    const ENTRY: &str = "title: 夜\nextra: {seats: 30, left: 40, start: 2026-12-05T18:00:00+09:00, last: 2026-11-21, \
        end: 2026-11-01, tags: [海, 山], note: ''}";

    #[test]
    fn conditions_and_what_they_hold_for() {
        let data: Data = parse_yaml(ENTRY).unwrap();
        let now: Zoned = "2026-11-21T12:00:00+09:00[Asia/Tokyo]".parse().unwrap();
        let subject = Subject { data: &data, folder: "events/x", now: &now };
        for (condition, holds) in [
            ("{field: title, is: 夜}", true),
            ("{field: title, is_not: 夜}", false),
            ("{field: extra.other, is: false}", true),
            ("{field: extra.other, is: true}", false),
            ("{field: extra.other, is_not: x}", true),
            ("{field: title, one_of: [朝, 夜]}", true),
            ("{field: extra.note, present: true}", false),
            ("{field: extra.note, present: false}", true),
            ("{field: extra.end, past: true}", true),
            ("{field: extra.last, past: false}", true),
            ("{field: extra.start, past: true}", false),
            ("{field: extra.none, past: true}", false),
            ("{field: extra.seats, at_least: 20, at_most: 30}", true),
            ("{field: extra.tags, at_least: 3}", false),
            ("{field: extra.none, at_least: 1}", false),
            ("{field: extra.none, at_most: 1}", true),
            ("{field: folder, starts_with: events}", true),
            ("{field: title, not_starts_with: 朝}", true),
            ("{field: extra.none, not_starts_with: 朝}", false),
            ("{field: extra.tags, contains: 海}", true),
            ("{field: extra.tags, starts_with: 川}", false),
            ("{field: title, contains: 夜}", true),
            ("{field: extra.end, not_before: extra.start}", false),
            ("{field: extra.start, not_before: extra.end}", true),
            ("{field: extra.left, not_above: extra.seats}", false),
            ("{field: extra.none, not_above: extra.seats}", true),
        ] {
            let parsed = read_for_test(condition, Condition::read);
            assert_eq!(parsed.holds(&subject), holds, "{condition}");
        }
    }
}
