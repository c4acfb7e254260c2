//! What the document of the API says of links in mails.

use serde_json::{Value, json};

use crate::web::operation::{
    AnswerContent, ApiOperation, FOREIGN, NOT_FOUND, OperationAnswer, OperationBody, OperationMethod,
    OperationParameter,
};

/// Opening a link, and pressing its button.
pub(in crate::web) const OPERATIONS: &[ApiOperation] = &[
    opened(ACTION, "open_link", "Shows the page of a link in a mail, and changes nothing"),
    pressed(ACTION, "press_link", "Presses the button of that page: acts once, and answers the same ever after"),
    ApiOperation {
        parameters: &[TOKEN, FROM],
        ..opened(CHANGE, "show_other_times", "Shows the times to which a booking can be moved")
    },
    ApiOperation {
        parameters: &[TOKEN, FROM],
        body: OperationBody::Fields { types: &["application/x-www-form-urlencoded"], schema: chosen_slot },
        answers: &[
            PAGE,
            FOREIGN,
            UNKNOWN,
            NOT_FOUND,
            told(409, "The time cannot be had, and the booking stays; the page has what is free"),
            told(422, "No time was chosen"),
        ],
        ..pressed(CHANGE, "move_booking", "Moves a booking to another time")
    },
    opened(DATA, "ask_for_data", "Asks whether somebody wants all that is kept about them"),
    ApiOperation {
        answers: &[told(200, "A file to keep, or a page that says how it stands"), FOREIGN, UNKNOWN, NOT_FOUND],
        ..pressed(DATA, "give_data", "Gives all that is kept about somebody, as a page that holds it as JSON, too")
    },
    opened(WITHDRAW, "ask_to_withdraw", "Asks whether somebody takes back what they agreed to"),
    pressed(WITHDRAW, "withdraw", "Takes back what somebody agreed to"),
    opened(ERASE, "ask_to_erase", "Asks whether somebody wants all erased that is kept about them"),
    pressed(ERASE, "erase", "Erases all that is kept about somebody"),
    opened(MOVE, "list_dates", "Lists the dates of a series to which somebody can move"),
    opened(DATE, "show_date", "Asks whether somebody moves to that date"),
    pressed(DATE, "move_to_date", "Moves somebody to that date"),
    opened(TALKS, "list_talks", "Lists the talks of somebody at a fair"),
    opened(TALK, "show_talk", "Asks whether somebody gives back that talk"),
    pressed(TALK, "give_back_talk", "Gives back that talk"),
    opened(OFFER, "show_offered_talk", "Asks whether somebody takes a talk that is offered to them"),
    pressed(OFFER, "take_talk", "Takes a talk that is offered"),
    opened(LEAVE, "ask_to_leave", "Asks whether somebody wants no more newsletters"),
    ApiOperation {
        body: OperationBody::Fields { types: &["application/x-www-form-urlencoded"], schema: one_click },
        ..pressed(LEAVE, "leave", "Ends the newsletters; mail programs may do it by themselves (RFC 8058)")
    },
];

const ACTION: LinkPath = ("/api/l/{token}/{action}", &[TOKEN, WHAT_FOR]);
const CHANGE: LinkPath = ("/api/l/{token}/change", &[TOKEN]);
const DATA: LinkPath = ("/api/l/{token}/data", &[TOKEN]);
const WITHDRAW: LinkPath = ("/api/l/{token}/withdraw", &[TOKEN]);
const ERASE: LinkPath = ("/api/l/{token}/erase", &[TOKEN]);
const MOVE: LinkPath = ("/api/l/{token}/move", &[TOKEN]);
const DATE: LinkPath = ("/api/l/{token}/move/{date}", &[TOKEN, TO_DATE]);
const TALKS: LinkPath = ("/api/l/{token}/talks", &[TOKEN]);
const TALK: LinkPath = ("/api/l/{token}/talks/{talk}", &[TOKEN, THAT_TALK]);
const OFFER: LinkPath = ("/api/l/{token}/talks/{talk}/take", &[TOKEN, THAT_TALK]);
const LEAVE: LinkPath = ("/api/u/{token}", &[LEAVING]);

/// A path, and what is chosen in it.
type LinkPath = (&'static str, &'static [OperationParameter]);

const TOKEN: OperationParameter =
    OperationParameter { name: "token", is_query: false, text: "What the mail holds", schema: token };

const LEAVING: OperationParameter = OperationParameter {
    name: "token",
    is_query: false,
    text: "What the newsletter holds",
    schema: || json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]{43}$" }),
};

const WHAT_FOR: OperationParameter =
    OperationParameter { name: "action", is_query: false, text: "What the link is for", schema: action };

const TO_DATE: OperationParameter = OperationParameter {
    name: "date",
    is_query: false,
    text: "An event of the same series",
    schema: || json!({ "type": "string", "minLength": 1 }),
};

const THAT_TALK: OperationParameter = OperationParameter {
    name: "talk",
    is_query: false,
    text: "A talk at a table",
    schema: || json!({ "type": "string", "format": "uuid" }),
};

const FROM: OperationParameter = OperationParameter {
    name: "from",
    is_query: true,
    text: "The first day of the list",
    schema: || json!({ "type": "string", "format": "date" }),
};

const PAGE: OperationAnswer = told(200, "How it stands, with one button at most");

const UNKNOWN: OperationAnswer = told(404, "No link of ours, or nothing that it leads to");

const SHOWN: &[OperationAnswer] = &[PAGE, UNKNOWN, NOT_FOUND];

const DONE: &[OperationAnswer] = &[PAGE, FOREIGN, UNKNOWN, NOT_FOUND];

/// A GET of a link.
const fn opened(path: LinkPath, id: &'static str, summary: &'static str) -> ApiOperation {
    ApiOperation {
        path: path.0,
        method: OperationMethod::Get,
        id,
        summary,
        parameters: path.1,
        body: OperationBody::None,
        answers: SHOWN,
    }
}

/// A POST of a link.
const fn pressed(path: LinkPath, id: &'static str, summary: &'static str) -> ApiOperation {
    ApiOperation {
        path: path.0,
        method: OperationMethod::Post,
        id,
        summary,
        parameters: path.1,
        body: OperationBody::None,
        answers: DONE,
    }
}

/// A page of a link.
const fn told(status: u16, text: &'static str) -> OperationAnswer {
    OperationAnswer { status, text, content: AnswerContent::Page }
}

fn token() -> Value {
    json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]{48}$" })
}

fn action() -> Value {
    json!({ "type": "string", "enum": ["confirm", "cancel", "subscribe", "fresh"] })
}

fn chosen_slot() -> Value {
    json!({ "type": "object", "required": ["slot"], "properties": { "slot": { "type": "string" } } })
}

fn one_click() -> Value {
    json!({ "type": "object", "properties": { "List-Unsubscribe": { "const": "One-Click" } } })
}
