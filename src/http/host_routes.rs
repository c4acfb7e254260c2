//! Routes that lie at a host of their own, behind the same port as others.

use axum::{
    Router,
    extract::Request,
    http::{header, uri::Authority},
    middleware::{self, Next},
};
use tower::ServiceExt;

/// Routes at a host.
#[derive(Clone, Debug)]
pub struct HostRoutes {
    /// The host as requests name it, with its port where that is not the usual one: `office.example.jp`.
    pub host: String,
    /// What is answered there.
    pub routes: Router,
}

/// The router with others at a host of theirs. A request that names several hosts is left to the router.
pub fn with_host_routes(router: Router, others: HostRoutes) -> Router {
    let host = others.host.to_lowercase();
    router.layer(middleware::from_fn(move |request: Request, next: Next| {
        let others = names_only(&request, &host).then(|| others.routes.clone());
        async move {
            match others {
                // It cannot fail: routers answer everything.
                Some(others) => match others.oneshot(request).await {
                    Ok(response) => response,
                    Err(never) => match never {},
                },
                None => next.run(request).await,
            }
        }
    }))
}

fn names_only(request: &Request, host: &str) -> bool {
    let text = |value: &axum::http::HeaderValue| value.to_str().unwrap_or_default().to_lowercase();
    let named = request.headers().get_all(header::HOST).iter().map(text);
    let named: Vec<String> =
        named.chain(request.uri().authority().map(Authority::as_str).map(str::to_lowercase)).collect();
    let is_host = |named: &String| {
        named.strip_prefix(host).is_some_and(|port| port.is_empty() || (!host.contains(':') && port == ":443"))
    };
    !named.is_empty() && named.iter().all(is_host)
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::StatusCode, routing::get};

    use super::*;

    #[tokio::test]
    async fn a_host_has_routes_of_its_own() {
        let others = Router::new().route("/a", get(async || "office"));
        let router = Router::new().route("/a", get(async || "site")).route("/b", get(async || "site"));
        let router =
            with_host_routes(router, HostRoutes { host: "Office.example.jp".to_owned(), routes: others.clone() });
        for (path, hosts, status, body) in [
            ("/a", vec!["office.example.jp"], 200, "office"),
            ("/a", vec!["OFFICE.example.jp:443"], 200, "office"),
            ("/b", vec!["office.example.jp"], 404, ""),
            ("/a", vec!["office.example.jp:8080"], 200, "site"),
            ("/a", vec!["office.example.jp.evil.example"], 200, "site"),
            ("/a", vec!["example.jp"], 200, "site"),
            ("/a", vec!["office.example.jp", "example.jp"], 200, "site"),
            ("http://example.jp/a", vec!["office.example.jp"], 200, "site"),
            ("http://office.example.jp/a", vec!["office.example.jp"], 200, "office"),
            ("/a", vec![], 200, "site"),
        ] {
            let mut request = Request::builder().uri(path);
            for host in &hosts {
                request = request.header(header::HOST, *host);
            }
            let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            assert_eq!(response.status(), StatusCode::from_u16(status).unwrap(), "{path} {hosts:?}");
            let bytes = axum::body::to_bytes(response.into_body(), 100).await.unwrap();
            assert_eq!(bytes, body, "{path} {hosts:?}");
        }
        let local = with_host_routes(
            Router::new().route("/a", get(async || "site")),
            HostRoutes { host: "office.localhost:1111".to_owned(), routes: others },
        );
        for (host, body) in
            [("office.localhost:1111", "office"), ("localhost:1111", "site"), ("office.localhost", "site")]
        {
            let request = Request::builder().uri("/a").header(header::HOST, host).body(Body::empty()).unwrap();
            let response = local.clone().oneshot(request).await.unwrap();
            assert_eq!(axum::body::to_bytes(response.into_body(), 100).await.unwrap(), body, "{host}");
        }
    }
}
