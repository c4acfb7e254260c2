//! Reads Tera's error reports back into their parts: Tera hands several faults over as one text.
//!
//! A report is `error: MESSAGE`, a line `--> FILE:LINE:COLUMN`, an excerpt of three lines whose last underlines the
//! fault, and any number of notes `note: called from FILE:LINE:COLUMN` with excerpts of their own.

/// One fault as reported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Report {
    pub message: String,
    pub at: Location,
    /// The calls that led to it, innermost first.
    pub calls: Vec<Location>,
}

/// A place in a template, line and column from 1, width in characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Location {
    pub template: String,
    pub line: usize,
    pub column: usize,
    pub width: usize,
}

/// All reports of a text; none if the text is no report.
pub(super) fn parse_reports(text: &str) -> Vec<Report> {
    let mut reports: Vec<Report> = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(message) = line.strip_prefix("error: ") {
            reports.push(Report { message: message.to_owned(), ..Report::default() });
            continue;
        }
        let Some(report) = reports.last_mut() else { continue };
        if let Some(place) = line.trim_start().strip_prefix("--> ") {
            report.at = location(place, &mut lines);
        } else if let Some(place) = line.strip_prefix("note: called from ") {
            report.calls.push(location(place, &mut lines));
        } else if report.at.line == 0 && !line.trim().is_empty() {
            // Before its place, a message can go on for several lines.
            report.message.push(' ');
            report.message.push_str(line.trim());
        }
    }
    reports.retain(|report| report.at.line > 0);
    reports
}

/// Reads `FILE:LINE:COLUMN`, and the width of the fault from the underline below the excerpt.
fn location<'a>(place: &str, lines: &mut impl Iterator<Item = &'a str>) -> Location {
    let mut parts = place.rsplitn(3, ':');
    let mut number = || parts.next().and_then(|part| part.trim().parse().ok()).unwrap_or(1);
    let (column, line) = (number(), number());
    let template = parts.next().unwrap_or_default().to_owned();
    let underline = lines.nth(2).unwrap_or_default();
    let width = underline.chars().rev().take_while(|character| *character == '^').count().max(1);
    Location { template, line, column, width }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_reports_with_notes() {
        let text = "error: Unknown filter `x`\n --> a b.html:1:11\n  |\n1 | {{ name | x }}\n  |           ^\n\n\
                    error: went wrong\nfor two lines\n  --> 頁.html:12:3\n   |\n12 | error: no\n   |   ^^^^\n\n\
                    note: called from base.html:3:4\n  |\n3 | {{ <B/> }}\n  |    ^^^^";
        let reports = parse_reports(text);
        let place =
            |template: &str, line, column, width| Location { template: template.to_owned(), line, column, width };
        assert_eq!(reports.len(), 2);
        assert_eq!((reports[0].message.as_str(), &reports[0].at), ("Unknown filter `x`", &place("a b.html", 1, 11, 1)));
        assert_eq!(reports[1].message, "went wrong for two lines");
        assert_eq!(reports[1].at, place("頁.html", 12, 3, 4));
        assert_eq!(reports[1].calls, [place("base.html", 3, 4, 4)]);
        assert_eq!(parse_reports("something else"), []);
    }
}
