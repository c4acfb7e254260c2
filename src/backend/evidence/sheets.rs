//! Both sheets as tables and as Markdown.

use std::fmt::Write as _;

use super::{
    form_rows::{RegisterFault, RegisterInput, form_rows},
    ipa_items::THREATS,
    register_row::HEADINGS,
    stored_tables::stored_rows,
};
use crate::store::{DataTable, TableCell};

/// A sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceSheet {
    /// What its file is called, without an ending.
    pub name: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What has to be known to read it.
    pub about: &'static str,
    /// Its lines.
    pub table: DataTable,
}

/// How the checklist is met.
pub fn checklist() -> EvidenceSheet {
    let mut rows = Vec::new();
    for threat in THREATS {
        for item in threat.items {
            let tests = item.tests.join("、");
            let texts = [item.number, threat.name, item.measure, item.status.label(), item.how, &tests];
            rows.push(texts.map(|text| TableCell::Text(text.to_owned())).into());
        }
    }
    let headings = ["番号", "脆弱性", "項目", "状況", "どのように", "確かめている試験"];
    EvidenceSheet {
        name: "ipa-checklist",
        title: "セキュリティ実装チェックリスト（IPA 第7版）への対応",
        about: "番号はIPA「安全なウェブサイトの作り方」第7版のチェックリストのものです。項目の文は要約です。試験は、変更のたびにすべて実行されます。",
        table: DataTable { headings: headings.map(str::to_owned).into(), rows },
    }
}

/// Which personal data are kept, and the gaps.
pub fn personal_data_register(input: &RegisterInput) -> (EvidenceSheet, Vec<RegisterFault>) {
    let (rows, faults) = form_rows(input);
    let cells = |texts: [&str; 9]| texts.map(|text| TableCell::Text(text.to_owned())).into();
    let rows = rows.into_iter().chain(stored_rows()).map(|row| cells(row.texts())).collect();
    let sheet = EvidenceSheet {
        name: "personal-data",
        title: "個人情報管理台帳",
        about: "フォームの定義、役割と権限、データベースの表から作られています。公開しているフォームを変えると、この台帳も変わります。",
        table: DataTable { headings: HEADINGS.map(str::to_owned).into(), rows },
    };
    (sheet, faults)
}

impl EvidenceSheet {
    /// The sheet as Markdown.
    pub fn render_markdown(&self) -> String {
        let mut text = format!("# {}\n\n{}\n\n", self.title, self.about);
        let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
        let _ = writeln!(text, "{}", line(self.table.headings.clone()));
        let _ = writeln!(text, "|{}", "---|".repeat(self.table.headings.len()));
        for row in &self.table.rows {
            let _ = writeln!(text, "{}", line(row.iter().map(markdown_cell).collect()));
        }
        text
    }
}

/// A text in one cell: what would end the cell, or the line, does not.
fn markdown_cell(cell: &TableCell) -> String {
    match cell {
        TableCell::Text(text) => {
            text.replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;").replace(['\r', '\n'], " ")
        }
        TableCell::Number(number) => number.to_string(),
        TableCell::Time(at) => at.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_checklist_has_its_47_items_once_each() {
        let sheet = checklist();
        let texts: BTreeSet<String> = sheet.table.rows.iter().map(|row| markdown_cell(&row[0])).collect();
        assert_eq!((sheet.table.rows.len(), texts.len()), (47, 47));
        assert_eq!(sheet.render_markdown().lines().count(), 47 + 6);
    }

    #[test]
    fn a_cell_is_one_cell() {
        let cell = |text: &str| markdown_cell(&TableCell::Text(text.to_owned()));
        assert_eq!(cell("a|b\n<c>\\"), "a\\|b &lt;c>\\\\");
    }
}
