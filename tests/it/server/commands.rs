//! Commands that an operator says beside a running server, on each database.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use super::{
    databases::TestedDatabase,
    process::{Sent, ServerProcess},
    site::{EVENT, registration, site_with_open_event},
};
use crate::{
    storage::recovery_key,
    support::{Outcome, TestSite},
};

/// A site with its server, at which somebody has registered.
struct Served {
    project: TestSite,
    /// What opens its backups.
    recovery_key: String,
    database: TestedDatabase,
    server: ServerProcess,
}

impl Served {
    fn each() -> [Self; 2] {
        [false, true].map(|is_postgres| {
            let project = site_with_open_event();
            let shown = project.run(&["backend", "--check-config"]).succeeds();
            let recovery_key = recovery_key(&shown.stderr);
            let database =
                if is_postgres { TestedDatabase::postgres() } else { TestedDatabase::sqlite(project.root()) };
            let server = ServerProcess::start(project.root(), &database.variables());
            let served = Self { project, recovery_key, database, server };
            served.register(1);
            served
        })
    }

    fn register(&self, number: usize) {
        let sent = Sent { path: "/api/forms/event", body: &registration(number), ..Sent::default() };
        let answer = sent.to(self.server.address());
        assert_eq!(answer.status, 303, "{}", answer.text());
    }

    fn say(&self, arguments: &[&str]) -> Outcome {
        let variables = self.database.variables();
        let variables: Vec<(&str, &str)> =
            variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.project.run_process_with(&variables, arguments)
    }

    fn count(&self, table: &str) -> String {
        self.database.rows(&format!("SELECT COUNT(*) FROM {table}")).concat()
    }

    fn private(&self, path: &str) -> String {
        self.project.path("private").join(path).to_str().expect("a path in UTF-8").to_owned()
    }
}

fn is_for_its_owner_alone(file: &Path) -> bool {
    fs::metadata(file).expect("a file").permissions().mode() & 0o777 == 0o600
}

#[test]
fn r28_who_comes_to_an_event_is_exported_for_the_operator_alone_and_written_down() {
    for served in Served::each() {
        served.register(2);
        served.say(&["export", "registrations", EVENT]).succeeds().assert_mentions("2 registrations that hold");
        let file = served.private(&format!("exports/registrations-{EVENT}.csv"));
        assert!(is_for_its_owner_alone(Path::new(&file)));
        let text = fs::read_to_string(&file).expect("a table");
        assert!(text.starts_with('\u{feff}') && text.lines().count() == 3, "{text}");
        assert!(text.contains("taro1@example.jp") && text.contains("taro2@example.jp"), "{text}");

        let elsewhere = tempfile::tempdir().expect("another place");
        let workbook = elsewhere.path().join("people.xlsx");
        let to = workbook.to_str().expect("a path in UTF-8");
        served.say(&["export", "registrations", EVENT, "--format", "xlsx", "--to", to]).succeeds();
        assert!(is_for_its_owner_alone(&workbook));
        assert!(fs::read(&workbook).expect("a workbook").starts_with(b"PK\x03\x04"));

        served.say(&["export", "registrations", "none"]).exits_with(2).assert_mentions("no event none is known here");
        let taken = "SELECT actor FROM audit_records WHERE action = 'registrations.exported'";
        assert_eq!(served.database.rows(taken), ["operator", "operator"], "who took it, each time");
        served.say(&["audit", "verify"]).succeeds();
    }
}

#[test]
fn a_backup_is_tried_beside_the_server_and_changes_nothing_but_that_it_was() {
    for served in Served::each() {
        let key_file = served.private("recovery.txt");
        fs::write(&key_file, &served.recovery_key).expect("the key");
        served.say(&["backup"]).succeeds();
        served.register(2);
        let (data, keyring) = (served.private("backups"), served.private("keyring"));
        let words = ["restore", "--try", "--data", &data, "--keyring", &keyring, "--recovery-key", &key_file];
        let said = served.say(&words).succeeds().assert_mentions("can be restored as of");
        assert!(said.stdout.contains("1  submissions"), "{}", said.stdout);
        assert!(!Path::new(&served.private("restore-trial")).exists());
        let runs = "SELECT kind FROM backup_runs ORDER BY kind";
        assert_eq!(served.database.rows(runs), ["tried", "written"]);
        assert_eq!(served.count("submissions"), "2", "the server's own data stay");
        served.say(&["audit", "verify"]).succeeds();

        // A key that does not open it: nothing is said to have been tried.
        fs::write(&key_file, "AGE-SECRET-KEY-1").expect("another key");
        served.say(&words).exits_with(2);
        assert_eq!(served.count("backup_runs"), "2");
    }
}
