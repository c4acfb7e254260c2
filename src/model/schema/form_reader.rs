//! A form as it stands in the tree of its file, read with all that is wrong with its shape.

use super::{
    Condition, Consent, Form, FormField, FormGroup, InputType, Retention, definition::DefinitionFile, field::Pattern,
    form_check::check_form, survey::SurveyTerms, type_reader::read_choice,
};
use crate::source::{Diagnostic, SourcePath, TableReader, ValueReader};

const INPUTS: [(&str, InputType); 13] = [
    ("text", InputType::Text),
    ("kana", InputType::Kana),
    ("email", InputType::Email),
    ("tel", InputType::Tel),
    ("postcode", InputType::Postcode),
    ("date", InputType::Date),
    ("select", InputType::Select),
    ("radio", InputType::Radio),
    ("checkbox", InputType::Checkbox),
    ("textarea", InputType::Textarea),
    ("file", InputType::File),
    ("slot", InputType::Slot),
    ("table", InputType::Table),
];

/// Reads a form from the text of its file. A form may come with faults.
pub fn parse_form(path: &SourcePath, text: &str) -> (Option<Form>, Vec<Diagnostic>) {
    let file = DefinitionFile::parse(path, text);
    let (form, faults) = file.read(read_form);
    let mut diagnostics = file.diagnostics(&faults);
    // What is missing from a form that could not be read whole is no fault of its own.
    if let Some(form) = form.as_ref().filter(|_| faults.is_empty()) {
        diagnostics.extend(check_form(form, &file));
    }
    (form, diagnostics)
}

fn read_form(table: &mut TableReader<'_>) -> Option<Form> {
    let (form, label, version) =
        (table.required_text("form"), table.required_text("label"), table.required_text("version"));
    let groups = table.required("groups").and_then(|list| list.list(|item| item.table(read_group).flatten()));
    let consent = table.required("consent").and_then(|consent| consent.table(read_consent)).flatten();
    let (submit, thanks) = (table.required_text("submit"), table.required_text("thanks"));
    let values = |_: &str, values: ValueReader<'_>| values.data_list();
    Some(Form {
        intro: table.text("intro").unwrap_or_default(),
        references: table.texts("references").unwrap_or_default(),
        reference_values: table.entries("reference_values", values).unwrap_or_default().into_iter().collect(),
        honeypot: table.text("honeypot"),
        attribution: table.boolean("attribution").unwrap_or_default(),
        double_opt_in: table.boolean("double_opt_in").unwrap_or_default(),
        seats: table.text("seats"),
        purpose: table.text("purpose").unwrap_or_default(),
        answer_hours: table.integer("answer_hours"),
        retention: table.parse("retention", Retention::parse),
        survey: table.table("survey", SurveyTerms::read).flatten(),
        form: form?,
        label: label?,
        version: version?,
        groups: groups?,
        consent: consent?,
        submit: submit?,
        thanks: thanks?,
    })
}

fn read_group(table: &mut TableReader<'_>) -> Option<FormGroup> {
    let (legend, hint) = (table.required_text("legend"), table.text("hint").unwrap_or_default());
    let fields = table.required("fields").and_then(|list| list.list(|item| item.table(read_field).flatten()));
    Some(FormGroup { legend: legend?, hint, fields: fields? })
}

fn read_field(table: &mut TableReader<'_>) -> Option<FormField> {
    let (name, label) = (table.required_text("name"), table.required_text("label"));
    let input = table.required("type").and_then(|input| input.one_of(&INPUTS));
    Some(FormField {
        hint: table.text("hint").unwrap_or_default(),
        reason: table.text("reason").unwrap_or_default(),
        required: table.boolean("required").unwrap_or_default(),
        max_length: table.integer("max_length"),
        min_length: table.integer("min_length"),
        pattern: table.parse("pattern", Pattern::parse),
        autocomplete: table.text("autocomplete"),
        inputmode: table.text("inputmode"),
        prefill: table.boolean("prefill").unwrap_or_default(),
        choices: table.tables("choices", read_choice).unwrap_or_default(),
        show_when: table.optional("show_when").and_then(Condition::read),
        sensitive: table.boolean("sensitive").unwrap_or_default(),
        multiple: table.boolean("multiple").unwrap_or_default(),
        accept: table.texts("accept").unwrap_or_default(),
        max_megabytes: table.integer("max_megabytes"),
        retention: table.parse("retention", Retention::parse),
        name: name?,
        label: label?,
        input: input?,
    })
}

fn read_consent(table: &mut TableReader<'_>) -> Option<Consent> {
    let (version, label, link) =
        (table.required_text("version"), table.required_text("label"), table.required_text("link"));
    Some(Consent { version: version?, label: label?, link: link? })
}
