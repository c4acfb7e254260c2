//! Whether a token can be made as somebody wants it: it has a name, is good for something, and ends.

use jiff::{ToSpan, civil::Date};

use super::ApiGrants;

/// The longest name, in characters.
const LONGEST_NAME: usize = 60;

/// A token as it is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiTokenTerms {
    /// What it is for, as administrators read it.
    pub name: String,
    /// What it may do.
    pub grants: ApiGrants,
    /// The last day on which it is good.
    pub ends_on: Date,
}

/// Why it cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiTokenFault {
    /// It has no name, or one that is too long.
    Name,
    /// It is good for nothing.
    NoScope,
    /// No day was given on which it ends.
    NoEnd,
    /// That day is over.
    Over,
    /// It would be good for more than a year.
    TooLong,
}

impl ApiTokenTerms {
    /// Reads what was asked for on this day.
    pub fn read(name: &str, grants: ApiGrants, ends_on: Option<Date>, today: Date) -> Result<Self, ApiTokenFault> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(ApiTokenFault::Name);
        }
        if grants.scopes.is_empty() {
            return Err(ApiTokenFault::NoScope);
        }
        let ends_on = ends_on.ok_or(ApiTokenFault::NoEnd)?;
        if ends_on < today {
            return Err(ApiTokenFault::Over);
        }
        if ends_on > today.saturating_add(1.year()) {
            return Err(ApiTokenFault::TooLong);
        }
        Ok(Self { name: name.to_owned(), grants, ends_on })
    }
}

#[cfg(test)]
mod tests {
    use super::{super::ApiScope, *};

    #[test]
    fn a_token_has_a_name_a_scope_and_an_end_within_a_year() {
        let today: Date = "2026-11-30".parse().unwrap();
        let grants = ApiGrants { scopes: [ApiScope::EventsRead].into(), programme: None };
        let none = ApiGrants::default();
        let long = "名".repeat(61);
        for (name, grants, ends_on, expected) in [
            ("会計", &grants, "2026-11-30", None),
            (" 会計 ", &grants, "2027-11-30", None),
            ("会計", &grants, "2027-12-01", Some(ApiTokenFault::TooLong)),
            ("会計", &grants, "2026-11-29", Some(ApiTokenFault::Over)),
            ("会計", &grants, "", Some(ApiTokenFault::NoEnd)),
            ("会計", &none, "2026-12-31", Some(ApiTokenFault::NoScope)),
            (" ", &grants, "2026-12-31", Some(ApiTokenFault::Name)),
            (long.as_str(), &grants, "2026-12-31", Some(ApiTokenFault::Name)),
        ] {
            let read = ApiTokenTerms::read(name, grants.clone(), ends_on.parse().ok(), today);
            assert_eq!(read.clone().err(), expected, "{name} {ends_on}");
            assert!(read.is_err() || read.is_ok_and(|terms| terms.name == "会計"));
        }
    }
}
