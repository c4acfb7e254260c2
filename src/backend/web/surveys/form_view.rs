//! A form as the template draws it: field by field, with what was typed and what is wrong. Every field that may apply is there,
//! with a line that says to whom it is put: the page needs no script.

use tsubame_model::{
    schema::{Condition, FieldError, Form, FormField, FormValues, InputType},
    source::Data,
};

/// Fields that belong together.
pub(super) struct GroupView<'a> {
    pub legend: &'a str,
    pub hint: &'a str,
    pub fields: Vec<FieldView<'a>>,
}

/// How a field is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Control {
    /// A line of this type, as HTML names it.
    Line(&'static str),
    /// Several lines.
    Area,
    /// A list that folds up.
    Select,
    /// One or several of a list.
    Choices(&'static str),
    /// A box.
    Tick,
}

/// A field.
pub(super) struct FieldView<'a> {
    pub field: &'a FormField,
    pub control: Control,
    /// To whom it is put.
    pub rule: Option<String>,
    /// What was typed.
    pub value: &'a str,
    pub choices: Vec<ChoiceView<'a>>,
    pub error: Option<String>,
    /// Twice the limit: browsers count two for some characters, and what is too long the server says.
    pub most_length: Option<usize>,
}

impl FieldView<'_> {
    /// Whether the browser may demand it: a field that is put to some only, it must not.
    pub fn is_demanded(&self) -> bool {
        self.field.required && self.rule.is_none()
    }
}

/// An answer to choose.
pub(super) struct ChoiceView<'a> {
    pub value: String,
    pub label: &'a str,
    pub is_chosen: bool,
}

/// The groups of a form.
pub(super) fn group_views<'a>(form: &'a Form, values: &'a FormValues, errors: &[FieldError]) -> Vec<GroupView<'a>> {
    let view = |field: &'a FormField| {
        let mut sent = values.texts.iter().filter(|(name, _)| *name == field.name).map(|(_, value)| value.as_str());
        let error = errors.iter().find(|error| error.name == field.name).map(FieldError::in_japanese);
        let choices = field.choices.iter().map(|choice| {
            let value = choice.text();
            let is_chosen = values.texts.iter().any(|(name, sent)| *name == field.name && *sent == value);
            ChoiceView { value, label: &choice.label, is_chosen }
        });
        FieldView {
            field,
            control: control(field),
            rule: field.show_when.as_ref().and_then(|when| rule(form, when)),
            choices: choices.collect(),
            value: sent.next().unwrap_or_default(),
            error,
            most_length: field.max_length.map(|length| length * 2),
        }
    };
    let is_put = |field: &&FormField| field.show_when.as_ref().is_none_or(|when| may_hold(form, values, when));
    let group = |group: &'a tsubame_model::schema::FormGroup| GroupView {
        legend: &group.legend,
        hint: &group.hint,
        fields: group.fields.iter().filter(is_put).map(view).collect(),
    };
    form.groups.iter().map(group).filter(|group| !group.fields.is_empty()).collect()
}

fn control(field: &FormField) -> Control {
    match field.input {
        InputType::Textarea => Control::Area,
        InputType::Select => Control::Select,
        InputType::Radio => Control::Choices("radio"),
        InputType::Checkbox if field.choices.is_empty() => Control::Tick,
        InputType::Checkbox => Control::Choices("checkbox"),
        InputType::Email => Control::Line("email"),
        InputType::Tel => Control::Line("tel"),
        InputType::Date => Control::Line("date"),
        // A survey has no files and books no time; the form's check sees to it.
        InputType::Text
        | InputType::Kana
        | InputType::Postcode
        | InputType::File
        | InputType::Slot
        | InputType::Table => Control::Line("text"),
    }
}

/// The values that a condition wants.
fn wanted(when: &Condition) -> Vec<&Data> {
    let one_of = when.one_of.iter().flatten();
    one_of.chain(&when.is).chain(&when.contains).collect()
}

/// Whether a field may be asked: a reference is known, an answer is not.
fn may_hold(form: &Form, values: &FormValues, when: &Condition) -> bool {
    if !form.references.contains(&when.field) {
        return true;
    }
    let known = values.texts.iter().find(|(name, _)| *name == when.field).map(|(_, value)| value.as_str());
    wanted(when).into_iter().any(|value| value.as_str() == known)
}

/// To whom a field is put, in words: the answers that lead to it.
fn rule(form: &Form, when: &Condition) -> Option<String> {
    let other = form.fields().find(|field| field.name == when.field)?;
    let wanted = wanted(when);
    let labels =
        other.choices.iter().filter(|choice| wanted.iter().any(|value| value.as_str() == Some(choice.text().as_str())));
    let labels: Vec<&str> = labels.map(|choice| choice.label.as_str()).collect();
    let labels = if labels.is_empty() { other.label.clone() } else { labels.join("」「") };
    Some(format!("「{labels}」を選んだ方へ。"))
}
