//! Asking a site from outside, as its visitors and those who watch it do.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use tokio::task::spawn_blocking;
use tsubame_model::source::Wording;
use url::Url;

use super::certificate::read_certificate_end;
use crate::intake::AlertKind;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// How many times a front page may lead on to another.
const REDIRECTS: u32 = 5;

/// How much is read of an answer that is one line of JSON.
const MOST_BYTES: u64 = 4_096;

const DAY_S: i64 = 86_400;

/// An address that is watched: that of a site, or below `/api/` that of a server alone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WatchedAddress {
    url: Url,
}

impl WatchedAddress {
    /// Reads one, or says what it should be.
    pub fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let url = url.ok_or("write an address like https://cross-sendai.example.jp/")?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(
                "an address that is watched stands in mails and logs: write no name or password into it".to_owned()
            );
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("write the address without what comes from ? or # on".to_owned());
        }
        Ok(Self { url })
    }

    /// As people read it.
    pub fn name(&self) -> &str {
        self.url.as_str()
    }

    /// Whether its server alone is meant, which has no front page.
    fn is_server(&self) -> bool {
        self.url.path() == "/api" || self.url.path().starts_with("/api/")
    }

    fn of_server(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(path);
        url
    }
}

/// Something that is wrong with an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteFault {
    /// The address.
    pub address: WatchedAddress,
    /// What is wrong.
    pub kind: AlertKind,
    /// What was found.
    pub found: Wording,
}

/// Asks.
#[derive(Clone)]
pub(super) struct SiteProbe {
    config: ureq::config::Config,
    /// A certificate has to be valid for so many seconds still; for none, it is not looked at.
    certificate_s: i64,
}

impl SiteProbe {
    pub fn new(certificate_s: i64) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .max_redirects(REDIRECTS)
            .user_agent("tsubame-watch");
        Self { config: config.build(), certificate_s }
    }

    /// All that is wrong with an address at this moment.
    pub async fn ask(&self, address: &WatchedAddress, now: Timestamp) -> anyhow::Result<Vec<SiteFault>> {
        let (probe, asked) = (self.clone(), address.clone());
        let mut found = spawn_blocking(move || probe.ask_by_http(&asked)).await?;
        if self.certificate_s > 0
            && address.url.scheme() == "https"
            && let Some(fault) = self.ask_certificate(address, now, found.is_empty()).await
        {
            found.push((AlertKind::Certificate, fault));
        }
        let fault = |(kind, found)| SiteFault { address: address.clone(), kind, found };
        Ok(found.into_iter().map(fault).collect())
    }

    fn ask_by_http(&self, address: &WatchedAddress) -> Vec<(AlertKind, Wording)> {
        // Each look makes connections of its own, as a visitor does: one that is kept says nothing of the next.
        let agent = self.config.new_agent();
        let mut found = Vec::new();
        match ask_state(&agent, &address.of_server("/api/health"), "ok") {
            Err(ProbeFailure::NoAnswer(told)) => {
                // Nobody needs to hear the same of each page.
                return vec![(AlertKind::Unreachable, told)];
            }
            Err(ProbeFailure::OtherAnswer(told)) => found.push((AlertKind::Unreachable, told)),
            Ok(()) => {
                if let Err(failure) = ask_state(&agent, &address.of_server("/api/ready"), "ready") {
                    found.push((AlertKind::NotReady, failure.told()));
                }
            }
        }
        if !address.is_server()
            && let Err(failure) = ask_page(&agent, &address.url)
        {
            found.push((AlertKind::FrontPage, failure.told()));
        }
        found
    }

    /// What is wrong with the certificate. That it cannot be seen is told where everything else can: otherwise it is known why.
    async fn ask_certificate(&self, address: &WatchedAddress, now: Timestamp, is_well: bool) -> Option<Wording> {
        match read_certificate_end(&address.url).await {
            Ok(end) => {
                let left_s = end.duration_since(now).as_secs();
                (left_s < self.certificate_s).then(|| certificate_told(left_s))
            }
            Err(error) if is_well => Some(Wording::new(
                format!("how long the certificate is valid cannot be seen ({error:#})"),
                "証明書の期限を読み取れません",
            )),
            Err(_) => None,
        }
    }
}

/// Asks for a page that says how the server is. Where nothing passes on to a server, a host may answer with a page of its own.
fn ask_state(agent: &ureq::Agent, url: &Url, expected: &str) -> Result<(), ProbeFailure> {
    let mut answer = agent.get(url.as_str()).call().map_err(|error| ProbeFailure::none(url, &error))?;
    if answer.status() != 200 {
        return Err(ProbeFailure::status(url, answer.status().as_u16()));
    }
    let body = answer.body_mut().with_config().limit(MOST_BYTES).read_to_vec().unwrap_or_default();
    let state: Value = serde_json::from_slice(&body).unwrap_or_default();
    if state["status"] == expected { Ok(()) } else { Err(ProbeFailure::other(url)) }
}

fn ask_page(agent: &ureq::Agent, url: &Url) -> Result<(), ProbeFailure> {
    let answer = agent.get(url.as_str()).call().map_err(|error| ProbeFailure::none(url, &error))?;
    if answer.status() == 200 { Ok(()) } else { Err(ProbeFailure::status(url, answer.status().as_u16())) }
}

fn certificate_told(left_s: i64) -> Wording {
    if left_s < 0 {
        return Wording::new("the certificate is not valid any more", "証明書の期限が切れています");
    }
    let days = left_s / DAY_S;
    Wording::new(
        format!("the certificate is valid for {days} more days"),
        format!("証明書の期限まで、あと{days}日です"),
    )
}

/// Why an address was not found well.
enum ProbeFailure {
    NoAnswer(Wording),
    OtherAnswer(Wording),
}

impl ProbeFailure {
    fn none(url: &Url, error: &ureq::Error) -> Self {
        let path = url.path();
        Self::NoAnswer(Wording::new(format!("{path}: no answer ({error})"), format!("{path} に応答がありません")))
    }

    fn status(url: &Url, status: u16) -> Self {
        let path = url.path();
        Self::OtherAnswer(Wording::new(
            format!("{path}: status {status} instead of 200"),
            format!("{path} が {status} を返しました（正常なら 200）"),
        ))
    }

    fn other(url: &Url) -> Self {
        let path = url.path();
        Self::OtherAnswer(Wording::new(
            format!("{path}: something else answers than the server"),
            format!("{path} に、サーバーではないものが応答しています"),
        ))
    }

    fn told(self) -> Wording {
        match self {
            Self::NoAnswer(told) | Self::OtherAnswer(told) => told,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_that_may_be_told_and_says_whether_it_has_a_front_page() {
        for (text, is_server) in [
            ("https://cross-sendai.example.jp", false),
            ("http://127.0.0.1:8460/ja/", false),
            ("https://forms.example.jp/api/", true),
            ("https://forms.example.jp/apis/", false),
        ] {
            assert_eq!(WatchedAddress::parse(text).unwrap().is_server(), is_server, "{text}");
        }
        for text in
            ["cross-sendai.example.jp", "ftp://a.example.jp", "https://u:p@a.example.jp", "https://a.example.jp/?x=1"]
        {
            let told = WatchedAddress::parse(text).unwrap_err();
            assert!(!told.contains("u:p"), "{told}");
        }
    }

    #[test]
    fn days_of_a_certificate_are_whole_ones() {
        for (left_s, told) in [(-1, "not valid any more"), (0, "0 more days"), (5 * DAY_S + 1, "5 more days")] {
            assert!(certificate_told(left_s).english().contains(told), "{left_s}");
        }
    }
}
