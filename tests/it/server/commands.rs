//! Commands that an operator says beside a running server, on each database.

use std::{fs, path::Path};

use super::{
    databases::TestedDatabase,
    process::{Sent, ServerProcess},
    site::{registration, site_with_open_event},
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
