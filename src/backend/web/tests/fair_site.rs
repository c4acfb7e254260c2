//! A site whose event has tables of companies.

use std::sync::Arc;

use tsubame_model::{
    schema::{Casework, Form, parse_form, parse_pipeline},
    source::SourcePath,
};

use super::setup::EventSite;
use crate::{
    store::{
        EventFacts,
        fair_setup::{fair, fair_now},
    },
    web::{FormContent, SiteMail, Workspace, WorkspaceError},
};

const FORM: &str = "form: event\nlabel: イベント申込\nversion: '1'\nreferences: [event, event_mode]\ngroups:\n- legend: お名前\n  fields:\n  \
                    - {name: name, type: text, label: お名前, required: true, max_length: 20}\n  - {name: email, type: email, label: メール, \
                    required: true, max_length: 254}\n  - {name: talk_1, type: table, label: 第1希望}\n  - {name: talk_2, type: table, label: \
                    第2希望}\n  - {name: talk_3, type: table, label: 第3希望}\nconsent: {version: '1', label: 同意します, link: /privacy/}\nsubmit: \
                    送る\nretention: 1 year\nhoneypot: remark\nthanks: 確認のメールをお送りしました。\n";

struct FairSite {
    rest: EventSite,
    facts: EventFacts,
}

impl Workspace for FairSite {
    fn base_url(&self) -> Result<String, WorkspaceError> {
        self.rest.base_url()
    }

    fn forms(&self) -> Result<Vec<Form>, WorkspaceError> {
        let (form, faults) = parse_form(&SourcePath::new("data/forms/event.yaml"), FORM);
        assert!(faults.is_empty(), "{faults:?}");
        Ok(form.into_iter().collect())
    }

    fn content(&self) -> Result<FormContent, WorkspaceError> {
        Ok(FormContent { events: vec![self.facts.clone()], ..self.rest.content()? })
    }

    fn casework(&self) -> Result<Casework, WorkspaceError> {
        let text = include_str!("../../../../data/pipelines/fair-follow-up.yaml");
        let path = SourcePath::new("data/pipelines/fair-follow-up.yaml");
        let (pipeline, faults) = parse_pipeline(&path, text, &|_| true);
        assert_eq!(faults, []);
        let mut casework = self.rest.casework()?;
        casework.pipelines.insert("fair-follow-up".to_owned(), pipeline.unwrap());
        Ok(casework)
    }

    fn mail(&self) -> Result<SiteMail, WorkspaceError> {
        self.rest.mail()
    }

    fn published_pages(&self) -> Result<Vec<String>, WorkspaceError> {
        self.rest.published_pages()
    }

    fn published_page(&self, path: &str) -> Result<Option<Vec<u8>>, WorkspaceError> {
        self.rest.published_page(path)
    }
}

/// A site with a fair of so many seats that is to come.
pub fn fair_site(capacity: u32) -> Arc<dyn Workspace> {
    site_of(fair(capacity))
}

/// The same with a fair that is on.
pub fn fair_site_now(capacity: u32) -> Arc<dyn Workspace> {
    site_of(fair_now(capacity))
}

fn site_of(facts: EventFacts) -> Arc<dyn Workspace> {
    Arc::new(FairSite { rest: EventSite::default(), facts: EventFacts { id: "shibuya".to_owned(), ..facts } })
}

/// The form as a browser without a script sends it.
pub fn fair_body(number: usize, companies: &[&str]) -> String {
    let fields = ["talk_1", "talk_2", "talk_3"];
    let wishes = fields.iter().enumerate().map(|(at, field)| format!("&{field}={}", companies.get(at).unwrap_or(&"")));
    format!(
        "event=shibuya&name=%E5%B1%B1%E7%94%B0{number}&email=visitor{number}%40example.jp&consent=yes&consent_version=1{}",
        wishes.collect::<String>()
    )
}
