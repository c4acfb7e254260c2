//! How much work one render may be, and how much it has been so far.
//!
//! A variable of the thread, as for traces: a function of Tera gets nothing of the render that calls it, and a render
//! stays on its thread. Renders inside a render spend what the outer one has.
//!
//! Bytes are counted when they are made and never given back. So what a render holds is never more than
//! `template_bytes`, 512 MB if nothing else is set, and beside it what the one operation at work makes: a text of 16 MiB
//! that is escaped takes 96 MiB, and a value that is written out as a text takes as much as was left to spend.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    io::{self, Write},
    sync::Arc,
    time::Duration,
};

use crate::config::LimitsConfig;
use tsubame_model::source::{Stopwatch, Wording};

/// So many steps are taken between two looks at the watch.
const STEPS_PER_LOOK: u64 = 32;

/// The longest text that a template may put together.
pub const LARGEST_TEXT_BYTES: usize = 16 * 1024 * 1024;

/// The longest list that a template may put together.
pub const LONGEST_LIST: usize = 1_000_000;

/// What a list takes for each of its items, with what it keeps in reserve.
pub const ITEM_BYTES: usize = 32;

/// What a map takes for each of its entries.
pub const ENTRY_BYTES: usize = 96;

/// So many bytes are made in the time of one step.
const BYTES_PER_STEP: u64 = 4096;

/// How many lists and maps a template may put together. Values nested in each other so often still fit on the stack.
const MOST_PARTS: u64 = 100_000;

/// What a render has used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitExceeded {
    /// Rounds of loops, calls of components, includes and blocks.
    Steps(u64),
    /// Bytes written or put together.
    Bytes(u64),
    /// Its time.
    Time(Duration),
    /// A text that is too long.
    Text,
    /// A list that is too long.
    List,
    /// Lists and maps put together.
    Parts,
}

impl LimitExceeded {
    /// What was too much.
    pub fn wording(self) -> Wording {
        match self {
            Self::Steps(most) => Wording::new(
                format!("the render has no end in sight: it takes more than {most} steps"),
                format!("テンプレートの処理が終わりそうにありません。{most}段階を超えています"),
            ),
            Self::Bytes(most) => Wording::new(
                format!("the render writes or puts together more than {most} bytes"),
                format!("テンプレートの書き出す量や組み立てる量が、{most} バイトを超えています"),
            ),
            Self::Time(most) => Wording::new(
                format!("the render takes longer than {} s", most.as_secs()),
                format!("テンプレートの処理が{}秒で終わりません", most.as_secs()),
            ),
            Self::Text => Wording::new(
                format!("a text of more than {LARGEST_TEXT_BYTES} bytes is put together here"),
                format!("ここで組み立てる文字列が {LARGEST_TEXT_BYTES} バイトを超えています"),
            ),
            Self::List => Wording::new(
                format!("a list of more than {LONGEST_LIST} items is put together here"),
                format!("ここで組み立てるリストが{LONGEST_LIST}件を超えています"),
            ),
            Self::Parts => Wording::new(
                format!("more than {MOST_PARTS} lists and maps are put together"),
                format!("組み立てるリストやマップが{MOST_PARTS}個を超えています"),
            ),
        }
    }
}

/// A loop: the number of its template, none for a text of content, and its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoopPlace {
    pub template: Option<usize>,
    pub line: usize,
}

/// What a render spends from.
struct Budget {
    limits: LimitsConfig,
    stopwatch: Arc<dyn Stopwatch>,
    started: Duration,
    steps: u64,
    bytes: u64,
    parts: u64,
    /// The lengths of texts that are put together of many pieces, by their places in the template.
    chains: BTreeMap<usize, usize>,
    next_look: u64,
    last_loop: Option<LoopPlace>,
    overspent: Option<LimitExceeded>,
}

thread_local! {
    static RUNNING: RefCell<Option<Budget>> = const { RefCell::new(None) };
}

/// Runs a render with a budget of its own, unless it is part of another. Also tells what was used up, and the loop that
/// was entered last.
pub fn with_budget<T>(
    limits: &LimitsConfig,
    stopwatch: &Arc<dyn Stopwatch>,
    render: impl FnOnce() -> T,
) -> (T, Option<(LimitExceeded, Option<LoopPlace>)>) {
    let spent = |budget: &Budget| budget.overspent.map(|overspent| (overspent, budget.last_loop));
    if RUNNING.with_borrow(Option::is_some) {
        return (render(), RUNNING.with_borrow(|budget| budget.as_ref().and_then(spent)));
    }
    let started = stopwatch.elapsed();
    RUNNING.set(Some(Budget {
        limits: limits.clone(),
        stopwatch: Arc::clone(stopwatch),
        started,
        steps: 0,
        bytes: 0,
        parts: 0,
        chains: BTreeMap::new(),
        next_look: 0,
        last_loop: None,
        overspent: None,
    }));
    let end = BudgetGuard;
    let result = render();
    let overspent = RUNNING.with_borrow(|budget| budget.as_ref().and_then(spent));
    drop(end);
    (result, overspent)
}

/// Ends the budget, also when the render panics.
struct BudgetGuard;

impl Drop for BudgetGuard {
    fn drop(&mut self) {
        RUNNING.set(None);
    }
}

/// Spends steps.
pub fn spend_steps(steps: u64) -> Result<(), LimitExceeded> {
    change(|budget| {
        budget.steps = budget.steps.saturating_add(steps);
        if budget.steps > budget.limits.template_steps {
            return Err(LimitExceeded::Steps(budget.limits.template_steps));
        }
        if budget.steps < budget.next_look {
            return Ok(());
        }
        budget.next_look = budget.steps + STEPS_PER_LOOK;
        let most = Duration::from_secs(budget.limits.template_seconds);
        let taken = budget.stopwatch.elapsed().saturating_sub(budget.started);
        if taken > most { Err(LimitExceeded::Time(most)) } else { Ok(()) }
    })
}

/// Spends bytes.
pub fn spend_bytes(bytes: usize) -> Result<(), LimitExceeded> {
    change(|budget| {
        budget.bytes = budget.bytes.saturating_add(bytes as u64);
        if budget.bytes > budget.limits.template_bytes {
            return Err(LimitExceeded::Bytes(budget.limits.template_bytes));
        }
        Ok(())
    })
}

/// Spends bytes that are made, and the time that it takes.
pub fn spend_made(bytes: usize) -> Result<(), LimitExceeded> {
    spend_bytes(bytes)?;
    spend_steps(bytes as u64 / BYTES_PER_STEP)
}

/// Refuses a text of many pieces once it gets too long; `chain` is its place in the template.
pub fn add_to_chain(chain: usize, is_first: bool, bytes: usize) -> Result<(), LimitExceeded> {
    change(|budget| {
        let length = budget.chains.entry(chain).or_default();
        *length = if is_first { bytes } else { length.saturating_add(bytes) };
        if *length > LARGEST_TEXT_BYTES { Err(LimitExceeded::Text) } else { Ok(()) }
    })
}

/// Spends lists and maps that are put together.
pub fn spend_parts(parts: u64) -> Result<(), LimitExceeded> {
    change(|budget| {
        budget.parts = budget.parts.saturating_add(parts);
        if budget.parts > MOST_PARTS { Err(LimitExceeded::Parts) } else { Ok(()) }
    })
}

/// Refuses a text of this length that is put together.
pub fn check_text(bytes: usize) -> Result<(), LimitExceeded> {
    change(|_| if bytes > LARGEST_TEXT_BYTES { Err(LimitExceeded::Text) } else { Ok(()) })
}

/// Refuses a list of this length that is put together.
pub fn check_list(items: usize) -> Result<(), LimitExceeded> {
    change(|_| if items > LONGEST_LIST { Err(LimitExceeded::List) } else { Ok(()) })
}

/// Remembers a loop that is entered.
pub fn enter_loop(place: LoopPlace) {
    RUNNING.with_borrow_mut(|budget| {
        if let Some(budget) = budget {
            budget.last_loop = Some(place);
        }
    });
}

fn change(spend: impl FnOnce(&mut Budget) -> Result<(), LimitExceeded>) -> Result<(), LimitExceeded> {
    RUNNING.with_borrow_mut(|budget| {
        let Some(budget) = budget else { return Ok(()) };
        if let Some(overspent) = budget.overspent {
            return Err(overspent);
        }
        spend(budget).inspect_err(|overspent| budget.overspent = Some(*overspent))
    })
}

/// Writes for a render, as much as its budget allows.
pub struct CountedWriter<'a>(pub &'a mut Vec<u8>);

impl Write for CountedWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        spend_bytes(bytes.len()).map_err(|overspent| io::Error::other(overspent.wording().english().to_owned()))?;
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tsubame_model::source::StoppedWatch;

    fn used_up<T>(render: impl FnOnce() -> Result<T, LimitExceeded>) -> Option<LimitExceeded> {
        let watch: Arc<dyn Stopwatch> = Arc::new(StoppedWatch);
        with_budget(&LimitsConfig::default(), &watch, || render().is_ok()).1.map(|(what, _)| what)
    }

    #[test]
    fn what_is_made_is_counted_in_bytes_and_steps() {
        let limits = LimitsConfig::default();
        let most = usize::try_from(limits.template_bytes).unwrap();
        assert_eq!(used_up(|| spend_made(most)), None);
        assert_eq!(used_up(|| spend_made(most).and_then(|()| spend_made(1))), Some(LimitExceeded::Bytes(most as u64)));
    }

    #[test]
    fn a_text_of_many_pieces_is_refused_before_it_is_put_together() {
        let half = LARGEST_TEXT_BYTES / 2;
        let add = |chain: usize, is_first: bool| add_to_chain(chain, is_first, half);
        assert_eq!(used_up(|| add(7, true).and_then(|()| add(7, false))), None);
        assert_eq!(
            used_up(|| add(7, true).and_then(|()| add(7, false)).and_then(|()| add(7, false))),
            Some(LimitExceeded::Text)
        );
        // Another round, and another text between the pieces.
        let rounds = || (0..9).try_for_each(|_| add(7, true).and_then(|()| add(8, true)).and_then(|()| add(7, false)));
        assert_eq!(used_up(rounds), None);
    }
}
