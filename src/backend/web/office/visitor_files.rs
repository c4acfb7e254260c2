//! Files that visitors sent, for whoever may open the page of whoever sent them. Opening one is written into the audit log by the store.

use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
};

use super::{
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    path_id::path_id,
    person_scope::is_own_person,
    staff_visit::StaffVisit,
};
use crate::{
    intake::{UploadId, staff::StaffRight},
    web::{Error, attachment::answer_upload},
};

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/files/{file}", RouteAccess::Right(StaffRight::OpenPerson), file)
}

async fn file(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(file): Path<String>,
) -> Result<Response, Error> {
    let (store, id) = (&state.app.store, UploadId(path_id(&file)?));
    let record = store.sender_of_upload(id).await?.ok_or(Error::NotFound)?;
    if !is_own_person(&state, &visit, store.person_of(record).await?).await? {
        return Err(Error::NotFound);
    }
    let vault = state.app.uploads().ok_or(Error::NotFound)?;
    answer_upload(store, vault, id, &visit.actor()).await
}
