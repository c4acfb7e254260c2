//! What differs from run to run: `now`, `get_env`, `get_random`, and the filter `shuffle`.

use std::sync::Arc;

use tera::{Kwargs, State, Tera, TeraResult, Value};

use super::arguments::{ask, switch};
use crate::templates::{query::Query, query_context::QueryContext, refusals::refusal};
use tsubame_model::source::Wording;

/// The instant is written in UTC with or without `utc=true`, as in Zola.
pub(super) fn now(queries: &QueryContext, arguments: &Kwargs, _: &State) -> TeraResult<Value> {
    ask(queries, "now", &Query::Clock { as_seconds: switch(arguments, "timestamp", false)? })
}

pub(super) fn get_env(queries: &QueryContext, arguments: &Kwargs, _: &State) -> TeraResult<Value> {
    let name: String = arguments.must_get("name")?;
    let value = ask(queries, "get_env", &Query::Variable(name.clone()))?;
    if !value.is_none() {
        return Ok(value);
    }
    let default = arguments.get::<Value>("default")?;
    default.ok_or_else(|| {
        let reason = Wording::new(
            format!("the environment has no variable `{name}`, and there is no `default`"),
            format!("環境変数 `{name}` がなく、`default` も書かれていません"),
        );
        refusal("get_env", &reason)
    })
}

pub(super) fn get_random(queries: &QueryContext, arguments: &Kwargs, state: &State) -> TeraResult<Value> {
    if arguments.get::<&Value>("seed")?.is_none() {
        ask(queries, "get_random", &Query::Chance)?;
    }
    tera_contrib::rand::get_random(arguments.clone(), state).map(Value::from)
}

/// Registers `shuffle`, which is chance when it has no seed.
pub(in crate::templates) fn register_shuffle(tera: &mut Tera, queries: &Arc<QueryContext>) {
    let queries = Arc::clone(queries);
    let shuffle = move |list: Vec<Value>, arguments: Kwargs, state: &State| -> TeraResult<Vec<Value>> {
        if arguments.get::<&Value>("seed")?.is_none() {
            ask(&queries, "shuffle", &Query::Chance)?;
        }
        tera_contrib::rand::shuffle(list, arguments, state)
    };
    tera.register_filter("shuffle", shuffle);
}

pub fn read_clock(queries: &QueryContext, as_seconds: bool) -> Value {
    let now = queries.inputs.world.clock.build_time.timestamp();
    if as_seconds { Value::from(now.as_second()) } else { Value::from(now.to_string()) }
}
