//! What is made of a rendered page's bytes alone, held as long as the page is the same one.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use bytes::Bytes;

/// Values of one kind, by output path. A build sees those of the build before and leaves its own to the next one, so
/// what no page needs any more goes by itself.
pub struct DerivedStore<T> {
    before: HashMap<String, (Bytes, T)>,
    now: Mutex<HashMap<String, (Bytes, T)>>,
}

impl<T> Default for DerivedStore<T> {
    fn default() -> Self {
        Self { before: HashMap::new(), now: Mutex::default() }
    }
}

impl<T: Clone> DerivedStore<T> {
    /// Begins a build.
    pub fn begin(&mut self) {
        self.before = std::mem::take(self.now.get_mut().unwrap_or_else(PoisonError::into_inner));
    }

    /// What `make` makes of the bytes at a path. The bytes of a page that was not rendered again lie where they lay, so
    /// they are not compared.
    pub fn derive(&self, path: &str, bytes: &Bytes, make: impl FnOnce(&[u8]) -> T) -> T {
        let known = self.before.get(path).filter(|(source, _)| is_same(source, bytes));
        let value = known.map_or_else(|| make(bytes), |(_, value)| value.clone());
        let entry = (bytes.clone(), value.clone());
        self.now.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), entry);
        value
    }
}

/// Whether two are the same bytes in memory; both are held, so neither place can have been given away.
fn is_same(a: &Bytes, b: &Bytes) -> bool {
    (a.as_ptr(), a.len()) == (b.as_ptr(), b.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_while_the_bytes_are_the_same_ones() {
        let mut store = DerivedStore::default();
        let first = Bytes::from(b"a".to_vec());
        let same_text = Bytes::from(b"a".to_vec());
        assert_eq!(store.derive("x", &first, |_| 1), 1);
        store.begin();
        assert_eq!(store.derive("x", &first, |_| 2), 1);
        assert_eq!(store.derive("y", &first, |_| 3), 3);
        store.begin();
        assert_eq!(store.derive("x", &same_text, |_| 4), 4);
        store.begin();
        assert_eq!(store.derive("y", &first, |_| 5), 5, "a build without the page has forgotten it");
    }
}
