//! Times inside a film at which something begins, such as `4:50`, in a list of tables: they rise, and none is beyond the end.

use jiff::SignedDuration;

use super::{field::TimeMarks, value::Problem};
use crate::source::{Data, TableReader, Wording};

impl TimeMarks {
    pub(super) fn read(table: &mut TableReader<'_>) -> Option<Self> {
        let (at, until) = (table.required_text("at"), table.text("until"));
        let from_start = table.boolean("from_start").unwrap_or_default();
        Some(Self { at: at?, until, from_start })
    }

    /// What is wrong with the times of these tables: in which of them, and what. Times that cannot be read are passed over,
    /// as their own field tells of them.
    pub(super) fn check(&self, tables: &[Data], length_s: Option<u64>) -> Vec<(usize, Problem)> {
        let mut problems = Vec::new();
        let mut before: Option<&str> = None;
        for (at, table) in tables.iter().enumerate() {
            let Some(text) = table.get(&self.at).and_then(Data::as_str) else { continue };
            let Some(time_s) = read_time(text) else { continue };
            let latest_s = before.and_then(read_time);
            let problem = if at == 0 && self.from_start && time_s > 0 {
                Some(late_start(text))
            } else if let Some(earlier) = before.filter(|_| latest_s.is_some_and(|latest_s| latest_s >= time_s)) {
                Some(not_later(text, earlier))
            } else {
                length_s.filter(|length_s| time_s >= *length_s).map(|length_s| beyond_end(text, length_s))
            };
            problems.extend(problem.map(|problem| (at, problem)));
            before = if latest_s.is_some_and(|latest_s| latest_s >= time_s) { before } else { Some(text) };
        }
        problems
    }
}

/// The seconds of a time such as `4:50` or `1:04:50`.
fn read_time(text: &str) -> Option<u64> {
    let parts: Vec<u64> = text.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (hours, minutes, seconds) = match parts[..] {
        [minutes, seconds] => (0, minutes, seconds),
        [hours, minutes, seconds] => (hours, minutes, seconds),
        _ => return None,
    };
    hours.checked_mul(3_600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(seconds)
}

/// Seconds as such a time.
pub fn clock_time(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours == 0 { format!("{minutes}:{seconds:02}") } else { format!("{hours}:{minutes:02}:{seconds:02}") }
}

/// The seconds of a length in ISO 8601: `PT5M50S`.
pub fn length_seconds(text: &str) -> Option<u64> {
    let duration = Some(text).filter(|text| text.starts_with('P'))?.parse::<SignedDuration>().ok()?;
    u64::try_from(duration.as_secs()).ok()
}

fn late_start(text: &str) -> Problem {
    let what = Wording::new(
        format!("begins at {text}, but the first one has to begin at 0:00"),
        format!("が {text} から始まっています。最初の時刻は 0:00 にします"),
    );
    let remedy = Wording::new(
        "write 0:00, or add what is to be seen before that",
        "0:00 に直すか、その前の場面を書き足してください",
    );
    Problem::new("entry-time", what, remedy)
}

fn not_later(text: &str, earlier: &str) -> Problem {
    let what = Wording::new(
        format!("is {text}, which is not later than {earlier} before it"),
        format!("が {text} で、前にある {earlier} より後になっていません"),
    );
    let remedy = Wording::new("sort them by time, or correct the time", "時刻の早い順に並べるか、時刻を直してください");
    Problem::new("entry-time", what, remedy)
}

fn beyond_end(text: &str, length_s: u64) -> Problem {
    let length = clock_time(length_s);
    let what = Wording::new(
        format!("is {text}, but all of it lasts {length} only"),
        format!("が {text} ですが、全体の長さは {length} です"),
    );
    let remedy = Wording::new("correct the time, or the length", "時刻か長さのどちらかを直してください");
    Problem::new("entry-time", what, remedy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{schema::language_tests::check_wording, source::parse_yaml};

    #[test]
    fn times_rise_from_the_start_to_the_end() {
        let marks = TimeMarks { at: "at".to_owned(), until: None, from_start: true };
        for (times, length_s, faults) in [
            ("['0:00', '1:20', '1:02:03']", Some(4_000), &[][..]),
            ("['0:00', '1:20']", None, &[]),
            ("['0:05', '1:20']", Some(90), &[(0, "0:05 から始まって")]),
            ("['0:00', '2:00', '1:30', '2:30']", Some(200), &[(2, "前にある 2:00 より後")]),
            ("['0:00', '1:00', '1:00']", Some(200), &[(2, "1:00 で、前にある 1:00")]),
            ("['0:00', '5:50', '9:00']", Some(350), &[(1, "長さは 5:50"), (2, "長さは 5:50")]),
            ("['0:00', 'soon', '0:30']", Some(60), &[]),
        ] {
            let texts: Data = parse_yaml(times).unwrap();
            let tables = texts.as_list().unwrap().iter();
            let tables: Vec<Data> = tables.map(|text| Data::Map(vec![("at".to_owned(), text.clone())])).collect();
            let found = marks.check(&tables, length_s);
            assert_eq!(found.len(), faults.len(), "{times}: {found:?}");
            for ((at, problem), (place, words)) in found.iter().zip(faults) {
                assert_eq!(at, place, "{times}");
                assert!(problem.what.japanese().contains(words), "{times}: {problem:?}");
                check_wording(&problem.what, &[]);
                check_wording(&problem.remedy, &[]);
            }
        }
    }

    #[test]
    fn times_and_lengths() {
        for (text, seconds) in [
            ("0:00", Some(0)),
            ("4:50", Some(290)),
            ("1:00:01", Some(3_601)),
            ("4", None),
            ("4:x", None),
            ("-1:00", None),
        ] {
            assert_eq!(read_time(text), seconds, "{text}");
        }
        for (text, seconds) in [("PT5M50S", Some(350)), ("PT1H", Some(3_600)), ("5:50", None), ("PT", None)] {
            assert_eq!(length_seconds(text), seconds, "{text}");
        }
        assert_eq!([clock_time(350), clock_time(3_661)], ["5:50", "1:01:01"]);
    }
}
