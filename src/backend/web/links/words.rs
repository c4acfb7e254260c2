//! What the pages behind links say, by how the registration stands.

use jiff::Timestamp;

use super::link_action::LinkAction;
use crate::{
    intake::RegistrationState,
    outbox::JapanTime,
    store::{FairTalkView, RegistrationView},
    web::page::{NoticePage, PageButton, PageLink},
};

/// What is said of a link.
#[derive(Clone, Copy, Debug)]
pub(super) struct LinkWords<'a> {
    /// Its token.
    pub link: &'a str,
    pub action: LinkAction,
    /// Whether its button may be pressed still.
    pub is_usable: bool,
    /// How the registration stands; `None` for a submission without one.
    pub registration: Option<&'a RegistrationView>,
    /// Whether a submission without one waits for this button.
    pub is_unconfirmed: bool,
    pub now: Timestamp,
}

impl LinkWords<'_> {
    /// The page that a GET shows.
    pub fn before(self) -> NoticePage {
        let Some(registration) = self.registration else { return self.before_without_seat() };
        if !self.is_usable || self.action == LinkAction::Fresh {
            return expired_link(self.link);
        }
        let event = named(registration);
        match (self.action, registration.state) {
            // An offer is over at its end, whether or not somebody has noticed.
            (_, RegistrationState::Offered) if registration.expires_at.is_some_and(|end| end <= self.now) => {
                state_of(&RegistrationView { state: RegistrationState::Lapsed, ..registration.clone() })
            }
            (LinkAction::Confirm, RegistrationState::Unconfirmed) => about(
                registration,
                "申し込みの確定",
                vec![format!("{event}の申し込みを確定します。"), "ボタンを1回押すと、席が確定します。".to_owned()],
                Some(button("申し込みを確定する")),
            ),
            (LinkAction::Confirm, RegistrationState::Offered) => about(
                registration,
                "席が空きました",
                vec![format!("{event}の席が空きました。"), "ボタンを1回押すと、あなたの席になります。".to_owned()],
                Some(button("この席で参加する")),
            )
            .with_links([self.link_to("cancel", "今回は見送る（席を次の方に譲る）")]),
            (LinkAction::Cancel, RegistrationState::Cancelled | RegistrationState::Lapsed)
            | (LinkAction::Confirm, _) => state_of(registration),
            (LinkAction::Cancel | LinkAction::Fresh | LinkAction::Subscribe, _) => self.before_cancel(registration),
        }
    }

    /// The page that asks whether somebody gives back what they have: a seat, an offer of one, a place in line.
    fn before_cancel(self, registration: &RegistrationView) -> NoticePage {
        let (event, state) = (named(registration), registration.state);
        let (title, what, then, text) = match state {
            RegistrationState::Offered => (
                "席の見送り",
                format!("{event}の席を、今回は見送ります。"),
                "ボタンを1回押すと申し込みは取り消され、席は次の方にご案内します。",
                "今回は見送る",
            ),
            RegistrationState::Waiting => (
                "キャンセル待ちの取り消し",
                format!("{event}のキャンセル待ちをやめます。"),
                "ボタンを1回押すと、お待ちの方の名簿からお名前を外します。",
                "キャンセル待ちをやめる",
            ),
            RegistrationState::Held => (
                "申し込みの取り消し",
                format!("{event}の申し込みを取り消します。"),
                "ボタンを1回押すと取り消されます。",
                "申し込みを取り消す",
            ),
            _ => (
                "申し込みの取り消し",
                format!("{event}の申し込みを取り消します。"),
                "ボタンを1回押すと取り消され、席は次の方にご案内します。",
                "申し込みを取り消す",
            ),
        };
        let page = about(registration, title, vec![what, then.to_owned()], Some(button(text)));
        match state {
            RegistrationState::Offered => page.with_links([self.link_to("confirm", "この席で参加する")]),
            _ => page,
        }
    }

    /// Leads to another page behind the same link.
    fn link_to(self, action: &str, text: &str) -> PageLink {
        PageLink { text: text.to_owned(), address: format!("/api/l/{}/{action}", self.link) }
    }

    fn before_without_seat(self) -> NoticePage {
        match self.action {
            _ if !self.is_unconfirmed => received(),
            _ if !self.is_usable || self.action == LinkAction::Fresh => expired_link(self.link),
            LinkAction::Confirm => NoticePage::new(
                "送信の確認",
                [
                    "フォームからの送信を、ご本人のものとして受け付けます。".to_owned(),
                    "ボタンを1回押すと、受け付けが完了します。覚えのないときは、このページを閉じてください。"
                        .to_owned(),
                ],
                Some(button("受け付けを完了する")),
            ),
            LinkAction::Cancel | LinkAction::Subscribe | LinkAction::Fresh => received(),
        }
    }

    /// The page that a POST answers with: how it stands now.
    pub fn after(self) -> NoticePage {
        self.registration.map_or_else(received, state_of)
    }
}

/// The event, with the number of people where there is more than one.
fn named(registration: &RegistrationView) -> String {
    let group = if registration.seats > 1 { format!("（{}人分）", registration.seats) } else { String::new() };
    format!("「{}」{group}", registration.title)
}

fn button(text: &'static str) -> PageButton {
    PageButton { text, action: None }
}

/// A page about a registration: what it says first, when and where that is, and what it says then.
fn about(registration: &RegistrationView, title: &str, text: Vec<String>, button: Option<PageButton>) -> NoticePage {
    let mut text = text.into_iter();
    let first = text.next();
    let time = JapanTime::between(registration.starts_at, registration.ends_at);
    let place = Some(&registration.place).filter(|place| !place.is_empty()).map(|place| format!("場所：{place}"));
    let occasion = [format!("日時：{}", time.as_str())].into_iter().chain(place);
    NoticePage::new(title, first.into_iter().chain(occasion).chain(text), button)
}

/// How a registration stands.
fn state_of(registration: &RegistrationView) -> NoticePage {
    let visit = &registration.visit;
    let talks = visit.talks.iter().map(talk_line);
    let without = (!visit.without_time.is_empty())
        .then(|| format!("時間を用意できなかった企業：{}", visit.without_time.join("、")));
    let offer = visit.offer.as_ref().map(offer_line);
    seat_state(registration).with_paragraphs(talks.chain(offer).chain(without))
}

/// A talk at a table, in a line.
pub(super) fn talk_line(talk: &FairTalkView) -> String {
    format!("面談：{}　{}", JapanTime::between(talk.starts_at, talk.ends_at).as_str(), talk.label)
}

/// A talk that is offered, in a line.
pub(super) fn offer_line(offer: &FairTalkView) -> String {
    let until = offer.expires_at.map(JapanTime::at).unwrap_or_default();
    let when = JapanTime::between(offer.starts_at, offer.ends_at);
    format!("空いた時間のご案内：{}　{}。お返事は{}までにお願いします。", when.as_str(), offer.label, until.as_str())
}

fn seat_state(registration: &RegistrationView) -> NoticePage {
    let event = named(registration);
    let is_group = registration.seats > 1;
    let (title, text) = match registration.state {
        RegistrationState::Confirmed => (
            "参加が決まっています",
            vec![format!("{event}の席は確定しています。"), "当日お会いできるのを楽しみにしています。".to_owned()],
        ),
        RegistrationState::Unconfirmed => (
            "確定を待っています",
            vec![format!("{event}の席を取ってあります。"), "お送りしたメールのリンクから確定してください。".to_owned()],
        ),
        RegistrationState::Offered => (
            "席をご案内しています",
            vec![format!("{event}の席をご案内しています。"), "お送りしたメールのリンクからお返事ください。".to_owned()],
        ),
        RegistrationState::Waiting => {
            // Of an event in two places, one may have seats that others asked for.
            let full = if is_group {
                "の席は、まだそろっていません。"
            } else {
                "のお申し込みの席は、まだ空いていません。"
            };
            let number =
                registration.ahead.map(|ahead| format!("いまの順番は{}番目です。", ahead + 1)).unwrap_or_default();
            let then = if is_group { "席がそろったら" } else { "席が空いたら" };
            (
                "キャンセル待ちを受け付けています",
                vec![format!("{event}{full}"), format!("{number}{then}、順番にメールでご案内します。")],
            )
        }
        RegistrationState::Held => (
            "申し込みを確かめています",
            vec![
                format!("{event}の申し込みを受け付けました。"),
                "担当者が確かめて、メールでお知らせします。".to_owned(),
            ],
        ),
        RegistrationState::Cancelled => ("取り消しました", vec![format!("{event}の申し込みは取り消されています。")]),
        RegistrationState::Lapsed => (
            "ご案内の期限が過ぎました",
            vec![
                format!("{event}の席は、期限までにお返事がなかったため、次の方にご案内しました。"),
                "参加をご希望のときは、案内のページからもう一度お申し込みください。".to_owned(),
            ],
        ),
    };
    about(registration, title, text, None)
}

fn received() -> NoticePage {
    NoticePage::new(
        "受け付けています",
        ["お送りいただいた内容は届いています。ほかに必要な手続きはありません。".to_owned()],
        None,
    )
}

/// For a link past its term.
pub(super) fn expired_link(link: &str) -> NoticePage {
    let paragraphs = [
        "安全のため、メールのリンクは3日で使えなくなります。".to_owned(),
        "下のボタンを1回押すと、同じメールアドレスに新しいリンクをお送りします。".to_owned(),
    ];
    let button = PageButton { text: "新しいメールを送る", action: Some(format!("/api/l/{link}/fresh")) };
    NoticePage::new("リンクの期限が切れています", paragraphs, Some(button))
}

/// For a text that leads nowhere.
pub(super) fn unknown_link() -> NoticePage {
    let paragraphs = [
        "リンクが途中で切れているかもしれません。".to_owned(),
        "メールにあるアドレスを最後までコピーして、もう一度お試しください。".to_owned(),
    ];
    NoticePage::new("このリンクは使えません", paragraphs, None)
}

/// Once a fresh link is on its way.
pub(super) fn fresh_sent() -> NoticePage {
    let paragraphs = ["新しいリンクを、登録のメールアドレスにお送りしました。数分たっても届かないときは、迷惑メールのフォルダーもご覧ください。".to_owned()];
    NoticePage::new("メールを送りました", paragraphs, None)
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;
    use crate::store::FairVisit;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn standing(state: RegistrationState, seats: u32, ahead: u32) -> RegistrationView {
        RegistrationView {
            visit: FairVisit::default(),
            event: "night".to_owned(),
            title: "夜の会".to_owned(),
            state,
            seats,
            ahead: (state == RegistrationState::Waiting).then_some(ahead),
            expires_at: (state == RegistrationState::Offered).then(|| at(100)),
            starts_at: "2099-12-18T10:00:00Z".parse().unwrap(),
            ends_at: "2099-12-18T12:00:00Z".parse().unwrap(),
            place: "坂の上ホール（架空）".to_owned(),
            url: "events/night/".to_owned(),
        }
    }

    /// All that the page behind a link says at a time.
    fn said(action: LinkAction, registration: &RegistrationView, now: i64) -> String {
        let words = LinkWords {
            link: "TOKEN",
            action,
            is_usable: true,
            registration: Some(registration),
            is_unconfirmed: false,
            now: at(now),
        };
        format!("{:?}", words.before())
    }

    #[test]
    fn nobody_reads_of_giving_back_a_seat_who_has_none() {
        use RegistrationState::{Confirmed, Held, Offered, Unconfirmed, Waiting};
        for (state, button, has_seat) in [
            (Unconfirmed, "申し込みを取り消す", true),
            (Confirmed, "申し込みを取り消す", true),
            (Offered, "今回は見送る", true),
            (Waiting, "キャンセル待ちをやめる", false),
            (Held, "申し込みを取り消す", false),
        ] {
            for seats in [1, 3] {
                let page = said(LinkAction::Cancel, &standing(state, seats, 0), 0);
                assert!(page.contains(&format!("PageButton {{ text: \"{button}\"")), "{page}");
                assert_eq!(page.contains("席"), has_seat, "{page}");
                assert_eq!(page.contains("（3人分）"), seats == 3, "{page}");
            }
        }
    }

    #[test]
    fn whoever_waits_reads_their_number_as_in_mails() {
        for (seats, ahead, words) in [
            (1, 0, "いまの順番は1番目です。席が空いたら"),
            (3, 0, "いまの順番は1番目です。席がそろったら"),
            (1, 2, "いまの順番は3番目です。席が空いたら"),
            (3, 2, "いまの順番は3番目です。席がそろったら"),
        ] {
            let page = said(LinkAction::Confirm, &standing(RegistrationState::Waiting, seats, ahead), 0);
            assert!(page.contains(words) && !page.contains("満席"), "{page}");
        }
    }

    #[test]
    fn every_page_about_a_registration_says_when_and_where_it_is() {
        for &state in RegistrationState::VARIANTS {
            for action in [LinkAction::Confirm, LinkAction::Cancel] {
                let page = said(action, &standing(state, 1, 0), 0);
                let (time, place) = ("日時：2099年12月18日（金） 19:00〜21:00", "場所：坂の上ホール（架空）");
                assert!(page.contains(time) && page.contains(place), "{page}");
            }
        }
    }

    #[test]
    fn an_offer_is_taken_or_declined_until_it_ends() {
        let offered = standing(RegistrationState::Offered, 2, 0);
        let (takes, declines) = (said(LinkAction::Confirm, &offered, 99), said(LinkAction::Cancel, &offered, 99));
        assert!(takes.contains("この席で参加する") && takes.contains("/api/l/TOKEN/cancel"), "{takes}");
        assert!(declines.contains("次の方にご案内します") && declines.contains("/api/l/TOKEN/confirm"), "{declines}");
        for action in [LinkAction::Confirm, LinkAction::Cancel] {
            let page = said(action, &offered, 100);
            assert!(page.contains("期限が過ぎました") && page.contains("button: None"), "{page}");
        }
    }
}
