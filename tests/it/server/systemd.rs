//! The units in `deploy/`: systemd finds nothing wrong with them, they leave the program little to do harm with, and what that of
//! the server starts works with the rights that it leaves. There is no systemd that runs here, so the last is shown by starting
//! it by hand.

use std::{
    fs::{self, Permissions},
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::Path,
    process::Command,
};

use super::{
    process::{Sent, ServerProcess},
    site::{registration, site_with_open_event},
};
use crate::support::REPOSITORY;

/// Where the unit expects the program, and the site.
const PROGRAM: &str = "/usr/local/bin/tsubame";
const SITE: &str = "/srv/tsubame/site";

/// Tenths of the worst that `systemd-analyze security` could say: from 2 on it finds something to be done.
const MOST_EXPOSED: &str = "15";

/// A user without rights, who is nobody.
const NOBODY: u32 = 65_534;

/// The units of services; that of the timer needs the one that it starts beside it.
const SERVICES: [&str; 3] = ["tsubame.service", "tsubame-backup.service", "tsubame-watch.service"];
const TIMER: &str = "tsubame-backup.timer";

fn unit() -> String {
    read("tsubame.service")
}

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(REPOSITORY).join("deploy").join(name)).expect("a unit")
}

/// What `systemd-analyze` says of the first of some units, which lie beside it.
fn analyze(units: &[(&str, &str)], arguments: &[&str]) -> (bool, String) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in units {
        fs::write(folder.path().join(name), text).expect("a unit");
    }
    let file = folder.path().join(units[0].0);
    let output = Command::new("systemd-analyze").args(arguments).arg(&file).output();
    let output = output.expect("systemd-analyze, which tests/run installs with Debian's package systemd");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn systemd_finds_nothing_wrong_with_the_units_and_little_that_they_expose() {
    let security = ["security", "--offline=true", "--threshold", MOST_EXPOSED];
    // Whether the program is there is part of what is looked at.
    let here = |name: &str| read(name).replace(PROGRAM, env!("CARGO_BIN_EXE_tsubame"));
    for name in SERVICES {
        let unit = here(name);
        let (is_sound, said) = analyze(&[(name, unit.as_str())], &["verify"]);
        assert!(is_sound && said.trim().is_empty(), "{name}: {said}");
        let (is_hardened, said) = analyze(&[(name, unit.as_str())], &security);
        assert!(is_hardened, "{name}: {said}");

        // It is looked at in earnest.
        let doubtful = unit.replace("ProtectHome=yes", "ProtectHome=perhaps");
        let (is_sound, said) = analyze(&[(name, doubtful.as_str())], &["verify"]);
        assert!(!is_sound || !said.trim().is_empty(), "systemd-analyze verify sees nothing in {name}");
        let privileged = unit.replace("CapabilityBoundingSet=", "#");
        assert!(!analyze(&[(name, privileged.as_str())], &security).0, "all rights are too many");
    }
}

#[test]
fn the_timer_starts_the_backup_and_the_other_units_say_what_the_program_takes() {
    let service = read("tsubame-backup.service").replace(PROGRAM, env!("CARGO_BIN_EXE_tsubame"));
    let timer = read(TIMER);
    let beside = [(TIMER, timer.as_str()), ("tsubame-backup.service", service.as_str())];
    let (is_sound, said) = analyze(&beside, &["verify"]);
    assert!(is_sound && said.trim().is_empty(), "{said}");
    let never = timer.replace("OnCalendar=", "OnCalendar=nightly ");
    let (is_sound, said) = analyze(&[(TIMER, never.as_str()), beside[1]], &["verify"]);
    assert!(!is_sound && said.contains("calendar specification"), "a timer of no time is told: {said}");
    for name in &SERVICES[1..] {
        let unit = read(name);
        let line = unit.lines().find_map(|line| line.strip_prefix("ExecStart=")).expect("what it starts");
        let words: Vec<&str> = line.split_whitespace().skip(1).collect();
        // Asked for help, the program reads all that stands before as it would otherwise.
        let read =
            Command::new(env!("CARGO_BIN_EXE_tsubame")).args(&words).arg("--help").output().expect("the program");
        assert!(read.status.success(), "{name}: {}", String::from_utf8_lossy(&read.stderr));
    }
}

#[test]
fn what_the_unit_starts_works_as_a_user_who_can_write_nothing_but_its_folder() {
    let unit = unit();
    let line = |key: &str| {
        let found = unit.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        found.unwrap_or_else(|| panic!("the unit has no {key}"))
    };
    assert_eq!(line("ReadWritePaths"), format!("{SITE}/private"));
    let project = site_with_open_event();
    let root = project.root();
    // As deploy/README.md has it: the site belongs to whoever builds it, the folder to the server.
    let private = root.join("private");
    fs::create_dir(&private).expect("a folder");
    fs::set_permissions(&private, Permissions::from_mode(0o700)).expect("a mode");
    let mut words = line("ExecStart").split_whitespace();
    assert_eq!(words.next(), Some(PROGRAM));
    let arguments = words.map(|word| match word {
        SITE => root.as_os_str().to_owned(),
        "127.0.0.1:8460" => "127.0.0.1:0".into(),
        _ => word.into(),
    });
    // Programs of builds may lie where nobody else reads.
    let program = root.join("private-copy-of-tsubame");
    fs::copy(env!("CARGO_BIN_EXE_tsubame"), &program).expect("a copy of the program");
    let mut command = Command::new(&program);
    command.args(arguments).env_clear().current_dir("/");
    if fs::metadata("/proc/self").expect("this process").uid() == 0 {
        chown(&private, Some(NOBODY), Some(NOBODY)).expect("a folder of nobody");
        fs::set_permissions(root, Permissions::from_mode(0o755)).expect("a mode");
        command.uid(NOBODY).gid(NOBODY);
    }
    let server = ServerProcess::start_command(command);
    let sent = Sent { path: "/api/forms/event", body: &registration(1), ..Sent::default() }.to(server.address());
    assert_eq!(sent.status, 303, "{}", sent.text());
    let again = Sent { path: "/api/forms/event", body: "name=taro", ..Sent::default() }.to(server.address());
    assert_eq!(again.status, 422, "{}", again.text());
    let (status, printed) = server.stop();
    assert!(status.success(), "{printed}");
}
