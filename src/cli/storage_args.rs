//! The arguments of commands that work on what the server keeps.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, clap::Args)]
pub(super) struct BackupArgs {
    /// The folder for the data, instead of private/backups. The keyring goes to private/keyring, or where `KEYRING_FOLDER` says
    #[arg(long, value_name = "FOLDER")]
    pub to: Option<PathBuf>,
    /// Make a new recovery key first, and show it. Earlier backups open with the earlier one alone
    #[arg(long)]
    pub new_recovery_key: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct RestoreArgs {
    /// A backup of the data, of any day
    #[arg(long, value_name = "FILE")]
    pub data: PathBuf,
    /// The newest copy of the keyring
    #[arg(long, value_name = "FILE")]
    pub keyring: PathBuf,
    /// A file that holds the recovery key
    #[arg(long, value_name = "FILE")]
    pub recovery_key: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(super) struct ConfirmKeysArgs {
    /// A file that holds the recovery key; without it, the key is asked for
    #[arg(long, value_name = "FILE")]
    pub recovery_key: Option<PathBuf>,
    /// The copy of private/keys.toml that is kept elsewhere
    #[arg(long, value_name = "FILE")]
    pub keys: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(super) struct AuditArgs {
    #[command(subcommand)]
    pub command: AuditCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    /// Say whether the audit log is whole, and if not, which record is the first that is wrong
    Verify(AuditVerifyArgs),
}

#[derive(Debug, clap::Args)]
pub(super) struct AuditVerifyArgs {
    /// A file with ends of chains that were kept elsewhere: the server's log, or a backup's .heads; may be repeated
    #[arg(long, value_name = "FILE")]
    pub heads: Vec<PathBuf>,
}
