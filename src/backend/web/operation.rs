//! What the document of the API says of one method of one route. It stands beside its handler, and a test holds every route
//! of the server against it, so that none is without.

use serde_json::Value;

/// A method of a route, described.
#[derive(Clone, Copy)]
pub(super) struct ApiOperation {
    /// The path, as the router has it. One with `{form}` is described once for each form of the site.
    pub path: &'static str,
    pub method: OperationMethod,
    /// What programs call it.
    pub id: &'static str,
    /// What it does, in a line.
    pub summary: &'static str,
    pub parameters: &'static [OperationParameter],
    pub body: OperationBody,
    /// What it answers, beside what every operation may: [`EVERYWHERE`].
    pub answers: &'static [OperationAnswer],
}

/// How an operation is asked for. Whoever takes GET takes HEAD, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OperationMethod {
    Get,
    Post,
}

impl OperationMethod {
    /// Its name, as requests write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// What a request holds.
#[derive(Clone, Copy)]
pub(super) enum OperationBody {
    /// Nothing that is looked at.
    None,
    /// What the form of the path asks for.
    Form,
    /// Names and values of this shape, in any of these types.
    Fields { types: &'static [&'static str], schema: fn() -> Value },
    /// Text of this type.
    Text(&'static str),
}

/// The ways in which forms can be written. Files need the second.
pub(super) const FORM_TYPES: &[&str] =
    &["application/x-www-form-urlencoded", "multipart/form-data", "application/json"];

/// A part of an address that is chosen.
#[derive(Clone, Copy)]
pub(super) struct OperationParameter {
    pub name: &'static str,
    /// Where it stands.
    pub is_query: bool,
    pub text: &'static str,
    pub schema: fn() -> Value,
}

/// One answer of an operation.
#[derive(Clone, Copy)]
pub(super) struct OperationAnswer {
    pub status: u16,
    pub text: &'static str,
    pub content: AnswerContent,
}

/// What an answer holds.
#[derive(Clone, Copy)]
pub(super) enum AnswerContent {
    /// Nothing: where to go on stands in `Location`.
    Redirect,
    /// Nothing at all.
    Nothing,
    /// JSON of this shape.
    Json(fn() -> Value),
    /// A page.
    Page,
    /// Text of another type.
    Text(&'static str),
    /// What went wrong: data for programs (RFC 9457), a page for browsers.
    Problem,
    /// What is wrong with which field: data for programs, the built page again for browsers.
    FieldProblem,
    /// That too much came from one sender, and what can be done to go on: work for programs, a wait for browsers.
    ProofProblem,
}

/// Something that went wrong, by its status.
const fn problem(status: u16, text: &'static str) -> OperationAnswer {
    OperationAnswer { status, text, content: AnswerContent::Problem }
}

/// Nothing is there.
pub(super) const NOT_FOUND: OperationAnswer = problem(404, "There is none");

/// A page of another site has sent it.
pub(super) const FOREIGN: OperationAnswer = problem(403, "A page of another site has sent it");

/// What forms are refused with before their values are looked at.
pub(super) const UNREADABLE: [OperationAnswer; 2] = [
    problem(400, "The body is not what its type says, or holds control characters"),
    problem(415, "The body is of a type that is not taken"),
];

/// What any operation may answer.
pub(super) const EVERYWHERE: [OperationAnswer; 3] = [
    problem(413, "The body is too long"),
    problem(500, "A fault of the server, which its log tells of"),
    problem(503, "Nothing was changed; the same request may go well once Retry-After is over"),
];
