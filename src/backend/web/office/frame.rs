//! What is around every page of the office: its head, the way to the other pages, and what browsers may do on it.

use askama::Template;
use axum::{
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use tsubame_http::answer;

use super::staff_visit::StaffVisit;
use crate::{intake::staff::StaffRight, web::Error};

/// What browsers may do on a page of the office: show its own style sheet and pictures, send its forms to itself. Scripts are added
/// by name of a nonce where a page has one.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

/// A part of the office.
struct OfficePart {
    address: &'static str,
    text: &'static str,
    right: StaffRight,
    /// Whether it is for those alone who have the right for every programme.
    is_whole: bool,
}

const fn part(address: &'static str, text: &'static str, right: StaffRight) -> OfficePart {
    OfficePart { address, text, right, is_whole: false }
}

const fn whole_part(address: &'static str, text: &'static str, right: StaffRight) -> OfficePart {
    OfficePart { address, text, right, is_whole: true }
}

/// Parts that belong together.
struct OfficeGroup {
    text: &'static str,
    parts: &'static [OfficePart],
}

const fn group(text: &'static str, parts: &'static [OfficePart]) -> OfficeGroup {
    OfficeGroup { text, parts }
}

/// The parts of the office, in the order in which they are shown.
const GROUPS: &[OfficeGroup] = &[
    group("今日", &[part("/", "今日", StaffRight::SeeToday)]),
    group(
        "人",
        &[
            part("/persons", "登録者", StaffRight::FindPersons),
            part("/cases", "案件", StaffRight::OpenPerson),
            part("/tasks", "用件", StaffRight::EditPerson),
            whole_part("/consultations", "相談の件数", StaffRight::SeeFigures),
        ],
    ),
    group(
        "予約・イベント",
        &[part("/bookings", "予約", StaffRight::ManageBookings), part("/events", "イベント", StaffRight::SeeEvents)],
    ),
    group(
        "連絡",
        &[
            part("/messages", "メッセージ", StaffRight::SendMessages),
            part("/outbox", "送信箱", StaffRight::SendMessages),
            part("/surveys", "アンケート", StaffRight::SeeFigures),
        ],
    ),
    group("企業", &[part("/organisations", "企業・団体", StaffRight::SeeOrganisations)]),
    group(
        "管理",
        &[
            part("/approvals", "承認", StaffRight::SeeApprovals),
            part("/records", "業務の記録", StaffRight::KeepRecords),
            whole_part("/data-incidents", "個人情報の事故", StaffRight::ManageIncidents),
            whole_part("/audit", "操作の記録", StaffRight::ReadAudit),
            whole_part("/accounts", "アカウント", StaffRight::ManageAccounts),
            whole_part("/settings", "設定", StaffRight::ManageSettings),
            whole_part("/api-tokens", "API", StaffRight::ManageSettings),
        ],
    ),
];

/// Whether somebody may go to a part.
fn may_see(visit: &StaffVisit, part: &OfficePart) -> bool {
    if part.is_whole { visit.session.grants.may(part.right, None) } else { visit.may(part.right) }
}

/// The first part that somebody may go to, of those that they work with: figures come after them. Whoever may see none sees where they
/// are signed in.
pub(super) fn first_part(visit: &StaffVisit) -> &'static str {
    let parts = || GROUPS.iter().flat_map(|group| group.parts).filter(|part| may_see(visit, part));
    let own = parts().find(|part| !part.is_whole).or_else(|| parts().next());
    own.map_or("/me", |part| part.address)
}

/// A part of the office that somebody may go to.
#[derive(Clone, Debug)]
pub(super) struct FramePart {
    pub address: &'static str,
    pub text: &'static str,
    pub is_current: bool,
}

/// Parts that belong together, as far as somebody may go to them; of none is there no group.
#[derive(Clone, Debug)]
pub(super) struct FrameGroup {
    pub text: &'static str,
    /// The first of its parts.
    pub address: &'static str,
    pub parts: Vec<FramePart>,
}

impl FrameGroup {
    fn of(group: &OfficeGroup, current: &str, visit: &StaffVisit) -> Option<Self> {
        let parts = group.parts.iter().filter(|part| may_see(visit, part));
        let part = |part: &OfficePart| FramePart {
            address: part.address,
            text: part.text,
            is_current: part.address == current,
        };
        let parts: Vec<FramePart> = parts.map(part).collect();
        // What stands alone is called what it is.
        let text = if let [only] = parts.as_slice() { only.text } else { group.text };
        Some(Self { text, address: parts.first()?.address, parts })
    }

    /// Whether the page is of it.
    pub fn is_current(&self) -> bool {
        self.parts.iter().any(|part| part.is_current)
    }

    /// Whether it has more parts than the one that it leads to.
    pub fn has_choice(&self) -> bool {
        self.parts.len() > 1
    }
}

/// The frame of one page.
#[derive(Clone, Debug)]
pub(super) struct OfficeFrame {
    /// The heading, and what the window is called.
    pub title: String,
    /// Who has signed in.
    pub name: String,
    /// What forms of the page send, so that it is known where they come from.
    pub csrf: String,
    pub groups: Vec<FrameGroup>,
    /// What was done before this page was shown.
    pub done: Option<&'static str>,
}

impl OfficeFrame {
    /// The frame of a page of somebody who has signed in; `current` is the address of the part that the page is of.
    pub fn new(title: impl Into<String>, current: &str, visit: &StaffVisit) -> Self {
        Self {
            title: title.into(),
            name: visit.session.name.clone(),
            csrf: visit.session.csrf.as_str().to_owned(),
            groups: GROUPS.iter().filter_map(|group| FrameGroup::of(group, current, visit)).collect(),
            done: None,
        }
    }

    /// The group that the page is of.
    pub fn current_group(&self) -> Option<&FrameGroup> {
        self.groups.iter().find(|group| group.is_current())
    }

    /// Where the page is, for whoever sees the menu closed: `人 › 登録者`.
    pub fn place(&self) -> String {
        let Some(group) = self.current_group() else { return self.title.clone() };
        match group.parts.iter().find(|part| part.is_current) {
            Some(part) if group.has_choice() => format!("{} › {}", group.text, part.text),
            _ => group.text.to_owned(),
        }
    }

    /// The same after something was done.
    #[must_use]
    pub fn with_done(mut self, done: Option<&'static str>) -> Self {
        self.done = done;
        self
    }
}

/// A page of somebody who has not signed in, or who is told something: no way to other pages.
#[derive(Template)]
#[template(path = "office/notice.html")]
struct OfficeNoticeHtml<'a> {
    title: &'a str,
    paragraphs: &'a [&'a str],
    link: Option<(&'a str, &'a str)>,
}

/// A page that says something, and leads somewhere.
pub(super) fn notice(status: StatusCode, title: &str, paragraphs: &[&str], link: Option<(&str, &str)>) -> Response {
    show(&OfficeNoticeHtml { title, paragraphs, link }, status).unwrap_or_else(IntoResponse::into_response)
}

/// A page as an answer.
pub(super) fn show(page: &impl Template, status: StatusCode) -> Result<Response, Error> {
    let html = page.render().map_err(anyhow::Error::from)?;
    Ok(answer(status, html, &office_headers("text/html; charset=utf-8", POLICY)))
}

/// A page with a mail in a frame that runs nothing and goes nowhere. The mail's styles stand at its elements, and what stands in the
/// frame keeps to the policy of the page around it.
pub(super) fn show_with_mail(page: &impl Template, status: StatusCode) -> Result<Response, Error> {
    let html = page.render().map_err(anyhow::Error::from)?;
    let policy = POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");
    Ok(answer(status, html, &office_headers("text/html; charset=utf-8", &policy)))
}

/// A page with a script of its own, which its policy names by this nonce.
pub(super) fn show_with_script(page: &impl Template, nonce: &str, status: StatusCode) -> Result<Response, Error> {
    let html = page.render().map_err(anyhow::Error::from)?;
    let policy = format!("{POLICY}; script-src 'nonce-{nonce}'");
    Ok(answer(status, html, &office_headers("text/html; charset=utf-8", &policy)))
}

/// The same with the camera.
pub(super) fn show_with_camera(page: &impl Template, nonce: &str, status: StatusCode) -> Result<Response, Error> {
    let html = page.render().map_err(anyhow::Error::from)?;
    let mut headers =
        office_headers("text/html; charset=utf-8", &format!("{POLICY}; script-src 'nonce-{nonce}'; media-src blob:"));
    headers.push((HeaderName::from_static("permissions-policy"), "camera=(self)".to_owned()));
    Ok(answer(status, html, &headers))
}

/// Leads to another page, after something was done.
pub(super) fn see_other(target: &str) -> Response {
    answer(StatusCode::SEE_OTHER, "", &[(header::LOCATION, target.to_owned()), no_store()])
}

/// What goes with everything that the office sends.
pub(super) fn office_headers(content_type: &str, policy: &str) -> Vec<(HeaderName, String)> {
    vec![
        (header::CONTENT_TYPE, content_type.to_owned()),
        no_store(),
        (header::CONTENT_SECURITY_POLICY, policy.to_owned()),
        (header::REFERRER_POLICY, "same-origin".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::X_FRAME_OPTIONS, "DENY".to_owned()),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin".to_owned()),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin".to_owned()),
        (HeaderName::from_static("x-robots-tag"), "noindex".to_owned()),
    ]
}

fn no_store() -> (HeaderName, String) {
    (header::CACHE_CONTROL, "no-store".to_owned())
}
