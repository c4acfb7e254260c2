//! Deliveries to a server that listens, verifies what was signed, and does not always answer well.

use std::{
    collections::BTreeSet,
    io::{Read, Write},
    net::TcpListener,
    sync::{
        Arc, Mutex,
        mpsc::{Sender, channel},
    },
    thread,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

use super::{delivery_sender::DeliverySender, webhook_post::WebhookPost, webhook_sweep::tell};
use crate::{
    intake::office_api::{WebhookEvent, WebhookLanes, WebhookReach, WebhookSecret},
    store::{DeliveryState, NewWebhook, Store, test_support::TestDatabase},
    web::{ServerSettings, tests::setup::TestServer},
};

/// A request that was taken.
#[derive(Clone, Debug)]
struct HeardRequest {
    head: String,
    body: String,
}

impl HeardRequest {
    fn header(&self, name: &str) -> String {
        let start = format!("{name}: ");
        let found = self.head.lines().find_map(|line| line.strip_prefix(&start));
        found.unwrap_or_else(|| panic!("{name}: {}", self.head)).to_owned()
    }

    /// Whether it was signed by this secret.
    fn is_signed(&self, secret: &WebhookSecret) -> bool {
        let at_s = self.header("webhook-timestamp").parse().unwrap();
        self.header("webhook-signature") == secret.sign(&self.header("webhook-id"), at_s, &self.body)
    }
}

/// A receiver that answers with each of these statuses in turn, and with the last one from then on.
struct TestReceiver {
    address: String,
    heard: Arc<Mutex<Vec<HeardRequest>>>,
}

impl TestReceiver {
    fn start(statuses: &'static [&'static str]) -> Self {
        Self::answering(statuses, || {})
    }

    /// One that hears and does not answer until what it comes with is dropped.
    fn start_held() -> (Self, Sender<()>) {
        let (gate, held) = channel::<()>();
        let wait = move || assert!(held.recv().is_err(), "nothing is sent through the gate");
        (Self::answering(&["200 OK"], wait), gate)
    }

    fn answering(statuses: &'static [&'static str], wait: impl Fn() + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/in", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&heard);
        thread::spawn(move || {
            for (at, stream) in listener.incoming().enumerate() {
                let mut stream = stream.unwrap();
                let (mut text, mut piece) = (Vec::new(), [0; 4096]);
                // The body is JSON of one object, and the last that comes.
                while !text.ends_with(b"}") {
                    let read = stream.read(&mut piece).unwrap();
                    text.extend_from_slice(&piece[..read]);
                    if read == 0 {
                        break;
                    }
                }
                let text = String::from_utf8(text).unwrap();
                let (head, body) = text.split_once("\r\n\r\n").unwrap();
                kept.lock().unwrap().push(HeardRequest { head: head.to_owned(), body: body.to_owned() });
                wait();
                let status = statuses[at.min(statuses.len() - 1)];
                let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        Self { address, heard }
    }

    fn heard(&self) -> Vec<HeardRequest> {
        self.heard.lock().unwrap().clone()
    }
}

fn post(reach: WebhookReach) -> WebhookPost {
    WebhookPost::new(reach, Duration::from_mins(1))
}

/// Sends what is due at `now` to its end; gives how many tries that were.
async fn send_due(store: &Store, post: &WebhookPost, now: Timestamp) -> usize {
    let mut sender = DeliverySender::new(store.clone(), post.clone(), WebhookLanes::new(16, 4));
    let mut tries = 0;
    while sender.start_due(now).await.unwrap() > 0 {
        while sender.next_done().await.is_some() {
            tries += 1;
        }
    }
    tries
}

/// Waits until something holds that is to come.
async fn until(holds: impl AsyncFn() -> bool) {
    for _ in 0..5_000 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("it did not come");
}

async fn endpoint(store: &Store, address: &str) -> (uuid::Uuid, WebhookSecret) {
    let events: BTreeSet<WebhookEvent> = WebhookEvent::ALL.iter().copied().collect();
    let new = NewWebhook { address: address.to_owned(), events, programme: None };
    let made = store.add_webhook(new, "admin").await.unwrap();
    (made.id, made.secret)
}

#[tokio::test]
async fn what_happens_comes_signed_and_again_after_it_was_not_taken() {
    for database in TestDatabase::each().await {
        let server = TestServer::open(&database.location, ServerSettings::default()).await;
        let store = &server.backend.state.store;
        let receiver = TestReceiver::start(&["500 Internal Server Error", "200 OK"]);
        let (id, secret) = endpoint(store, &receiver.address).await;
        let submission = server.register(7).await;
        store.follow_for_webhooks(Timestamp::now()).await.unwrap();
        let (post, now) = (post(WebhookReach::Loopback), Timestamp::now());
        assert_eq!(send_due(store, &post, now).await, 1);
        assert_eq!(send_due(store, &post, now).await, 0, "it waits");
        let later = now + SignedDuration::from_secs(10);
        assert_eq!(send_due(store, &post, later).await, 1);
        let heard = receiver.heard();
        assert_eq!(heard.len(), 2, "{heard:?}");
        let other = WebhookSecret::new([1; 32]);
        for request in &heard {
            assert!(request.is_signed(&secret) && !request.is_signed(&other), "{request:?}");
            assert!(request.head.starts_with("POST /in ") && request.header("content-type") == "application/json");
            let body: serde_json::Value = serde_json::from_str(&request.body).unwrap();
            assert_eq!(
                (&body["type"], &body["data"]["submission"]),
                (&"submission.received".into(), &submission.0.to_string().into())
            );
            assert!(!request.body.contains("example.jp") && !request.body.contains("山田"), "{}", request.body);
        }
        assert_eq!(heard[0].header("webhook-id"), heard[1].header("webhook-id"), "it is the same message");
        assert_ne!(heard[0].header("webhook-signature"), heard[1].header("webhook-signature"), "at another time");
        let listed = store.deliveries_of(id, 10).await.unwrap();
        assert_eq!((listed[0].state, listed[0].status, listed[0].tries), (DeliveryState::Sent, Some(200), 2));
        // By hand it goes out once more, under the same name.
        assert!(store.send_delivery_again(id, listed[0].id, "admin").await.unwrap());
        assert_eq!(send_due(store, &post, later).await, 1);
        assert_eq!(receiver.heard()[2].header("webhook-id"), heard[0].header("webhook-id"));
    }
}

#[tokio::test]
async fn two_servers_send_each_delivery_once() {
    for database in TestDatabase::each().await {
        let servers = [
            TestServer::open(&database.location, ServerSettings::default()).await,
            TestServer::open(&database.location, ServerSettings::default()).await,
        ];
        let stores = servers.each_ref().map(|server| &server.backend.state.store);
        let receiver = TestReceiver::start(&["204 No Content"]);
        let (id, _) = endpoint(stores[0], &receiver.address).await;
        for _ in 0..10 {
            assert!(stores[0].test_webhook(id, "admin").await.unwrap());
        }
        let (post, now) = (post(WebhookReach::Loopback), Timestamp::now());
        let (one, other) = tokio::join!(send_due(stores[0], &post, now), send_due(stores[1], &post, now));
        assert_eq!(one + other, 10, "{:?}", database.location);
        let ids: BTreeSet<String> = receiver.heard().iter().map(|request| request.header("webhook-id")).collect();
        assert_eq!((ids.len(), receiver.heard().len()), (10, 10));
    }
}

#[tokio::test]
async fn addresses_of_the_house_are_not_reached_whatever_is_written_down() {
    let server = TestServer::start().await;
    let store = &server.backend.state.store;
    let receiver = TestReceiver::start(&["200 OK"]);
    let port = receiver.address.split(':').nth(2).unwrap().split('/').next().unwrap().to_owned();
    let soon = || Timestamp::now() + SignedDuration::from_secs(1);
    let redirecting = TestReceiver::start(&["302 Found"]);
    for address in [receiver.address.clone(), format!("https://127.0.0.1:{port}"), format!("http://localhost:{port}")] {
        let (id, _) = endpoint(store, &address).await;
        store.test_webhook(id, "admin").await.unwrap();
        send_due(store, &post(WebhookReach::Public), soon()).await;
        let listed = store.deliveries_of(id, 1).await.unwrap();
        let told = (listed[0].state, listed[0].status, listed[0].tries);
        assert_eq!(told, (DeliveryState::Waiting, None, 1), "{address}");
    }
    assert!(receiver.heard().is_empty());
    // The twin that may reach this machine does, and follows no redirect.
    let (id, _) = endpoint(store, &redirecting.address).await;
    store.test_webhook(id, "admin").await.unwrap();
    send_due(store, &post(WebhookReach::Loopback), soon()).await;
    assert_eq!(store.deliveries_of(id, 1).await.unwrap()[0].status, Some(302));
}

#[tokio::test]
async fn an_endpoint_that_is_slow_keeps_nobody_waiting_but_itself() {
    for database in TestDatabase::each().await {
        let server = TestServer::open(&database.location, ServerSettings::default()).await;
        let store = &server.backend.state.store;
        // Without lanes of their own, the slow one takes all the room there is.
        for (most_each, is_delayed) in [(2, false), (4, true)] {
            let ((slow, gate), fast) = (TestReceiver::start_held(), TestReceiver::start(&["200 OK"]));
            let ((slow_id, _), (fast_id, _)) =
                (endpoint(store, &slow.address).await, endpoint(store, &fast.address).await);
            for _ in 0..6 {
                assert!(store.test_webhook(slow_id, "admin").await.unwrap());
            }
            let lanes = WebhookLanes::new(4, most_each);
            let mut sender = DeliverySender::new(store.clone(), post(WebhookReach::Loopback), lanes);
            let later = Timestamp::now() + SignedDuration::from_secs(10);
            assert_eq!(sender.start_due(later).await.unwrap(), usize::try_from(most_each).unwrap());
            assert!(store.test_webhook(fast_id, "admin").await.unwrap());
            assert_eq!(sender.start_due(later).await.unwrap(), usize::from(!is_delayed));
            if !is_delayed {
                assert_eq!(sender.next_done().await, Some(fast_id), "the other has not answered yet");
            }
            let state = store.deliveries_of(fast_id, 1).await.unwrap()[0].state;
            let expected = if is_delayed { DeliveryState::Waiting } else { DeliveryState::Sent };
            assert_eq!(state, expected, "{:?}", database.location);
            assert!(store.deliveries_of(slow_id, 9).await.unwrap().iter().all(|row| row.state != DeliveryState::Sent));
            drop(gate);
            while sender.next_done().await.is_some() {
                sender.start_due(later).await.unwrap();
            }
            for (id, receiver, count) in [(slow_id, &slow, 6), (fast_id, &fast, 1)] {
                let listed = store.deliveries_of(id, 9).await.unwrap();
                assert!(listed.iter().all(|row| row.state == DeliveryState::Sent && row.tries == 1), "{listed:?}");
                assert_eq!((listed.len(), receiver.heard().len()), (count, count));
            }
        }
    }
}

#[tokio::test]
async fn what_comes_to_be_due_goes_out_while_another_endpoint_has_not_answered() {
    let server = TestServer::start().await;
    let store = server.backend.state.store.clone();
    let ((slow, gate), fast) = (TestReceiver::start_held(), TestReceiver::start(&["200 OK"]));
    let ((slow_id, _), (fast_id, _)) = (endpoint(&store, &slow.address).await, endpoint(&store, &fast.address).await);
    let telling = store.clone();
    let telling = tokio::spawn(async move {
        tell(&telling, post(WebhookReach::Loopback), Duration::from_millis(20)).await;
    });
    for _ in 0..6 {
        assert!(store.test_webhook(slow_id, "admin").await.unwrap());
    }
    until(async || !slow.heard().is_empty()).await;
    for count in 1..=3 {
        assert!(store.test_webhook(fast_id, "admin").await.unwrap());
        until(async || fast.heard().len() == count).await;
    }
    assert_eq!(slow.heard().len(), 1, "its first is not answered");
    drop(gate);
    until(async || slow.heard().len() == 6).await;
    telling.abort();
}
