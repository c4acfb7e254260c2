//! The OpenAPI 3.1 document: every file of the API, made from the types.

use super::{
    context::{ApiContext, ROOT},
    json::{object, reference, text, texts},
    json_schema::{relation, shape_of},
};
use tsubame_model::{
    schema::{ContentType, Types},
    source::Data,
};

/// The whole document.
pub(super) fn document(types: &Types, context: &ApiContext<'_>) -> Data {
    let language = context.config.default_language_config();
    let title = language.and_then(|language| language.title.clone()).unwrap_or_default();
    let mut paths = vec![("/index.json".to_owned(), get("index", "入口", "#/components/schemas/Index", &[]))];
    let mut schemas = vec![
        ("Index".to_owned(), index_shape()),
        ("Relation".to_owned(), relation()),
        ("Facet".to_owned(), facet_shape()),
    ];
    for kind in types.iter() {
        paths.extend(paths_of(kind));
        schemas.push((kind.id.clone(), shape_of(kind, "#/components/schemas/Relation")));
        schemas.push((format!("{}-collection", kind.id), collection_shape(kind)));
    }
    object([
        ("openapi", text("3.1.0")),
        ("jsonSchemaDialect", text("https://json-schema.org/draft/2020-12/schema")),
        (
            "info",
            object([
                ("title", text(format!("{title} コンテンツ API"))),
                ("version", text("1")),
                ("description", text("公開しているページを JSON で配ります。読むだけの API で、鍵は要りません。")),
            ]),
        ),
        ("servers", Data::List(vec![object([("url", text(context.config.absolute_url(ROOT)))])])),
        ("paths", Data::Map(paths)),
        ("components", object([("schemas", Data::Map(schemas))])),
    ])
}

fn paths_of(kind: &ContentType) -> [(String, Data); 4] {
    let (id, label) = (&kind.id, &kind.label);
    let (own, collection) = (format!("#/components/schemas/{id}"), format!("#/components/schemas/{id}-collection"));
    let page = parameter(
        "page",
        "2から始まるページの番号",
        object([("type", text("integer")), ("minimum", Data::Integer(2))]),
    );
    let entry = parameter("id", "一覧の id", object([("type", text("string"))]));
    let first = get(&format!("list-{id}"), &format!("{label}の一覧"), &collection, &[]);
    let later = get(&format!("list-{id}-page"), &format!("{label}の一覧の続き"), &collection, &[page]);
    let one = get(&format!("get-{id}"), &format!("{label}一件"), &own, &[entry]);
    let any = "https://json-schema.org/draft/2020-12/schema";
    let schema = get(&format!("schema-{id}"), &format!("{label}の JSON Schema"), any, &[]);
    [
        (format!("/{id}/index.json"), first),
        (format!("/{id}/page-{{page}}.json"), later),
        (format!("/{id}/entries/{{id}}.json"), one),
        (format!("/{id}/schema.json"), schema),
    ]
}

fn get(operation: &str, summary: &str, schema: &str, parameters: &[Data]) -> Data {
    let content = object([("application/json", object([("schema", reference(schema))]))]);
    let ok = object([("description", text(summary)), ("content", content)]);
    let mut responses = vec![("200".to_owned(), ok)];
    if !parameters.is_empty() {
        responses.push(("404".to_owned(), object([("description", text("ありません"))])));
    }
    object([(
        "get",
        object([
            ("operationId", text(operation)),
            ("summary", text(summary)),
            ("parameters", Data::List(parameters.to_vec())),
            ("responses", Data::Map(responses)),
        ]),
    )])
}

fn parameter(name: &str, description: &str, schema: Data) -> Data {
    object([
        ("name", text(name)),
        ("in", text("path")),
        ("required", Data::Bool(true)),
        ("description", text(description)),
        ("schema", schema),
    ])
}

fn typed(name: &str) -> Data {
    object([("type", text(name))])
}

fn collection_shape(kind: &ContentType) -> Data {
    let entry = reference(&format!("#/components/schemas/{}", kind.id));
    let list = |items: Data| object([("type", text("array")), ("items", items)]);
    let link = || object([("type", texts(["string", "null"])), ("format", text("iri"))]);
    object([
        ("title", text(format!("{}の一覧", kind.label))),
        ("type", text("object")),
        (
            "properties",
            object([
                ("type", object([("const", text(&kind.id))])),
                ("label", typed("string")),
                ("schema", typed("string")),
                ("total", typed("integer")),
                ("page", typed("integer")),
                ("pages", typed("integer")),
                ("per_page", typed("integer")),
                ("previous", link()),
                ("next", link()),
                ("facets", list(reference("#/components/schemas/Facet"))),
                ("items", list(entry)),
            ]),
        ),
        ("required", texts(["type", "total", "page", "pages", "per_page", "facets", "items"])),
    ])
}

fn facet_shape() -> Data {
    let value = object([
        ("type", text("object")),
        (
            "properties",
            object([
                ("value", object([("type", texts(["string", "number", "boolean"]))])),
                ("label", object([("type", texts(["string", "null"]))])),
                ("count", typed("integer")),
            ]),
        ),
    ]);
    let values = object([("type", text("array")), ("items", value)]);
    let at = object([("type", text("string")), ("description", text("一件の中で、この値がある場所"))]);
    let properties = object([("field", typed("string")), ("at", at), ("label", typed("string")), ("values", values)]);
    let required = texts(["field", "at", "label", "values"]);
    object([("type", text("object")), ("properties", properties), ("required", required)])
}

fn index_shape() -> Data {
    let collection = object([
        ("type", text("object")),
        (
            "properties",
            object([
                ("type", typed("string")),
                ("label", typed("string")),
                ("about", typed("string")),
                ("total", typed("integer")),
                ("url", typed("string")),
                ("schema", typed("string")),
            ]),
        ),
    ]);
    let collections = object([("type", text("array")), ("items", collection)]);
    object([
        ("type", text("object")),
        (
            "properties",
            object([
                ("version", typed("string")),
                ("title", object([("type", texts(["string", "null"]))])),
                ("description", object([("type", texts(["string", "null"]))])),
                ("language", typed("string")),
                ("site", typed("string")),
                ("openapi", typed("string")),
                ("collections", collections),
            ]),
        ),
        ("required", texts(["version", "language", "site", "openapi", "collections"])),
    ])
}
