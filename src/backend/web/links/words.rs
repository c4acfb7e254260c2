//! What the pages behind links say, by how the registration stands.

use super::link_action::LinkAction;
use crate::{
    intake::RegistrationState,
    store::RegistrationView,
    web::page::{NoticePage, PageButton},
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
}

impl LinkWords<'_> {
    /// The page that a GET shows.
    pub fn before(self) -> NoticePage {
        let Some(registration) = self.registration else { return self.before_without_seat() };
        if !self.is_usable || self.action == LinkAction::Fresh {
            return expired_link(self.link);
        }
        let event = named(registration);
        let button = |text| Some(PageButton { text, action: None });
        match (self.action, registration.state) {
            (LinkAction::Confirm, RegistrationState::Unconfirmed) => NoticePage::new(
                "申し込みの確定",
                [format!("{event}の申し込みを確定します。"), "ボタンを1回押すと、席が確定します。".to_owned()],
                button("申し込みを確定する"),
            ),
            (LinkAction::Confirm, RegistrationState::Offered) => NoticePage::new(
                "席が空きました",
                [
                    format!("{event}の席が空きました。"),
                    "ボタンを1回押すと、あなたの席になります。参加しないときは、このページを閉じてください。"
                        .to_owned(),
                ],
                button("この席で参加する"),
            ),
            (LinkAction::Cancel, RegistrationState::Cancelled | RegistrationState::Lapsed)
            | (LinkAction::Confirm, _) => state_of(registration),
            (LinkAction::Cancel | LinkAction::Fresh | LinkAction::Subscribe, _) => NoticePage::new(
                "申し込みの取り消し",
                [
                    format!("{event}の申し込みを取り消します。"),
                    "ボタンを1回押すと取り消され、席は次の方にご案内します。".to_owned(),
                ],
                button("申し込みを取り消す"),
            ),
        }
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
                Some(PageButton { text: "受け付けを完了する", action: None }),
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

/// How a registration stands.
fn state_of(registration: &RegistrationView) -> NoticePage {
    let event = named(registration);
    match registration.state {
        RegistrationState::Confirmed => NoticePage::new(
            "参加が決まっています",
            [format!("{event}の席は確定しています。当日お会いできるのを楽しみにしています。")],
            None,
        ),
        RegistrationState::Unconfirmed => NoticePage::new(
            "確定を待っています",
            [format!("{event}の席を取ってあります。メールの「申し込みを確定する」のリンクから確定してください。")],
            None,
        ),
        RegistrationState::Offered => NoticePage::new(
            "席をご案内しています",
            [format!("{event}の席をご案内しています。メールの「この席で参加する」のリンクからお返事ください。")],
            None,
        ),
        RegistrationState::Waiting => {
            let ahead = registration.seats_ahead;
            let full = if registration.seats > 1 {
                "の席は、まだそろっていません。"
            } else {
                "は満席です。"
            };
            let line = format!("前に{ahead}人の方がお待ちです。席が空いたら、順番にメールでご案内します。");
            NoticePage::new("キャンセル待ちを受け付けています", [format!("{event}{full}"), line], None)
        }
        RegistrationState::Held => NoticePage::new(
            "申し込みを確かめています",
            [format!("{event}の申し込みを受け付けました。担当者が確かめて、メールでお知らせします。")],
            None,
        ),
        RegistrationState::Cancelled => {
            NoticePage::new("取り消しました", [format!("{event}の申し込みは取り消されています。")], None)
        }
        RegistrationState::Lapsed => NoticePage::new(
            "ご案内の期限が過ぎました",
            [
                format!("{event}の席は、期限までにお返事がなかったため、次の方にご案内しました。"),
                "参加をご希望のときは、イベントのページからもう一度お申し込みください。".to_owned(),
            ],
            None,
        ),
    }
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
