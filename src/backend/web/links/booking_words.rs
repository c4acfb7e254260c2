//! What the pages behind links of bookings say, by how the booking stands. Every link, old or new, leads to that.

use jiff::Timestamp;

use super::{link_action::LinkAction, words::expired_link};
use crate::{
    intake::bookings::BookingState,
    outbox::JapanTime,
    store::BookingView,
    web::page::{NoticePage, PageButton},
};

/// What is said of a link of a booking.
#[derive(Clone, Copy, Debug)]
pub(super) struct BookingWords<'a> {
    /// Its token.
    pub link: &'a str,
    pub action: LinkAction,
    /// Whether its button may be pressed still.
    pub is_usable: bool,
    pub booking: &'a BookingView,
    pub now: Timestamp,
}

impl BookingWords<'_> {
    /// The page that a GET shows.
    pub fn before(self) -> NoticePage {
        if !self.is_usable || self.action == LinkAction::Fresh {
            return expired_link(self.link);
        }
        let (title, time) = (&self.booking.title, time_of(self.booking));
        let button = |text| Some(PageButton { text, action: None });
        let has_begun = self.booking.starts_at <= self.now;
        match (self.action, self.booking.state) {
            (LinkAction::Confirm, BookingState::Unconfirmed) => NoticePage::new(
                "予約の確定",
                [
                    format!("「{title}」の予約を確定します。"),
                    format!("日時：{time}"),
                    "ボタンを1回押すと、確定します。".to_owned(),
                ],
                button("予約を確定する"),
            ),
            (LinkAction::Cancel, state) if !state.is_over() && !has_begun => NoticePage::new(
                "予約の取り消し",
                [
                    format!("「{title}」の予約を取り消します。"),
                    format!("日時：{time}"),
                    "ボタンを1回押すと取り消され、この時間はほかの方が予約できるようになります。".to_owned(),
                ],
                button("予約を取り消す"),
            ),
            _ => state_of_booking(self.booking),
        }
    }
}

/// When it is, as the mails about it say.
pub(super) fn time_of(booking: &BookingView) -> String {
    JapanTime::between(booking.starts_at, booking.ends_at).as_str().to_owned()
}

/// How a booking stands.
pub(super) fn state_of_booking(booking: &BookingView) -> NoticePage {
    let (title, time) = (&booking.title, time_of(booking));
    let channel = booking.channel.label();
    match booking.state {
        BookingState::Booked => NoticePage::new(
            "予約を承っています",
            [
                format!("「{title}」"),
                format!("日時：{time}"),
                format!("方法：{channel}"),
                "日時の変更や取り消しは、メールのリンクからできます。".to_owned(),
            ],
            None,
        ),
        BookingState::Unconfirmed => NoticePage::new(
            "確定を待っています",
            [
                format!("「{title}」の時間を取ってあります。メールのリンクから確定してください。"),
                format!("日時：{time}"),
            ],
            None,
        ),
        BookingState::Requested => NoticePage::new(
            "申し込みを確かめています",
            [
                format!("「{title}」の申し込みを受け付けました。担当者が確かめて、メールでお知らせします。"),
                format!("日時：{time}"),
            ],
            None,
        ),
        BookingState::Cancelled => {
            NoticePage::new("取り消しました", again(booking, "予約は取り消されています。"), None)
        }
        BookingState::Lapsed => NoticePage::new(
            "確定の期限が過ぎました",
            again(booking, "予約は、期限までに確定されなかったため、なくなりました。"),
            None,
        ),
    }
}

fn again(booking: &BookingView, what: &str) -> [String; 3] {
    [
        format!("「{}」の{what}", booking.title),
        format!("日時：{}", time_of(booking)),
        "またお話ししたくなったときは、サイトの予約のページから、いつでもお申し込みください。".to_owned(),
    ]
}
