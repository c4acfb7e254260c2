//! Filters whose result can be many times as long as what they are given, or that look at everything for everything:
//! those of Tera and `tera-contrib` with a look at their length beforehand.

use tera::{Kwargs, Map, State, StringInput, Tera, TeraResult, Value};
use tera_contrib::{base64, urlencode};

use crate::templates::{
    refusals::refuse,
    work::{ENTRY_BYTES, ITEM_BYTES, check_list, check_text, count_bytes, refused, spend_made, spend_steps},
};
use tsubame_model::source::Wording;

/// Puts the filters in the places of the others.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("replace", replace);
    tera.register_filter("join", join);
    tera.register_filter("indent", indent);
    tera.register_filter("split", split);
    tera.register_filter("unique", unique);
    tera.register_filter("pairs", pairs);
    tera.register_filter("str", |value: &Value, _: Kwargs, _: &State| -> TeraResult<String> {
        count_bytes(value, 0).map_err(refused)?;
        Ok(value.to_string())
    });
    tera.register_filter("base64_encode", |text: &str, arguments: Kwargs, state: &State| -> TeraResult<String> {
        check_text(text.len()).map_err(refused)?;
        base64::b64_encode(text, arguments, state)
    });
    tera.register_filter("urlencode", |text: &str, arguments: Kwargs, state: &State| -> TeraResult<String> {
        check_text(text.len()).map_err(refused)?;
        Ok(urlencode::urlencode(text, arguments, state))
    });
    tera.register_filter("urlencode_strict", |text: &str, arguments: Kwargs, state: &State| -> TeraResult<String> {
        check_text(text.len()).map_err(refused)?;
        Ok(urlencode::urlencode_strict(text, arguments, state))
    });
}

/// Refuses a text of so many bytes, and counts it.
pub(super) fn allow(bytes: usize) -> TeraResult<()> {
    check_text(bytes).and_then(|()| spend_made(bytes)).map_err(refused)
}

#[expect(clippy::needless_pass_by_value, reason = "Tera hands arguments over by value")]
fn replace(text: StringInput, arguments: Kwargs, state: &State) -> TeraResult<Value> {
    let from = arguments.must_get::<&str>("from")?;
    let to = arguments.must_get::<StringInput>("to")?;
    let replaced = |text: &str, to: &str| -> TeraResult<String> {
        let grown = text.matches(from).count().saturating_mul(to.len());
        allow(text.len().saturating_add(grown))?;
        Ok(text.replace(from, to))
    };
    if state.autoescaping_enabled() && (text.is_safe() || to.is_safe()) {
        return Ok(Value::safe_string(&replaced(&text.rendered(state)?, &to.rendered(state)?)?));
    }
    replaced(text.as_str(), to.as_str()).map(Value::from)
}

#[expect(clippy::needless_pass_by_value, reason = "Tera hands arguments over by value")]
fn join(list: &[Value], arguments: Kwargs, state: &State) -> TeraResult<Value> {
    let separator = arguments.get::<StringInput>("sep")?;
    let own = separator.as_ref().map_or("", StringInput::as_str);
    let texts: usize = list.iter().filter_map(Value::as_str).map(str::len).fold(0, usize::saturating_add);
    allow(texts.saturating_add(own.len().saturating_mul(list.len())))?;
    list.iter().filter(|item| !item.is_string()).try_for_each(|item| count_bytes(item, 0)).map_err(refused)?;
    let is_safe = |item: &Value| item.is_string() && item.is_safe();
    let has_safe = list.iter().any(is_safe) || separator.as_ref().is_some_and(StringInput::is_safe);
    if !state.autoescaping_enabled() || !has_safe {
        return Ok(Value::from(list.iter().map(Value::to_string).collect::<Vec<_>>().join(own)));
    }
    let escape = |item: &Value| if item.is_undefined() { Ok(String::new()) } else { state.escape_if_needed(item) };
    let parts: Vec<String> = list.iter().map(escape).collect::<TeraResult<_>>()?;
    let separator = separator.as_ref().map(|separator| separator.rendered(state)).transpose()?.unwrap_or_default();
    Ok(Value::safe_string(&parts.join(&separator)))
}

#[expect(clippy::needless_pass_by_value, reason = "Tera hands arguments over by value")]
fn indent(text: StringInput, arguments: Kwargs, state: &State) -> TeraResult<Value> {
    let width = arguments.get::<usize>("width")?.unwrap_or(4).min(1000);
    let indentation = arguments.get::<StringInput>("indentation")?;
    let indents_first = arguments.get::<bool>("first")?.unwrap_or(false);
    let indents_blank = arguments.get::<bool>("blank")?.unwrap_or(false);
    if indentation.as_ref().is_some_and(|text| text.as_str().chars().count() != 1) {
        let english = "The `indentation` argument must contain exactly one character";
        return Err(refuse(&Wording::new(english, "引数 `indentation` には、ちょうど一文字を書いてください")));
    }
    let is_safe =
        state.autoescaping_enabled() && (text.is_safe() || indentation.as_ref().is_some_and(StringInput::is_safe));
    let (whole, unit) = if is_safe {
        let unit = indentation.as_ref().map(|unit| unit.rendered(state)).transpose()?;
        (text.rendered(state)?, unit.unwrap_or(" ".into()))
    } else {
        (text.as_str().into(), indentation.as_ref().map_or(" ", StringInput::as_str).into())
    };
    allow(whole.len().saturating_add(whole.lines().count().saturating_mul(width * unit.len())))?;
    let space = unit.repeat(width);
    let mut indented = String::with_capacity(whole.len() * 2);
    for (number, line) in whole.lines().enumerate() {
        if number > 0 {
            indented.push('\n');
        }
        if if number == 0 { indents_first } else { indents_blank || !line.is_empty() } {
            indented.push_str(&space);
        }
        indented.push_str(line);
    }
    if whole.ends_with('\n') {
        indented.push('\n');
    }
    Ok(if is_safe { Value::safe_string(&indented) } else { Value::from(indented) })
}

#[expect(clippy::needless_pass_by_value, reason = "Tera hands arguments over by value")]
fn split(text: &str, arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let separator = arguments.must_get::<&str>("pat")?;
    let items = text.matches(separator).count() + 1;
    let bytes = items.saturating_mul(ITEM_BYTES).saturating_add(text.len());
    check_list(items).and_then(|()| spend_made(bytes)).map_err(refused)?;
    Ok(text.split(separator).map(Value::from).collect::<Vec<Value>>().into())
}

fn unique(list: &[Value], _: Kwargs, _: &State) -> TeraResult<Vec<Value>> {
    let mut found: Vec<Value> = Vec::new();
    for item in list {
        spend_steps(found.len() as u64 / 64).map_err(refused)?;
        if !found.contains(item) {
            found.push(item.clone());
        }
    }
    Ok(found)
}

/// Each pair is a list of its own.
fn pairs(map: &Map, _: Kwargs, _: &State) -> TeraResult<Vec<Value>> {
    spend_made(map.len().saturating_mul(ITEM_BYTES + ENTRY_BYTES)).map_err(refused)?;
    Ok(map.iter().map(|(key, value)| Value::from(vec![Value::from(key.clone()), value.clone()])).collect())
}
