//! `load_data`: its arguments, and where the data comes from. What the data means is read in `data_formats`.

use tera::{Kwargs, State, TeraResult, Value};
use url::Url;

use super::{
    arguments::{ask, switch},
    next_slots::next_slots,
};
use crate::templates::{
    data_formats,
    fingerprint::Fingerprint,
    query::{DataFormat, DataQuery, DataSource, Query},
    query_context::{QueryAnswer, QueryContext, QueryResult},
    tera_report::refusal,
};
use tsubame_model::source::{Method, Request, Response};

/// So many redirects in a row are followed for a text of content.
const MOST_REDIRECTS: usize = 5;

/// Who asks, when data is asked for over the network.
const USER_AGENT: &str = concat!("tsubame/", env!("CARGO_PKG_VERSION"));

pub(super) fn load_data(queries: &QueryContext, arguments: &Kwargs, _: &State) -> TeraResult<Value> {
    let query = read_arguments(arguments)?;
    ask(queries, "load_data", &Query::Data(Box::new(query)))
}

/// The same for a text of content.
pub(super) fn load_data_of_content(queries: &QueryContext, arguments: &Kwargs, _: &State) -> TeraResult<Value> {
    let query = DataQuery { is_of_content: true, ..read_arguments(arguments)? };
    ask(queries, "load_data", &Query::Data(Box::new(query)))
}

fn read_arguments(arguments: &Kwargs) -> TeraResult<DataQuery> {
    let fault = |reason: &str| refusal("load_data", reason);
    let sources = [
        arguments.get::<String>("path")?.map(DataSource::Path),
        arguments.get::<String>("url")?.map(DataSource::Url),
        arguments.get::<String>("literal")?.map(DataSource::Literal),
    ];
    let mut sources = sources.into_iter().flatten();
    let (Some(source), None) = (sources.next(), sources.next()) else {
        return Err(fault("give exactly one of `path`, `url` and `literal`"));
    };
    let format = match arguments.get::<String>("format")? {
        Some(name) => {
            Some(DataFormat::parse(&name).ok_or_else(|| fault(&format!("the format `{name}` is not known")))?)
        }
        None => None,
    };
    let method = arguments.get::<String>("method")?.unwrap_or_else(|| "get".to_owned());
    let is_post = match method.to_lowercase().as_str() {
        "get" => false,
        "post" => true,
        _ => return Err(fault(&format!("`method` is `{method}`, but it can be `get` or `post`"))),
    };
    let mut headers = Vec::new();
    for header in arguments.get::<Vec<String>>("headers")?.unwrap_or_default() {
        let (name, value) =
            header.split_once('=').ok_or_else(|| fault(&format!("the header `{header}` is not like `Name=value`")))?;
        headers.push((name.to_owned(), value.to_owned()));
    }
    if let Some(content_type) = arguments.get::<String>("content_type")?.filter(|_| is_post) {
        headers.push(("Content-Type".to_owned(), content_type));
    }
    let body = arguments.get::<String>("body")?.filter(|_| is_post);
    let required = switch(arguments, "required", true)?;
    Ok(DataQuery { source, format, required, is_post, body, headers, is_of_content: false })
}

/// Data that is missing or refused, and is no data of the program's own either, is nothing when it is not required; data that is broken is always a fault.
pub fn resolve_data(queries: &QueryContext, query: &DataQuery) -> QueryResult {
    if let DataSource::Path(path) = &query.source
        && let Some(value) = next_slots(queries, path)?
    {
        return Ok(QueryAnswer::Value(value));
    }
    let Some(data) = read_data(queries, query)? else { return Ok(QueryAnswer::Value(Value::none())) };
    let fingerprint = data.fingerprint();
    let value = data_formats::parse_data(&data.name, data.text, data.format)?;
    Ok(QueryAnswer::Parsed(value, fingerprint))
}

/// The fingerprint of what [`resolve_data`] would answer, without parsing anything. Only of files: what else data comes
/// from is either known by the query itself or asked for over the network.
pub fn foretell_data(queries: &QueryContext, query: &DataQuery) -> Option<Fingerprint> {
    match query.source {
        DataSource::Path(_) => Some(read_data(queries, query).ok()??.fingerprint()),
        DataSource::Url(_) | DataSource::Literal(_) => None,
    }
}

/// Data as it is written.
struct DataText {
    /// Where it comes from, for messages.
    name: String,
    text: String,
    format: DataFormat,
}

impl DataText {
    /// The same text read in the same way is the same value.
    fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of_texts([self.format.media_type(), &self.name, &self.text])
    }
}

/// Reads the data; nothing when it is missing and not required.
fn read_data(queries: &QueryContext, query: &DataQuery) -> Result<Option<DataText>, String> {
    let or_nothing = |reason: String| if query.required { Err(reason) } else { Ok(None) };
    let (name, text, own_format) = match &query.source {
        DataSource::Literal(text) => ("the literal".to_owned(), Some(text.clone()), None),
        DataSource::Url(url) => (url.clone(), fetch(queries, query, url).map(Some).or_else(or_nothing)?, None),
        DataSource::Path(path) => match queries.find_file(path) {
            Ok(Some(found)) => {
                let bytes = queries.read_file(&found)?;
                let text = std::str::from_utf8(&bytes).map_err(|_| format!("{} is not UTF-8 text", found.name()))?;
                let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
                (found.name().to_owned(), Some(text), found.extension().and_then(DataFormat::parse))
            }
            Ok(None) => (path.clone(), or_nothing(format!("the file `{path}` does not exist"))?, None),
            Err(reason) => (path.clone(), or_nothing(reason)?, None),
        },
    };
    let format = query.format.or(own_format).unwrap_or(DataFormat::Plain);
    Ok(text.map(|text| DataText { name, text, format }))
}

fn fetch(queries: &QueryContext, query: &DataQuery, url: &str) -> Result<String, String> {
    if !url.starts_with("http://") && !url.starts_with("https://") {
        return Err(format!("`{url}` is not an address that begins with http:// or https://"));
    }
    let format = query.format.unwrap_or(DataFormat::Plain);
    let mut headers = query.headers.clone();
    for (name, value) in [("Accept", format.media_type()), ("User-Agent", USER_AGENT)] {
        if !headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name)) {
            headers.push((name.to_owned(), value.to_owned()));
        }
    }
    let method = if query.is_post { Method::Post } else { Method::Get };
    // Letters and spaces are sent as servers expect them, whatever the template wrote.
    let address = Url::parse(url).map_err(|reason| format!("`{url}` is no address: {reason}"))?;
    let follows_redirects = !query.is_of_content;
    let mut request = Request { url: address.into(), method, headers, body: query.body.clone(), follows_redirects };
    let send = |request: &Request| {
        let answer = queries.inputs.world.network.fetch(request);
        answer.map_err(|reason| format!("{url} cannot be fetched: {reason}"))
    };
    let mut response = send(&request)?;
    for _ in 0..MOST_REDIRECTS {
        let Some(next) = redirect_of_content(queries, &request, &response)? else { break };
        request.url = next;
        response = send(&request)?;
    }
    if (200..300).contains(&response.status) {
        Ok(response.body)
    } else {
        Err(format!("{url} cannot be fetched: it answers with status {}", response.status))
    }
}

/// Where an answer sends a request of a text on to, if the settings name that host. What is posted goes nowhere else.
fn redirect_of_content(
    queries: &QueryContext,
    request: &Request,
    response: &Response,
) -> Result<Option<String>, String> {
    let is_redirect = !request.follows_redirects && (300..400).contains(&response.status);
    let Some(location) = response.location.as_deref().filter(|_| is_redirect && request.method == Method::Get) else {
        return Ok(None);
    };
    let next = Url::parse(&request.url).and_then(|from| from.join(location));
    let next = next.map_err(|reason| format!("{} redirects to no address: {reason}", request.url))?;
    if !queries.inputs.config.tsubame.content.allows_host(next.as_str()) {
        return Err(format!(
            "{} redirects to {next}, and texts of content may not load from there; load it in a template, or add the \
             host to `hosts` under [extra.tsubame.content]",
            request.url
        ));
    }
    Ok(Some(next.into()))
}
