//! A content type: what an event, a video or a company consists of.

use super::{Field, State, Subject, TypeRule};
use crate::source::SourcePath;

/// One content type, with the fields that all types share.
#[derive(Clone, Debug, PartialEq)]
pub struct ContentType {
    /// Its name in commands and addresses: `event`.
    pub id: String,
    /// Its name for editors.
    pub label: String,
    /// What it is for, for editors.
    pub about: String,
    /// The folder below `content/` where its entries lie; empty for the pages of the root.
    pub folder: String,
    /// Folders inside that one, of which an entry has to lie in one, if there are any.
    pub categories: Vec<Category>,
    /// How a new entry is laid out.
    pub layout: Layout,
    /// The template that renders its entries.
    pub template: Option<String>,
    /// The type of schema.org that its pages carry.
    pub structured_data: Option<String>,
    /// Which fields are times at which something about an entry changes.
    pub times: Times,
    /// Its fields, in the order in which editors fill them in.
    pub fields: Vec<Field>,
    /// What follows from several fields and the clock.
    pub states: Vec<State>,
    /// What has to hold between fields, and between entries.
    pub rules: Vec<TypeRule>,
    /// The file that describes it.
    pub file: SourcePath,
}

impl ContentType {
    /// The field with this key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// Which of the dates of an entry that decide what is a fault are past: as long as these answers stay the same, the
    /// clock changes nothing that [`validate`](super::validate) says.
    pub fn passed_dates(&self, subject: &Subject<'_>) -> Vec<bool> {
        let of_fields = self.fields.iter().flat_map(|field| {
            let inner = field.fields.iter().flat_map(|inner| &inner.show_when);
            field.show_when.iter().chain(inner)
        });
        let of_rules = self.rules.iter().flat_map(|rule| rule.when.iter().chain(&rule.require));
        of_fields.chain(of_rules).filter_map(|condition| condition.has_passed(subject)).collect()
    }

    /// Whether entries in a folder are of this type, as far as no other type has a longer folder.
    pub(super) fn covers(&self, folder: &str) -> bool {
        let rest = folder.strip_prefix(self.folder.as_str());
        rest.is_some_and(|rest| rest.is_empty() || !self.folder.is_empty() && rest.starts_with('/'))
    }
}

/// A folder with a meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// The folder below `content/`.
    pub folder: String,
    /// Its name for editors and readers.
    pub label: String,
}

/// How a new entry is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// `NAME/index.md`, with room for pictures beside it.
    #[default]
    Folder,
    /// `NAME.md`
    File,
}

/// Fields that hold times, by what happens then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// The entry appears.
    pub publish: Vec<String>,
    /// The entry disappears.
    pub expire: Vec<String>,
    /// The entry's page looks different from then on.
    pub change: Vec<String>,
}

/// What all types share: `data/types/_common.yaml`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct CommonParts {
    pub about: String,
    pub times: Times,
    pub fields: Vec<Field>,
}

impl ContentType {
    /// The type with all its fields, and with the times that all types share.
    pub(super) fn with(mut self, common: &CommonParts, fields: Vec<Field>) -> Self {
        self.fields = fields;
        for (own, shared) in [
            (&mut self.times.publish, &common.times.publish),
            (&mut self.times.expire, &common.times.expire),
            (&mut self.times.change, &common.times.change),
        ] {
            own.extend(shared.iter().cloned());
        }
        self
    }
}
