//! A private PostgreSQL cluster for the tests of a process, at a socket in a folder of its own; it ends with them. The store's
//! tests have it, and `tests/it`, which starts whole servers on it.

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

/// Whose databases they are.
pub const USER: &str = "tsubame";

/// The cluster that tests share.
pub static CLUSTER: LazyLock<Cluster> = LazyLock::new(|| Cluster(start("off")));

/// A running cluster: the folder of its socket.
pub struct Cluster(pub PathBuf);

impl Cluster {
    /// The address of a database of the cluster.
    pub fn address(&self, database: &str) -> String {
        format!("postgres://{USER}@localhost/{database}?host={}", self.0.display())
    }
}

/// Starts a cluster, as an unprivileged user, since PostgreSQL refuses root.
pub fn start(fsync: &str) -> PathBuf {
    let folder = tempfile::Builder::new().prefix("tsubame-pg-").tempdir().expect("a folder").keep();
    if let Some((user, group)) = unprivileged() {
        chown(&folder, Some(user), Some(group)).expect("a folder of that user");
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
    let made = as_user(initdb.arg(USER)).output().expect("initdb");
    assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
    // The shell ends the server when its input ends, which is when this process does, however it does.
    let script = format!(
        "'{}' -D '{}' -k '{}' -c listen_addresses= -c max_connections=200 -c fsync={fsync} -c shared_buffers=16MB >'{}' 2>&1 & \
         read end; '{}' -D '{}' -m fast stop >/dev/null 2>&1; rm -rf '{}'",
        programs.join("postgres").display(),
        data.display(),
        folder.display(),
        folder.join("log").display(),
        programs.join("pg_ctl").display(),
        data.display(),
        folder.display(),
    );
    let mut shell = Command::new("sh");
    let shell = as_user(shell.arg("-c").arg(script)).stdin(Stdio::piped()).spawn().expect("a shell");
    // Its input stays open for as long as this process lives, whose end it outlives by a moment.
    std::mem::forget(shell);
    wait_for(&folder.join(".s.PGSQL.5432"), &folder.join("log"));
    folder
}

fn wait_for(socket: &Path, log: &Path) {
    let end = Instant::now() + Duration::from_mins(1);
    loop {
        // A server that is still starting takes connections already, and refuses them.
        let said = fs::read_to_string(log).unwrap_or_default();
        if said.contains("ready to accept connections") && UnixStream::connect(socket).is_ok() {
            return;
        }
        assert!(Instant::now() < end, "PostgreSQL does not start: {said}");
        sleep(Duration::from_millis(20));
    }
}

/// Where Debian keeps the programs of a cluster: the newest version.
pub fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is installed by tests/run");
    let newest = versions.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok()).max();
    PathBuf::from(format!("/usr/lib/postgresql/{}/bin", newest.expect("a version of PostgreSQL")))
}

/// Whom the cluster runs as where the tests run as root: Debian's user for it.
fn unprivileged() -> Option<(u32, u32)> {
    if fs::metadata("/proc/self").expect("this process").uid() != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").expect("the users of this machine");
    let fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| fields[0] == "postgres");
    let fields = fields.expect("Debian's package makes the user postgres");
    let number = |at: usize| fields[at].parse().expect("a number");
    Some((number(2), number(3)))
}

pub fn as_user(command: &mut Command) -> &mut Command {
    if let Some((user, group)) = unprivileged() {
        command.uid(user).gid(group).current_dir("/");
    }
    command
}
