//! Telling people that the server needs one of them: what is measured again and again, the incident that comes of it, and the list
//! that is gone down until somebody says that they look after it.
//!
//! | file | holds |
//! |---|---|
//! | `watch` | measuring, and going down the list |
//! | `post` | handing over a mail or a webhook |
//! | `words` | what is told |

mod post;
#[cfg(test)]
mod tests;
mod watch;
mod words;

pub(super) use post::AlertPost;
pub(super) use watch::AlertWatch;
