//! What a list of persons shows of each, as whoever looks has chosen.

use super::{
    facet_words::{facet_text, kind_label, registration_label},
    times::day,
};
use crate::{
    intake::search::{Facet, FacetKind},
    store::{FoundPerson, TableCell},
    web::SiteSnapshot,
};

/// A column beside the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PersonColumn {
    Kana,
    /// A letter of the address and its host.
    Mail,
    /// The whole address, for whoever may take lists away.
    WholeMail,
    /// The last digits of the number.
    Phone,
    FirstContact,
    LastContact,
    Forms,
    Events,
    /// What is known of a kind; for answers, of `form/field`.
    Known(FacetKind, String),
}

/// Those without a name, in the order in which they are offered.
const FIXED: [(&str, PersonColumn); 8] = [
    ("kana", PersonColumn::Kana),
    ("mail", PersonColumn::Mail),
    ("mail-whole", PersonColumn::WholeMail),
    ("phone", PersonColumn::Phone),
    ("last", PersonColumn::LastContact),
    ("first", PersonColumn::FirstContact),
    ("forms", PersonColumn::Forms),
    ("events", PersonColumn::Events),
];

/// Kinds of values that can be a column by themselves.
const KINDS: [FacetKind; 6] =
    [FacetKind::Phase, FacetKind::Tag, FacetKind::Programme, FacetKind::Booking, FacetKind::Source, FacetKind::Month];

/// What is shown if nothing was chosen.
const USUAL: [&str; 6] = ["kana", "mail", "phone", "last", "forms", "events"];

impl PersonColumn {
    /// Those of an address or a form, in the order in which they are offered; the usual ones if it names none.
    pub fn parse_all<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<Self> {
        let mut columns: Vec<Self> = Vec::new();
        for column in names.into_iter().filter_map(Self::parse) {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        columns
            .sort_by_key(|column| Self::offered().iter().position(|offered| offered == column).unwrap_or(usize::MAX));
        if columns.is_empty() { Self::usual() } else { columns }
    }

    /// The usual ones.
    pub fn usual() -> Vec<Self> {
        USUAL.iter().filter_map(|name| Self::parse(name)).collect()
    }

    /// Those that any list can have.
    pub fn offered() -> Vec<Self> {
        let fixed = FIXED.iter().map(|(_, column)| column.clone());
        fixed.chain(KINDS.iter().map(|kind| Self::Known(*kind, String::new()))).collect()
    }

    /// The one of this name.
    fn parse(name: &str) -> Option<Self> {
        if let Some((_, column)) = FIXED.iter().find(|(fixed, _)| *fixed == name) {
            return Some(column.clone());
        }
        match name.split_once(':') {
            Some((kind, field)) if kind == FacetKind::Answer.name() => {
                Some(Self::Known(FacetKind::Answer, field.to_owned()))
            }
            Some(_) => None,
            None => {
                FacetKind::parse(name).filter(|kind| KINDS.contains(kind)).map(|kind| Self::Known(kind, String::new()))
            }
        }
    }

    /// Its name in addresses and forms.
    pub fn name(&self) -> String {
        match self {
            Self::Known(FacetKind::Answer, field) => format!("{}:{field}", FacetKind::Answer.name()),
            Self::Known(kind, _) => kind.name().to_owned(),
            fixed => {
                let found = FIXED.iter().find(|(_, column)| column == fixed);
                found.map(|(name, _)| (*name).to_owned()).unwrap_or_default()
            }
        }
    }

    /// What stands above it.
    pub fn label(&self, site: &SiteSnapshot) -> String {
        let label = match self {
            Self::Kana => "ふりがな",
            Self::Mail => "メール",
            Self::WholeMail => "メールアドレス（全体）",
            Self::Phone => "電話（下4桁）",
            Self::FirstContact => "最初の連絡",
            Self::LastContact => "最後の連絡",
            Self::Forms => "フォーム",
            Self::Events => "イベント",
            Self::Known(FacetKind::Answer, field) => return answer_label(field, site),
            Self::Known(kind, _) => kind_label(*kind),
        };
        label.to_owned()
    }

    /// Whether what it says is short and breaks nowhere: kana, addresses, numbers, days.
    pub fn is_short(&self) -> bool {
        !matches!(self, Self::Forms | Self::Events | Self::Known(..))
    }

    /// What it says of somebody.
    pub fn cell(&self, person: &FoundPerson, site: &SiteSnapshot) -> TableCell {
        let first = |texts: &[String]| texts.first().cloned().unwrap_or_default();
        let text = match self {
            Self::FirstContact => return TableCell::Time(person.first_contact),
            Self::LastContact => return TableCell::Time(person.last_contact),
            Self::Kana => first(&person.kana),
            Self::Mail | Self::WholeMail => first(&person.mails),
            Self::Phone => person.phone_endings.first().map(|digits| format!("…{digits}")).unwrap_or_default(),
            Self::Forms => {
                let label = |form: &String| site.forms.get(form).map_or(form.clone(), |known| known.label.clone());
                person.forms.iter().map(label).collect::<Vec<_>>().join("、")
            }
            Self::Events => events_text(person, site),
            Self::Known(kind, name) => {
                let known = person.facets.iter().filter(|facet| facet.kind == *kind);
                let known = known.filter(|facet| *kind != FacetKind::Answer || facet.name == *name);
                known.map(|facet: &Facet| facet_text(facet, site)).collect::<Vec<_>>().join("、")
            }
        };
        TableCell::Text(text)
    }
}

/// The events that somebody registered for, each with how that stands.
fn events_text(person: &FoundPerson, site: &SiteSnapshot) -> String {
    let text = |(event, state): &(String, _)| {
        let title = site.words.words_of("event", event).unwrap_or(event);
        format!("{title}（{}）", registration_label(*state))
    };
    person.registrations.iter().map(text).collect::<Vec<_>>().join("、")
}

/// The form and the field of an answer.
fn answer_label(name: &str, site: &SiteSnapshot) -> String {
    let known = name.split_once('/').and_then(|(form, field)| {
        let form = site.forms.get(form)?;
        Some(format!("{}：{}", form.label, form.fields().find(|known| known.name == field)?.label))
    });
    known.unwrap_or_else(|| name.to_owned())
}

/// A cell as the page shows it.
pub(super) fn shown(cell: &TableCell) -> String {
    match cell {
        TableCell::Text(text) => text.clone(),
        TableCell::Number(number) => number.to_string(),
        TableCell::Time(at) => day(*at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_by_their_names_and_stand_in_one_order() {
        for column in PersonColumn::offered() {
            assert_eq!(PersonColumn::parse(&column.name()), Some(column));
        }
        let names = ["answer:member/area", "tag", "kana", "kana", "junk", "form", "answer"];
        let columns = PersonColumn::parse_all(names);
        let area = PersonColumn::Known(FacetKind::Answer, "member/area".to_owned());
        assert_eq!(columns, [PersonColumn::Kana, PersonColumn::Known(FacetKind::Tag, String::new()), area]);
        assert_eq!(PersonColumn::parse_all([]), PersonColumn::usual());
        assert_eq!(PersonColumn::usual().len(), USUAL.len());
    }
}
