//! `tsubame user`: accounts of staff. The first one is made here; everything else staff can do among themselves.

use anyhow::{Context, Result, bail};
use jiff::Timestamp;

use super::{
    args::{UserAddArgs, UserArgs, UserStep},
    programme::Programme,
};
use crate::cli::{
    args::Args,
    terminal::{CLEAN, FAULTS, Terminal},
};
use tsubame_backend::{
    intake::{calendar::clock_in_japan, staff::StaffGrants},
    settings::OfficeTable,
    store::{AccountView, InviteOutcome, NewAccount, OPERATOR, ResetOutcome, SecretToken, Store},
};
use tsubame_model::source::MessageLanguage;

/// Where the office takes invitations.
const INVITE: &str = "/invite/";

/// Makes accounts, resets or lists them, beside a server that runs. The result is the exit code.
pub(super) fn user(args: &Args, command: &UserArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    let Some(programme) = Programme::open(args, terminal)? else { return Ok(FAULTS) };
    let Programme { location, keys, office, threads, .. } = programme;
    threads.block_on(async {
        let (store, writer) = Store::open(&location, keys).await?;
        let done = match &command.step {
            UserStep::Add(command) => add(&store, command, &office, terminal).await,
            UserStep::Reset { mail } => reset(&store, mail, &office, terminal).await,
            UserStep::List => list(&store, terminal).await,
        };
        // The writer ends, with all written, once nobody can ask it any more.
        drop(store);
        writer.await.context("the writer of the database")?;
        done
    })
}

async fn add(store: &Store, command: &UserAddArgs, office: &OfficeTable, terminal: &mut Terminal<'_>) -> Result<u8> {
    let (name, mail) = (command.name.clone(), command.mail.clone());
    let new = NewAccount { name, mail, grants: StaffGrants(command.roles.clone()) };
    let language = terminal.language;
    match store.invite_account(new, OPERATOR).await? {
        InviteOutcome::Invited { token, .. } => show_link(&token, office, terminal)?,
        InviteOutcome::AlreadyThere => bail!(language.choose(
            format!("{0} has an account already; `tsubame user reset {0}` makes a new link", command.mail),
            format!(
                "{0} のアカウントはすでにあります。`tsubame user reset {0}` で新しいリンクを作れます",
                command.mail
            ),
        )),
        InviteOutcome::NoAddress => bail!(language.choose(
            format!("{} is no address that mails can be sent to", command.mail),
            format!("{} は、メールの届くアドレスではありません", command.mail),
        )),
        InviteOutcome::NoName => {
            bail!(language.choose("--name says what somebody is called", "--name には名前を書きます"))
        }
    }
    Ok(CLEAN)
}

async fn reset(store: &Store, mail: &str, office: &OfficeTable, terminal: &mut Terminal<'_>) -> Result<u8> {
    let language = terminal.language;
    let unknown = || {
        language.choose(
            format!("{mail} has no account; `tsubame user list` lists those that there are"),
            format!("{mail} のアカウントはありません。`tsubame user list` で一覧を確かめられます"),
        )
    };
    let account = store.account_of(mail).await?.with_context(unknown)?;
    let ResetOutcome::Reset { token } = store.reset_account(account.id, OPERATOR).await? else { bail!(unknown()) };
    let told = language.choose(
        "The password, the telephone and the recovery codes of before are good no more.",
        "これまでのパスワード、認証アプリ、予備のコードは使えなくなりました。",
    );
    writeln!(terminal.out, "{told}")?;
    show_link(&token, office, terminal)?;
    Ok(CLEAN)
}

/// Shows a link, and how it is to be handed over. Without the office's address, only its end is known.
fn show_link(token: &SecretToken, office: &OfficeTable, terminal: &mut Terminal<'_>) -> Result<()> {
    let link = office.address_of(&format!("{INVITE}{}", token.as_str()));
    let language = terminal.language;
    writeln!(terminal.out, "{link}")?;
    let note = language.choose(
        "note: the link is shown once and is good for 72 hours, once; hand it over on a way that nobody else reads",
        "注意: リンクは今だけ表示され、72時間以内に1回だけ使えます。ほかの人に見られない方法で渡してください",
    );
    writeln!(terminal.err, "{note}")?;
    if office.address.is_none() {
        let note = language.choose(
            "note: this is the end of the link alone; with `address` below [office] in tsubame.toml, the whole is shown",
            "注意: リンクの後ろの部分だけです。tsubame.toml の [office] の `address` に事務局の画面のアドレスを書くと、全体を表示します",
        );
        writeln!(terminal.err, "{note}")?;
    }
    Ok(())
}

async fn list(store: &Store, terminal: &mut Terminal<'_>) -> Result<u8> {
    let accounts = store.accounts().await?;
    for account in &accounts {
        let grants: Vec<String> = account.grants.0.iter().map(ToString::to_string).collect();
        let state = state(account, terminal.language);
        writeln!(terminal.out, "{}  {}  {}  {state}", account.mail, account.name, grants.join(" "))?;
    }
    let count = accounts.len();
    let told = terminal.language.choose(format!("accounts: {count}"), format!("アカウント: {count}件"));
    writeln!(terminal.out, "{told}")?;
    Ok(CLEAN)
}

/// Whether somebody can sign in.
fn state(account: &AccountView, language: MessageLanguage) -> String {
    let in_japan = |at: Timestamp| clock_in_japan(at).strftime("%Y-%m-%d %H:%M JST").to_string();
    match (account.disabled_at, account.is_accepted, account.invited_until) {
        (Some(at), ..) => {
            language.choose(format!("disabled since {}", in_japan(at)), format!("停止中（{}から）", in_japan(at)))
        }
        (None, true, _) => language.choose("in use", "使用中").to_owned(),
        (None, false, Some(until)) => {
            language.choose(format!("invited until {}", in_japan(until)), format!("招待中（{}まで）", in_japan(until)))
        }
        (None, false, None) => language.choose("the link is over", "リンクの期限切れ").to_owned(),
    }
}
