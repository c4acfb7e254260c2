//! Coloured blocks, kept because sites repeat them: the same example on many pages, the same page built again while
//! somebody edits another. It knows nothing of how blocks are coloured.

use std::{
    collections::HashMap,
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use super::highlighted_code::HighlightedCode;

/// How many bytes of code and HTML are kept.
const LIMIT_BYTES: usize = 16 << 20;

/// Blocks by the words behind their fence and their code.
#[derive(Debug, Default)]
pub(super) struct HighlightCache(Mutex<CachedBlocks>);

#[derive(Debug, Default)]
struct CachedBlocks {
    /// Two maps, so that a look-up needs no key of its own.
    by_fence: HashMap<Box<str>, HashMap<Box<str>, Arc<HighlightedCode>>>,
    bytes: usize,
}

impl HighlightCache {
    pub(super) fn get(&self, fence: &str, code: &str) -> Option<Arc<HighlightedCode>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.by_fence.get(fence)?.get(code).cloned()
    }

    /// Keeps a block and shares it. Everything kept before goes when the limit is reached: what a site repeats is soon
    /// there again.
    pub(super) fn insert(&self, fence: &str, code: &str, highlighted: HighlightedCode) -> Arc<HighlightedCode> {
        let highlighted = Arc::new(highlighted);
        let bytes = fence.len() + code.len() + highlighted.html.len() + mem::size_of::<HighlightedCode>();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.bytes + bytes > LIMIT_BYTES {
            *kept = CachedBlocks::default();
        }
        if bytes <= LIMIT_BYTES {
            let before = kept.by_fence.entry(fence.into()).or_default().insert(code.into(), Arc::clone(&highlighted));
            if before.is_none() {
                kept.bytes += bytes;
            }
        }
        highlighted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn highlighted(bytes: usize) -> HighlightedCode {
        HighlightedCode { html: "x".repeat(bytes), fault: None }
    }

    #[test]
    fn a_block_is_found_by_fence_and_code() {
        let cache = HighlightCache::default();
        let first = cache.insert("rust", "code", highlighted(1));
        assert!(cache.get("rust", "code").is_some_and(|found| Arc::ptr_eq(&found, &first)));
        assert!(cache.get("rust,linenos", "code").is_none());
        assert!(cache.get("rust", "other").is_none());
    }

    #[test]
    fn memory_is_bounded() {
        let cache = HighlightCache::default();
        for number in 0..10 {
            cache.insert("rust", &number.to_string(), highlighted(LIMIT_BYTES / 4));
        }
        assert!(cache.0.lock().unwrap().bytes <= LIMIT_BYTES);
        assert!(cache.get("rust", "9").is_some());
        cache.insert("rust", "huge", highlighted(LIMIT_BYTES + 1));
        assert!(cache.get("rust", "huge").is_none());
    }
}
