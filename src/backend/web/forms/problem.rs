//! Field errors as problem details (RFC 9457), for the script of a page and for programs.

use axum::{
    http::{StatusCode, header},
    response::Response,
};
use serde_json::json;
use tsubame_http::answer;
use tsubame_model::schema::FieldError;

/// 422 with all field errors in the order of the form:
/// `{"status": 422, "title": "…", "errors": [{"field": "email", "message": "…"}]}`. Neither has a value in it.
pub fn field_problem(errors: &[FieldError]) -> Response {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let listed: Vec<_> =
        errors.iter().map(|error| json!({ "field": error.name, "message": error.in_japanese() })).collect();
    let body = json!({ "status": status.as_u16(), "title": summary_title(errors), "errors": listed }).to_string();
    let headers =
        [(header::CONTENT_TYPE, "application/problem+json".to_owned()), (header::CACHE_CONTROL, "no-store".to_owned())];
    answer(status, body, &headers)
}

/// What stands above the list of errors, as the script of the page says it.
pub(super) fn summary_title(errors: &[FieldError]) -> String {
    format!("入力を確かめてください（{}か所）。", errors.len())
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use tsubame_model::schema::FieldErrorKind;

    use super::*;

    #[tokio::test]
    async fn r06_one_character_too_many_states_both_counts() {
        let kind = FieldErrorKind::TooLong { length: 21, most: 20 };
        let error = FieldError { name: "name".to_owned(), label: "お名前".to_owned(), kind };
        let (parts, body) = field_problem(&[error]).into_parts();
        assert_eq!(parts.status, 422);
        assert_eq!(parts.headers[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(parts.headers[header::CACHE_CONTROL], "no-store");
        let body: serde_json::Value = serde_json::from_slice(&to_bytes(body, usize::MAX).await.unwrap()).unwrap();
        let message = "「お名前」は20字までです。いま21字あるので、1字以上減らしてください。";
        let expected = json!({
            "status": 422,
            "title": "入力を確かめてください（1か所）。",
            "errors": [{ "field": "name", "message": message }],
        });
        assert_eq!(body, expected);
    }
}
