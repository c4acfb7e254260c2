//! What whoever runs the server of forms says: start it, beside a reverse proxy or for a trial; see to what it keeps.
//!
//! | file | holds |
//! |---|---|
//! | `args` | the arguments |
//! | `programme`, `settings` | where everything of a programme lies, and what its operator has set |
//! | `private_folder`, `private_file` | the folder of what nobody else may read, and how a file in it is replaced |
//! | `recovery` | the key to which backups are encrypted, and the copies of the keyring |
//! | `backend`, `up`, `server_log` | the server behind a proxy; the same with the preview and the mails, at one port; its log |
//! | `events`, `mail_report` | changes of events that wait, and delivery reports |
//! | `backup_address`, `fetched_backups` | where backups are: folders, or buckets from which they are fetched |
//! | `backup`, `restore`, `confirm_keys`, `rotate_key`, `audit` | what is kept: copied, put back, its keys, its audit log |
//! | `export` | what is kept of people, as a file for somebody's desk |
//! | `evidence` | what a city asks to be shown |
//! | `demo` | people who do not exist, for whoever tries the program |
//! | `user` | accounts of staff |
//! | `watch` | a site looked after from another host |

pub(super) mod args;
mod audit;
mod backend;
mod backup;
mod backup_address;
mod confirm_keys;
mod demo;
mod events;
mod evidence;
mod export;
mod fetched_backups;
mod mail_report;
mod private_file;
mod private_folder;
mod programme;
mod recovery;
mod restore;
mod rotate_key;
mod server_log;
mod settings;
mod up;
mod user;
mod watch;

use anyhow::Result;

use self::args::OperatorCommand;
use crate::cli::{args::Args, terminal::Terminal};

/// Does what was said. The result is the exit code.
pub(super) fn operate(args: &Args, command: &OperatorCommand, terminal: &mut Terminal<'_>) -> Result<u8> {
    match command {
        OperatorCommand::Up(command) => up::up(args, command, terminal),
        OperatorCommand::Demo(command) => demo::demo(args, command, terminal),
        OperatorCommand::Backend(command) => backend::backend(args, command, terminal),
        OperatorCommand::Events(command) => events::events(args, command, terminal),
        OperatorCommand::Mail(command) => mail_report::mail(args, command, terminal),
        OperatorCommand::Backup(command) => backup::backup(args, command, terminal),
        OperatorCommand::Restore(command) => restore::restore(args, command, terminal),
        OperatorCommand::ConfirmKeys(command) => confirm_keys::confirm_keys(args, command, terminal),
        OperatorCommand::RotateKey => rotate_key::rotate_key(args, terminal),
        OperatorCommand::Export(command) => export::export(args, command, terminal),
        OperatorCommand::Evidence(command) => evidence::evidence(args, command, terminal),
        OperatorCommand::Watch(command) => watch::watch(args, command, terminal),
        OperatorCommand::Audit(command) => audit::audit(args, command, terminal),
        OperatorCommand::User(command) => user::user(args, command, terminal),
    }
}
