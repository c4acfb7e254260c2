//! Fresh databases in a cluster that the tests share, and in one of a test's own.

use std::process::{Command, Stdio};

use sea_orm::{ConnectionTrait, Database};
use uuid::Uuid;

use super::cluster::{CLUSTER, Cluster, as_user, programs, start};

/// The address of a fresh, empty database.
pub async fn fresh_database() -> String {
    fresh_database_in(&CLUSTER).await
}

/// The same in another cluster.
pub async fn fresh_database_in(cluster: &Cluster) -> String {
    let name = format!("t{}", Uuid::new_v4().simple());
    let server = Database::connect(cluster.address("postgres")).await.unwrap();
    server.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    cluster.address(&name)
}

/// A cluster for one test, which flushes what is committed.
pub fn durable_cluster() -> Cluster {
    Cluster(start("on"))
}

/// Ends a cluster without a word to anybody, as a crash does, and starts it again.
pub fn restart(cluster: &Cluster) {
    let mut restart = Command::new(programs().join("pg_ctl"));
    restart.args(["restart", "-w", "-m", "immediate", "-D"]).arg(cluster.0.join("data"));
    restart.arg("-l").arg(cluster.0.join("log")).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    assert!(as_user(&mut restart).status().unwrap().success(), "PostgreSQL does not start again");
}
