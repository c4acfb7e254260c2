//! What an office has in its books: companies on their way to a profile, something for the city to approve, a meeting and a day.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use tsubame_model::schema::Casework;

use crate::{
    intake::{
        approvals::{ApprovalContent, ApprovalKind},
        calendar::{BusinessCalendar, Holidays},
        cases::PipelineKind,
        office_records::{HandOverState, OfficeRecordKind},
        organisations::{JobOpenings, OrganisationKind},
    },
    store::{
        ApprovalRequest, NewOfficeRecord, OfficeRecordContent, OrganisationContact, OrganisationFacts,
        OrganisationMove, OrganisationRules, Store, VersionFiles,
    },
    web::FormContent,
};

/// How many companies of the site are in the books.
const COMPANIES: usize = 12;

/// The way that they go, each as far as its number says.
const STEPS: [&str; 5] = ["contacted", "visited", "agreed", "drafting", "published"];

/// Writes the books, in the name of an account; gives how many entries there are.
pub(super) async fn write_books(
    store: &Store,
    (casework, content): (&Casework, &FormContent),
    now: Timestamp,
    actor: &str,
) -> anyhow::Result<usize> {
    let today = now.to_zoned(TimeZone::UTC).date();
    let companies = write_companies(store, (casework, content), today, actor).await?;
    let approval = ApprovalRequest {
        programme: None,
        kind: ApprovalKind::Message,
        subject: None,
        due_on: today.checked_add(5.days()).ok(),
        content: ApprovalContent {
            title: "来月のお知らせ（見本）".to_owned(),
            text: "仙台で働く人の話を聞く会を開きます。ご都合がつけば、お越しください。".to_owned(),
            link: String::new(),
        },
        files: VersionFiles::default(),
    };
    if store.ask_approval(approval, actor).await?.is_err() {
        anyhow::bail!("what names nothing was asked about before");
    }
    let fields = |texts: &[(&str, &str)]| {
        texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect::<BTreeMap<_, _>>()
    };
    let record = |kind, title: &str, state, fields| NewOfficeRecord {
        programme: None,
        kind,
        day: today,
        state,
        content: OfficeRecordContent { title: title.to_owned(), fields },
    };
    let meeting = fields(&[("place", "オンライン"), ("agenda", "来月のイベント"), ("decisions", "定員は30人とする。")]);
    let day = fields(&[("hours", "7.5"), ("done", "企業を2社訪ね、相談を3件受けた。")]);
    let account = fields(&[("holder", "調整 学"), ("secret_place", "事務局の金庫の封筒")]);
    let records = [
        record(OfficeRecordKind::Meeting, "定例の打合せ（見本）", None, meeting),
        record(OfficeRecordKind::Daily, "日報（見本）", None, day),
        record(OfficeRecordKind::Account, "写真の置き場所（見本）", None, account),
        record(
            OfficeRecordKind::HandOver,
            "撮影した写真の元データ（見本）",
            Some(HandOverState::Open),
            BTreeMap::new(),
        ),
    ];
    let count = records.len();
    for record in records {
        store.add_office_record(record, actor).await?;
    }
    Ok(companies + 1 + count)
}

/// Companies of the site, which are the ones that an office would have won.
async fn write_companies(
    store: &Store,
    (casework, content): (&Casework, &FormContent),
    today: Date,
    actor: &str,
) -> anyhow::Result<usize> {
    let mut pipelines = casework.pipelines.values();
    let Some(pipeline) = pipelines.find(|pipeline| pipeline.kind == PipelineKind::Organisation) else {
        return Ok(0);
    };
    let holidays = Holidays::default();
    let calendar = BusinessCalendar::office(&holidays);
    let rules = OrganisationRules { pipeline, calendar: &calendar };
    let mut written = 0;
    for (number, company) in content.references.values("company").take(COMPANIES).enumerate() {
        let won_on = today.checked_sub((20 * i64::try_from(number)?).days()).ok();
        let facts = OrganisationFacts {
            programme: None,
            kind: OrganisationKind::Company,
            name: content.words.words_of("company", company).unwrap_or(company).to_owned(),
            kana: String::new(),
            place: "仙台市".to_owned(),
            trade: ["製造", "情報通信", "福祉"][number % 3].to_owned(),
            source: "商工会の紹介（見本）".to_owned(),
            content: Some(company.to_owned()),
            won_on: won_on.filter(|_| number % 6 >= 3),
            openings: vec![JobOpenings { occupation: "企画".to_owned(), count: 1 + u32::try_from(number % 3)? }],
            owner: Some(actor.to_owned()),
        };
        let id = store.add_organisation(facts, rules, actor).await?;
        for (version, step) in (1..).zip(STEPS.iter().take(number % 6)) {
            let wanted = OrganisationMove { id, version, to: (*step).to_owned(), note: None };
            store.move_organisation(wanted, rules, actor).await?;
        }
        let contact = OrganisationContact {
            name: format!("人事 担当{number}（見本）"),
            mail: format!("company{number}@example.jp"),
            ..OrganisationContact::default()
        };
        store.add_contact(id, &contact, actor).await?;
        written += 1;
    }
    Ok(written)
}
