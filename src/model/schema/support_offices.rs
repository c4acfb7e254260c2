//! The public offices to which somebody can be sent on who needs help that the programme does not give: `data/support.yaml`.

use super::{
    definition::{DefinitionFile, key},
    named_list::check_names,
};
use crate::source::{Diagnostic, SourcePath, Step, TableReader, Wording};

/// The one key of the file.
const LIST: &str = "offices";

/// An office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupportOffice {
    /// Its name for programs.
    pub id: String,
    /// Its name for people.
    pub label: String,
    /// With what it helps.
    pub helps_with: String,
    /// For whom it is there, where that is not everybody: who lives somewhere, who is of an age.
    pub serves: Option<String>,
    /// How one comes to it.
    pub reached_by: Option<String>,
}

impl SupportOffice {
    /// Where they are written.
    pub const FILE: &'static str = "data/support.yaml";
}

/// Reads the offices from the text of their file, in its order. They may come with faults.
pub fn parse_support_offices(path: &SourcePath, text: &str) -> (Vec<SupportOffice>, Vec<Diagnostic>) {
    let file = DefinitionFile::parse(path, text);
    let (found, tree_faults) =
        file.read(|table| table.required(LIST).and_then(|list| list.list(|item| item.table(read_office).flatten())));
    let found = found.unwrap_or_default();
    let mut faults = file.diagnostics(&tree_faults);
    if !tree_faults.is_empty() {
        return (found, faults);
    }
    if found.is_empty() {
        let message = Wording::new("there is not a single office", "窓口が一つもありません");
        let hint = Wording::new(
            "write offices under `offices:`, or remove this file if the programme sends nobody on",
            "`offices:` の下に窓口を書きます。紹介をしない事業では、このファイルを消します",
        );
        faults.push(file.fault_at(&[key(LIST)], message, hint));
    }
    let names: Vec<_> = found.iter().map(|office| (office.id.as_str(), office.label.as_str())).collect();
    faults.extend(check_names(LIST, &names, &file));
    for (at, _) in found.iter().enumerate().filter(|(_, office)| office.helps_with.trim().is_empty()) {
        let message = Wording::new("`helps_with` is empty", "helps_with が空です");
        let hint = Wording::new("write what somebody is sent there for", "どんなときに紹介するかを書きます");
        faults.push(file.fault_at(&[key(LIST), Step::Item(at), key("helps_with")], message, hint));
    }
    (found, faults)
}

fn read_office(table: &mut TableReader<'_>) -> Option<SupportOffice> {
    let (id, label) = (table.required_text("id"), table.required_text("label"));
    let helps_with = table.required_text("helps_with");
    Some(SupportOffice {
        serves: table.text("serves"),
        reached_by: table.text("reached_by"),
        id: id?,
        label: label?,
        helps_with: helps_with?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::language_tests::check_languages;

    const OFFICES: &str = "offices:\n  - { id: jobs, label: 職業の窓口, helps_with: 求人をさがす }\n  - { id: money, label: 暮らしの窓口, \
                           helps_with: 家計の相談, serves: 市内に住む人, reached_by: 電話 }\n";

    fn parse(text: &str) -> (Vec<SupportOffice>, Vec<Diagnostic>) {
        parse_support_offices(&SourcePath::new(SupportOffice::FILE), text)
    }

    #[test]
    fn offices_are_read_in_their_order() {
        let (offices, faults) = parse(OFFICES);
        assert_eq!(faults, []);
        let read: Vec<_> = offices.iter().map(|office| (office.id.as_str(), office.serves.as_deref())).collect();
        assert_eq!(read, [("jobs", None), ("money", Some("市内に住む人"))]);
    }

    #[test]
    fn slips_are_told_with_their_places() {
        for (from, to, line, words) in [
            ("id: money", "id: jobs", 3, "id `jobs` が二度"),
            ("id: money", "id: 暮らし", 3, "名前 `暮らし` は使えません"),
            ("label: 暮らしの窓口", "label: ' '", 3, "label が空"),
            ("helps_with: 家計の相談", "helps_with: ' '", 3, "helps_with が空"),
            (", helps_with: 求人をさがす", "", 2, "`helps_with` がありません"),
            ("serves:", "serve:", 3, "`serve` という項目はありません"),
            ("offices:", "office:", 1, "`office` という項目はありません"),
        ] {
            assert!(OFFICES.contains(from), "{from}");
            let text = OFFICES.replacen(from, to, 1);
            let faults = parse(&text).1;
            check_languages(&faults, &[&text]);
            let found = faults.iter().find(|fault| fault.message.japanese().contains(words));
            let found = found.unwrap_or_else(|| panic!("{to}: {faults:?}"));
            assert!(found.hint.is_some(), "{to}");
            assert_eq!(found.place.as_ref().map(|place| place.line), Some(line), "{to}");
        }
        assert!(parse("offices: []\n").1[0].message.japanese().contains("一つもありません"));
    }

    #[test]
    fn the_offices_of_this_repository_are_sound() {
        let (offices, faults) = parse(include_str!("../../../data/support.yaml"));
        assert_eq!(faults, []);
        assert!(offices.len() > 5, "{offices:?}");
    }
}
