//! What belongs to a programme beside its site, for the server and for commands that work on its data: its settings, its private
//! folder, its secrets, its database.

use std::{path::PathBuf, time::Duration};

use anyhow::{Context, Result};

use super::{
    private_folder::{KEYS, make_private, read_keys, watched},
    settings::read_operator_settings,
};
use crate::{
    cli::{args::Args, terminal::Terminal},
    disk::discover,
};
use tsubame_backend::{
    settings::{OfficeTable, OperatorSettings, RegistrationsTable, S3Table},
    store::{DatabaseLocation, Keys},
};
use tsubame_http::{ConnectionLimits, ServerOptions, ServerThreads};

/// Where everything of a programme lies, and what its operator has set.
pub(super) struct ProgrammePlace {
    /// The project's root.
    pub root: PathBuf,
    pub settings: OperatorSettings,
    /// Where secrets and data lie; it is there.
    pub private: PathBuf,
}

impl ProgrammePlace {
    /// Finds it, and makes the private folder. `None` if something is wrong with the settings, which is told.
    pub fn find(args: &Args, terminal: &mut Terminal<'_>) -> Result<Option<Self>> {
        let root = discover(&args.root, args.config.as_deref())?.root;
        let Some(settings) = read_operator_settings(&root, terminal)? else { return Ok(None) };
        let private = settings.server.private_folder(&root);
        make_private(&private)?;
        Ok(Some(Self { root, settings, private }))
    }

    /// The file of the secrets.
    pub fn key_file(&self) -> PathBuf {
        self.private.join(KEYS)
    }
}

/// What commands work on.
pub(super) struct Programme {
    pub private: PathBuf,
    /// The file of the secrets.
    pub key_file: PathBuf,
    pub keys: Keys,
    pub location: DatabaseLocation,
    /// What holds of seats.
    pub registrations: RegistrationsTable,
    /// The bucket of an object store, and what lies in it.
    pub s3: S3Table,
    /// Where staff work.
    pub office: OfficeTable,
    pub threads: ServerThreads,
}

impl Programme {
    /// Finds what is there; nothing is made but the folder. `None` if something is wrong with the settings, which is told.
    pub fn open(args: &Args, terminal: &mut Terminal<'_>) -> Result<Option<Self>> {
        let Some(place) = ProgrammePlace::find(args, terminal)? else { return Ok(None) };
        let key_file = place.key_file();
        let keys = read_keys(&key_file, terminal.language)?.with_context(|| {
            format!(
                "there are no secrets in {}: put back the copy that was kept of that file, or, if nothing was ever kept here, start \
                 `tsubame backend` once",
                key_file.display()
            )
        })?;
        let keys = watched(keys, &key_file, terminal.language);
        let ProgrammePlace { root, settings, private } = place;
        let location = settings.database.location(&root, &private).value;
        let (registrations, s3, office) = (settings.registrations, settings.s3, settings.office);
        let connections = ConnectionLimits::default();
        let options = ServerOptions { name: "storage", threads: 2, patience: Duration::ZERO, connections };
        let threads = ServerThreads::start(&options)?;
        Ok(Some(Self { private, key_file, keys, location, registrations, s3, office, threads }))
    }
}
