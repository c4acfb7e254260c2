//! What belongs to a programme beside its site, for commands that work on its data: its private folder, its secrets, its database.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::{
    args::Args,
    operator_settings::read_operator_settings,
    private_folder::{KEYS, make_private, read_keys, watched},
    terminal::Terminal,
};
use crate::disk::discover;
use tsubame_backend::store::{DatabaseLocation, Keys};
use tsubame_http::{ConnectionLimits, ServerOptions, ServerThreads};

/// What commands work on.
pub(super) struct Programme {
    pub private: PathBuf,
    /// The file of the secrets.
    pub key_file: PathBuf,
    pub keys: Keys,
    pub location: DatabaseLocation,
    pub threads: ServerThreads,
}

impl Programme {
    /// Finds what is there; nothing is made but the folder.
    pub fn open(args: &Args, terminal: &mut Terminal<'_>) -> Result<Self> {
        let root = discover(&args.root, args.config.as_deref())?.root;
        let settings = read_operator_settings(&root, terminal)?.context("the settings of the server cannot be read")?;
        let private = settings.server.private_folder(&root);
        make_private(&private)?;
        let key_file = private.join(KEYS);
        let keys = read_keys(&key_file, terminal.language)?.with_context(|| {
            format!(
                "there are no secrets in {}: put back the copy that was kept of that file, or, if nothing was ever kept here, start \
                 `tsubame backend` once",
                key_file.display()
            )
        })?;
        let keys = watched(keys, &key_file, terminal.language);
        let location = settings.database.location(&root, &private).value;
        let options = ServerOptions {
            name: "storage",
            threads: 2,
            patience: std::time::Duration::ZERO,
            connections: ConnectionLimits::default(),
        };
        let threads = ServerThreads::start(&options)?;
        Ok(Self { private, key_file, keys, location, threads })
    }
}
