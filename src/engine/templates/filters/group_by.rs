//! The filter `group_by`, with groups in the order in which their first items stand: Tera's own has no order at all,
//! and the same files must give the same bytes.

use tera::{Kwargs, Map, State, Tera, TeraResult, Value, value::Key};

use crate::templates::{
    refusals::refuse,
    work::{ENTRY_BYTES, ITEM_BYTES, refused, spend_made, spend_steps},
};
use tsubame_model::source::Wording;

/// Puts the filter in the place of Tera's.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("group_by", group_by);
}

#[expect(clippy::needless_pass_by_value, reason = "Tera hands arguments over by value")]
fn group_by(items: Vec<Value>, arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let attribute: String = arguments.must_get("attribute")?;
    let mut groups: Vec<(Value, Vec<Value>)> = Vec::new();
    for item in items {
        let Some(value) = dig(&item, &attribute) else {
            return Err(refuse(&Wording::new(
                format!("an item has no attribute `{attribute}` to group by"),
                format!("まとめるための項目 `{attribute}` のないものがあります"),
            )));
        };
        if value.is_none() {
            continue;
        }
        spend_steps(1 + groups.len() as u64 / 64).map_err(refused)?;
        let known = groups.iter_mut().find(|(known, _)| *known == value);
        let group_bytes = if known.is_some() { 0 } else { ENTRY_BYTES + value.as_str().map_or(0, str::len) };
        spend_made(ITEM_BYTES + group_bytes).map_err(refused)?;
        match known {
            Some((_, members)) => members.push(item),
            None => groups.push((value, vec![item])),
        }
    }
    let mut map = Map::new();
    for (value, members) in groups {
        map.insert(key_of(&value)?, Value::from(members));
    }
    Ok(Value::from(map))
}

/// The value at a dotted path, or nothing.
fn dig(item: &Value, path: &str) -> Option<Value> {
    path.split('.').try_fold(item.clone(), |value, part| value.as_map()?.get(&Key::Str(part)).cloned())
}

fn key_of(value: &Value) -> TeraResult<Key<'static>> {
    if let Some(text) = value.as_str() {
        return Ok(Key::from(text.to_owned()));
    }
    if let Some(is_true) = value.as_bool() {
        return Ok(Key::Bool(is_true));
    }
    let number = value.as_i64().map(Key::I64).or_else(|| value.as_u64().map(Key::U64));
    number.ok_or_else(|| {
        let english = "items can be grouped by texts, whole numbers and booleans";
        refuse(&Wording::new(english, "まとめるのに使えるのは、文字列、整数、真偽値です"))
    })
}
