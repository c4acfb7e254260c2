//! Images: what templates ask to be made of them, under which names, and how the bytes are made.
//!
//! | file | holds |
//! |---|---|
//! | `operation`, `format`, `image_op` | what is done to a size; the formats that are written; one image to be made |
//! | `measure`, `avif_size`, `svg`, `jpeg` | what can be said of an image without decoding it, of AVIF and drawings too; how a JPEG is built |
//! | `name` | the names of processed images |
//! | `queue` | the images that a build is asked for |
//! | `memory_need`, `memory_budget` | how much memory an image takes; work on several as far as memory allows |
//! | `process`, `encode` | what is ordered is made of a source; pixels → the bytes of a file |
//!
//! While templates render, a [`ImageQueue`] measures sources and collects the wanted operations; after the last render the
//! site takes them from it and calls [`process`], once for each source and for as many at once as [`share_memory`]
//! lets. Bytes come in and bytes go out: nothing here knows of templates, of output folders or of what is kept between
//! builds. It is a package of its own since codecs are generic: so they are compiled once, and fast even in a build for
//! tests.
#![deny(clippy::disallowed_methods)]

mod avif_size;
mod encode;
mod format;
mod image_op;
mod jpeg;
mod measure;
mod memory_budget;
mod memory_need;
mod name;
mod operation;
mod process;
mod queue;
mod svg;

pub use format::EncodedFormat;
pub use image_op::{ImageOp, ResizeFilter};
pub use measure::{ImageMetadata, Measure, measure, read_metadata};
pub use memory_budget::share_memory;
pub use memory_need::{MOST_BYTES, MemoryNeed};
pub use name::{FOLDER, processed_name, unified_path};
pub use operation::{Crop, ResizeInstructions, ResizeOperation, Size};
pub use process::process;
pub use queue::{ImageQueue, ImageSource, ResizeRequest};
