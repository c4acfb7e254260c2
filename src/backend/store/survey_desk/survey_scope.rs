//! Which occasions are looked at, as a condition of queries.

use std::collections::BTreeSet;

use sea_orm::{
    ColumnTrait, ExprTrait,
    sea_query::{Expr, Query, SelectStatement},
};

use crate::store::entities::{counted_submission, survey_invitation, survey_response};

/// Which occasions are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SurveyScope {
    /// All of them.
    All,
    /// These: of one event, or of the programmes that somebody may see.
    Only(BTreeSet<String>),
}

impl SurveyScope {
    /// One occasion.
    pub fn of(occasion: &str) -> Self {
        Self::Only([occasion.to_owned()].into())
    }

    /// The invitations to a survey.
    pub(super) fn invitations(&self, form: &str) -> SelectStatement {
        let mut found = Query::select();
        found.column(survey_invitation::Column::Id).from(survey_invitation::Entity);
        found.and_where(survey_invitation::Column::Form.eq(form));
        if let Self::Only(occasions) = self {
            found.and_where(survey_invitation::Column::Occasion.is_in(occasions));
        }
        found
    }

    /// The submissions that hold as answers to these.
    pub(super) fn answers(&self, form: &str) -> SelectStatement {
        Query::select()
            .column(survey_response::Column::SubmissionId)
            .from(survey_response::Entity)
            .and_where(survey_response::Column::InvitationId.in_subquery(self.invitations(form)))
            .to_owned()
    }

    /// What is left of those whose person is gone.
    pub(super) fn counted(&self, form: &str) -> SelectStatement {
        let mut found = Query::select();
        found.column(counted_submission::Column::Id).from(counted_submission::Entity);
        found.and_where(Expr::col(counted_submission::Column::Form).eq(form));
        if let Self::Only(occasions) = self {
            let is_of = counted_submission::Column::EventId.is_in(occasions);
            found.and_where(is_of.or(counted_submission::Column::Programme.is_in(occasions)));
        }
        found
    }
}
