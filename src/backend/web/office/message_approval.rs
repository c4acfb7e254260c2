//! What a message to many has to have before it goes out, where the settings say so: the approval of exactly its words. What is written to
//! one person alone is theirs, and nobody who commissions the programme reads it.

use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
};

use super::{
    frame::see_other,
    message_readers::find_message,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    staff_visit::StaffVisit,
};
use crate::{
    intake::{
        approvals::{ApprovalContent, ApprovalId, ApprovalKind},
        staff::StaffRight,
    },
    store::{ApprovalRequest, ApprovalStanding, AskRefusal, MessageView, NewVersion, VersionFiles},
    web::Error,
};

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.post("/messages/{message}/approval", RouteAccess::Right(StaffRight::SendMessages), ask)
}

/// How the approval of a message stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum MessageApproval {
    /// It needs none.
    NotNeeded,
    /// Exactly its words are approved.
    Given,
    /// They are asked about.
    Waiting(ApprovalId),
    /// They came back with a remark.
    Returned(ApprovalId),
    /// Nobody was asked about these words.
    Missing,
}

impl MessageApproval {
    /// How that of a message stands now.
    pub async fn of(state: &OfficeState, message: &MessageView) -> Result<Self, Error> {
        let is_required = state.app.rules().await?.approval_required.contains(&ApprovalKind::Message);
        if !is_required || message.target.is_one() {
            return Ok(Self::NotNeeded);
        }
        let standing = state.app.store.approval_of(ApprovalKind::Message, &message.id.to_string()).await?;
        Ok(match standing {
            _ if standing.covers(&content_of(message)) => Self::Given,
            ApprovalStanding::Waiting(id) => Self::Waiting(id),
            ApprovalStanding::Returned(id) => Self::Returned(id),
            ApprovalStanding::NotAsked | ApprovalStanding::Approved { .. } => Self::Missing,
        })
    }

    /// Whether the message may go out.
    pub fn allows(&self) -> bool {
        matches!(self, Self::NotNeeded | Self::Given)
    }

    /// Whether somebody has to ask.
    pub fn is_to_be_asked(&self) -> bool {
        matches!(self, Self::Missing | Self::Returned(_))
    }

    /// How it stands, in words; empty where none is needed.
    pub fn text(&self) -> &'static str {
        match self {
            Self::NotNeeded => "",
            Self::Given => "この内容は承認されています。",
            Self::Waiting(_) => "承認を待っています。",
            Self::Returned(_) => "差し戻されました。内容を直して、もう一度依頼してください。",
            Self::Missing => "送信の前に、この内容の承認が必要です。",
        }
    }

    /// The page of what was asked.
    pub fn address(&self) -> Option<String> {
        match self {
            Self::Waiting(id) | Self::Returned(id) => Some(format!("/approvals/{}", id.0)),
            Self::NotNeeded | Self::Given | Self::Missing => None,
        }
    }
}

/// What is approved of a message: its words.
fn content_of(message: &MessageView) -> ApprovalContent {
    let (title, text) = message.words.clone().unwrap_or_default();
    ApprovalContent { title, text, link: String::new() }
}

/// Asks for the approval of a message as it is, anew if it was asked about before.
async fn ask(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(message): Path<String>,
) -> Result<Response, Error> {
    let found = find_message(&state, &visit, &message).await?;
    let (store, content, actor) = (&state.app.store, content_of(&found), visit.actor());
    if MessageApproval::of(&state, &found).await?.is_to_be_asked() {
        let request = ApprovalRequest {
            programme: found.programme.clone(),
            kind: ApprovalKind::Message,
            subject: Some(found.id.to_string()),
            due_on: None,
            content: content.clone(),
            files: VersionFiles::default(),
        };
        if let Err(AskRefusal::AskedBefore(known)) = store.ask_approval(request, &actor).await?
            && let Some(page) = store.approval_page(known, &actor).await?
        {
            let version = NewVersion { content, files: VersionFiles::default(), due_on: None };
            store.ask_approval_anew((known, page.item.newest), version, &actor).await?;
        }
    }
    Ok(see_other(&format!("/messages/{}?done=asked", found.id)))
}
