//! What a survey says in numbers: how many chose what, on average, and one question by another. Where whoever looks may not know whose
//! answers these are, a cell of one or two is not shown, nor what would tell it by taking others away.

use std::collections::BTreeMap;

use tsubame_model::schema::{Choice, FormField, InputType};

/// What somebody answered, by the names of the fields.
pub type CodedAnswers = BTreeMap<String, Vec<String>>;

/// Fewer than so many in a cell could be pointed at.
pub const FEWEST_SHOWN: u64 = 3;

/// The answers to one question.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionTally {
    /// How many answered it.
    pub answered: u64,
    /// How many gave each answer, in the order of the form.
    pub choices: Vec<u64>,
    /// How many gave another one: of an older form, or one that too few gave whose answers are gone.
    pub others: u64,
    /// The average, where the answers are a scale of numbers.
    pub average: Option<f64>,
    /// The net promoter score, where that scale is the one from 0 to 10.
    pub promoters: Option<i64>,
}

/// One question by another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrossTable {
    /// A row for each answer to the first question, in the order of the form.
    pub rows: Vec<CrossRow>,
    /// How many answered both.
    pub answered: u64,
}

/// Whoever gave one answer to the first question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrossRow {
    /// How many of them answered the second one; `None` where that would tell what is not shown.
    pub answered: Option<u64>,
    /// How many of these gave each answer to it; `None` where that is not shown.
    pub cells: Vec<Option<u64>>,
}

/// Whether a question can be counted.
pub fn is_counted(field: &FormField) -> bool {
    field.is_coded()
}

/// Whether people write in a field what they like, so that it is read.
pub fn is_read(field: &FormField) -> bool {
    matches!(field.input, InputType::Textarea | InputType::Text)
}

/// The values that a question can be answered with; a box without choices is ticked or not.
pub fn values_of(field: &FormField) -> Vec<String> {
    if field.choices.is_empty() {
        return vec!["yes".to_owned()];
    }
    field.choices.iter().map(Choice::text).collect()
}

/// Counts the answers to a question.
pub fn tally_question(field: &FormField, answers: &[CodedAnswers]) -> QuestionTally {
    let values = values_of(field);
    let given = || answers.iter().filter_map(|answer| answer.get(&field.name)).filter(|given| !given.is_empty());
    let count = |value: &String| given().filter(|given| given.contains(value)).count() as u64;
    let choices: Vec<u64> = values.iter().map(count).collect();
    let is_other = |given: &&Vec<String>| given.iter().any(|value| !values.contains(value));
    let is_one = matches!(field.input, InputType::Radio | InputType::Select);
    let scale: Option<Vec<i64>> = values.iter().map(|value| value.parse().ok()).collect();
    let scale = scale.filter(|scale| is_one && scale.len() > 2);
    let on_scale = |scale: &Vec<i64>| {
        let count: u64 = choices.iter().sum();
        let sum: f64 = scale.iter().zip(&choices).map(|(value, count)| to_float(*value) * to_float(*count)).sum();
        (count > 0).then(|| sum / to_float(count))
    };
    QuestionTally {
        answered: given().count() as u64,
        others: given().filter(is_other).count() as u64,
        average: scale.as_ref().and_then(on_scale),
        promoters: scale.as_ref().and_then(|scale| promoters(scale, &choices)),
        choices,
    }
}

/// Numbers of people and of scales are small: none is too large for a number with a point.
fn to_float(number: impl TryInto<i32>) -> f64 {
    number.try_into().map_or(f64::from(i32::MAX), f64::from)
}

/// Those at nine and ten less those up to six, in a hundred of all; only of the scale from 0 to 10.
fn promoters(scale: &[i64], choices: &[u64]) -> Option<i64> {
    let mut sorted = scale.to_vec();
    sorted.sort_unstable();
    let total: i64 = choices.iter().map(|count| i64::try_from(*count).unwrap_or_default()).sum();
    if !sorted.into_iter().eq(0..=10) || total == 0 {
        return None;
    }
    let weight = |value: i64| match value {
        9.. => 1,
        ..=6 => -1,
        _ => 0,
    };
    let net: i64 = scale
        .iter()
        .zip(choices)
        .map(|(value, count)| weight(*value) * i64::try_from(*count).unwrap_or_default())
        .sum();
    // Rounded to the nearest, halves away from zero.
    Some((net * 200 + net.signum() * total) / (total * 2))
}

/// Counts the answers to one question by those to another. A question that can have several answers has everybody in each of theirs.
pub fn cross_questions(first: &FormField, second: &FormField, answers: &[CodedAnswers]) -> CrossTable {
    let (rows, columns) = (values_of(first), values_of(second));
    let given = |answer: &'_ CodedAnswers, field: &FormField, values: &[String]| {
        answer.get(&field.name).is_some_and(|given| given.iter().any(|value| values.contains(value)))
    };
    let both: Vec<&CodedAnswers> =
        answers.iter().filter(|answer| given(answer, first, &rows) && given(answer, second, &columns)).collect();
    let row = |value: &String| {
        let of_row = || both.iter().filter(|answer| answer[&first.name].contains(value));
        let cell =
            |column: &String| Some(of_row().filter(|answer| answer[&second.name].contains(column)).count() as u64);
        CrossRow { answered: Some(of_row().count() as u64), cells: columns.iter().map(cell).collect() }
    };
    CrossTable { rows: rows.iter().map(row).collect(), answered: both.len() as u64 }
}

impl CrossTable {
    /// The same for whoever may not know whose answers these are: cells of one or two are not shown, and in each row and column in
    /// which just one is not shown, neither is the smallest of the others, by which it could be worked out.
    #[must_use]
    pub fn without_few(mut self) -> Self {
        let width = self.rows.first().map_or(0, |row| row.cells.len());
        for row in &mut self.rows {
            for cell in &mut row.cells {
                *cell = cell.filter(|count| *count == 0 || *count >= FEWEST_SHOWN);
            }
        }
        let rows = || (0..self.rows.len()).map(|row| (0..width).map(|column| (row, column)).collect::<Vec<_>>());
        let columns = || (0..width).map(|column| (0..self.rows.len()).map(|row| (row, column)).collect::<Vec<_>>());
        let lines: Vec<Vec<(usize, usize)>> = rows().chain(columns()).collect();
        // Each round hides one cell at least, so it comes to an end.
        while let Some((row, column)) = lines.iter().find_map(|line| self.telltale(line)) {
            self.rows[row].cells[column] = None;
        }
        for row in &mut self.rows {
            let hidden = row.cells.iter().filter(|cell| cell.is_none()).count();
            row.answered = row.answered.filter(|_| hidden != 1);
        }
        self
    }

    /// The cell of a line that tells the only one that is not shown: the smallest, but rather one in which there is somebody, and one
    /// whose other line hides something already.
    fn telltale(&self, line: &[(usize, usize)]) -> Option<(usize, usize)> {
        let count = |place: &(usize, usize)| self.rows[place.0].cells[place.1];
        if line.iter().filter(|place| count(place).is_none()).count() != 1 {
            return None;
        }
        let hides = |(row, column): (usize, usize)| {
            let in_row = self.rows[row].cells.iter().filter(|cell| cell.is_none()).count();
            in_row + self.rows.iter().filter(|row| row.cells[column].is_none()).count()
        };
        let shown = line.iter().filter_map(|place| Some((count(place)?, *place)));
        // One of those that are counted is the hidden cell of this very line.
        let (_, place) = shown.min_by_key(|(count, place)| (*count == 0, hides(*place) < 2, *count, *place))?;
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use tsubame_model::{schema::parse_form, source::SourcePath};

    use super::*;

    const FORM: &str = "form: after\nlabel: アンケート\nversion: '1'\ngroups:\n- legend: 感想\n  fields:\n  - {name: mood, type: radio, \
                        label: 満足度, choices: [{value: '3', label: 良い}, {value: '2', label: 普通}, {value: '1', label: 悪い}]}\n  \
                        - {name: next, type: checkbox, label: 次, choices: [{value: talk, label: 面談}, {value: visit, label: \
                        訪問}]}\n  - {name: tell, type: select, label: すすめる, choices: [TELL]}\n  - {name: why, type: textarea, \
                        label: 理由, max_length: 90}\nconsent: {version: '1', label: 同意, link: /p/}\nsubmit: 送る\nhoneypot: \
                        remark\nthanks: 届きました\n";

    fn field(name: &str) -> FormField {
        let tell: Vec<String> = (0..=10).map(|value| format!("{{value: '{value}', label: '{value}点'}}")).collect();
        let text = FORM.replace("TELL", &tell.join(", "));
        let (form, faults) = parse_form(&SourcePath::new("data/forms/after.yaml"), &text);
        assert!(faults.is_empty(), "{faults:?}");
        let form = form.unwrap();
        form.fields().find(|field| field.name == name).unwrap().clone()
    }

    /// Answers as `mood=3 next=talk,visit`, each so many times.
    fn answers(told: &[(usize, &str)]) -> Vec<CodedAnswers> {
        let answer = |text: &str| {
            let pair = |pair: &str| {
                let (name, values) = pair.split_once('=').unwrap();
                (name.to_owned(), values.split(',').map(str::to_owned).collect())
            };
            text.split_whitespace().map(pair).collect::<CodedAnswers>()
        };
        told.iter().flat_map(|(count, text)| std::iter::repeat_n(answer(text), *count)).collect()
    }

    #[test]
    fn answers_are_counted_on_their_scale() {
        let told = answers(&[(3, "mood=3"), (1, "mood=1 next=talk,visit"), (2, "next=talk"), (1, "mood=*"), (1, "")]);
        let mood = tally_question(&field("mood"), &told);
        assert_eq!((mood.answered, mood.choices.as_slice(), mood.others), (5, &[3, 0, 1][..], 1));
        assert_eq!((mood.average, mood.promoters), (Some(2.5), None));
        let next = tally_question(&field("next"), &told);
        assert_eq!((next.answered, next.choices.as_slice(), next.average), (3, &[3, 1][..], None));
        assert_eq!(tally_question(&field("mood"), &[]).average, None);
        assert!(is_counted(&field("mood")) && !is_counted(&field("why")) && is_read(&field("why")));
    }

    #[test]
    fn the_score_of_promoters_is_that_of_the_scale_from_nought_to_ten() {
        for (told, expected) in [
            (&[(1, "tell=10")][..], 100),
            (&[(1, "tell=0")], -100),
            (&[(1, "tell=7"), (1, "tell=8")], 0),
            (&[(2, "tell=9"), (1, "tell=6")], 33),
            (&[(1, "tell=10"), (2, "tell=3")], -33),
            (&[(5, "tell=9"), (2, "tell=0"), (1, "tell=8")], 38),
        ] {
            assert_eq!(tally_question(&field("tell"), &answers(told)).promoters, Some(expected), "{told:?}");
        }
        assert_eq!(tally_question(&field("tell"), &[]).promoters, None);
    }

    #[test]
    fn one_question_by_another() {
        let told =
            answers(&[(4, "mood=3 next=talk"), (1, "mood=3 next=talk,visit"), (2, "mood=1 next=visit"), (9, "mood=2")]);
        let table = cross_questions(&field("mood"), &field("next"), &told);
        let row = |answered, cells: [u64; 2]| CrossRow { answered: Some(answered), cells: cells.map(Some).to_vec() };
        assert_eq!(table.rows, [row(5, [5, 1]), row(0, [0, 0]), row(2, [0, 2])]);
        assert_eq!(table.answered, 7);
    }

    /// Hides what is few in a table of these counts.
    fn shown(rows: &[&[u64]]) -> Vec<Vec<Option<u64>>> {
        let row = |cells: &&[u64]| CrossRow {
            answered: Some(cells.iter().sum()),
            cells: cells.iter().copied().map(Some).collect(),
        };
        let table = CrossTable { rows: rows.iter().map(row).collect(), answered: rows.iter().copied().flatten().sum() };
        table.without_few().rows.into_iter().map(|row| row.cells).collect()
    }

    #[test]
    fn what_few_answered_is_not_shown_and_cannot_be_worked_out() {
        assert_eq!(shown(&[&[3, 4], &[5, 0]]), [[Some(3), Some(4)], [Some(5), Some(0)]], "nothing to hide");
        // One cell of one: its row, its column, and where these meet.
        assert_eq!(
            shown(&[&[1, 9, 8], &[7, 6, 5], &[4, 4, 4]]),
            [[None, Some(9), None], [Some(7), Some(6), Some(5)], [None, Some(4), None]]
        );
        for rows in [&[&[1, 9, 8][..], &[2, 6, 5], &[4, 4, 4]][..], &[&[1, 0], &[0, 9]], &[&[2, 2, 2], &[9, 9, 9]]] {
            let found = shown(rows);
            let width = rows[0].len();
            let hidden = |line: Vec<Option<u64>>| line.iter().filter(|cell| cell.is_none()).count();
            for line in found.iter().cloned().chain((0..width).map(|at| found.iter().map(|row| row[at]).collect())) {
                assert_ne!(hidden(line), 1, "{found:?}");
            }
            assert!(found.iter().flatten().flatten().all(|count| *count == 0 || *count >= FEWEST_SHOWN));
        }
        let alone = CrossTable { rows: vec![CrossRow { answered: Some(2), cells: vec![Some(2)] }], answered: 2 };
        assert_eq!(alone.without_few().rows, [CrossRow { answered: None, cells: vec![None] }]);
    }
}
