//! Heads of columns by which a list is sorted: plain links, each to the list in the other order.

/// The head of a column.
pub(super) struct SortHead {
    pub label: String,
    /// The list sorted by it, from the other end where it is already; empty for a column that does not sort.
    pub address: String,
    /// In which direction it is sorted by it; `None` where another column sorts.
    is_ascending: Option<bool>,
}

impl SortHead {
    /// A column that does not sort.
    pub fn plain(label: impl Into<String>) -> Self {
        Self { label: label.into(), address: String::new(), is_ascending: None }
    }

    /// One that does.
    pub fn sorting(label: impl Into<String>, is_ascending: Option<bool>, address: String) -> Self {
        Self { label: label.into(), address, is_ascending }
    }

    /// Whether the list can be sorted by it.
    pub fn sorts(&self) -> bool {
        !self.address.is_empty()
    }

    /// What is read out of it.
    pub fn aria_sort(&self) -> &'static str {
        match self.is_ascending {
            Some(true) => "ascending",
            Some(false) => "descending",
            None => "none",
        }
    }

    /// What is seen of it.
    pub fn arrow(&self) -> &'static str {
        match self.is_ascending {
            Some(true) => "▲",
            Some(false) => "▼",
            None => "",
        }
    }
}
