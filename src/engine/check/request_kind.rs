//! Kinds of requests, as a Content-Security-Policy tells them apart.

/// What is asked for, in the words of a Content-Security-Policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum RequestKind {
    /// The base of all relative addresses of the page.
    Base,
    /// What is told to a server when a link is followed, or fetched for a script.
    Connection,
    Embed,
    Font,
    /// Where a form is sent.
    Form,
    Frame,
    Image,
    Manifest,
    /// Sound or moving pictures.
    Media,
    Object,
    Script,
    Style,
    /// Subtitles and the like.
    Track,
}
