//! What the pages say on which people look after their own data.

use strum::VariantArray;

use crate::web::page::{NoticePage, PageButton, PageLink};

/// Anybody can type any address: what was sent with one and not confirmed may be somebody else's.
const OTHERS_APART: &str = "メールの確認のボタンを押していないほかのお申し込みは、別の方のものかもしれないため、含みません。それぞれのメールのリンクからお願いします。";

/// What somebody does about their own data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray)]
pub(super) enum PersonalAction {
    /// Look at all of it.
    Data,
    /// Take back what was agreed to.
    Withdraw,
    /// Have all of it erased.
    Erase,
}

impl PersonalAction {
    /// Its name at the end of an address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Withdraw => "withdraw",
            Self::Erase => "erase",
        }
    }

    /// The page that a GET shows. `link` is the text of the link.
    pub fn before(self, link: &str) -> NoticePage {
        let (title, paragraphs, button): (_, &[&str], _) = match self {
            Self::Data => (
                "ご自身の情報",
                &[
                    "このお申し込みと、同じ方のものと確認できたお申し込みの内容、参加や面談の記録、同意いただいた文面、お送りしたメールとメッセージを、ひとつのファイルにまとめてお渡しします。",
                    OTHERS_APART,
                    "ボタンを1回押すと、ファイルがダウンロードされます。ほかの人と使う端末では、保存したファイルの扱いにご注意ください。",
                ],
                "自分の情報をダウンロードする",
            ),
            Self::Withdraw => (
                "同意の取り消し",
                &[
                    "このお申し込みのときにいただいた、個人情報の取り扱いへの同意を取り消します。",
                    "ボタンを1回押すと取り消され、お席、キャンセル待ち、予約の時間があれば、次の方にお譲りします。予約のお相手には、取り消されたことだけをお知らせします。",
                ],
                "同意を取り消す",
            ),
            Self::Erase => (
                "ご自身の情報の消去",
                &[
                    "このお申し込みと、同じ方のものと確認できたお申し込みの情報を、すべて消去します。元には戻せません。",
                    OTHERS_APART,
                    "ボタンを1回押すと消去され、お席、キャンセル待ち、予約の時間があれば、次の方にお譲りします。予約のお相手には、取り消されたことだけをお知らせします。人数などの集計は、どなたか分からない形で残ります。",
                ],
                "すべて消去する",
            ),
        };
        let others = Self::VARIANTS.iter().copied().filter(|other| *other != self);
        let links = others.map(|other| other.link(link));
        let paragraphs = paragraphs.iter().map(|text| (*text).to_owned());
        NoticePage::new(title, paragraphs, Some(PageButton { text: button, action: None })).with_links(links)
    }

    /// Leads to its page.
    fn link(self, link: &str) -> PageLink {
        let text = match self {
            Self::Data => "ご自身の情報を見る",
            Self::Withdraw => "同意を取り消す",
            Self::Erase => "ご自身の情報を消去する",
        };
        PageLink { text: text.to_owned(), address: format!("/api/l/{link}/{}", self.name()) }
    }
}

/// The page that a POST answers with, the same however often it is pressed.
pub(super) fn done(action: PersonalAction, link: &str) -> NoticePage {
    match action {
        PersonalAction::Erase => nothing_left(),
        PersonalAction::Data | PersonalAction::Withdraw => NoticePage::new(
            "同意を取り消しました",
            [
                "個人情報の取り扱いへの同意は取り消されています。担当者にも伝わっています。".to_owned(),
                "お預かりしている情報も消去するときは、下のページからお願いします。".to_owned(),
            ],
            None,
        )
        .with_links([PersonalAction::Erase.link(link)]),
    }
}

/// For a link whose person is there no more: erased just now, long ago, or over their term.
pub(super) fn nothing_left() -> NoticePage {
    let paragraphs = [
        "このお申し込みの情報は、消去されています。ご自身で消去されたか、確認のボタンが期限までに押されなかったか、お預かりする期限を過ぎたためです。".to_owned(),
        OTHERS_APART.to_owned(),
        "またのお申し込みを、いつでもお待ちしています。".to_owned(),
    ];
    NoticePage::new("情報は消去されています", paragraphs, None)
}

/// For a link past its term.
pub(super) fn expired(link: &str) -> NoticePage {
    let paragraphs = [
        "安全のため、メールのリンクは3日で使えなくなります。".to_owned(),
        "下のボタンを1回押すと、同じメールアドレスに新しいリンクをお送りします。".to_owned(),
    ];
    let button = PageButton { text: "新しいメールを送る", action: Some(format!("/api/l/{link}/fresh")) };
    NoticePage::new("リンクの期限が切れています", paragraphs, Some(button))
}
