//! Asking a network that answers from a table, and remembers what it was asked.

use std::{collections::HashMap, sync::Mutex, time::Duration};

use jiff::Timestamp;

use super::*;
use tsubame_model::source::{
    ByteStore, Network, ProbeAnswer, ProbeBody, ProbeFault, ProbeRequest, Request, Response, Wording,
};

type ProbeOutcome = Result<ProbeAnswer, ProbeFault>;

/// A network where each address answers with the next line of its list, and with the last one from then on.
#[derive(Default)]
struct FakeNetwork {
    answers: HashMap<&'static str, Vec<ProbeOutcome>>,
    asked: Mutex<Vec<String>>,
    pauses: Mutex<Vec<u64>>,
    file: Mutex<Option<Vec<u8>>>,
}

impl Network for FakeNetwork {
    fn fetch(&self, _: &Request) -> Result<Response, Wording> {
        Err(Wording::of_site("no"))
    }

    fn probe(&self, request: &ProbeRequest) -> ProbeOutcome {
        let mut asked = self.asked.lock().unwrap();
        let before = asked.iter().filter(|url| **url == request.url).count();
        asked.push(request.url.clone());
        let answers = &self.answers[request.url.as_str()];
        answers[before.min(answers.len() - 1)].clone()
    }

    fn pause(&self, time: Duration) {
        self.pauses.lock().unwrap().push(time.as_secs() * 1_000 + u64::from(time.subsec_millis()));
    }
}

impl ByteStore for FakeNetwork {
    fn get(&self, _: &str) -> Option<Vec<u8>> {
        self.file.lock().unwrap().clone()
    }

    fn put(&self, _: &str, bytes: &[u8]) {
        *self.file.lock().unwrap() = Some(bytes.to_vec());
    }
}

/// An answer with this status; 0 stands for none.
fn wait(status: u16, retry_after_seconds: Option<u64>) -> ProbeOutcome {
    if status == 0 {
        return Err(ProbeFault::Unreached(Wording::new("no answer", "返事がありません")));
    }
    Ok(ProbeAnswer { status, retry_after_seconds, body: None })
}

fn status(status: u16) -> ProbeOutcome {
    wait(status, None)
}

fn silence() -> ProbeOutcome {
    wait(0, None)
}

fn network(answers: &[(&'static str, Vec<ProbeOutcome>)]) -> FakeNetwork {
    FakeNetwork { answers: answers.iter().cloned().collect(), ..FakeNetwork::default() }
}

fn page(url: &str) -> ExternalPage {
    ExternalPage { url: url.to_owned(), is_linked_whole: true, ..ExternalPage::default() }
}

fn ask_network(network: &FakeNetwork) -> Vec<(String, LinkStatus)> {
    let mut urls: Vec<&str> = network.answers.keys().copied().collect();
    urls.sort_unstable();
    probe_hosts(urls.into_iter().map(page).collect(), network, &|_, _| {}).into_iter().collect()
}

#[test]
fn trouble_of_a_moment_is_tried_again() {
    let unreached = |english, japanese| LinkStatus::Unreached(Wording::new(english, japanese));
    for (answers, expected, tries, pauses) in [
        (vec![status(200)], LinkStatus::Good, 1, vec![]),
        (
            vec![status(404)],
            LinkStatus::Broken(Wording::new("the server answers 404", "サーバーの返事が 404 です")),
            1,
            vec![],
        ),
        (vec![status(500), status(200)], LinkStatus::Good, 2, vec![1_000]),
        (vec![silence(), status(503), status(200)], LinkStatus::Good, 3, vec![1_000, 3_000]),
        (vec![status(500)], unreached("the server answers 500", "サーバーの返事が 500 です"), 3, vec![1_000, 3_000]),
        (vec![wait(429, Some(10)), status(200)], LinkStatus::Good, 2, vec![10_000]),
        (vec![wait(429, Some(3_600))], unreached("the server answers 429", "サーバーの返事が 429 です"), 1, vec![]),
        (vec![silence()], unreached("no answer", "返事がありません"), 3, vec![1_000, 3_000]),
    ] {
        let network = network(&[("http://a/", answers.clone())]);
        assert_eq!(ask_network(&network), [("http://a/".to_owned(), expected)], "{answers:?}");
        assert_eq!(network.asked.lock().unwrap().len(), tries, "{answers:?}");
        assert_eq!(*network.pauses.lock().unwrap(), pauses, "{answers:?}");
    }
}

#[test]
fn one_server_is_asked_slowly() {
    let network = network(&[("http://a/1", vec![status(200)]), ("http://a/2", vec![status(200)])]);
    ask_network(&network);
    assert_eq!(*network.asked.lock().unwrap(), ["http://a/1", "http://a/2"]);
    assert_eq!(*network.pauses.lock().unwrap(), [500]);
}

#[test]
fn a_silent_server_is_given_up() {
    let urls = ["http://a/1", "http://a/2", "http://a/3", "http://b/"];
    let network = network(&urls.map(|url| (url, vec![if url == "http://b/" { status(200) } else { silence() }])));
    let answers = ask_network(&network);
    let LinkStatus::Unreached(reason) = &answers[2].1 else { panic!("{answers:?}") };
    assert_eq!(reason.english(), "its server did not answer other questions");
    assert_eq!(answers[3].1, LinkStatus::Good);
    assert_eq!(network.asked.lock().unwrap().iter().filter(|url| *url == "http://a/3").count(), 0);
}

#[test]
fn what_is_remembered() {
    let sent = |html: &str| {
        Ok(ProbeAnswer {
            status: 200,
            body: Some(ProbeBody { html: html.to_owned(), is_whole: true }),
            ..ProbeAnswer::default()
        })
    };
    let network = network(&[
        ("http://a/", vec![sent("<p id=x>")]),
        ("http://b/", vec![status(404)]),
        ("http://c/", vec![silence()]),
    ]);
    let wanted = |url: &str, anchors: &[&str]| ExternalPage {
        anchors: anchors.iter().map(ToString::to_string).collect(),
        ..page(url)
    };
    let pages = vec![wanted("http://a/", &["x", "y"]), page("http://b/"), page("http://c/")];
    let now = Timestamp::UNIX_EPOCH;
    let mut cache = LinkCache::read(&network, now, false);
    for (address, answer) in probe_hosts(pages, &network, &|_, _| {}) {
        cache.insert(&address, &answer);
    }
    cache.write(&network);
    let addresses = ["http://a/", "http://a/#x", "http://a/#y", "http://b/", "http://c/"];
    let cache = LinkCache::read(&network, now, false);
    let broken = LinkStatus::Broken(Wording::new("the server answers 404", "サーバーの返事が 404 です"));
    let expected = [Some(LinkStatus::Good), Some(LinkStatus::Good), Some(LinkStatus::NoAnchor), Some(broken), None];
    assert_eq!(addresses.map(|address| cache.find(address)), expected);
    let fresh = LinkCache::read(&network, now, true);
    assert_eq!(addresses.map(|address| fresh.find(address)), [const { None }; 5]);
    for damaged in ["", "{", "{\"version\":1}", "{\"version\":3,\"links\":{}}", "[]"] {
        network.put("", damaged.as_bytes());
        assert_eq!(LinkCache::read(&network, now, false).find("http://a/"), None, "{damaged}");
    }
}

#[test]
fn servers_by_address() {
    for (url, host) in [
        ("https://e.jp/a/b", "https://e.jp"),
        ("https://e.jp:8443/?a=/", "https://e.jp:8443"),
        ("http://e.jp", "http://e.jp"),
    ] {
        assert_eq!(host_of(url), host);
    }
}
