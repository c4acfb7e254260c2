//! A form against what was sent through it: every error at once, each at its field.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::{
        Choice, Form, FormField, InputType, Subject,
        form::{ATTRIBUTION, SENT_ALONG},
    },
    FieldError, FieldErrorKind, FileFault, FormAnswer, FormValues, GivenConsent, SentFile, Submission,
    SubmissionContext,
    normalise::{self, has_forbidden_character, says_nothing, shortened},
};
use crate::source::Data;

/// Most characters of what the page sends along: versions, tags of a campaign.
const TAG: usize = 200;

/// Most characters of an address that the page sends along.
const ADDRESS: usize = 1000;

/// Most characters of the name of an attempt.
const REQUEST_ID: usize = 64;

impl Form {
    /// Holds what was sent against the form.
    pub fn check(&self, values: &FormValues, context: &SubmissionContext<'_>) -> Result<Submission, Vec<FieldError>> {
        let mut check = SubmissionCheck::new(self, values, context);
        let references = check.read_references();
        let answers = check.read_fields(&references);
        let consent = check.read_consent();
        if !check.errors.is_empty() {
            return Err(check.in_order_of_the_form());
        }
        Ok(Submission {
            form: self.form.clone(),
            form_version: check.sent_along("form_version", TAG),
            answers,
            references,
            consent: consent.unwrap_or_else(|| GivenConsent { version: String::new(), is_current: false }),
            attribution: check.read_attribution(),
            request_id: check.sent_along("request_id", REQUEST_ID).filter(|id| id.bytes().all(is_of_request_id)),
            is_suspicious: self.honeypot.as_ref().is_some_and(|trap| check.texts(trap).any(|text| !says_nothing(text))),
            unknown_names: check.count_unknown(),
        })
    }
}

fn is_of_request_id(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)
}

/// A check that is under way.
struct SubmissionCheck<'a> {
    form: &'a Form,
    context: &'a SubmissionContext<'a>,
    texts: BTreeMap<&'a str, Vec<&'a str>>,
    files: BTreeMap<&'a str, Vec<&'a SentFile>>,
    errors: Vec<FieldError>,
}

impl<'a> SubmissionCheck<'a> {
    fn new(form: &'a Form, values: &'a FormValues, context: &'a SubmissionContext<'a>) -> Self {
        let mut texts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, value) in &values.texts {
            texts.entry(name).or_default().push(value);
        }
        let mut files: BTreeMap<&str, Vec<&SentFile>> = BTreeMap::new();
        // A control for files without one sends a file without a name.
        for (name, file) in values.files.iter().filter(|(_, file)| !file.name.is_empty() || file.size_bytes > 0) {
            files.entry(name).or_default().push(file);
        }
        Self { form, context, texts, files, errors: Vec::new() }
    }

    fn texts(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.texts.get(name).into_iter().flatten().copied()
    }

    fn report(&mut self, name: &str, label: &str, kind: FieldErrorKind) {
        self.errors.push(FieldError { name: name.to_owned(), label: label.to_owned(), kind });
    }

    /// What the page says without being asked: the first value, as long as it may be.
    fn sent_along(&self, name: &str, most: usize) -> Option<String> {
        self.texts(name).next().map(|text| shortened(text, most)).filter(|text| !text.is_empty())
    }

    /// References that the page gave, and what follows from them. An empty one is one that the page did not have.
    fn read_references(&mut self) -> BTreeMap<String, String> {
        let (form, known) = (self.form, self.context.references);
        let mut references = BTreeMap::new();
        let mut implied = BTreeMap::new();
        for name in form.references.iter().filter(|name| !known.implied.contains(*name)) {
            let Some(value) = self.sent_along(name, TAG) else { continue };
            let listed = form.reference_values.get(name);
            match known.by_name.get(name).map(|values| values.get(&value)) {
                Some(None) => self.report(name, name, FieldErrorKind::UnknownReference),
                None if listed.is_some_and(|values| !values.iter().any(|known| known.as_str() == Some(&value))) => {
                    self.report(name, name, FieldErrorKind::UnknownReference);
                }
                found => {
                    implied.extend(
                        found.flatten().into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())),
                    );
                    references.insert(name.clone(), value);
                }
            }
        }
        implied.retain(|name, _| form.references.contains(name));
        references.extend(implied);
        references
    }

    /// Reads the fields that are asked. A field is looked at once the one that it depends on has been, so that what is
    /// not asked is no answer to others either.
    fn read_fields(&mut self, references: &BTreeMap<String, String>) -> BTreeMap<String, FormAnswer> {
        let mut waiting: Vec<&FormField> = self.form.fields().collect();
        let mut answers = BTreeMap::new();
        let text = |(name, value): (&String, &String)| (name.clone(), Data::Text(value.clone()));
        let mut data = Data::Map(references.iter().map(text).collect());
        loop {
            let names: BTreeSet<&str> = waiting.iter().map(|field| field.name.as_str()).collect();
            let depends = |field: &FormField| field.show_when.as_ref().is_some_and(|when| names.contains(&*when.field));
            let (later, ready): (Vec<_>, Vec<_>) = waiting.iter().copied().partition(|field| depends(field));
            // Fields that wait for each other, which is a fault of the form, are not asked.
            if ready.is_empty() {
                return answers;
            }
            for field in ready {
                let subject = Subject { data: &data, folder: "", now: self.context.now };
                if !field.show_when.as_ref().is_none_or(|when| when.holds(&subject)) {
                    continue;
                }
                match self.read_field(field) {
                    Ok(None) => {}
                    Ok(Some(answer)) => {
                        if let Data::Map(entries) = &mut data {
                            entries.push((field.name.clone(), answer.as_data()));
                        }
                        answers.insert(field.name.clone(), answer);
                    }
                    Err(kind) => self.report(&field.name, &field.label, kind),
                }
            }
            waiting = later;
        }
    }

    fn read_field(&self, field: &FormField) -> Result<Option<FormAnswer>, FieldErrorKind> {
        if field.input == InputType::File {
            return self.read_files(field);
        }
        let sent: Vec<&str> = self.texts(&field.name).filter(|text| !text.is_empty()).collect();
        if field.input == InputType::Checkbox && !field.choices.is_empty() {
            return read_choices(field, &sent);
        }
        let written = match sent[..] {
            [] => "",
            [written] => written,
            _ => return Err(FieldErrorKind::Repeated),
        };
        match field.input {
            _ if written.is_empty() => unanswered(field),
            InputType::Checkbox if written == FormAnswer::TICKED => Ok(Some(FormAnswer::Ticked)),
            InputType::Checkbox => Err(FieldErrorKind::NotAChoice),
            InputType::Select | InputType::Radio => {
                match field.choices.iter().find(|choice| choice.text() == written) {
                    Some(choice) => Ok(Some(FormAnswer::Choice(choice.text()))),
                    None => Err(FieldErrorKind::NotAChoice),
                }
            }
            _ => read_typed(field, written),
        }
    }

    fn read_files(&self, field: &FormField) -> Result<Option<FormAnswer>, FieldErrorKind> {
        let sent: Vec<&SentFile> = self.files.get(field.name.as_str()).cloned().unwrap_or_default();
        match sent[..] {
            [] => return unanswered(field),
            [_] => {}
            _ if field.multiple => {}
            _ => return Err(FieldErrorKind::Repeated),
        }
        if sent.iter().any(|file| has_forbidden_character(&file.name)) {
            return Err(FieldErrorKind::ForbiddenCharacter);
        }
        if sent.iter().any(|file| !field.accepts(&file.name)) {
            return Err(FieldErrorKind::FileKind { endings: field.accept.clone() });
        }
        if sent.iter().any(|file| file.size_bytes > field.most_file_bytes()) {
            return Err(FieldErrorKind::FileTooLarge { most_megabytes: field.most_megabytes() });
        }
        match sent.iter().find_map(|file| file.fault) {
            Some(FileFault::OtherContent) => return Err(FieldErrorKind::FileContent),
            Some(FileFault::Macros) => return Err(FieldErrorKind::FileMacros),
            None => {}
        }
        Ok(Some(FormAnswer::Files(sent.into_iter().cloned().collect())))
    }

    fn read_consent(&mut self) -> Option<GivenConsent> {
        let consent = &self.form.consent;
        if !self.texts("consent").any(|text| text == FormAnswer::TICKED) {
            self.report("consent", &consent.label, FieldErrorKind::NotTicked);
            return None;
        }
        let version = self.sent_along("consent_version", TAG);
        if version.is_none() {
            self.report("consent", &consent.label, FieldErrorKind::ConsentVersion);
        }
        version.map(|version| GivenConsent { is_current: version == consent.version, version })
    }

    /// Where the visitor came from. Nobody is refused for what a script has put there.
    fn read_attribution(&self) -> BTreeMap<String, String> {
        let names = ATTRIBUTION.iter().filter(|_| self.form.attribution);
        let read = |name: &&str| {
            let most = if matches!(*name, "referrer" | "landing_page") { ADDRESS } else { TAG };
            Some(((*name).to_owned(), self.sent_along(name, most)?))
        };
        names.filter_map(read).collect()
    }

    fn count_unknown(&self) -> usize {
        let form = self.form;
        let is_known = |name: &str| {
            form.fields().any(|field| field.name == name)
                || form.references.iter().any(|known| known == name)
                || form.honeypot.as_deref() == Some(name)
                || SENT_ALONG.contains(&name)
                || ATTRIBUTION.contains(&name)
        };
        self.texts.keys().chain(self.files.keys()).filter(|name| !is_known(name)).count()
    }

    /// The errors in the order in which the form asks.
    fn in_order_of_the_form(self) -> Vec<FieldError> {
        let names: Vec<&str> = self.form.fields().map(|field| field.name.as_str()).collect();
        let mut errors = self.errors;
        errors.sort_by_key(|error| names.iter().position(|name| *name == error.name).unwrap_or(names.len()));
        errors
    }
}

impl FormAnswer {
    /// What a ticked box without choices sends.
    const TICKED: &'static str = "yes";

    /// The answer as conditions see it: texts, lists of texts; of files their names.
    pub fn as_data(&self) -> Data {
        let text = |text: &str| Data::Text(text.to_owned());
        match self {
            Self::Text(value)
            | Self::Kana(value)
            | Self::Email(value)
            | Self::Tel(value)
            | Self::Postcode(value)
            | Self::Choice(value) => text(value),
            Self::Day(day) => Data::Text(day.to_string()),
            Self::Choices(values) => Data::List(values.iter().map(|value| text(value)).collect()),
            Self::Ticked => text(Self::TICKED),
            Self::Files(files) => Data::List(files.iter().map(|file| text(&file.name)).collect()),
        }
    }
}

/// Nothing was answered, which is right unless the field has to be.
fn unanswered(field: &FormField) -> Result<Option<FormAnswer>, FieldErrorKind> {
    match field.input {
        _ if !field.required => Ok(None),
        InputType::Checkbox if field.choices.is_empty() => Err(FieldErrorKind::NotTicked),
        InputType::Checkbox | InputType::Radio | InputType::Select | InputType::Slot | InputType::Table => {
            Err(FieldErrorKind::NotChosen)
        }
        InputType::File => Err(FieldErrorKind::NoFile),
        _ => Err(FieldErrorKind::NotTyped),
    }
}

/// Several choices: each once, in the order of the form.
fn read_choices(field: &FormField, sent: &[&str]) -> Result<Option<FormAnswer>, FieldErrorKind> {
    let known: Vec<String> = field.choices.iter().map(Choice::text).collect();
    if sent.iter().any(|value| !known.iter().any(|known| known == value)) {
        return Err(FieldErrorKind::NotAChoice);
    }
    let chosen: Vec<String> = known.into_iter().filter(|value| sent.contains(&value.as_str())).collect();
    if chosen.is_empty() { unanswered(field) } else { Ok(Some(FormAnswer::Choices(chosen))) }
}

/// What was typed: normalised first, then measured and held against the field's own pattern.
fn read_typed(field: &FormField, written: &str) -> Result<Option<FormAnswer>, FieldErrorKind> {
    let is_area = field.input == InputType::Textarea;
    let line = if is_area { normalise::lines(written) } else { normalise::line(written) };
    if has_forbidden_character(written) || !is_area && line.contains(['\n', '\r']) {
        return Err(FieldErrorKind::ForbiddenCharacter);
    }
    // A reading of nothing but spaces was meant to be one.
    if says_nothing(&line) && field.input != InputType::Kana {
        return unanswered(field);
    }
    // A longer address is none, but that is not what its owner has to hear.
    let length = line.chars().count();
    if field.input == InputType::Email && length > normalise::EMAIL_OCTETS {
        return Err(FieldErrorKind::TooLong { length, most: normalise::EMAIL_OCTETS });
    }
    let answer = match field.input {
        InputType::Kana => normalise::kana(&line).map(FormAnswer::Kana).ok_or(FieldErrorKind::NotKana)?,
        InputType::Email => normalise::email(&line).map(FormAnswer::Email).ok_or(FieldErrorKind::NotEmail)?,
        InputType::Tel => normalise::tel(&line).map(FormAnswer::Tel).ok_or(FieldErrorKind::NotTel)?,
        InputType::Postcode => {
            normalise::postcode(&line).map(FormAnswer::Postcode).ok_or(FieldErrorKind::NotPostcode)?
        }
        InputType::Date => normalise::day(&line).map(FormAnswer::Day).ok_or(FieldErrorKind::NotADay)?,
        _ => FormAnswer::Text(line),
    };
    let (FormAnswer::Text(text) | FormAnswer::Kana(text) | FormAnswer::Email(text) | FormAnswer::Tel(text)) = &answer
    else {
        return Ok(Some(answer));
    };
    let length = text.chars().count();
    if let Some(most) = field.most_characters().filter(|most| length > *most) {
        return Err(FieldErrorKind::TooLong { length, most });
    }
    if let Some(least) = field.min_length.filter(|least| length < *least) {
        return Err(FieldErrorKind::TooShort { length, least });
    }
    if field.pattern.as_ref().is_some_and(|pattern| !pattern.matches(text)) {
        return Err(FieldErrorKind::Pattern { hint: field.hint.clone() });
    }
    Ok(Some(answer))
}
