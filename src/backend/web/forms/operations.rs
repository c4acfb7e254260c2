//! What the document of the API says of forms.

use serde_json::{Value, json};

use crate::web::operation::{
    AnswerContent, ApiOperation, FOREIGN, NOT_FOUND, OperationAnswer, OperationBody, OperationMethod,
    OperationParameter, UNREADABLE,
};

/// The operations of each form.
pub(in crate::web) const OPERATIONS: &[ApiOperation] = &[SEND, SHOW, CHALLENGE, RECEIVED];

const SEND: ApiOperation = ApiOperation {
    path: "/api/forms/{form}",
    method: OperationMethod::Post,
    id: "send",
    summary: "Sends a form",
    parameters: &[],
    body: OperationBody::Form,
    answers: &[
        OperationAnswer {
            status: 200,
            text: "It is received, and on the disk",
            content: AnswerContent::Json(received),
        },
        OperationAnswer { status: 303, text: "The same, for browsers", content: AnswerContent::Redirect },
        UNREADABLE[0],
        FOREIGN,
        NOT_FOUND,
        OperationAnswer {
            status: 409,
            text: "This attempt was received before with other answers, which hold",
            content: AnswerContent::Problem,
        },
        UNREADABLE[1],
        OperationAnswer {
            status: 422,
            text: "Something is wrong with the answers, the group is larger than the event, the event takes nobody, or the \
                   time is taken",
            content: AnswerContent::FieldProblem,
        },
        OperationAnswer {
            status: 429,
            text: "Much came from this sender: it goes well with the proof, or once Retry-After is over. Or more files came from \
                   this address than are taken in a day",
            content: AnswerContent::ProofProblem,
        },
    ],
};

const SHOW: ApiOperation = ApiOperation {
    path: "/api/forms/{form}",
    method: OperationMethod::Get,
    id: "explain",
    summary: "Says to a lost visitor that this is where a form is sent to",
    parameters: &[],
    body: OperationBody::None,
    answers: &[OperationAnswer { status: 200, text: "A page", content: AnswerContent::Page }, NOT_FOUND],
};

const CHALLENGE: ApiOperation = ApiOperation {
    path: "/api/forms/{form}/challenge",
    method: OperationMethod::Get,
    id: "challenge",
    summary: "What can be worked on before a form is sent, so that nothing is asked where much comes from one sender",
    parameters: &[],
    body: OperationBody::None,
    answers: &[OperationAnswer { status: 200, text: "The work", content: AnswerContent::Json(proof_work) }, NOT_FOUND],
};

const RECEIVED: ApiOperation = ApiOperation {
    path: "/api/forms/{form}/received",
    method: OperationMethod::Get,
    id: "received",
    summary: "What a browser is led to once a form was received",
    parameters: &[OperationParameter {
        name: "seat",
        is_query: true,
        text: "What the sender was given",
        schema: receipt,
    }],
    body: OperationBody::None,
    answers: &[OperationAnswer { status: 200, text: "A page", content: AnswerContent::Page }, NOT_FOUND],
};

/// What a proof is made of.
pub(in crate::web) fn proof_work() -> Value {
    json!({
        "type": "object",
        "required": ["ticket", "algorithm", "bits"],
        "properties": {
            "ticket": { "type": "string", "pattern": "^[A-Za-z0-9_-]+$" },
            "algorithm": { "const": "SHA-256" },
            "bits": {
                "type": "integer",
                "minimum": 0,
                "maximum": 256,
                "description": "TICKET.NUMBER, whose hash begins with so many bits of nought, goes into the field proof of the form",
            },
        },
    })
}

fn receipt() -> Value {
    json!({ "type": "string", "enum": ["none", "seat", "line", "held"] })
}

fn received() -> Value {
    json!({
        "type": "object",
        "required": ["message", "seat"],
        "properties": { "message": { "type": "string", "description": "What the sender is told" }, "seat": receipt() },
    })
}
