//! SQLite in the folder of the site and PostgreSQL in a cluster of this process, looked into by their own tools.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
};

#[path = "../../../src/backend/store/tests/cluster.rs"]
mod cluster;

/// A database that servers of a test are given.
pub enum TestedDatabase {
    /// The file that a server makes when it is told of no other.
    Sqlite(PathBuf),
    /// A database of the cluster, by its name.
    Postgres(String),
}

impl TestedDatabase {
    /// The one in a site's folder.
    pub fn sqlite(root: &Path) -> Self {
        Self::Sqlite(root.join("private/tsubame.sqlite"))
    }

    /// A fresh one.
    pub fn postgres() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("whole{}", COUNT.fetch_add(1, Ordering::Relaxed));
        said(tool("createdb").arg(&name));
        Self::Postgres(name)
    }

    /// What servers are told of it.
    pub fn variables(&self) -> Vec<(String, String)> {
        match self {
            Self::Sqlite(_) => Vec::new(),
            Self::Postgres(name) => vec![("DATABASE_URL".to_owned(), cluster::CLUSTER.address(name))],
        }
    }

    /// The rows that a query finds, their columns parted by `|`.
    pub fn rows(&self, query: &str) -> Vec<String> {
        let text = match self {
            Self::Sqlite(file) => {
                let script = "import sqlite3, sys\nfor row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]): \
                              print('|'.join(str(value) for value in row))";
                said(Command::new("python3").args(["-c", script]).arg(file).arg(query))
            }
            Self::Postgres(name) => said(tool("psql").args(["-At", "-d", name, "-c", query])),
        };
        text.lines().map(str::to_owned).collect()
    }

    /// All that lies in it, as it lies there.
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Sqlite(file) => {
                let read = |end: &str| {
                    let path = file.with_extension(format!("sqlite{end}"));
                    std::fs::read(path).unwrap_or_default()
                };
                ["", "-wal", "-shm"].map(read).concat()
            }
            Self::Postgres(name) => said(tool("pg_dump").args(["-d", name])).into_bytes(),
        }
    }
}

fn tool(name: &str) -> Command {
    let mut command = Command::new(cluster::programs().join(name));
    command.arg("-h").arg(&cluster::CLUSTER.0).args(["-U", cluster::USER]);
    command
}

fn said(command: &mut Command) -> String {
    let output = command.output().expect("a tool of the database");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}
