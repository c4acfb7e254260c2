//! Organisations in words: what they are, how far they are, and where the site tells of them.

use tsubame_model::encode::encode_path;

use crate::{
    intake::{
        cases::{Pipeline, PipelineKind},
        organisations::{AdviceKind, InvitationAnswer, InvitationPart, OrganisationKind},
    },
    web::SiteSnapshot,
};

/// What the site calls profiles of companies.
pub(super) const PROFILES: &str = "company";

/// The pipeline by which organisations go, if the site has one.
pub(super) fn organisation_pipeline(site: &SiteSnapshot) -> Option<&Pipeline> {
    site.casework.pipelines.values().find(|pipeline| pipeline.kind == PipelineKind::Organisation)
}

/// What a step is called.
pub(super) fn step_label(site: &SiteSnapshot, step: &str) -> String {
    let status = organisation_pipeline(site).and_then(|pipeline| pipeline.status(step));
    status.map_or(step, |status| status.label.as_str()).to_owned()
}

/// The profile of an organisation on the site: its title, and its address where it has a page.
pub(super) fn profile_of(site: &SiteSnapshot, content: &str) -> Option<(String, Option<String>)> {
    let title = site.words.words_of(PROFILES, content)?;
    let path = site.entry_pages.get(&(PROFILES.to_owned(), content.to_owned()));
    Some((title.to_owned(), path.map(|path| format!("{}{}", site.home, encode_path(path)))))
}

pub(super) fn organisation_kind_label(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::Company => "企業",
        OrganisationKind::Town => "市町村",
        OrganisationKind::Partner => "協力団体",
    }
}

pub(super) fn advice_label(kind: AdviceKind) -> &'static str {
    match kind {
        AdviceKind::JobPosting => "求人の条件",
        AdviceKind::WorkingStyle => "働き方（副業・リモート）",
        AdviceKind::Interviews => "面談の進め方",
        AdviceKind::Reception => "受け入れ",
        AdviceKind::Profile => "紹介記事",
        AdviceKind::Other => "その他",
    }
}

pub(super) fn part_label(part: InvitationPart) -> &'static str {
    match part {
        InvitationPart::Speaker => "登壇",
        InvitationPart::Booth => "出展",
    }
}

pub(super) fn answer_label(answer: InvitationAnswer) -> &'static str {
    match answer {
        InvitationAnswer::Invited => "依頼中",
        InvitationAnswer::Accepted => "承諾",
        InvitationAnswer::Declined => "辞退",
    }
}
