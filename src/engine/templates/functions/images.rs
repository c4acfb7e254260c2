//! `resize_image` and `get_image_metadata`: finding the file, and asking the room `images`.

use serde::Serialize;
use tera::{Kwargs, State, TeraResult, Value, value::Key};

use super::{ask, refuse, switch};
use crate::{
    images::{FOLDER, Filter, Operation, Request},
    templates::{
        desk::{Answer, Desk, Reply},
        files::Found,
        question::{Question, ResizeQuestion},
        recorder::record_image,
    },
};
use tsubame_model::source::SourcePath;

pub(super) fn resize_image(desk: &Desk, arguments: &Kwargs, state: &State) -> TeraResult<Value> {
    let question = ResizeQuestion {
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
        desk.facts.images.note_asker(&question.path, &entry);
        record_image(&question.path, &entry);
    }
    order_resize(desk, &question);
    ask(desk, "resize_image", &Question::Resize(question))
}

/// The file of the page or section that is being rendered, where the template can see it.
fn entry_of(state: &State) -> Option<SourcePath> {
    let entry = ["page", "section"].into_iter().find_map(|name| state.get::<Value>(name).ok().flatten())?;
    let relative = entry.as_map()?.get(&Key::Str("relative_path"))?;
    Some(SourcePath::new(format!("content/{}", relative.as_str()?)))
}

pub(super) fn get_image_metadata(desk: &Desk, arguments: &Kwargs, _: &State) -> TeraResult<Value> {
    let path: String = arguments.must_get("path")?;
    let allow_missing = switch(arguments, "allow_missing", false)?;
    let is_missing = desk.find_file(&path).map_err(|reason| refuse("get_image_metadata", &reason))?.is_none();
    match ask(desk, "get_image_metadata", &Question::ImageMetadata(path)) {
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

/// Has an image made. A question alone makes none, so that it can be asked to compare answers.
pub fn order_resize(desk: &Desk, question: &ResizeQuestion) {
    // Where this fails, the question has been answered by the same reason.
    let _ = find(desk, &question.path).and_then(|file| {
        let facts = &desk.facts;
        facts.images.order(&*facts.world, &request(question, &file)?)
    });
}

fn request<'a>(question: &'a ResizeQuestion, file: &'a SourcePath) -> Result<Request<'a>, String> {
    Ok(Request {
        path: &question.path,
        file,
        operation: Operation::parse(&question.op, question.width_px, question.height_px)?,
        filter: Filter::parse(question.filter.as_deref())?,
        format: (&question.format, question.quality, question.speed),
    })
}

pub fn resolve_resize(desk: &Desk, question: &ResizeQuestion) -> Reply {
    let file = find(desk, &question.path)?;
    let facts = &desk.facts;
    let (name, measure, order) = facts.images.resolve(&*facts.world, &request(question, &file)?)?;
    let size = order.steps.resize.unwrap_or(measure.size);
    let path = format!("{FOLDER}/{name}");
    Ok(Answer::Value(Value::from_serializable(&Resized {
        url: facts.config.absolute_url(&path),
        static_path: format!("static/{path}"),
        width: size.width_px,
        height: size.height_px,
        orig_width: measure.size.width_px,
        orig_height: measure.size.height_px,
    })))
}

pub fn find_metadata(desk: &Desk, path: &str) -> Reply {
    let file = find(desk, path)?;
    let metadata = desk.facts.images.metadata(&*desk.facts.world, &file)?;
    Ok(Answer::Value(Value::from_serializable(&metadata)))
}

fn find(desk: &Desk, path: &str) -> Result<SourcePath, String> {
    match desk.find_file(path)? {
        Some(Found::Project(file)) => Ok(file),
        Some(Found::Generated(file)) => Err(format!("{file} is made by the build and is no image")),
        None => Err(format!("the image `{path}` does not exist")),
    }
}
