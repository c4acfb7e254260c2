//! A Tera that knows every name Zola's templates may use, before it knows any template.

use tera::Tera;
use tera_contrib::{base64, dates, filesize_format, format, regex, slug};

use super::{filters, functions, work};

/// The version of Zola whose behaviour templates can rely on.
const ZOLA_VERSION: &str = "0.23.6";

/// Filters, tests and functions. Those that ask about a site are names only, until templates are bound to one.
pub(super) fn tera_with_names() -> Tera {
    let mut tera = Tera::default();
    tera.register_filter("base64_decode", base64::b64_decode);
    tera.register_filter("striptags", regex::striptags);
    tera.register_filter("spaceless", regex::spaceless);
    tera.register_filter("filesizeformat", filesize_format::filesize_format);
    tera.register_filter("format", format::format);
    tera.register_filter("slugify", slug::slug);
    tera.register_filter("date", dates::date);
    tera.register_test("before", dates::is_before);
    tera.register_test("after", dates::is_after);
    filters::register_names(&mut tera);
    functions::register_names(&mut tera);
    work::register(&mut tera);
    tera.global_context().insert("zola_version", ZOLA_VERSION);
    tera
}
