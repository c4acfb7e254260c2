//! The OpenAPI 3.1 document: every file of the API, made from the types.

use super::{
    context::{ApiContext, ROOT},
    json::{object, reference, text, texts},
    json_schema::{relation, shape_of},
};
use tsubame_model::{
    schema::{ContentType, Types},
    source::{Data, MessageLanguage},
};

/// What the API is, in English and in Japanese.
const ABOUT: [&str; 2] = [
    "The published pages as JSON. The API is for reading only and needs no key.",
    "公開しているページを JSON で配ります。読むだけの API で、鍵は要りません。",
];

/// The whole document.
pub(super) fn document(types: &Types, context: &ApiContext<'_>) -> Data {
    let settings = context.config.default_language_config();
    let title = settings.and_then(|settings| settings.title.clone()).unwrap_or_default();
    let language = context.config.message_language();
    let start = PathText { language, operation: "index", summary: language.choose("Where to begin", "入口") };
    let mut paths = vec![("/index.json".to_owned(), get(&start, "#/components/schemas/Index", &[]))];
    let mut schemas = vec![
        ("Index".to_owned(), index_shape()),
        ("Relation".to_owned(), relation()),
        ("Facet".to_owned(), facet_shape(language)),
    ];
    for kind in types.iter() {
        paths.extend(paths_of(kind, language));
        schemas.push((kind.id.clone(), shape_of(kind, "#/components/schemas/Relation")));
        schemas.push((format!("{}-collection", kind.id), collection_shape(kind, language)));
    }
    object([
        ("openapi", text("3.1.0")),
        ("jsonSchemaDialect", text("https://json-schema.org/draft/2020-12/schema")),
        (
            "info",
            object([
                ("title", text(format!("{title} {}", language.choose("content API", "コンテンツ API")))),
                ("version", text("1")),
                ("description", text(language.choose(ABOUT[0], ABOUT[1]))),
            ]),
        ),
        ("servers", Data::List(vec![object([("url", text(context.config.absolute_url(ROOT)))])])),
        ("paths", Data::Map(paths)),
        ("components", object([("schemas", Data::Map(schemas))])),
    ])
}

fn paths_of(kind: &ContentType, language: MessageLanguage) -> [(String, Data); 4] {
    let (id, label) = (&kind.id, &kind.label);
    let (own, collection) = (format!("#/components/schemas/{id}"), format!("#/components/schemas/{id}-collection"));
    let page = parameter(
        "page",
        language.choose("number of the page, from 2 on", "2から始まるページの番号"),
        object([("type", text("integer")), ("minimum", Data::Integer(2))]),
    );
    let name = language.choose("id as in the list", "一覧の id");
    let entry = parameter("id", name, object([("type", text("string"))]));
    let any = "https://json-schema.org/draft/2020-12/schema";
    let path = |operation: &str, english: &str, japanese: &str, schema: &str, parameters: &[Data]| {
        let summary = language.choose(format!("{english}: {label}"), format!("{label}{japanese}"));
        get(&PathText { language, operation, summary: &summary }, schema, parameters)
    };
    let first = path(&format!("list-{id}"), "List", "の一覧", &collection, &[]);
    let later = path(&format!("list-{id}-page"), "Further pages of the list", "の一覧の続き", &collection, &[page]);
    let one = path(&format!("get-{id}"), "One entry", "一件", &own, &[entry]);
    let schema = path(&format!("schema-{id}"), "JSON Schema", "の JSON Schema", any, &[]);
    [
        (format!("/{id}/index.json"), first),
        (format!("/{id}/page-{{page}}.json"), later),
        (format!("/{id}/entries/{{id}}.json"), one),
        (format!("/{id}/schema.json"), schema),
    ]
}

/// What the document says of a path.
struct PathText<'a> {
    language: MessageLanguage,
    operation: &'a str,
    summary: &'a str,
}

fn get(path: &PathText<'_>, schema: &str, parameters: &[Data]) -> Data {
    let PathText { language, operation, summary } = *path;
    let content = object([("application/json", object([("schema", reference(schema))]))]);
    let ok = object([("description", text(summary)), ("content", content)]);
    let mut responses = vec![("200".to_owned(), ok)];
    if !parameters.is_empty() {
        responses
            .push(("404".to_owned(), object([("description", text(language.choose("There is none.", "ありません")))])));
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

fn collection_shape(kind: &ContentType, language: MessageLanguage) -> Data {
    let entry = reference(&format!("#/components/schemas/{}", kind.id));
    let list = |items: Data| object([("type", text("array")), ("items", items)]);
    let link = || object([("type", texts(["string", "null"])), ("format", text("iri"))]);
    object([
        ("title", text(language.choose(format!("List: {}", kind.label), format!("{}の一覧", kind.label)))),
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

fn facet_shape(language: MessageLanguage) -> Data {
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
    let place = language.choose("where the value stands in an entry", "一件の中で、この値がある場所");
    let at = object([("type", text("string")), ("description", text(place))]);
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
