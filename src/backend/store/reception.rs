//! What became of a submission, as its sender is told.

use strum::VariantArray;

use crate::intake::{Admission, SubmissionId};

/// What became of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reception {
    /// It is on the disk: just now, or since the first of several tries.
    Received {
        /// The submission that is kept.
        submission: SubmissionId,
        /// What its sender is told of a seat.
        receipt: SeatReceipt,
    },
    /// This attempt was received before with other answers. The first ones hold.
    Conflict {
        /// The submission that is kept.
        first: SubmissionId,
    },
    /// The event takes nobody any more, or takes place no more.
    Closed,
    /// The event is not known, or nobody takes part in it in this way.
    NoSuchEvent,
    /// The group is larger than the whole event.
    GroupTooLarge {
        /// How large one may be.
        most: u32,
    },
    /// Nobody who was asked for is free at that time.
    SlotTaken,
    /// Its address has sent as many files today as one may.
    TooManyFiles,
    /// What its sender did to get past the limit was good for another submission.
    ProofSpent,
}

/// What a sender is told of a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray)]
pub enum SeatReceipt {
    /// The form gives out no seats.
    None,
    /// All seats that were asked for.
    Seat,
    /// A place in line for all of them.
    Line,
    /// Whatever staff say, once they have looked.
    Held,
}

impl SeatReceipt {
    /// Its name in answers and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Seat => "seat",
            Self::Line => "line",
            Self::Held => "held",
        }
    }

    /// The one of this name; no seats for a name that is none.
    pub fn parse(name: &str) -> Self {
        Self::VARIANTS.iter().copied().find(|receipt| receipt.name() == name).unwrap_or(Self::None)
    }

    pub(super) fn of(admission: Admission) -> Self {
        match admission {
            Admission::Seat(_) => Self::Seat,
            Admission::Line(_) => Self::Line,
        }
    }
}
