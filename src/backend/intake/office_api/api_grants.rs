//! What one token may do, and for which programme.

use std::collections::BTreeSet;

use super::ApiScope;
use crate::intake::staff::{ProgrammeScope, StaffRight};

/// What a token may do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiGrants {
    /// What it is good for.
    pub scopes: BTreeSet<ApiScope>,
    /// The programme; every one where none is named.
    pub programme: Option<String>,
}

impl ApiGrants {
    /// Whether it may do something, for any programme.
    pub fn may(&self, right: StaffRight) -> bool {
        ApiScope::of_right(right).is_some_and(|scope| self.scopes.contains(&scope))
    }

    /// For which programmes it may do something.
    pub fn programmes(&self, right: StaffRight) -> ProgrammeScope {
        match (&self.programme, self.may(right)) {
            (_, false) => ProgrammeScope::Only(BTreeSet::new()),
            (Some(programme), true) => ProgrammeScope::Only([programme.clone()].into()),
            (None, true) => ProgrammeScope::All,
        }
    }

    /// The scopes as they are kept: names with a blank between them.
    pub fn written_scopes(&self) -> String {
        self.scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(" ")
    }

    /// Reads what [`written_scopes`](Self::written_scopes) has written. A scope that there is no more is left out.
    pub fn read_scopes(text: &str) -> BTreeSet<ApiScope> {
        text.split(' ').filter_map(ApiScope::parse).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_may_what_its_scopes_say_for_its_programme() {
        let scopes = [ApiScope::PersonsRead, ApiScope::EventsRead].into();
        let whole = ApiGrants { scopes, programme: None };
        assert!(whole.may(StaffRight::OpenPerson) && !whole.may(StaffRight::EditPerson));
        assert!(!whole.may(StaffRight::SeeCounselling), "no scope has it");
        assert_eq!(whole.programmes(StaffRight::OpenPerson), ProgrammeScope::All);
        let one = ApiGrants { programme: Some("sendai".to_owned()), ..whole.clone() };
        assert_eq!(one.programmes(StaffRight::SeeEvents), ProgrammeScope::Only(["sendai".to_owned()].into()));
        assert_eq!(one.programmes(StaffRight::CheckIn), ProgrammeScope::Only(BTreeSet::new()));
        assert_eq!(whole.written_scopes(), "persons:read events:read");
        assert_eq!(ApiGrants::read_scopes("persons:read gone events:read"), whole.scopes);
    }
}
