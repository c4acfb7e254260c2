//! What the document of the API says of surveys.

use serde_json::{Value, json};

use crate::web::operation::{
    AnswerContent, ApiOperation, FOREIGN, FORM_TYPES, NOT_FOUND, OperationAnswer, OperationBody, OperationMethod,
    OperationParameter, UNREADABLE,
};

/// The operations of a personal link to a survey.
pub(in crate::web) const OPERATIONS: &[ApiOperation] = &[
    ApiOperation {
        path: "/api/s/{token}",
        method: OperationMethod::Get,
        id: "show_survey",
        summary: "Shows the survey of a personal link, and never what was answered",
        parameters: &[TOKEN],
        body: OperationBody::None,
        answers: &[
            OperationAnswer {
                status: 200,
                text: "The survey, or why it cannot be answered",
                content: AnswerContent::Page,
            },
            UNKNOWN,
            NOT_FOUND,
        ],
    },
    ApiOperation {
        path: "/api/s/{token}",
        method: OperationMethod::Post,
        id: "answer_survey",
        summary: "Answers the survey of a personal link",
        parameters: &[TOKEN],
        body: OperationBody::Fields { types: FORM_TYPES, schema: answers },
        answers: &[
            OperationAnswer { status: 303, text: "It is received, and on the disk", content: AnswerContent::Redirect },
            UNREADABLE[0],
            FOREIGN,
            UNKNOWN,
            NOT_FOUND,
            OperationAnswer {
                status: 409,
                text: "It was answered before, or its time is over",
                content: AnswerContent::Page,
            },
            UNREADABLE[1],
            OperationAnswer {
                status: 422,
                text: "Something is wrong with the answers",
                content: AnswerContent::FieldProblem,
            },
        ],
    },
    ApiOperation {
        path: "/api/s/{token}/thanks",
        method: OperationMethod::Get,
        id: "survey_answered",
        summary: "What a browser is led to once a survey was answered",
        parameters: &[TOKEN],
        body: OperationBody::None,
        answers: &[
            OperationAnswer { status: 200, text: "A page", content: AnswerContent::Page },
            OperationAnswer { status: 404, text: "No link of ours, or not answered yet", content: AnswerContent::Page },
            NOT_FOUND,
        ],
    },
];

const TOKEN: OperationParameter =
    OperationParameter { name: "token", is_query: false, text: "What the mail holds", schema: token };

const UNKNOWN: OperationAnswer = OperationAnswer { status: 404, text: "No link of ours", content: AnswerContent::Page };

fn token() -> Value {
    json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]{43}$" })
}

/// Which fields there are, the survey says to which the link leads.
fn answers() -> Value {
    json!({
        "type": "object",
        "required": ["consent", "consent_version"],
        "properties": { "consent": { "const": "yes" }, "consent_version": { "type": "string", "minLength": 1 } },
        "additionalProperties": {
            "oneOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }],
        },
    })
}
