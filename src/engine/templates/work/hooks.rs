//! What the words call that are put into templates to count their work. Each gives back what it got.

use tera::{Kwargs, State, Tera, TeraResult, Value, value::Key};

use super::budget::{self, ENTRY_BYTES, ITEM_BYTES, LONGEST_LIST, LimitExceeded, LoopPlace};
use crate::templates::refusals::refusal;

/// Counts a step, and texts and lists that are its arguments.
pub const WORK: &str = "tsubame_work";
/// Counts the rounds of a loop.
pub const LOOP: &str = "tsubame_loop";
/// Counts a value that was put together.
pub const KEPT: &str = "tsubame_kept";
/// Counts a text, list or map that was made.
pub const MADE: &str = "tsubame_made";
/// Counts a piece of a text before it is put together.
pub const PIECE: &str = "tsubame_piece";
/// The argument of [`WORK`] that says how many bytes of the template's own text may be caught.
pub const TEXT_BYTES: &str = "tsubame_bytes";
/// Counts what Tera writes where it may catch it, as a function and as a filter.
pub const WRITTEN: &str = "tsubame_written";

/// A byte of a text inside a list or map is so many bytes at most when the list is written: letters in quotes are escaped.
const BYTES_IN_QUOTES: usize = 6;

/// What escaping adds to a letter that HTML knows: `&quot;`.
const BYTES_PER_ENTITY: usize = 5;

/// In shorter texts nobody looks for letters that are escaped.
const SHORT_TEXT_BYTES: usize = 4096;

/// Lists and maps take this even when they are empty.
const EMPTY_BYTES: usize = 64;

/// Deeper values are not measured.
const DEEPEST: usize = 64;

/// Nobody reads a refusal that is about work: the engine tells it from the budget itself.
pub fn refused(overspent: LimitExceeded) -> tera::Error {
    refusal("work", &overspent.wording())
}

/// Registers all of them.
pub fn register(tera: &mut Tera) {
    tera.register_function(WORK, work);
    tera.register_function(WRITTEN, |arguments: Kwargs, _: &State| -> TeraResult<Value> {
        arguments.get::<&Value>("value")?.map_or(Ok(()), count_written).map(|()| Value::safe_string(""))
    });
    tera.register_filter(WRITTEN, |value: &Value, _: Kwargs, _: &State| -> TeraResult<Value> {
        count_written(value).map(|()| value.clone())
    });
    tera.register_filter(KEPT, kept);
    tera.register_filter(PIECE, count_piece);
    tera.register_filter(MADE, |value: &Value, _: Kwargs, _: &State| -> TeraResult<Value> {
        let spend = || check_size(value).and_then(|()| budget::spend_made(own_bytes(value)));
        spend().and_then(|()| budget::spend_steps(1)).map_err(refused)?;
        Ok(value.clone())
    });
    tera.register_filter(LOOP, enter);
}

#[expect(clippy::needless_pass_by_value, reason = "Tera hands arguments over by value")]
fn work(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    budget::spend_steps(1).map_err(refused)?;
    for (name, value) in arguments.iter() {
        let text_bytes = value.as_u64().filter(|_| name.as_str() == Some(TEXT_BYTES));
        let spent = match text_bytes {
            Some(bytes) => budget::spend_bytes(usize::try_from(bytes).unwrap_or(usize::MAX)),
            None => check_size(value),
        };
        spent.map_err(refused)?;
    }
    Ok(Value::safe_string(""))
}

#[expect(clippy::needless_pass_by_value, reason = "Tera hands arguments over by value")]
fn kept(value: &Value, arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let parts = arguments.get::<u64>("parts")?.unwrap_or_default();
    let is_nested = arguments.get::<bool>("nested")?.unwrap_or_default();
    let spend = || {
        check_size(value)?;
        if is_nested {
            let items = count_items(value, 0, LONGEST_LIST + 1);
            budget::check_list(items)?;
            budget::spend_steps(items as u64 / 64)?;
        }
        // The bytes of lists and maps are counted where they stand among the words.
        if parts == 0 {
            budget::spend_made(value.as_str().map_or(0, str::len))?;
        }
        budget::spend_steps(1 + value.as_array().map_or(0, |list| list.len() as u64 / 64))?;
        budget::spend_parts(parts)
    };
    spend().map_err(refused)?;
    Ok(value.clone())
}

#[expect(clippy::needless_pass_by_value, reason = "Tera hands arguments over by value")]
fn count_piece(value: &Value, arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let chain = arguments.get::<usize>("chain")?;
    let is_first = arguments.get::<bool>("first")?.unwrap_or_default();
    let spend = || {
        let Some(text) = value.as_str() else { return count_bytes(value, 0) };
        budget::check_text(text.len())?;
        budget::spend_made(text.len())?;
        chain.map_or(Ok(()), |chain| budget::add_to_chain(chain, is_first, text.len()))
    };
    spend().map_err(refused)?;
    Ok(value.clone())
}

#[expect(clippy::needless_pass_by_value, reason = "Tera hands arguments over by value")]
fn enter(list: &Value, arguments: Kwargs, _: &State) -> TeraResult<Value> {
    if let Some(line) = arguments.get::<usize>("line")? {
        budget::enter_loop(LoopPlace { template: arguments.get::<usize>("template")?, line });
    }
    let rounds = match list.as_str() {
        Some(text) => text.len(),
        None => list.len().unwrap_or_default(),
    };
    // What stands in the loop is caught in every round.
    let bytes = arguments.get::<usize>("bytes")?.unwrap_or_default();
    let spend =
        || budget::spend_steps(1 + rounds as u64).and_then(|()| budget::spend_bytes(rounds.saturating_mul(bytes)));
    spend().map_err(refused)?;
    Ok(list.clone())
}

/// Refuses texts and lists that are too long, also one level below.
fn check_size(value: &Value) -> Result<(), LimitExceeded> {
    if let Some(text) = value.as_str() {
        return budget::check_text(text.len());
    }
    if let Some(list) = value.as_array() {
        return budget::check_list(list.len());
    }
    let map = value.as_map().into_iter().flatten();
    map.filter_map(|(_, value)| value.as_str()).try_for_each(|text| budget::check_text(text.len()))
}

/// How many items the lists and maps inside of a value have, at most `most` of them: what is shared counts each time, as
/// comparing and writing meets it each time.
fn count_items(value: &Value, depth: usize, most: usize) -> usize {
    if depth > DEEPEST || most == 0 {
        return 0;
    }
    let mut count = 0;
    let mut add = |item: &Value| {
        count += 1;
        count += count_items(item, depth + 1, most.saturating_sub(count));
        count < most
    };
    if let Some(list) = value.as_array() {
        let _ = list.iter().all(&mut add);
    } else {
        let _ = value.as_map().into_iter().flatten().all(|(_, item)| add(item));
    }
    count
}

/// What a value takes by itself, without what it shares with others.
fn own_bytes(value: &Value) -> usize {
    if let Some(text) = value.as_str() {
        return text.len();
    }
    let list = value.as_array().map(|list| EMPTY_BYTES + list.len() * ITEM_BYTES);
    let map = || value.as_map().map(|map| EMPTY_BYTES + map.len() * ENTRY_BYTES);
    list.or_else(map).unwrap_or_default()
}

fn count_written(value: &Value) -> TeraResult<()> {
    let entities = value
        .as_str()
        .filter(|text| text.len() > SHORT_TEXT_BYTES && !value.is_safe())
        .map_or(0, |text| text.bytes().filter(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')).count());
    let spend = || budget::spend_bytes(1 + entities * BYTES_PER_ENTITY).and_then(|()| count_bytes(value, 0));
    spend().map_err(refused)
}

/// Spends the bytes that a value has when it is written. What is shared is written again each time, so that values put
/// together in a few lines can have more of them than a machine has memory.
pub fn count_bytes(value: &Value, depth: usize) -> Result<(), LimitExceeded> {
    if let Some(text) = value.as_str() {
        let times = if depth == 0 { 1 } else { BYTES_IN_QUOTES };
        return budget::spend_bytes(text.len().saturating_mul(times));
    }
    if depth > DEEPEST {
        return budget::spend_bytes(1);
    }
    if let Some(list) = value.as_array() {
        budget::spend_bytes(list.len() * 4)?;
        return list.iter().filter(|item| is_large(item)).try_for_each(|item| count_bytes(item, depth + 1));
    }
    for (key, value) in value.as_map().into_iter().flatten() {
        budget::spend_bytes(8 + key_bytes(key))?;
        count_bytes(value, depth + 1)?;
    }
    Ok(())
}

/// Whether a value is more than a number.
fn is_large(value: &Value) -> bool {
    value.is_string() || value.is_array() || value.is_map()
}

fn key_bytes(key: &Key<'_>) -> usize {
    key.as_str().map_or(8, str::len)
}
