//! Sites that are asked from another host: a server that goes away and comes back, one that cannot work, certificates that end.

use std::{collections::BTreeSet, sync::Arc};

use axum::{Router, routing::get};
use jiff::{SignedDuration, Timestamp};
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use tokio::{
    io::AsyncReadExt,
    net::TcpListener,
    task::{AbortHandle, spawn},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
};

use super::{AlertPost, AlertWatch, SiteFault, SiteWatch, WatchedAddress, tests::TestPager};
use crate::{
    intake::{AlertKind, AlertLimits, AlertSettings, AlertStep},
    store::test_support::TestDatabase,
    web::{ServerSettings, tests::setup::TestServer},
};

/// A fortnight.
const DAYS: u32 = 14;

/// Serves routes at a port of this machine, or at any free one for 0. It is gone once it is aborted.
async fn serve(router: Router, port: u16) -> (u16, AbortHandle) {
    let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let serving = spawn(async move { axum::serve(listener, router).await.unwrap() });
    (port, serving.abort_handle())
}

/// The routes of a server beside the front page of its site.
fn with_front_page(server: &TestServer) -> Router {
    server.backend.router().route("/", get(async || "front"))
}

fn watch(address: &str, steps: Vec<AlertStep>) -> SiteWatch {
    let settings = AlertSettings::new(steps, AlertLimits::default());
    SiteWatch::new(vec![WatchedAddress::parse(address).unwrap()], DAYS, settings, None).unwrap()
}

fn kinds(faults: &[SiteFault]) -> Vec<AlertKind> {
    faults.iter().map(|fault| fault.kind).collect()
}

#[tokio::test]
async fn a_server_that_goes_away_and_comes_back_is_told_down_the_list_and_once_more() {
    let server = TestServer::start().await;
    let (first, second) = (TestPager::start("200 OK"), TestPager::start("200 OK"));
    let (port, serving) = serve(with_front_page(&server), 0).await;
    let address = format!("http://127.0.0.1:{port}/");
    let mut watch = watch(&address, vec![first.step(0), second.step(900)]);
    let began = Timestamp::now();
    let at = |seconds| began + SignedDuration::from_secs(seconds);
    assert_eq!(watch.look(at(0)).await.unwrap(), []);

    serving.abort();
    // The task is at its end, and its port free, once it was looked at again.
    tokio::task::yield_now().await;
    assert_eq!(kinds(&watch.look(at(60)).await.unwrap()), [AlertKind::Unreachable]);
    assert_eq!(first.heard().len(), 0, "one look is no fault");
    watch.look(at(120)).await.unwrap();
    watch.look(at(959)).await.unwrap();
    assert_eq!((first.heard().len(), second.heard().len()), (1, 0));
    let told: serde_json::Value = serde_json::from_str(&first.heard()[0]).unwrap();
    assert_eq!((told["kind"].as_str(), told["site"].as_str()), (Some("unreachable"), Some(address.as_str())));
    assert!(told["text"].as_str().unwrap().contains("/api/health に応答がありません"), "{told}");
    assert_eq!(told["since"], at(60).to_string(), "it began with the first look");
    watch.look(at(960)).await.unwrap();
    assert_eq!((first.heard().len(), second.heard().len()), (1, 1));

    serve(with_front_page(&server), port).await;
    assert_eq!(watch.look(at(1_000)).await.unwrap(), []);
    assert_eq!(first.states(), ["open"], "it may go away again at any moment");
    watch.look(at(1_060)).await.unwrap();
    for pager in [&first, &second] {
        assert_eq!(pager.states(), ["open", "over"], "who was told that it began is told that it is over");
    }
    watch.look(at(1_120)).await.unwrap();
    assert_eq!((first.heard().len(), second.heard().len()), (2, 2));
}

#[tokio::test]
async fn what_answers_is_not_always_a_server_that_can_work() {
    let server = TestServer::start().await;
    let ask = async |address: String| kinds(&watch(&address, Vec::new()).ask(Timestamp::now()).await.unwrap());
    let (port, _) = serve(with_front_page(&server), 0).await;
    let (bare, _) = serve(server.backend.router(), 0).await;
    // A host that answers whatever it is asked with one page.
    let (other, _) = serve(Router::new().fallback(async || "<!doctype html>"), 0).await;
    let (site, alone) = (format!("http://127.0.0.1:{port}/"), format!("http://127.0.0.1:{bare}"));
    assert_eq!(ask(site.clone()).await, []);
    assert_eq!(ask(format!("{alone}/")).await, [AlertKind::FrontPage]);
    assert_eq!(ask(format!("{alone}/api/")).await, [], "a server alone has no front page");
    assert_eq!(ask(format!("http://127.0.0.1:{other}/")).await, [AlertKind::Unreachable]);
    server.backend.state.store.close_readers().await;
    assert_eq!(ask(site).await, [AlertKind::NotReady]);
}

/// A server whose certificate, which nobody trusts, is valid until the end of January 2030.
async fn serve_tls() -> u16 {
    let mut certificate = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    certificate.not_after = date_time_ymd(2030, 1, 31);
    let key = KeyPair::generate().unwrap();
    let signed = certificate.self_signed(&key).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![signed.der().clone()], PrivateKeyDer::try_from(key.serialize_der()).unwrap())
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            spawn(async move {
                if let Ok(mut stream) = acceptor.accept(stream).await {
                    // Whoever asked hangs up.
                    drop(stream.read_u8().await);
                }
            });
        }
    });
    port
}

#[tokio::test]
async fn a_certificate_that_ends_soon_is_told_even_if_nobody_trusts_it() {
    let port = serve_tls().await;
    let watch = watch(&format!("https://127.0.0.1:{port}/"), Vec::new());
    for (now, expected) in [
        ("2030-01-16T00:00:00Z", None),
        ("2030-01-17T00:00:01Z", Some("13 more days")),
        ("2030-01-26T00:00:00Z", Some("5 more days")),
        ("2030-02-01T00:00:00Z", Some("not valid any more")),
    ] {
        let faults = watch.ask(now.parse().unwrap()).await.unwrap();
        let found: BTreeSet<AlertKind> = kinds(&faults).into_iter().collect();
        assert!(found.contains(&AlertKind::Unreachable), "browsers do not trust it: {faults:?}");
        let told = faults.iter().find(|fault| fault.kind == AlertKind::Certificate).map(|fault| fault.found.english());
        assert_eq!(told.is_some(), expected.is_some(), "{now}: {faults:?}");
        assert!(told.unwrap_or_default().contains(expected.unwrap_or_default()), "{now}: {faults:?}");
    }
}

#[tokio::test]
async fn the_certificate_of_the_servers_own_address_is_an_incident_where_the_settings_ask_for_it() {
    let port = serve_tls().await;
    for database in TestDatabase::each().await {
        let watched = AlertLimits { certificate_s: Some(i64::from(DAYS) * 86_400), ..AlertLimits::default() };
        for (limits, expected) in [(watched, 1), (AlertLimits::default(), 0)] {
            let pager = TestPager::start("200 OK");
            let settings = ServerSettings {
                alerts: AlertSettings::new(vec![pager.step(0)], limits),
                addresses: vec![format!("https://127.0.0.1:{port}")],
                ..ServerSettings::default()
            };
            let server = TestServer::open(&database.location, settings).await;
            let mut watch = AlertWatch::new(server.backend.state.clone(), AlertPost::new(None), None);
            watch.look("2030-01-16T00:00:00Z".parse().unwrap()).await;
            assert_eq!(pager.heard().len(), 0, "{:?}", database.location);
            watch.look("2030-01-26T00:00:00Z".parse().unwrap()).await;
            assert_eq!(pager.heard().len(), expected);
            let open = server.backend.state.store.open_incidents().await.unwrap();
            assert!(open.iter().all(|incident| incident.kind == AlertKind::Certificate), "{open:?}");
        }
    }
}
