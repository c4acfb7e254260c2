//! Talks at the tables of fairs, in words.

use jiff::Timestamp;

use super::times::time_of_day;
use crate::{
    intake::fair::{FairPlan, TalkState},
    store::{DeskVisitor, FairTalkOutcome, FairTalkView, FollowUpReason},
    web::Error,
};

/// What a talk is.
pub(super) fn talk_label(state: TalkState) -> &'static str {
    match state {
        TalkState::Booked => "予約",
        TalkState::Held => "話した",
        TalkState::VisitorAbsent => "本人が来なかった",
        TalkState::HostAbsent => "企業が来なかった",
        TalkState::Cancelled => "取り消し",
        TalkState::Offered => "本人の返事待ち",
        TalkState::Lapsed => "本人の返事なし",
    }
}

/// Why two did not talk.
pub(super) fn reason_label(reason: FollowUpReason) -> &'static str {
    match reason {
        FollowUpReason::NoTime => "希望したが、時間がなかった",
        FollowUpReason::VisitorAbsent => "本人が来なかった",
        FollowUpReason::HostAbsent => "企業が来なかった",
    }
}

/// What somebody is called; without a name, that there is none.
pub(super) fn visitor_label(visitor: Option<&DeskVisitor>) -> String {
    let name = visitor.map(|visitor| visitor.name.as_str()).unwrap_or_default();
    if name.is_empty() { "（名前なし）".to_owned() } else { name.to_owned() }
}

/// From when until when a talk is.
pub(super) fn talk_time(talk: &FairTalkView) -> String {
    format!("{}〜{}", time_of_day(talk.starts_at), time_of_day(talk.ends_at))
}

/// The times of a fair as they are chosen: in milliseconds, and as they are read.
pub(super) fn time_choices(plan: &FairPlan) -> Vec<(String, String)> {
    let choice = |start: Timestamp| (start.as_millisecond().to_string(), time_of_day(start));
    plan.times().iter().map(|time| choice(time.start)).collect()
}

/// Why a talk is not as it was wanted; `None` if it is.
pub(super) fn talk_fault(outcome: FairTalkOutcome) -> Result<Option<&'static str>, Error> {
    match outcome {
        FairTalkOutcome::Done => Ok(None),
        FairTalkOutcome::Taken => Ok(Some(
            "その企業のテーブルは、その時間に空いていないか、もう終わった時間です。別の時間か企業を選んでください。",
        )),
        FairTalkOutcome::OwnOverlap => {
            Ok(Some("本人が、その時間に別の面談か予約を持っています。別の時間を選んでください。"))
        }
        FairTalkOutcome::NotPossible => {
            Ok(Some("始まったか終わった面談、または席のない人の面談のため、変更できません。"))
        }
        FairTalkOutcome::Unknown => Err(Error::NotFound),
    }
}
