//! The name that was probably meant.

pub(super) use crate::source::suggest as nearest;
