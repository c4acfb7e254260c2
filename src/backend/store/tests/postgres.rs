//! A private PostgreSQL cluster for the tests of this process, at a socket in a folder of its own; it ends with them.

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt, chown},
        net::UnixStream,
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::LazyLock,
    thread::sleep,
    time::{Duration, Instant},
};

use sea_orm::{ConnectionTrait, Database};
use uuid::Uuid;

const USER: &str = "tsubame";

/// The folder of the cluster's socket.
static CLUSTER: LazyLock<PathBuf> = LazyLock::new(start);

/// The address of a fresh, empty database.
pub async fn fresh_database() -> String {
    let name = format!("t{}", Uuid::new_v4().simple());
    let server = Database::connect(address("postgres")).await.unwrap();
    server.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    address(&name)
}

fn address(database: &str) -> String {
    format!("postgres://{USER}@localhost/{database}?host={}", CLUSTER.display())
}

/// Starts the cluster, as an unprivileged user, since PostgreSQL refuses root.
fn start() -> PathBuf {
    let folder = tempfile::Builder::new().prefix("tsubame-pg-").tempdir().unwrap().keep();
    if let Some((user, group)) = unprivileged() {
        chown(&folder, Some(user), Some(group)).unwrap();
    }
    let data = folder.join("data");
    let programs = programs();
    let mut initdb = Command::new(programs.join("initdb"));
    initdb.arg("--pgdata").arg(&data).args([
        "--auth=trust",
        "--no-sync",
        "--encoding=UTF8",
        "--no-locale",
        "--username",
    ]);
    let made = as_user(initdb.arg(USER)).output().unwrap();
    assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
    // The shell ends the server when its input ends, which is when this process does, however it does.
    let script = format!(
        "'{}' -D '{}' -k '{}' -c listen_addresses= -c max_connections=200 -c fsync=off -c shared_buffers=16MB >'{}' 2>&1 & \
         read end; kill -INT $!; wait; rm -rf '{}'",
        programs.join("postgres").display(),
        data.display(),
        folder.display(),
        folder.join("log").display(),
        folder.display(),
    );
    let mut shell = Command::new("sh");
    let shell = as_user(shell.arg("-c").arg(script)).stdin(Stdio::piped()).spawn().unwrap();
    // Its input stays open for as long as this process lives, whose end it outlives by a moment.
    std::mem::forget(shell);
    wait_for(&folder.join(".s.PGSQL.5432"), &folder.join("log"));
    folder
}

fn wait_for(socket: &Path, log: &Path) {
    let end = Instant::now() + Duration::from_mins(1);
    while UnixStream::connect(socket).is_err() {
        assert!(Instant::now() < end, "PostgreSQL does not start: {}", fs::read_to_string(log).unwrap_or_default());
        sleep(Duration::from_millis(20));
    }
}

/// Where Debian keeps the programs of a cluster: the newest version.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is installed by tests/run");
    let newest = versions.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok()).max();
    PathBuf::from(format!("/usr/lib/postgresql/{}/bin", newest.expect("a version of PostgreSQL")))
}

/// Whom the cluster runs as where the tests run as root: Debian's user for it.
fn unprivileged() -> Option<(u32, u32)> {
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| fields[0] == "postgres");
    let fields = fields.expect("Debian's package makes the user postgres");
    Some((fields[2].parse().unwrap(), fields[3].parse().unwrap()))
}

fn as_user(command: &mut Command) -> &mut Command {
    if let Some((user, group)) = unprivileged() {
        command.uid(user).gid(group).current_dir("/");
    }
    command
}
