//! A table as JSON: an object a row, its names the headings in their order. Times are those of Japan with their offset.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::{
    intake::calendar::clock_in_japan,
    store::{DataTable, TableCell},
};

/// Writes a table. A heading that comes again is told apart by its number.
pub(super) fn render_json(table: &DataTable) -> anyhow::Result<Vec<u8>> {
    let names = told_apart(&table.headings);
    let rows: Vec<JsonRow> = table.rows.iter().map(|cells| JsonRow { names: &names, cells }).collect();
    Ok(serde_json::to_vec_pretty(&rows)?)
}

struct JsonRow<'a> {
    names: &'a [String],
    cells: &'a [TableCell],
}

impl Serialize for JsonRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.names.len()))?;
        for (name, cell) in self.names.iter().zip(self.cells) {
            match cell {
                TableCell::Text(text) => map.serialize_entry(name, text)?,
                TableCell::Number(number) => map.serialize_entry(name, number)?,
                TableCell::Time(at) => {
                    let at = format!("{}+09:00", clock_in_japan(*at).strftime("%Y-%m-%dT%H:%M:%S"));
                    map.serialize_entry(name, &at)?;
                }
            }
        }
        map.end()
    }
}

fn told_apart(headings: &[String]) -> Vec<String> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut names: Vec<String> = Vec::with_capacity(headings.len());
    for heading in headings {
        let count = seen.entry(heading).or_default();
        *count += 1;
        let mut told = if *count == 1 { heading.clone() } else { format!("{heading} ({count})") };
        while names.contains(&told) {
            told.push('\'');
        }
        names.push(told);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_objects_in_the_order_of_the_headings() {
        let text = |text: &str| TableCell::Text(text.to_owned());
        let at = TableCell::Time("2026-12-18T15:30:00Z".parse().unwrap());
        let table = DataTable {
            headings: ["名前", "席", "メモ", "名前", "時刻"].map(str::to_owned).into(),
            rows: vec![vec![text("=1+1"), TableCell::Number(2), text("\u{2028}\"x\""), text("山田"), at]],
        };
        let written = String::from_utf8(render_json(&table).unwrap()).unwrap();
        let places =
            ["名前", "席", "メモ", "名前 (2)", "時刻"].map(|name| written.find(&format!("\"{name}\":")).unwrap());
        assert!(places.is_sorted(), "{written}");
        let read: serde_json::Value = serde_json::from_str(&written).unwrap();
        assert_eq!(read[0]["名前"], "=1+1");
        assert_eq!((&read[0]["席"], &read[0]["名前 (2)"]), (&serde_json::json!(2), &serde_json::json!("山田")));
        assert_eq!(
            (&read[0]["メモ"], &read[0]["時刻"]),
            (&serde_json::json!("\u{2028}\"x\""), &serde_json::json!("2026-12-19T00:30:00+09:00"))
        );
        let headings = ["a", "a", "a (2)", "a"].map(str::to_owned);
        assert_eq!(told_apart(&headings), ["a", "a (2)", "a (2)'", "a (3)"]);
    }
}
