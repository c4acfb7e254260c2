//! The arguments of what operators do, as typed.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Subcommand, ValueEnum};
use tsubame_backend::{intake::staff::RoleGrant, web::WatchedAddress};

/// What whoever runs the server of forms says to it.
#[derive(Debug, Subcommand)]
pub(crate) enum OperatorCommand {
    /// Show the site, receive what its forms send and show the mails, all on this machine: to try it, or a small programme
    Up(UpArgs),
    /// Fill an empty database with people who do not exist, so that the office can be seen before anybody has registered
    Demo(DemoArgs),
    /// Receive what the site's forms send, behind a reverse proxy
    Backend(BackendArgs),
    /// See changes of events that people are registered for, and let them hold or not
    Events(EventsArgs),
    /// Take what mail servers tell later about mails of the server
    Mail(MailArgs),
    /// Write all that the server keeps, encrypted, into two files, while it runs
    Backup(BackupArgs),
    /// Fill an empty database from a backup and the newest keyring, or only try whether that could be done
    Restore(RestoreArgs),
    /// Prove that the recovery key and the secrets are kept elsewhere
    ConfirmKeys(ConfirmKeysArgs),
    /// Make a new master key and wrap the keys of all persons under it, while the server runs
    RotateKey,
    /// Write what is kept of people into a file for somebody's desk, which the audit log remembers
    Export(ExportArgs),
    /// Print how the checklist of IPA is met, and which personal data are kept where, why, for whom and how long
    Evidence(EvidenceArgs),
    /// Look after a site from another host: ask its address again and again, and tell people as long as something is wrong
    Watch(WatchArgs),
    /// Look at the audit log
    Audit(AuditArgs),
    /// Invite staff, let somebody in again who has lost their telephone, and list who may do what
    User(UserArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct BackendArgs {
    /// Where to listen, instead of `listen` in tsubame.toml or 127.0.0.1:8460; a reverse proxy of the site's host passes on to it
    /// what lies below /api/
    #[arg(short, long, value_name = "ADDRESS")]
    pub listen: Option<SocketAddr>,
    /// Where figures can be asked for, in the format of Prometheus: an address of this machine, like 127.0.0.1:9460
    #[arg(long, value_name = "ADDRESS")]
    pub metrics: Option<SocketAddr>,
    /// Only say whether the settings, the site, the secrets and the database can be used
    #[arg(long)]
    pub check_config: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct EventsArgs {
    #[command(subcommand)]
    pub step: EventsStep,
}

#[derive(Debug, Subcommand)]
pub(crate) enum EventsStep {
    /// List the changes that wait, with what they change and how many are written to
    Pending,
    /// Let a change hold, and write to everybody whom it moves
    Confirm {
        /// The change, as `pending` calls it
        id: String,
    },
    /// Keep what held
    Refuse {
        /// The change, as `pending` calls it
        id: String,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct MailArgs {
    #[command(subcommand)]
    pub command: MailCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MailCommand {
    /// Take a delivery report: mark the address that takes no mail, and stop its reminders
    Report(ReportArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct ReportArgs {
    /// The report, a mail as it came; - for standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct UpArgs {
    /// The port, on this machine alone; when it is taken, the next free one
    #[arg(short, long, default_value_t = 1111)]
    pub port: u16,
    /// Make drafts part of the site
    #[arg(long)]
    pub drafts: bool,
    /// Open the site in the browser
    #[arg(short = 'O', long)]
    pub open: bool,
    /// Build anew too when this file or folder changes, from the project's folder on; may be repeated
    #[arg(long, value_name = "PATH")]
    pub extra_watch_path: Vec<PathBuf>,
    /// Wait for so many milliseconds without a change before building anew
    #[arg(short, long, value_name = "MS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=60_000))]
    pub debounce: u64,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DemoArgs {
    /// How many people
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..=2_000_000))]
    pub persons: u32,
}

#[derive(Debug, clap::Args)]
pub(crate) struct BackupArgs {
    /// The folder for the data, or `s3://BUCKET/PREFIX`, instead of private/backups or what tsubame.toml says. The keyring goes to
    /// private/keyring, or where `KEYRING_FOLDER` says
    #[arg(long, value_name = "PLACE")]
    pub to: Option<PathBuf>,
    /// Make a new recovery key first, and show it. Earlier backups open with the earlier one alone
    #[arg(long)]
    pub new_recovery_key: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RestoreArgs {
    /// A backup of the data, of any day: a file, or `s3://BUCKET/PREFIX/NAME`. Of a folder or of `s3://BUCKET/PREFIX`, or where
    /// tsubame.toml says that backups lie in a bucket, the newest
    #[arg(long, value_name = "PLACE")]
    pub data: Option<PathBuf>,
    /// The newest copy of the keyring: a file, the folder that it lies in, or `s3://BUCKET/PREFIX`, unless `KEYRING_FOLDER` names
    /// that
    #[arg(long, value_name = "PLACE")]
    pub keyring: Option<PathBuf>,
    /// A file that holds the recovery key
    #[arg(long, value_name = "FILE")]
    pub recovery_key: PathBuf,
    /// Only try it, while the server runs: restore into a database beside, hold it against the backup, remove it, and write down
    /// when this was
    #[arg(long = "try")]
    pub is_trial: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ConfirmKeysArgs {
    /// A file that holds the recovery key; without it, the key is asked for
    #[arg(long, value_name = "FILE")]
    pub recovery_key: Option<PathBuf>,
    /// The copy of private/keys.toml that is kept elsewhere
    #[arg(long, value_name = "FILE")]
    pub keys: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExportArgs {
    #[command(subcommand)]
    pub table: ExportTable,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ExportTable {
    /// Everybody who is registered for an event or waits for a seat, with what they have sent
    Registrations(RegistrationsArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct RegistrationsArgs {
    /// The event, as its page is called: 2027-02-shibuya-family
    pub event: String,
    /// What the file is for: CSV that Excel opens too, a workbook of Excel, or JSON for programs
    #[arg(long, value_enum, default_value_t = ExportFormat::Csv)]
    pub format: ExportFormat,
    /// The file, instead of one in private/exports; one that is there is replaced
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct EvidenceArgs {
    /// A folder for both sheets as Markdown and as CSV, instead of printing them as Markdown
    #[arg(long, value_name = "FOLDER")]
    pub to: Option<PathBuf>,
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    Csv,
    Xlsx,
    Json,
}

#[derive(Debug, clap::Args)]
pub(crate) struct WatchArgs {
    /// The address of a site, of which the server and the front page are asked for; one below /api/ is that of a server alone
    #[arg(value_name = "URL", required = true, value_parser = WatchedAddress::parse)]
    pub addresses: Vec<WatchedAddress>,
    /// So many seconds lie between two looks
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub every: u64,
    /// A certificate has to be valid for so many days still, instead of what `certificate_days` in the settings says, or 14
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(0..=365))]
    pub certificate_days: Option<u32>,
    /// A file with [alerts] and [mail], instead of tsubame.toml in the folder of --root
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,
    /// Ask once, tell nobody, and end with 1 if something is wrong: for cron, or for whatever else tells people
    #[arg(long)]
    pub once: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct AuditArgs {
    #[command(subcommand)]
    pub command: AuditCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Say whether the audit log is whole, and if not, which record is the first that is wrong
    Verify(AuditVerifyArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct AuditVerifyArgs {
    /// A file with ends of chains that were kept elsewhere: the server's log, or a backup's .heads; may be repeated
    #[arg(long, value_name = "FILE")]
    pub heads: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct UserArgs {
    #[command(subcommand)]
    pub step: UserStep,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserStep {
    /// Make an account, and show the link by which somebody takes it over within three days
    Add(UserAddArgs),
    /// End an account's password, telephone, recovery codes and sessions, and show the link to new ones
    Reset {
        /// The address of the account
        mail: String,
    },
    /// List the accounts, with what each may do
    List,
}

#[derive(Debug, clap::Args)]
pub(crate) struct UserAddArgs {
    /// What somebody is called
    #[arg(long)]
    pub name: String,
    /// Their address, by which they sign in
    #[arg(long, value_name = "ADDRESS")]
    pub mail: String,
    /// What they are, for every programme or for one: administrator, coordinator, counsellor, event-staff, editor, viewer,
    /// auditor or client; may be repeated
    #[arg(long = "role", value_name = "ROLE[@PROGRAMME]", required = true, value_parser = RoleGrant::parse)]
    pub roles: Vec<RoleGrant>,
}
