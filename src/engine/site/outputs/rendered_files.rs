//! What added files may be made from, beside the pages themselves.

use std::{collections::HashMap, sync::Arc};

use crate::site::{Project, plan::RenderPlan};

/// What a build has when all pages are rendered.
pub(in crate::site) struct RenderedFiles<'a> {
    pub project: &'a Project,
    pub plan: &'a RenderPlan,
    pub generated: &'a HashMap<String, Arc<[u8]>>,
}
