//! Images: what templates ask to be made of them, under which names, and how the bytes are made.
//!
//! While templates render, a [`Plan`] measures sources and collects the wanted operations; after the last render the
//! site takes them from it and calls [`process`], once for each source and for as many at once as [`share_memory`]
//! lets. Bytes come in and bytes go out; this room knows
//! nothing of templates, of output folders or of what is kept between builds.

mod avif;
mod budget;
mod encode;
mod format;
mod jpeg;
mod measure;
mod memory;
mod name;
mod operation;
mod plan;
mod process;

pub use budget::share_memory;
pub use format::Format;
pub use measure::{Measure, Metadata, measure, read_metadata};
pub use memory::{MOST_BYTES, Need};
pub use name::{FOLDER, processed_name, unified_path};
pub use operation::{Crop, Operation, Size, Steps};
pub use plan::{Plan, Request, Source};
pub use process::{Filter, Order, process};
