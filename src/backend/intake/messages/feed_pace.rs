//! How many mails of messages go to the outbox at a time: a mail server that gets thousands at once takes us for somebody else, and
//! what is not there yet can still be stopped.

/// How many mails of messages are sent within a minute, where nobody has said otherwise.
pub const MESSAGES_PER_MINUTE: u32 = 60;

/// Seconds between two looks at what is to go out.
pub const FEED_S: u32 = 3;

/// How many mails of a message may be added now: `queued` were within the last minute, of all messages, and `waiting` lie there
/// untried. The share of a look is what makes them come evenly.
pub fn feed_allowance(per_minute: u32, queued: u64, waiting: u64) -> u64 {
    let (most, share) = (u64::from(per_minute), u64::from(per_minute.saturating_mul(FEED_S).div_ceil(60)));
    share.min(most.saturating_sub(queued)).min(most.saturating_sub(waiting))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_go_out_as_a_minute_has_room_for() {
        for (per_minute, queued, waiting, expected) in [
            (60, 0, 0, 3),
            (60, 58, 0, 2),
            (60, 60, 0, 0),
            (60, 90, 0, 0),
            (60, 0, 59, 1),
            (60, 0, 60, 0),
            (1, 0, 0, 1),
            (1, 1, 0, 0),
            (600, 0, 0, 30),
            (0, 0, 0, 0),
        ] {
            assert_eq!(feed_allowance(per_minute, queued, waiting), expected, "{per_minute} {queued} {waiting}");
        }
    }
}
