//! In which order cases are listed. What is the same for two of them is told apart by their ids, so that no page of a list leaves one out
//! or has one again.

use sea_orm::{
    QueryOrder, Select,
    sea_query::{NullOrdering, Order},
};

use crate::store::entities::person_case;

/// Which cases come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CaseOrder {
    /// Those of which something has to be done soonest; those without a day last.
    #[default]
    DueSoonest,
    /// Those of which something has to be done latest; those without a day last here too.
    DueLatest,
    /// Those that began last.
    OpenedLast,
    /// Those that began first.
    OpenedFirst,
}

impl CaseOrder {
    /// Has a question to the database keep to it.
    pub(super) fn sort(self, find: Select<person_case::Entity>) -> Select<person_case::Entity> {
        use person_case::Column::{DueOn, Id, OpenedAt};
        let by_day = |order: Order| find.clone().order_by_with_nulls(DueOn, order, NullOrdering::Last);
        match self {
            Self::DueSoonest => by_day(Order::Asc).order_by_asc(OpenedAt).order_by_asc(Id),
            Self::DueLatest => by_day(Order::Desc).order_by_asc(OpenedAt).order_by_asc(Id),
            Self::OpenedLast => find.order_by_desc(OpenedAt).order_by_desc(Id),
            Self::OpenedFirst => find.order_by_asc(OpenedAt).order_by_asc(Id),
        }
    }
}
