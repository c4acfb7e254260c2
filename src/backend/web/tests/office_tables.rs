//! Tables of the office on phones: rows are cards, each value after the name of its column. A table that is none says why.

use std::{collections::BTreeSet, fs, path::Path};

/// Tables whose rows are no cards: their page, what stands before them there, and why.
const OTHERS: &[(&str, &str, &str)] = &[
    ("bookings.html", "aria-labelledby=\"calendar\"", "phones show the same talks by their days"),
    ("door_list.html", "class=\"table printed\"", "it is for paper"),
    ("fair_plan.html", "class=\"table printed\"", "it is for paper"),
    ("role_table.html", "aria-labelledby=\"rights\"", "a matrix: what one role may stands in a column"),
    ("survey.html", "aria-labelledby=\"cross\"", "a matrix of two questions"),
    ("survey.html", "たずねる理由", "three columns, of which two are short numbers"),
];

/// A table as it stands in a template: what is before it, and the table itself.
struct TemplateTable<'a> {
    before: &'a str,
    text: &'a str,
}

/// All tables of a template.
fn tables(template: &str) -> Vec<TemplateTable<'_>> {
    let mut found = Vec::new();
    let mut end = 0;
    while let Some(at) = template[end..].find("<table") {
        let start = end + at;
        let close = start + template[start..].find("</table>").unwrap();
        found.push(TemplateTable { before: &template[end..start], text: &template[start..close] });
        end = close;
    }
    found
}

/// The tags of a name in a text.
fn tags<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let (open, more) = (format!("<{name}>"), format!("<{name} "));
    let starts = text.match_indices('<').map(|(at, _)| &text[at..]);
    let named = starts.filter(|rest| rest.starts_with(&open) || rest.starts_with(&more));
    named.filter_map(|rest| rest.find('>').map(|end| &rest[..=end])).collect()
}

/// What keeps the rows of a table from being cards. On phones they are no table for style sheets any more: their roles keep them one for
/// those who have them read out.
fn faults(table: &TemplateTable<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    if !table
        .before
        .rfind("<div class=\"table")
        .is_some_and(|at| table.before[at..].starts_with("<div class=\"table cards\""))
    {
        faults.push("its region is no \"table cards\"".to_owned());
    }
    for (name, roles) in [
        ("table", &["table"][..]),
        ("thead", &["rowgroup"]),
        ("tbody", &["rowgroup"]),
        ("tr", &["row"]),
        ("th", &["columnheader", "rowheader"]),
        ("td", &["cell"]),
    ] {
        let has_role = |tag: &str| roles.iter().any(|role| tag.contains(&format!("role=\"{role}\"")));
        faults.extend(
            tags(table.text, name).into_iter().filter(|tag| !has_role(tag)).map(|tag| format!("{tag} has no role")),
        );
    }
    // A box to tick and buttons say themselves what they are.
    let is_named =
        |tag: &str| ["data-label=", "class=\"tick\"", "class=\"act\""].iter().any(|known| tag.contains(known));
    faults.extend(
        tags(table.text, "td").into_iter().filter(|tag| !is_named(tag)).map(|tag| format!("{tag} has no name")),
    );
    faults
}

#[test]
fn rows_of_tables_are_cards_on_phones_or_their_table_says_why_not() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/pages/office");
    let (mut wrong, mut used, mut count) = (Vec::new(), BTreeSet::new(), 0);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files.iter().filter(|path| path.extension().is_some_and(|end| end == "html")) {
        let (name, text) = (path.file_name().unwrap().to_str().unwrap(), fs::read_to_string(path).unwrap());
        for table in tables(&text) {
            count += 1;
            let known = OTHERS.iter().position(|(file, before, _)| *file == name && table.before.contains(before));
            match known {
                Some(known) => assert!(used.insert(known), "{name}: two tables for one reason"),
                None => wrong.extend(faults(&table).into_iter().map(|fault| format!("{name}: {fault}"))),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 30, "{count}");
    let unused: Vec<_> = (0..OTHERS.len()).filter(|at| !used.contains(at)).map(|at| OTHERS[at]).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn a_table_without_names_or_roles_is_noticed() {
    let told = |template: &str| faults(&tables(template)[0]).join("; ");
    let good = "<div class=\"table cards\"><table role=\"table\"><tr role=\"row\"><td role=\"cell\" data-label=\"状態\">1</td></tr></table>";
    assert_eq!(told(good), "");
    for (from, to, fault) in [
        ("table cards", "table", "table cards"),
        (" role=\"row\"", "", "<tr> has no role"),
        ("role=\"cell\" ", "", "has no role"),
        (" data-label=\"状態\"", "", "has no name"),
    ] {
        assert!(told(&good.replacen(from, to, 1)).contains(fault), "{fault}");
    }
}
