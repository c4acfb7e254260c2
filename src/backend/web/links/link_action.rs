//! What the links of mails are for.

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LinkAction {
    /// The address is theirs and they come; or they take the seat that is offered.
    Confirm,
    /// They give it back.
    Cancel,
    /// They want newsletters.
    Subscribe,
    /// The link is too old; a fresh one is to be sent.
    Fresh,
}

impl LinkAction {
    /// The one of this name at the end of an address.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "confirm" => Self::Confirm,
            "cancel" => Self::Cancel,
            "subscribe" => Self::Subscribe,
            "fresh" => Self::Fresh,
            _ => return None,
        })
    }
}
