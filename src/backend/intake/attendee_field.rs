//! What a list at the door says of somebody, by the names that fields of forms have for it.

/// Something that is read out at a desk, printed on a badge, or prepared for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttendeeField {
    /// What they are called.
    Name,
    /// How that is read.
    Kana,
    /// Where they come from: a company, a school.
    Organisation,
    /// What has to be seen to for them: for their eyes alone who see to it.
    Accommodation,
}

impl AttendeeField {
    /// What a field of this name says of somebody.
    pub fn of_field(name: &str) -> Option<Self> {
        Some(match name {
            "name" => Self::Name,
            "kana" | "name_kana" => Self::Kana,
            "organisation" | "organization" | "company" | "school" => Self::Organisation,
            "accommodation" | "needs_accommodation" => Self::Accommodation,
            _ => return None,
        })
    }
}
