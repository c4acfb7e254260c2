//! `resize_image` and `get_image_metadata`: finding the file, and asking the room `images`.

use serde::Serialize;
use tera::{Kwargs, State, TeraResult, Value, value::Key};

use super::arguments::{ask, switch};
use crate::templates::{
    file_lookup::FoundFile,
    query::{Query, ResizeQuery},
    query_context::{QueryAnswer, QueryContext, QueryResult},
    refusals::refusal,
    trace::record_image,
};
use tsubame_images::{FOLDER, ResizeFilter, ResizeOperation, ResizeRequest};
use tsubame_model::source::{SourcePath, Wording};

pub(super) fn resize_image(queries: &QueryContext, arguments: &Kwargs, state: &State) -> TeraResult<Value> {
    let query = ResizeQuery {
        path: arguments.must_get("path")?,
        op: arguments.get("op")?.unwrap_or_else(|| "fill".to_owned()),
        width_px: arguments.get("width")?,
        height_px: arguments.get("height")?,
        format: arguments.get("format")?.unwrap_or_else(|| "auto".to_owned()),
        quality: arguments.get("quality")?,
        speed: arguments.get("speed")?,
        filter: arguments.get("filter")?,
    };
    if let Some(entry) = entry_of(state) {
        queries.inputs.images.note_asker(&query.path, &entry);
        record_image(&query.path, &entry);
    }
    enqueue_resize(queries, &query);
    ask(queries, "resize_image", &Query::Resize(query))
}

/// The file of the page or section that is being rendered, where the template can see it.
fn entry_of(state: &State) -> Option<SourcePath> {
    let entry = ["page", "section"].into_iter().find_map(|name| state.get::<Value>(name).ok().flatten())?;
    let relative = entry.as_map()?.get(&Key::Str("relative_path"))?;
    Some(SourcePath::new(format!("content/{}", relative.as_str()?)))
}

pub(super) fn get_image_metadata(queries: &QueryContext, arguments: &Kwargs, _: &State) -> TeraResult<Value> {
    let path: String = arguments.must_get("path")?;
    let allow_missing = switch(arguments, "allow_missing", false)?;
    let is_missing = queries.find_file(&path).map_err(|reason| refusal("get_image_metadata", &reason))?.is_none();
    match ask(queries, "get_image_metadata", &Query::ImageMetadata(path)) {
        Err(_) if allow_missing && is_missing => Ok(Value::none()),
        answer => answer,
    }
}

/// What `resize_image` gives to the template.
#[derive(Serialize)]
struct Resized {
    url: String,
    static_path: String,
    width: u32,
    height: u32,
    orig_width: u32,
    orig_height: u32,
}

/// Has an image made. A query alone makes none, so that it can be asked to compare answers.
pub fn enqueue_resize(queries: &QueryContext, query: &ResizeQuery) {
    // Where this fails, the query has been answered by the same reason.
    let _ = find(queries, &query.path).and_then(|file| {
        let inputs = &queries.inputs;
        inputs.images.enqueue(&*inputs.world.files, &request(query, &file)?)
    });
}

fn request<'a>(query: &'a ResizeQuery, file: &'a SourcePath) -> Result<ResizeRequest<'a>, Wording> {
    Ok(ResizeRequest {
        path: &query.path,
        file,
        operation: ResizeOperation::parse(&query.op, query.width_px, query.height_px)?,
        filter: ResizeFilter::parse(query.filter.as_deref())?,
        format: (&query.format, query.quality, query.speed),
    })
}

pub fn resolve_resize(queries: &QueryContext, query: &ResizeQuery) -> QueryResult {
    let file = find(queries, &query.path)?;
    let inputs = &queries.inputs;
    let (name, measure, op) = inputs.images.resolve(&*inputs.world.files, &request(query, &file)?)?;
    let size = op.instructions.resize.unwrap_or(measure.size);
    let path = format!("{FOLDER}/{name}");
    Ok(QueryAnswer::Value(Value::from_serializable(&Resized {
        url: inputs.config.absolute_url(&path),
        static_path: format!("static/{path}"),
        width: size.width_px,
        height: size.height_px,
        orig_width: measure.size.width_px,
        orig_height: measure.size.height_px,
    })))
}

pub fn find_metadata(queries: &QueryContext, path: &str) -> QueryResult {
    let file = find(queries, path)?;
    let metadata = queries.inputs.images.metadata(&*queries.inputs.world.files, &file)?;
    Ok(QueryAnswer::Value(Value::from_serializable(&metadata)))
}

fn find(queries: &QueryContext, path: &str) -> Result<SourcePath, Wording> {
    match queries.find_file(path)? {
        Some(FoundFile::Project(file)) => Ok(file),
        Some(FoundFile::Generated(file)) => Err(Wording::new(
            format!("{file} is made by the build and is no image"),
            format!("{file} はビルドで作るファイルで、画像ではありません"),
        )),
        None => Err(Wording::new(format!("the image `{path}` does not exist"), format!("画像 `{path}` がありません"))),
    }
}
