//! How many deliveries are on their way at once: an endpoint that is slow takes up its own lane and no more, and the others go on.

use std::collections::BTreeMap;

use uuid::Uuid;

/// How many deliveries may be on their way at once, and how many are, by endpoints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookLanes {
    most: u64,
    most_each: u64,
    busy: BTreeMap<Uuid, u64>,
}

impl WebhookLanes {
    /// So many at all, and so many to each endpoint.
    pub fn new(most: u64, most_each: u64) -> Self {
        Self { most, most_each, busy: BTreeMap::new() }
    }

    /// How many more may set out.
    pub fn free(&self) -> u64 {
        self.most.saturating_sub(self.busy.values().sum())
    }

    /// How many more may set out to this endpoint.
    pub fn free_to(&self, endpoint: Uuid) -> u64 {
        let busy = self.busy.get(&endpoint).copied().unwrap_or_default();
        self.free().min(self.most_each.saturating_sub(busy))
    }

    /// One sets out.
    pub fn take(&mut self, endpoint: Uuid) {
        *self.busy.entry(endpoint).or_default() += 1;
    }

    /// One has come back.
    pub fn give_back(&mut self, endpoint: Uuid) {
        if let Some(busy) = self.busy.get_mut(&endpoint) {
            *busy = busy.saturating_sub(1);
        }
        self.busy.retain(|_, busy| *busy > 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_fills_its_own_lane_and_all_of_them_what_there_is() {
        let [slow, fast, other] = [1, 2, 3].map(Uuid::from_u128);
        let mut lanes = WebhookLanes::new(5, 2);
        assert_eq!((lanes.free(), lanes.free_to(slow)), (5, 2));
        lanes.take(slow);
        lanes.take(slow);
        assert_eq!((lanes.free_to(slow), lanes.free_to(fast)), (0, 2));
        lanes.take(fast);
        lanes.take(fast);
        assert_eq!((lanes.free(), lanes.free_to(other)), (1, 1));
        lanes.give_back(slow);
        lanes.give_back(other);
        assert_eq!((lanes.free(), lanes.free_to(slow), lanes.free_to(other)), (2, 1, 2));
    }
}
