//! The talks of a visitor at a fair: `/api/l/TOKEN/talks` lists them, `/api/l/TOKEN/talks/TALK` has one button that gives one back, or
//! declines one that is offered, and `…/take` one that takes what is offered.

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::get,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    answer::page,
    words::{expired_link, offer_line, talk_line, unknown_link},
};
use crate::{
    intake::{LinkToken, fair::TalkState},
    store::{FairTalkOutcome, FairTalkView, RegistrationView},
    web::{
        Error, OriginVerdict, judge_origin,
        page::{NoticePage, PageButton, PageLink},
        state::AppState,
    },
};

/// The routes of talks.
pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/l/{token}/talks", get(list))
        .route("/api/l/{token}/talks/{talk}", get(show).post(act))
        .route("/api/l/{token}/talks/{talk}/take", get(show_offer).post(take))
}

/// What a link leads to.
enum LinkedVisit {
    /// A registration.
    Known(LinkToken, Box<RegistrationView>),
    /// A page that says why there is none.
    Told(Response),
}

async fn find(state: &AppState, text: &str) -> Result<LinkedVisit, Error> {
    let unknown = || LinkedVisit::Told(page(state, &unknown_link(), StatusCode::NOT_FOUND));
    let Some(token) = LinkToken::parse(text, &state.keys.index) else { return Ok(unknown()) };
    let Some(registration) = state.store.registration(token.submission).await? else { return Ok(unknown()) };
    if !token.is_usable(Timestamp::now()) {
        return Ok(LinkedVisit::Told(page(state, &expired_link(text), StatusCode::OK)));
    }
    Ok(LinkedVisit::Known(token, Box::new(registration)))
}

async fn list(State(state): State<AppState>, Path(text): Path<String>) -> Result<Response, Error> {
    match find(&state, &text).await? {
        LinkedVisit::Known(_, registration) => Ok(page(&state, &all_talks(&registration, &text), StatusCode::OK)),
        LinkedVisit::Told(told) => Ok(told),
    }
}

async fn show(State(state): State<AppState>, Path((text, talk)): Path<(String, String)>) -> Result<Response, Error> {
    let registration = match find(&state, &text).await? {
        LinkedVisit::Known(_, registration) => registration,
        LinkedVisit::Told(told) => return Ok(told),
    };
    let known = registration.visit.talks.iter().chain(&registration.visit.offer);
    let found = known.filter(|known| known.id.to_string() == talk).find(|talk| can_give_back(talk));
    Ok(match found {
        Some(talk) if talk.state == TalkState::Offered => page(&state, &may_decline(talk, &text), StatusCode::OK),
        Some(talk) => page(&state, &may_give_back(talk), StatusCode::OK),
        None => page(&state, &all_talks(&registration, &text), StatusCode::OK),
    })
}

async fn show_offer(
    State(state): State<AppState>,
    Path((text, talk)): Path<(String, String)>,
) -> Result<Response, Error> {
    let registration = match find(&state, &text).await? {
        LinkedVisit::Known(_, registration) => registration,
        LinkedVisit::Told(told) => return Ok(told),
    };
    let offer = open_offer(&registration).filter(|offer| offer.id.to_string() == talk);
    Ok(match offer {
        Some(offer) => page(&state, &may_take(offer, &text), StatusCode::OK),
        None => page(&state, &all_talks(&registration, &text), StatusCode::OK),
    })
}

async fn act(
    State(state): State<AppState>,
    Path((text, talk)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (token, talk) = match pressed(&state, (&text, &talk), &headers).await? {
        Ok(pressed) => pressed,
        Err(told) => return Ok(told),
    };
    let offer_hours = state.rules().await?.offer_hours;
    match state.store.give_back_talk(token.submission, talk, offer_hours).await? {
        FairTalkOutcome::Unknown => Ok(page(&state, &unknown_link(), StatusCode::NOT_FOUND)),
        FairTalkOutcome::Done => Ok(page(&state, &given_back(&text), StatusCode::OK)),
        _ => Ok(page(&state, &too_late(), StatusCode::OK)),
    }
}

async fn take(
    State(state): State<AppState>,
    Path((text, talk)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (token, talk) = match pressed(&state, (&text, &talk), &headers).await? {
        Ok(pressed) => pressed,
        Err(told) => return Ok(told),
    };
    match state.store.take_talk(token.submission, talk).await? {
        FairTalkOutcome::Unknown => Ok(page(&state, &unknown_link(), StatusCode::NOT_FOUND)),
        FairTalkOutcome::Done => Ok(page(&state, &taken(&text), StatusCode::OK)),
        _ => Ok(page(&state, &offer_over(&text), StatusCode::OK)),
    }
}

/// Whose button was pressed, about which talk; or the page that says why it leads nowhere.
async fn pressed(
    state: &AppState,
    (text, talk): (&str, &str),
    headers: &HeaderMap,
) -> Result<Result<(LinkToken, Uuid), Response>, Error> {
    if judge_origin(headers, &state.site().origins) == OriginVerdict::Foreign {
        return Err(Error::ForeignOrigin);
    }
    let token = match find(state, text).await? {
        LinkedVisit::Known(token, _) => token,
        LinkedVisit::Told(told) => return Ok(Err(told)),
    };
    let unknown = || page(state, &unknown_link(), StatusCode::NOT_FOUND);
    Ok(Uuid::parse_str(talk).map(|talk| (token, talk)).map_err(|_| unknown()))
}

fn can_give_back(talk: &FairTalkView) -> bool {
    talk.status().can_be_given_back(Timestamp::now())
}

/// The talk that can be taken.
fn open_offer(registration: &RegistrationView) -> Option<&FairTalkView> {
    registration.visit.offer.as_ref().filter(|offer| offer.status().can_be_taken(Timestamp::now()))
}

fn all_talks(registration: &RegistrationView, token: &str) -> NoticePage {
    let visit = &registration.visit;
    let links = visit.talks.iter().filter(|talk| can_give_back(talk)).map(|talk| PageLink {
        text: format!("{}を取り消す", talk_line(talk)),
        address: format!("/api/l/{token}/talks/{}", talk.id),
    });
    let first = if visit.talks.is_empty() {
        format!("「{}」での面談の予定は、ありません。", registration.title)
    } else {
        format!("「{}」での面談の予定です。取り消すときは、下から選んでください。", registration.title)
    };
    let without = (!visit.without_time.is_empty())
        .then(|| format!("時間を用意できなかった企業：{}", visit.without_time.join("、")));
    let lines = visit.talks.iter().map(talk_line);
    let offer = open_offer(registration);
    let offered = offer.map(offer_line);
    let take = offer.map(|offer| PageLink {
        text: format!("空いた時間に面談する：{}", offer.label),
        address: format!("/api/l/{token}/talks/{}/take", offer.id),
    });
    let lines = [first].into_iter().chain(lines).chain(offered).chain(without);
    NoticePage::new("企業のテーブルでの面談", lines, None).with_links(take.into_iter().chain(links))
}

fn may_take(offer: &FairTalkView, token: &str) -> NoticePage {
    let paragraphs =
        [offer_line(offer), "ボタンを1回押すと、この時間の面談が決まります。ほかの面談はそのままです。".to_owned()];
    let button = PageButton { text: "この時間に面談する", action: None };
    let decline = PageLink {
        text: "今回は見送る（時間を次の方に譲る）".to_owned(),
        address: format!("/api/l/{token}/talks/{}", offer.id),
    };
    NoticePage::new("面談の時間が空きました", paragraphs, Some(button)).with_links([decline])
}

fn may_decline(offer: &FairTalkView, token: &str) -> NoticePage {
    let paragraphs = [
        offer_line(offer),
        "ボタンを1回押すと、この時間を見送り、次の方にご案内します。ほかの面談はそのままです。".to_owned(),
    ];
    let button = PageButton { text: "今回は見送る", action: None };
    let page = NoticePage::new("面談の時間の見送り", paragraphs, Some(button));
    if !offer.status().can_be_taken(Timestamp::now()) {
        return page;
    }
    let take = PageLink {
        text: "この時間に面談する".to_owned(),
        address: format!("/api/l/{token}/talks/{}/take", offer.id),
    };
    page.with_links([take])
}

fn taken(token: &str) -> NoticePage {
    let link = PageLink { text: "面談の予定を見る".to_owned(), address: format!("/api/l/{token}/talks") };
    let paragraphs = ["面談が決まりました。新しい予定をメールでもお送りします。".to_owned()];
    NoticePage::new("面談が決まりました", paragraphs, None).with_links([link])
}

fn offer_over(token: &str) -> NoticePage {
    let link = PageLink { text: "面談の予定を見る".to_owned(), address: format!("/api/l/{token}/talks") };
    let paragraphs = ["期限までにお返事がなかったか、見送られたため、この時間はほかの方にご案内しました。".to_owned()];
    NoticePage::new("この時間のご案内は終わりました", paragraphs, None).with_links([link])
}

fn may_give_back(talk: &FairTalkView) -> NoticePage {
    let paragraphs = [
        talk_line(talk),
        "ボタンを1回押すと、この面談だけを取り消します。イベントの申し込みと、ほかの面談はそのままです。".to_owned(),
    ];
    let button = PageButton { text: "この面談を取り消す", action: None };
    NoticePage::new("面談の取り消し", paragraphs, Some(button))
}

fn given_back(token: &str) -> NoticePage {
    let link =
        PageLink { text: "ほかの面談の予定を見る".to_owned(), address: format!("/api/l/{token}/talks") };
    NoticePage::new("面談を取り消しました", ["空いた時間は、ほかの方にご案内します。".to_owned()], None)
        .with_links([link])
}

fn too_late() -> NoticePage {
    let paragraphs = ["この面談は始まったか、終わっているため、取り消せません。".to_owned()];
    NoticePage::new("取り消せませんでした", paragraphs, None)
}
