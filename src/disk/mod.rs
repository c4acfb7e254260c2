//! The disk and the network: finding and reading a project, publishing a site.
//!
//! The only room that touches files. It knows of a site only its files going in and its artifacts coming out.

mod discover;
mod fetch;
mod kept;
mod publish;
mod replace;
mod staging;
mod walk;
mod world;

pub use discover::{Discovered, discover};
pub use publish::{Published, Publisher};
pub use world::Disk;
