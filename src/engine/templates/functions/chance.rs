//! What differs from run to run: `now`, `get_env`, `get_random`, and the filter `shuffle`.

use std::sync::Arc;

use tera::{Kwargs, State, Tera, TeraResult, Value};

use super::{ask, refuse, switch};
use crate::templates::{desk::Desk, question::Question};

/// The instant is written in UTC with or without `utc=true`, as in Zola.
pub(super) fn now(desk: &Desk, arguments: &Kwargs, _: &State) -> TeraResult<Value> {
    ask(desk, "now", &Question::Clock { as_seconds: switch(arguments, "timestamp", false)? })
}

pub(super) fn get_env(desk: &Desk, arguments: &Kwargs, _: &State) -> TeraResult<Value> {
    let name: String = arguments.must_get("name")?;
    let value = ask(desk, "get_env", &Question::Variable(name.clone()))?;
    if !value.is_none() {
        return Ok(value);
    }
    let default = arguments.get::<Value>("default")?;
    default.ok_or_else(|| {
        refuse("get_env", &format!("the environment has no variable `{name}`, and there is no `default`"))
    })
}

pub(super) fn get_random(desk: &Desk, arguments: &Kwargs, state: &State) -> TeraResult<Value> {
    if arguments.get::<&Value>("seed")?.is_none() {
        ask(desk, "get_random", &Question::Chance)?;
    }
    tera_contrib::rand::get_random(arguments.clone(), state).map(Value::from)
}

/// Registers `shuffle`, which is chance when it has no seed.
pub(in crate::templates) fn register_shuffle(tera: &mut Tera, desk: &Arc<Desk>) {
    let desk = Arc::clone(desk);
    let shuffle = move |list: Vec<Value>, arguments: Kwargs, state: &State| -> TeraResult<Vec<Value>> {
        if arguments.get::<&Value>("seed")?.is_none() {
            ask(&desk, "shuffle", &Question::Chance)?;
        }
        tera_contrib::rand::shuffle(list, arguments, state)
    };
    tera.register_filter("shuffle", shuffle);
}

pub fn read_clock(desk: &Desk, as_seconds: bool) -> Value {
    let now = desk.facts.world.now().timestamp();
    if as_seconds { Value::from(now.as_second()) } else { Value::from(now.to_string()) }
}
