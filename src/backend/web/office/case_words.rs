//! Cases, consultations, referrals and what came of asking somebody, in words: those of the site for its pipelines, and those of the
//! office for what it counts.

use crate::{
    intake::cases::{
        CaseId, CodedValue, ConsultationFacts, ConsultationKind, ConsultationMethod, FollowUpResult, NoteSide,
        Pipeline, ReferralOutcome, TimeBand,
    },
    store::{CaseView, TaskTitle},
    web::SiteSnapshot,
};

/// What a consultation can have been about.
pub(super) const TOPICS: &[(&str, &str)] = &[
    ("work", "仕事・職種"),
    ("companies", "企業"),
    ("resume", "応募書類"),
    ("interview", "面接"),
    ("housing", "住まい"),
    ("family", "家族・子育て"),
    ("money", "お金・支援制度"),
    ("life", "暮らし"),
    ("health", "健康"),
    ("other", "そのほか"),
];

/// How it can have been taken.
pub(super) const REACTIONS: &[(&str, &str)] =
    &[("positive", "前向き"), ("neutral", "どちらともいえない"), ("negative", "気が進まない")];

/// What can have come of it.
pub(super) const RESULTS: &[(&str, &str)] = &[
    ("informed", "情報を提供した"),
    ("introduced", "企業を紹介した"),
    ("applying", "応募に進む"),
    ("next", "次の相談を約束した"),
    ("referred", "ほかの窓口を案内した"),
    ("ended", "相談を終えた"),
];

/// What stands in counts for values that too few had.
const MERGED: (&str, &str) = ("*", "少数のため内訳なし");

/// What a value is called that the office counts; the value itself where it has no words.
pub(super) fn coded_label(words: &[(&str, &str)], value: &str) -> String {
    let found = words.iter().chain([&MERGED]).find(|(code, _)| *code == value);
    found.map_or_else(|| value.to_owned(), |(_, label)| (*label).to_owned())
}

pub(super) fn kind_label(kind: ConsultationKind) -> &'static str {
    match kind {
        ConsultationKind::Talk => "相談",
        ConsultationKind::Application => "応募の支援",
        ConsultationKind::Resume => "応募書類の添削",
        ConsultationKind::MockInterview => "模擬面接",
    }
}

pub(super) fn method_label(method: ConsultationMethod) -> &'static str {
    match method {
        ConsultationMethod::InPerson => "対面",
        ConsultationMethod::Video => "ビデオ通話",
        ConsultationMethod::Phone => "電話",
        ConsultationMethod::Line => "LINE",
        ConsultationMethod::Mail => "メール",
    }
}

pub(super) fn band_label(band: TimeBand) -> &'static str {
    match band {
        TimeBand::UnderQuarter => "15分未満",
        TimeBand::UnderHalf => "15分以上30分未満",
        TimeBand::UnderHour => "30分以上60分未満",
        TimeBand::HourOrMore => "60分以上",
    }
}

pub(super) fn side_label(side: NoteSide) -> &'static str {
    match side {
        NoteSide::Person => "本人の話",
        NoteSide::Company => "企業の話",
    }
}

pub(super) fn outcome_label(outcome: ReferralOutcome) -> &'static str {
    match outcome {
        ReferralOutcome::Open => "結果待ち",
        ReferralOutcome::Connected => "つながった",
        ReferralOutcome::Declined => "本人が見送った",
        ReferralOutcome::Unsuited => "窓口の対象ではなかった",
    }
}

pub(super) fn result_label(result: FollowUpResult) -> &'static str {
    match result {
        FollowUpResult::Well => "順調",
        FollowUpResult::Troubled => "困りごとがある",
        FollowUpResult::Left => "離職・中断した",
        FollowUpResult::Unreachable => "連絡が取れない",
    }
}

/// What is counted of a consultation, as labels and values.
pub(super) fn consultation_facts(facts: &ConsultationFacts) -> Vec<(String, String)> {
    let topics: Vec<String> = facts.topics.iter().map(|topic| coded_label(TOPICS, topic.as_str())).collect();
    let minutes = facts.minutes.map(|minutes| format!("{minutes}分"));
    let time = minutes.or_else(|| facts.band().map(|band| band_label(band).to_owned()));
    let coded = |words, value: &Option<CodedValue>| value.as_ref().map(|value| coded_label(words, value.as_str()));
    let told = [
        ("種類", Some(kind_label(facts.kind).to_owned())),
        ("方法", Some(method_label(facts.method).to_owned())),
        ("時間", time),
        ("話題", (!topics.is_empty()).then(|| topics.join("、"))),
        ("反応", coded(REACTIONS, &facts.reaction)),
        ("結果", coded(RESULTS, &facts.result)),
    ];
    told.into_iter().filter_map(|(label, value)| Some((label.to_owned(), value?))).collect()
}

/// What is to be done.
pub(super) fn task_text(title: &TaskTitle) -> String {
    match title {
        TaskTitle::Written(text) => text.clone(),
        TaskTitle::FollowUp { months, .. } => format!("{months}か月後の様子をたずねる"),
    }
}

/// By what the site calls cases and what they are about.
#[derive(Clone, Copy)]
pub(super) struct CaseWords<'a> {
    pub site: &'a SiteSnapshot,
}

impl<'a> CaseWords<'a> {
    /// A pipeline; `None` for one that the site has no more.
    pub fn pipeline(self, id: &str) -> Option<&'a Pipeline> {
        self.site.casework.pipelines.get(id)
    }

    /// What a pipeline is called.
    pub fn label(self, pipeline: &str) -> String {
        self.pipeline(pipeline).map_or_else(|| pipeline.to_owned(), |found| found.label.clone())
    }

    /// What a status is called.
    pub fn status(self, pipeline: &str, status: &str) -> String {
        let found = self.pipeline(pipeline).and_then(|found| found.status(status));
        found.map_or_else(|| coded_label(&[], status), |found| found.label.clone())
    }

    /// What a company is called.
    pub fn company(self, key: &str) -> String {
        self.site.words.words_of("company", key).unwrap_or(key).to_owned()
    }

    /// What the company of a case is called; empty where it is about none.
    pub fn company_of(self, case: &CaseView) -> String {
        case.organisation.as_deref().map(|key| self.company(key)).unwrap_or_default()
    }

    /// All companies that the site has, with their keys.
    pub fn companies(self) -> Vec<(String, String)> {
        let keys = self.site.references.values("company");
        keys.map(|key| (key.to_owned(), self.company(key))).collect()
    }

    /// What an office is called to which people are sent on.
    pub fn office(self, id: &str) -> String {
        self.site.casework.office(id).map_or_else(|| coded_label(&[], id), |office| office.label.clone())
    }

    /// After how many months somebody is asked next whom one has asked so many months after a status began.
    pub fn next_follow_up(self, case: &CaseView, title: &TaskTitle) -> Option<u8> {
        let TaskTitle::FollowUp { status, months } = title else { return None };
        let rules = &self.pipeline(&case.pipeline)?.follow_ups;
        let rule = rules.iter().find(|rule| rule.status == *status)?;
        rule.months.iter().copied().find(|next| next > months)
    }
}

/// The address of a case's page.
pub(super) fn case_address(case: CaseId) -> String {
    format!("/cases/{}", case.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_are_counted_have_words_and_names_that_can_be_kept() {
        for (code, label) in TOPICS.iter().chain(REACTIONS).chain(RESULTS) {
            assert!(CodedValue::parse(code).is_some() && !label.is_ascii(), "{code}");
        }
        assert_eq!(coded_label(TOPICS, "housing"), "住まい");
        assert_eq!(coded_label(TOPICS, "*"), "少数のため内訳なし");
        assert_eq!(coded_label(TOPICS, "of-long-ago"), "of-long-ago");
    }

    #[test]
    fn what_is_said_of_a_consultation_is_what_was_noted() {
        let facts = ConsultationFacts {
            kind: ConsultationKind::MockInterview,
            method: ConsultationMethod::Video,
            minutes: None,
            time_band: Some(TimeBand::UnderHour),
            topics: ["interview", "money"].into_iter().filter_map(CodedValue::parse).collect(),
            reaction: None,
            result: CodedValue::parse("next"),
        };
        let told: Vec<String> =
            consultation_facts(&facts).into_iter().map(|(label, value)| format!("{label}：{value}")).collect();
        let expected = [
            "種類：模擬面接",
            "方法：ビデオ通話",
            "時間：30分以上60分未満",
            "話題：面接、お金・支援制度",
            "結果：次の相談を約束した",
        ];
        assert_eq!(told, expected);
    }
}
