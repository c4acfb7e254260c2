//! A site with a consultation that can be booked, on which several servers can stand.

use std::sync::Arc;

use jiff::{Timestamp, ToSpan, civil::Date};
use tsubame_model::{
    schema::{Form, parse_form},
    source::SourcePath,
};
use url::form_urlencoded::byte_serialize;

use super::setup::{HEADERS, TestServer};
use crate::{
    intake::{SenderLimits, calendar::clock_in_japan},
    store::{DatabaseLocation, booking_setup::definition},
    web::{FormContent, ServerSettings, SiteBookings, SiteMail, Workspace, WorkspaceError},
};

const FORM: &str = "form: talk\nlabel: 相談予約\nversion: '1'\ngroups:\n- legend: お名前\n  fields:\n  - {name: name, type: text, label: \
                    お名前, required: true, max_length: 20}\n  - {name: email, type: email, label: メール, required: true, max_length: \
                    254}\n  - {name: slot, type: slot, label: 日時, required: true}\nconsent: {version: '1', label: 同意します, link: \
                    /privacy/}\nsubmit: 送る\nhoneypot: remark\nthanks: 予約を承りました。\n";

const PAGE: &str = "<!doctype html><html lang=ja><head><title>相談の予約</title></head><body><main><form data-form=talk \
                    method=post><div data-errors hidden></div><div data-field=name data-label=お名前><input id=f-name \
                    name=name></div><div data-field=email><input id=f-email name=email type=email></div><div data-field=slot \
                    data-slots=/api/bookings/talk><select id=f-slot name=slot><option value=\"\">選んでください</option></select></div>\
                    <button>送る</button></form></main></body></html>";

struct TalkSite;

impl Workspace for TalkSite {
    fn base_url(&self) -> Result<String, WorkspaceError> {
        Ok("https://site.example.jp".to_owned())
    }

    fn forms(&self) -> Result<Vec<Form>, WorkspaceError> {
        let (form, faults) = parse_form(&SourcePath::new("data/forms/talk.yaml"), FORM);
        assert!(faults.is_empty(), "{faults:?}");
        Ok(form.into_iter().collect())
    }

    fn content(&self) -> Result<FormContent, WorkspaceError> {
        Ok(FormContent::default())
    }

    fn bookings(&self) -> Result<SiteBookings, WorkspaceError> {
        Ok(SiteBookings { by_name: [("talk".to_owned(), definition())].into(), ..SiteBookings::default() })
    }

    fn mail(&self) -> Result<SiteMail, WorkspaceError> {
        Ok(SiteMail::default())
    }

    fn published_pages(&self) -> Result<Vec<String>, WorkspaceError> {
        Ok(vec!["consultation/index.html".to_owned()])
    }

    fn published_page(&self, path: &str) -> Result<Option<Vec<u8>>, WorkspaceError> {
        let page = if path == "_headers" { HEADERS } else { PAGE };
        Ok(Some(page.as_bytes().to_vec()))
    }
}

/// The site.
pub fn site() -> Arc<dyn Workspace> {
    Arc::new(TalkSite)
}

/// A server of the site. All of its visitors come from one place, and none is asked to wait for it.
pub async fn serve(location: &DatabaseLocation) -> TestServer {
    let limits = SenderLimits { free: 1000, ..SenderLimits::default() };
    let settings = ServerSettings { limits, ..ServerSettings::default() };
    TestServer::of(site(), location, settings).await
}

/// The day after tomorrow, in Japan: all of it can be booked.
pub fn day() -> Date {
    clock_in_japan(Timestamp::now()).date().saturating_add(2.days())
}

/// A time of that day as forms say it; hours after midnight count on.
pub fn value(hour: i64, minute: i64) -> String {
    let at = day().at(0, 0, 0, 0).saturating_add((hour * 60 + minute).minutes());
    format!("{}+09:00", at.strftime("%Y-%m-%dT%H:%M"))
}

/// The form as a browser sends it.
pub fn body(number: usize, slot: &str) -> String {
    let slot: String = byte_serialize(slot.as_bytes()).collect();
    format!(
        "name=%E5%B1%B1%E7%94%B0{number}&email=visitor{number}%40example.jp&slot={slot}&consent=yes&consent_version=1"
    )
}
