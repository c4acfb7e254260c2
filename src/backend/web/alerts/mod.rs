//! Telling people that the server needs one of them: what is measured again and again, the incident that comes of it, and the list
//! that is gone down until somebody says that they look after it. The same from another host, for sites that are asked there.
//!
//! | file | holds |
//! |---|---|
//! | `watch` | measuring, and going down the list |
//! | `own_certificates`, `certificate` | until when the certificates of the server's own addresses are valid |
//! | `site_watch`, `site_probe` | the same for sites that another host asks: what is asked, what becomes of the answers |
//! | `post` | handing over a mail or a webhook, one after the other |
//! | `words` | what is told |

mod certificate;
mod own_certificates;
mod post;
mod site_probe;
#[cfg(test)]
mod site_tests;
mod site_watch;
#[cfg(test)]
mod tests;
mod watch;
mod words;

pub(super) use post::AlertPost;
pub use site_probe::{SiteFault, WatchedAddress};
pub use site_watch::SiteWatch;
pub(super) use watch::AlertWatch;
pub(super) use words::AlertNotice;
