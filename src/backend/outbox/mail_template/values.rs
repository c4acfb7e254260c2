//! What templates of mails may say: one typed set of values for all of them.
//!
//! What does not apply is an empty text, so a template asks `{% if event.place %}` and never fails for a value that is
//! not there.

use jiff::Timestamp;
use serde::Serialize;

use super::japan_time::JapanTime;
use crate::intake::MailKind;

/// Values of one mail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MailValues {
    /// Who writes.
    pub programme: ProgrammeValues,
    /// Who is written to.
    pub recipient: RecipientValues,
    /// The event in question.
    pub event: OccasionValues,
    /// The booking in question: a casual interview, a consultation.
    pub booking: OccasionValues,
    /// The talks at the tables of companies, of an event that has such tables.
    pub talks: TalkValues,
    /// What was announced before a change.
    pub before: BeforeValues,
    /// The recipient's number on the waitlist, from 1.
    pub waiting_number: Option<u32>,
    /// How many seats the registration is for, where it is for a group.
    pub seats: Option<u32>,
    /// Whether the registration has come here from another date of its series.
    pub has_moved: bool,
    /// Whether a file for calendars goes with the mail.
    pub has_calendar: bool,
    /// Until when an offer stands, or a seat is held for somebody who has not confirmed.
    pub deadline: JapanTime,
    /// The newsletter, as people wrote it.
    pub newsletter: NewsletterValues,
    /// What staff write in a message.
    pub message: MessageValues,
    /// The survey in question.
    pub survey: SurveyValues,
    /// The case in question.
    pub case: CaseValues,
    /// The account in question, in mails to staff.
    pub account: AccountValues,
    /// Personal links. Each leads to a page with one button; opening it changes nothing.
    pub links: LinkValues,
}

/// The programme.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ProgrammeValues {
    /// Its name: `CROSS SENDAI`.
    pub name: String,
    /// Who runs it.
    pub operator: String,
    /// The address of its site.
    pub url: String,
    /// Its mail address for questions.
    pub contact: String,
}

/// The person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RecipientValues {
    /// Their name as they write it.
    pub name: String,
}

/// Something with a time and a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OccasionValues {
    /// Its title.
    pub title: String,
    /// When it is.
    pub time: JapanTime,
    /// Where it is: a venue with its address, or that it is online.
    pub place: String,
    /// What one has to know to meet there: who calls whom, where one goes. Bookings have it.
    pub note: String,
    /// The address of its page.
    pub url: String,
    /// The address at which one joins it online. Only mails to people with a seat or a booking say it.
    pub join_link: String,
}

/// A survey that somebody is asked to answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SurveyValues {
    /// What people call it.
    pub title: String,
    /// What they are thanked with.
    pub incentive: String,
}

/// A case that went on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CaseValues {
    /// What its pipeline is called.
    pub title: String,
    /// The company that it is about, where there is one.
    pub organisation: String,
}

/// An account that somebody of the staff is to take over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AccountValues {
    /// Whether it was theirs before, and is to get a new password.
    pub is_reset: bool,
}

/// Talks at the tables of companies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TalkValues {
    /// When and with whom: a line for each, by their time.
    pub list: String,
    /// When and with whom, of a talk that is offered.
    pub offered: String,
    /// The companies that were wished for and have no time, in a line.
    pub without_time: String,
    /// Whether there will be none, in mails to companies: the event is called off, or put off.
    pub is_off: bool,
}

/// Time and place as they were, and with whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BeforeValues {
    /// What it was called, where that says with whom it was to be.
    pub title: String,
    /// When it was to be.
    pub time: JapanTime,
    /// Where it was to be.
    pub place: String,
}

/// What people wrote to everybody who wants to read it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NewsletterValues {
    /// Its subject.
    pub title: String,
    /// What it says: lines of text.
    pub text: String,
}

/// What staff wrote to somebody, or to some, with everything in it that stands for a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MessageValues {
    /// Its subject.
    pub title: String,
    /// What it says: lines of text.
    pub text: String,
}

/// Addresses of pages with one button.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LinkValues {
    /// Confirms an address.
    pub confirm: String,
    /// Gives a seat or a booking back.
    pub cancel: String,
    /// Takes an offered seat.
    pub accept: String,
    /// Leaves an offered seat to the next person.
    pub decline: String,
    /// Moves a booking.
    pub change: String,
    /// Shows how a registration or a booking stands now.
    pub state: String,
    /// Lists talks at the tables of companies, each of which can be given back.
    pub talks: String,
    /// Leads to what is kept about the recipient, and to having it erased.
    pub data: String,
    /// Says that newsletters are wanted.
    pub subscribe: String,
    /// Leaves the newsletters.
    pub unsubscribe: String,
    /// Answers a survey.
    pub survey: String,
    /// Takes an account over: mails to staff have it, and no others.
    pub account: String,
}

/// What a subject may say. It is shown on locked screens and in logs of mail servers, so a type of its own keeps
/// everything personal out: a template that wants more does not render.
#[derive(Serialize)]
pub(super) struct SubjectValues<'a> {
    programme: PublicName<'a>,
    event: PublicTitle<'a>,
    newsletter: PublicTitle<'a>,
    message: PublicTitle<'a>,
}

#[derive(Serialize)]
struct PublicName<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct PublicTitle<'a> {
    title: &'a str,
}

impl MailValues {
    /// The part that subjects may say.
    pub(super) fn for_subject(&self) -> SubjectValues<'_> {
        let (name, title) = (self.programme.name.as_str(), self.event.title.as_str());
        let newsletter = PublicTitle { title: &self.newsletter.title };
        let message = PublicTitle { title: &self.message.title };
        SubjectValues { programme: PublicName { name }, event: PublicTitle { title }, newsletter, message }
    }

    /// What a mail of this kind may say of them, whatever its template asks for.
    pub(super) fn for_kind(&self, kind: MailKind) -> Self {
        let mut values = self.clone();
        if kind.may_reach_a_stranger() {
            values.recipient = RecipientValues::default();
            values.talks = TalkValues::default();
        }
        if kind.asks_for_owner() {
            values.links.data.clear();
        }
        // All of them are the visitor's.
        if kind.is_to_host() {
            values.links = LinkValues::default();
        }
        let account = std::mem::take(&mut values.links.account);
        if kind.is_to_staff() {
            values.links = LinkValues { account, ..LinkValues::default() };
        } else {
            values.account = AccountValues::default();
        }
        if !kind.may_let_in() {
            values.booking.join_link.clear();
        }
        if !kind.may_let_in() || values.waiting_number.is_some() {
            values.event.join_link.clear();
        }
        values
    }

    /// Values of which each is there, and each text is a text of its own: what checks render.
    pub fn example() -> Self {
        let at = |hour: i64| Timestamp::from_second(1_796_900_400 + hour * 3600).unwrap_or_default();
        let event = OccasionValues {
            title: "仙台しごと夜話 <渋谷> & オンライン".to_owned(),
            time: JapanTime::between(at(0), at(2)),
            place: "渋谷の会議室（架空）渋谷1-1".to_owned(),
            note: String::new(),
            url: "https://cross-sendai.example.jp/events/yawa/".to_owned(),
            join_link: "https://meet.example.jp/yawa".to_owned(),
        };
        let booking = OccasionValues {
            title: "カジュアル面談".to_owned(),
            time: JapanTime::between(at(38), at(39)),
            place: "オンライン（面談用）".to_owned(),
            note: "時刻になったら、下のアドレスを開いてください。".to_owned(),
            url: "https://cross-sendai.example.jp/companies/mihon/".to_owned(),
            join_link: "https://meet.example.jp/mendan".to_owned(),
        };
        Self {
            programme: ProgrammeValues {
                name: "CROSS SENDAI".to_owned(),
                operator: "CROSS SENDAI 事務局（見本）".to_owned(),
                url: "https://cross-sendai.example.jp".to_owned(),
                contact: "info@cross-sendai.example.jp".to_owned(),
            },
            recipient: RecipientValues { name: "見本 \"太郎\"".to_owned() },
            event,
            booking,
            talks: TalkValues {
                list: "2026年12月11日（金） 18:00〜18:15　広瀬川ロボット <架空>\n2026年12月11日（金） 18:20〜18:35　杜の計測 & 仲間（架空）"
                    .to_owned(),
                offered: "2026年12月11日（金） 18:40〜18:55　見本システム <架空>".to_owned(),
                without_time: "青葉デザイン（架空）".to_owned(),
                is_off: true,
            },
            before: BeforeValues {
                title: "カジュアル面談（見本工業 <架空>）".to_owned(),
                time: JapanTime::between(at(50), at(51)),
                place: "恵比寿の会議室（架空）".to_owned(),
            },
            waiting_number: Some(37),
            seats: Some(3),
            has_moved: true,
            has_calendar: true,
            deadline: JapanTime::at(at(70)),
            newsletter: NewsletterValues {
                title: "冬の仙台 <しごと> の話".to_owned(),
                text: "仙台で働く人の話を聞く会を開きます & ご案内します。".to_owned(),
            },
            message: MessageValues {
                title: "お礼と <次の> ご案内".to_owned(),
                text: "先日はありがとうございました & またお会いしましょう。".to_owned(),
            },
            survey: SurveyValues {
                title: "イベントのアンケート".to_owned(),
                incentive: "抽選で5人にコーヒー券".to_owned(),
            },
            case: CaseValues {
                title: "面談の <お申し込み>".to_owned(),
                organisation: "広瀬川ロボット & 仲間（架空）".to_owned(),
            },
            account: AccountValues { is_reset: true },
            links: LinkValues::example(),
        }
    }
}

impl LinkValues {
    /// One of those that some mails cannot do without, by the name that templates have for it.
    pub(super) fn of_name(&self, name: &str) -> &str {
        match name {
            "links.confirm" => &self.confirm,
            "links.subscribe" => &self.subscribe,
            "links.accept" => &self.accept,
            "links.decline" => &self.decline,
            "links.survey" => &self.survey,
            "links.account" => &self.account,
            "links.unsubscribe" => &self.unsubscribe,
            "links.data" => &self.data,
            _ => "",
        }
    }

    /// Every link, each to a place of its own.
    fn example() -> Self {
        let link = |action: &str| format!("https://cross-sendai.example.jp/api/l/{action}?t=見本&c=1");
        Self {
            confirm: link("confirm"),
            cancel: link("cancel"),
            accept: link("accept"),
            decline: link("decline"),
            change: link("change"),
            state: link("state"),
            talks: link("talks"),
            data: link("data"),
            subscribe: link("subscribe"),
            unsubscribe: link("unsubscribe"),
            survey: link("survey"),
            account: "https://office.example.jp/invite/見本?c=1".to_owned(),
        }
    }
}
