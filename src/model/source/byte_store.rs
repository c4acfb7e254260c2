//! Bytes that outlive a run, under names. Nothing in a store is needed: what is gone is made again.

/// Bytes under keys, which are file names. What was put may be gone at the next look.
pub trait ByteStore: Send + Sync {
    /// The bytes under a key.
    fn get(&self, key: &str) -> Option<Vec<u8>>;

    /// Puts bytes under a key, in place of what was there.
    fn put(&self, key: &str, bytes: &[u8]);

    /// Has bytes count as asked for, by whoever has them already.
    fn note_use(&self, _key: &str) {}

    /// Removes what nobody has asked for or put for long.
    fn remove_unused(&self) {}
}

/// A store that keeps nothing.
#[derive(Clone, Copy, Debug)]
pub struct EmptyStore;

impl ByteStore for EmptyStore {
    fn get(&self, _: &str) -> Option<Vec<u8>> {
        None
    }

    fn put(&self, _: &str, _: &[u8]) {}
}
