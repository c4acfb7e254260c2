//! `resize_image` and `get_image_metadata`: their arguments and files are checked; the images themselves come with the
//! room `images`.

use tera::{Kwargs, State, TeraResult, Value};

use super::{ask, refuse, switch};
use crate::templates::{
    desk::{Desk, Reply},
    files::Found,
    question::{Question, ResizeQuestion},
};

const OPERATIONS: &[&str] = &["scale", "fit_width", "fit_height", "fit", "fill"];
const FORMATS: &[&str] = &["auto", "jpg", "jpeg", "png", "webp", "avif"];
const FILTERS: &[&str] = &["nearest", "triangle", "catmull_rom", "gaussian", "lanczos3"];
const NOT_YET: &str = "image processing is not available yet";

pub(super) fn resize_image(desk: &Desk, arguments: &Kwargs, _: &State) -> TeraResult<Value> {
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
    check(&question).map_err(|reason| refuse("resize_image", &reason))?;
    ask(desk, "resize_image", &Question::Resize(question))
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

fn check(question: &ResizeQuestion) -> Result<(), String> {
    let one_of = |argument: &str, value: &str, known: &[&str]| {
        if known.contains(&value) {
            Ok(())
        } else {
            Err(format!("`{argument}` is `{value}`, but it can be one of {}", known.join(", ")))
        }
    };
    one_of("op", &question.op, OPERATIONS)?;
    one_of("format", &question.format, FORMATS)?;
    if let Some(filter) = &question.filter {
        one_of("filter", filter, FILTERS)?;
    }
    let needs_width = question.op != "fit_height";
    let needs_height = question.op != "fit_width";
    for (name, value_px, is_needed) in
        [("width", question.width_px, needs_width), ("height", question.height_px, needs_height)]
    {
        if is_needed && value_px.is_none_or(|value_px| value_px == 0) {
            return Err(format!("the operation `{}` needs a `{name}` of at least 1", question.op));
        }
    }
    let lowest = u8::from(question.format != "webp");
    if question.quality.is_some_and(|quality| !(lowest..=100).contains(&quality)) {
        return Err(format!("`quality` can be {lowest} to 100"));
    }
    if question.speed.is_some_and(|speed| !(1..=10).contains(&speed)) {
        return Err("`speed` can be 1 to 10".to_owned());
    }
    Ok(())
}

pub fn resolve_resize(desk: &Desk, question: &ResizeQuestion) -> Reply {
    find(desk, &question.path)?;
    Err(NOT_YET.to_owned())
}

pub fn find_metadata(desk: &Desk, path: &str) -> Reply {
    find(desk, path)?;
    Err(NOT_YET.to_owned())
}

fn find(desk: &Desk, path: &str) -> Result<Found, String> {
    desk.find_file(path)?.ok_or_else(|| format!("the image `{path}` does not exist"))
}
