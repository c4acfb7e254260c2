//! For which programmes somebody has which roles.

use std::{collections::BTreeSet, fmt};

use super::{StaffRight, StaffRole};

/// A role for one programme, or for all.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoleGrant {
    /// The role.
    pub role: StaffRole,
    /// The programme; every one where none is named.
    pub programme: Option<String>,
}

/// What is no role, or no programme.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is no role: write one of {}, or ROLE@PROGRAMME for one programme", role_names())]
pub struct RoleGrantFault {
    /// What was written.
    pub given: String,
}

fn role_names() -> String {
    StaffRole::ALL.iter().map(|role| role.name()).collect::<Vec<_>>().join(", ")
}

impl RoleGrant {
    /// Reads `ROLE` or `ROLE@PROGRAMME`.
    pub fn parse(text: &str) -> Result<Self, RoleGrantFault> {
        let (role, programme) = text.split_once('@').map_or((text, None), |(role, programme)| (role, Some(programme)));
        let is_programme =
            |name: &str| !name.is_empty() && !name.chars().any(|letter| letter.is_whitespace() || letter == '@');
        let fault = || RoleGrantFault { given: text.to_owned() };
        let role = StaffRole::parse(role).ok_or_else(fault)?;
        if programme.is_some_and(|name| !is_programme(name)) {
            return Err(fault());
        }
        Ok(Self { role, programme: programme.map(str::to_owned) })
    }

    /// Whether it holds for a programme; `None` is what belongs to no programme alone, as accounts and settings do.
    pub fn covers(&self, programme: Option<&str>) -> bool {
        self.programme.is_none() || (programme.is_some() && self.programme.as_deref() == programme)
    }

    /// Whether it is that of an administrator of everything.
    pub fn is_of_whole(&self) -> bool {
        self.role == StaffRole::Administrator && self.programme.is_none()
    }
}

/// As [`RoleGrant::parse`] reads it.
impl fmt::Display for RoleGrant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.role.name())?;
        self.programme.as_ref().map_or(Ok(()), |programme| write!(formatter, "@{programme}"))
    }
}

/// All roles of somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StaffGrants(pub Vec<RoleGrant>);

/// For which programmes a right holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProgrammeScope {
    /// For every one.
    All,
    /// For these; for none where the set is empty.
    Only(BTreeSet<String>),
}

impl StaffGrants {
    /// Whether somebody may do something for a programme. What belongs to no programme alone (`None`) takes a role for all.
    pub fn may(&self, right: StaffRight, programme: Option<&str>) -> bool {
        self.0.iter().any(|grant| grant.role.has(right) && grant.covers(programme))
    }

    /// Whether somebody may do something for any programme.
    pub fn may_anywhere(&self, right: StaffRight) -> bool {
        self.0.iter().any(|grant| grant.role.has(right))
    }

    /// For which programmes somebody may do something.
    pub fn programmes(&self, right: StaffRight) -> ProgrammeScope {
        if self.may(right, None) {
            return ProgrammeScope::All;
        }
        let grants = self.0.iter().filter(|grant| grant.role.has(right));
        ProgrammeScope::Only(grants.filter_map(|grant| grant.programme.clone()).collect())
    }

    /// Whether an administrator of everything is among them.
    pub fn are_of_whole(&self) -> bool {
        self.0.iter().any(RoleGrant::is_of_whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grants(written: &[&str]) -> StaffGrants {
        StaffGrants(written.iter().map(|text| RoleGrant::parse(text).unwrap()).collect())
    }

    #[test]
    fn a_role_is_read_as_it_is_written_and_anything_else_is_refused() {
        for text in ["administrator", "event-staff@2027-cross-sendai"] {
            assert_eq!(RoleGrant::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "owner", "editor@", "editor@a b", "editor@a@b", "@a", "Editor"] {
            let fault = RoleGrant::parse(text).unwrap_err().to_string();
            assert!(fault.contains("event-staff, editor"), "{fault}");
        }
    }

    #[test]
    fn a_right_holds_where_its_role_does() {
        use StaffRight::{EditPerson, ManageAccounts, SeeEvents, SeeFigures};
        let one = grants(&["counsellor@sendai", "viewer"]);
        for (right, programme, expected) in [
            (EditPerson, Some("sendai"), true),
            (EditPerson, Some("akita"), false),
            (EditPerson, None, false),
            (SeeFigures, Some("akita"), true),
            (SeeFigures, None, true),
            (SeeEvents, Some("sendai"), false),
        ] {
            assert_eq!(one.may(right, programme), expected, "{right:?} {programme:?}");
        }
        assert!(one.may_anywhere(EditPerson) && !one.may_anywhere(SeeEvents));
        let scope = |names: &[&str]| ProgrammeScope::Only(names.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(one.programmes(EditPerson), scope(&["sendai"]));
        assert_eq!(one.programmes(SeeFigures), ProgrammeScope::All);
        assert_eq!(one.programmes(SeeEvents), scope(&[]));
        let two = grants(&["administrator@sendai", "coordinator@akita"]);
        assert_eq!(two.programmes(EditPerson), scope(&["akita", "sendai"]));
        assert!(!two.may(ManageAccounts, None) && !two.are_of_whole(), "accounts belong to no programme alone");
        assert!(grants(&["viewer", "administrator"]).are_of_whole());
        assert!(StaffRight::ALL.iter().all(|right| !StaffGrants::default().may_anywhere(*right)));
    }

    /// Whatever roles somebody has: what they may do for a programme is what its scope says, and the audit log is an
    /// auditor's.
    #[test]
    fn rights_and_scopes_agree_for_every_pair_of_roles() {
        let programmes = [None, Some("akita"), Some("sendai")];
        let all: Vec<RoleGrant> = StaffRole::ALL
            .iter()
            .flat_map(|role| programmes.map(|name| RoleGrant { role: *role, programme: name.map(str::to_owned) }))
            .collect();
        for (first, second) in all.iter().flat_map(|first| all.iter().map(move |second| (first, second))) {
            let both = StaffGrants(vec![first.clone(), second.clone()]);
            for &right in StaffRight::ALL {
                let scope = both.programmes(right);
                for programme in ["akita", "sendai"] {
                    let is_inside = match &scope {
                        ProgrammeScope::All => true,
                        ProgrammeScope::Only(names) => names.contains(programme),
                    };
                    assert_eq!(both.may(right, Some(programme)), is_inside, "{both:?} {right:?}");
                }
                assert_eq!(both.may(right, None), scope == ProgrammeScope::All, "{both:?} {right:?}");
                assert_eq!(both.may_anywhere(right), scope != ProgrammeScope::Only(BTreeSet::new()));
            }
            let has_auditor = [first, second].iter().any(|grant| grant.role == StaffRole::Auditor);
            assert_eq!(both.may_anywhere(StaffRight::ReadAudit), has_auditor);
        }
    }
}
