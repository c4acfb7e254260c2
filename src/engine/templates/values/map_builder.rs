//! Maps of values whose keys keep their order.

use std::{cmp::Ordering, collections::BTreeMap};

use tera::{Value, value::Key};

/// A map with keys known at compile time, being filled in order.
pub struct MapBuilder(Vec<(OrderedKey, Value)>);

impl MapBuilder {
    /// An empty map with room for so many keys.
    pub fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    /// Adds one, which is not there yet.
    #[must_use]
    pub fn set(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.0.push((OrderedKey { at: self.0.len(), key: Key::Str(key) }, value.into()));
        self
    }

    /// The map as a value.
    pub fn finish(self) -> Value {
        Value::from(self.0.into_iter().collect::<BTreeMap<OrderedKey, Value>>())
    }
}

/// A map of different keys, in the order given.
pub fn map_value(entries: impl IntoIterator<Item = (Key<'static>, Value)>) -> Value {
    let numbered = entries.into_iter().enumerate().map(|(at, (key, value))| (OrderedKey { at, key }, value));
    Value::from(numbered.collect::<BTreeMap<OrderedKey, Value>>())
}

/// A key in its place. Tera takes no map over as it is but fills its own from whatever it is given, hashing each key; a
/// tree sorted by place is the cheapest to give, as nothing is hashed to make it. Maps are made by the hundred thousand.
struct OrderedKey {
    at: usize,
    key: Key<'static>,
}

impl Ord for OrderedKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.at.cmp(&other.at)
    }
}

impl PartialOrd for OrderedKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for OrderedKey {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}

impl Eq for OrderedKey {}

impl From<OrderedKey> for Key<'static> {
    fn from(numbered: OrderedKey) -> Self {
        numbered.key
    }
}
