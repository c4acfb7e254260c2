//! `load_data`: its arguments, and where the data comes from. What the data means is read in `data_formats`.

use tera::{Kwargs, State, TeraResult, Value};
use url::Url;

use super::{
    arguments::{ask, switch},
    next_slots::next_slots,
};
use crate::templates::{
    data_formats,
    file_lookup::no_file,
    fingerprint::Fingerprint,
    query::{DataFormat, DataQuery, DataSource, Query},
    query_context::{QueryAnswer, QueryContext, QueryResult},
    refusals::refusal,
};
use tsubame_model::source::{Method, Request, Response, Wording};

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
    let fault = |english: &str, japanese: &str| refusal("load_data", &Wording::new(english, japanese));
    let sources = [
        arguments.get::<String>("path")?.map(DataSource::Path),
        arguments.get::<String>("url")?.map(DataSource::Url),
        arguments.get::<String>("literal")?.map(DataSource::Literal),
    ];
    let mut sources = sources.into_iter().flatten();
    let (Some(source), None) = (sources.next(), sources.next()) else {
        let english = "give exactly one of `path`, `url` and `literal`";
        return Err(fault(english, "`path`、`url`、`literal` のうち一つだけを書いてください"));
    };
    let format = match arguments.get::<String>("format")? {
        Some(name) => Some(DataFormat::parse(&name).ok_or_else(|| {
            fault(&format!("the format `{name}` is not known"), &format!("`{name}` という形式は読めません"))
        })?),
        None => None,
    };
    let method = arguments.get::<String>("method")?.unwrap_or_else(|| "get".to_owned());
    let is_post = match method.to_lowercase().as_str() {
        "get" => false,
        "post" => true,
        _ => {
            let english = format!("`method` is `{method}`, but it can be `get` or `post`");
            return Err(fault(&english, &format!("`method` が `{method}` ですが、書けるのは `get` か `post` です")));
        }
    };
    let mut headers = Vec::new();
    for header in arguments.get::<Vec<String>>("headers")?.unwrap_or_default() {
        let (name, value) = header.split_once('=').ok_or_else(|| {
            let english = format!("the header `{header}` is not like `Name=value`");
            fault(&english, &format!("ヘッダー `{header}` が `名前=値` の形ではありません"))
        })?;
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
    name: Wording,
    text: String,
    format: DataFormat,
}

impl DataText {
    /// The same text read in the same way is the same value.
    fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of_texts([self.format.media_type(), self.name.english(), &self.text])
    }
}

/// Reads the data; nothing when it is missing and not required.
fn read_data(queries: &QueryContext, query: &DataQuery) -> Result<Option<DataText>, Wording> {
    let or_nothing = |reason: Wording| if query.required { Err(reason) } else { Ok(None) };
    let (name, text, own_format) = match &query.source {
        DataSource::Literal(text) => (Wording::new("the literal", "`literal` の文字列"), Some(text.clone()), None),
        DataSource::Url(url) => {
            (Wording::of_site(url), fetch(queries, query, url).map(Some).or_else(or_nothing)?, None)
        }
        DataSource::Path(path) => match queries.find_file(path) {
            Ok(Some(found)) => {
                let bytes = queries.read_file(&found)?;
                let name = found.name();
                let text = std::str::from_utf8(&bytes).map_err(|_| {
                    let english = format!("{name} is not UTF-8 text");
                    Wording::new(english, format!("{name} が UTF-8 のテキストではありません"))
                })?;
                let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
                (Wording::of_site(name), Some(text), found.extension().and_then(DataFormat::parse))
            }
            Ok(None) => (Wording::of_site(path), or_nothing(no_file(path))?, None),
            Err(reason) => (Wording::of_site(path), or_nothing(reason)?, None),
        },
    };
    let format = query.format.or(own_format).unwrap_or(DataFormat::Plain);
    Ok(text.map(|text| DataText { name, text, format }))
}

fn fetch(queries: &QueryContext, query: &DataQuery, url: &str) -> Result<String, Wording> {
    if !url.starts_with("http://") && !url.starts_with("https://") {
        let english = format!("`{url}` is not an address that begins with http:// or https://");
        return Err(Wording::new(english, format!("`{url}` は http:// や https:// で始まるアドレスではありません")));
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
    let address = Url::parse(url).map_err(|reason| no_address(url, reason))?;
    let follows_redirects = !query.is_of_content;
    let mut request = Request { url: address.into(), method, headers, body: query.body.clone(), follows_redirects };
    let send = |request: &Request| {
        let answer = queries.inputs.world.network.fetch(request);
        answer.map_err(|reason| not_fetched(url, &reason))
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
        let status = response.status;
        let english = format!("it answers with status {status}");
        Err(not_fetched(url, &Wording::new(english, format!("サーバーの返事が {status} です"))))
    }
}

fn not_fetched(url: &str, reason: &Wording) -> Wording {
    Wording::new(
        format!("{url} cannot be fetched: {}", reason.english()),
        format!("{url} を取得できません: {}", reason.japanese()),
    )
}

/// What is said of a text that is no address, by the words of whoever reads addresses.
fn no_address(url: &str, reason: url::ParseError) -> Wording {
    Wording::new(format!("`{url}` is no address: {reason}"), format!("`{url}` はアドレスとして読めません: {reason}"))
}

/// Where an answer sends a request of a text on to, if the settings name that host. What is posted goes nowhere else.
fn redirect_of_content(
    queries: &QueryContext,
    request: &Request,
    response: &Response,
) -> Result<Option<String>, Wording> {
    let is_redirect = !request.follows_redirects && (300..400).contains(&response.status);
    let Some(location) = response.location.as_deref().filter(|_| is_redirect && request.method == Method::Get) else {
        return Ok(None);
    };
    let next = Url::parse(&request.url).and_then(|from| from.join(location));
    let url = &request.url;
    let next = next.map_err(|reason| {
        let english = format!("{url} redirects to no address: {reason}");
        Wording::new(english, format!("{url} の転送先がアドレスとして読めません: {reason}"))
    })?;
    if !queries.inputs.config.tsubame.content.allows_host(next.as_str()) {
        return Err(Wording::new(
            format!(
                "{url} redirects to {next}, and texts of content may not load from there; load it in a template, or add \
                 the host to `hosts` under [extra.tsubame.content]"
            ),
            format!(
                "{url} は {next} に転送されますが、文章からそこは読めません。テンプレートで読み込むか、\
                 [extra.tsubame.content] の `hosts` にホストを足してください"
            ),
        ));
    }
    Ok(Some(next.into()))
}
