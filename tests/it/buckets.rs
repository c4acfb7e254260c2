//! Backups in buckets, as an operator says them to the program: by the settings, by addresses, and with what is wrong told.

use std::{fs, future, os::unix::fs::PermissionsExt, sync::mpsc, thread};

use tokio::runtime::Builder;

use crate::{
    s3_server::{KEY_ID, S3Server, SECRET, names_below},
    support::TestSite,
};

/// A server that answers until the tests end.
fn start_server() -> S3Server {
    let (started, server) = mpsc::channel();
    thread::spawn(move || {
        let threads = Builder::new_current_thread().enable_all().build().expect("a runtime");
        threads.block_on(async move {
            started.send(S3Server::start().await).expect("a test that waits");
            future::pending::<()>().await;
        });
    });
    server.recv().expect("a server")
}

/// A site whose settings name a bucket that holds this.
fn site(server: &S3Server, holds: &str) -> TestSite {
    let site = TestSite::of_repository();
    let bucket = format!("endpoint = \"{}\"\nbucket = \"data\"\nprefix = \"forms\"", server.endpoint());
    site.write("tsubame.toml", format!("[s3]\n{bucket}\nholds = [{holds}]\n"));
    site
}

const VARIABLES: [(&str, &str); 4] = [
    ("LC_ALL", "C"),
    ("AWS_ACCESS_KEY_ID", KEY_ID),
    ("AWS_SECRET_ACCESS_KEY", SECRET),
    ("KEYRING_FOLDER", "s3://keys/of/sendai"),
];

#[test]
fn a_machine_is_lost_and_another_one_goes_on_from_two_buckets() {
    let server = start_server();
    let (data, keys) = (server.bucket_folder("data"), server.bucket_folder("keys"));
    let lost = site(&server, "\"uploads\", \"backups\"");
    lost.run(&["backend", "--check-config"]).exits_with(1).assert_mentions("AWS_SECRET_ACCESS_KEY is missing");
    let checked = lost.run_process_with(&VARIABLES, &["backend", "--check-config"]).succeeds();
    let shown = checked.stderr.lines().map(str::trim).find(|line| line.starts_with("AGE-SECRET-KEY-1"));
    let written_down = lost.path("recovery.txt");
    fs::write(&written_down, shown.expect("the recovery key")).expect("a file");
    // Files that visitors send only pass through the private folder.
    assert!(lost.path("private/uploads-arriving").is_dir() && !lost.path("private/uploads").exists());

    let said =
        lost.run_process_with(&VARIABLES, &["backup"]).succeeds().assert_mentions("data: s3://data/forms/backups/");
    assert!(said.stdout.contains("keyring: s3://keys/of/sendai/"), "{}", said.stdout);
    let names = names_below(&data.join("forms/backups"));
    let [backup, heads] = &names[..] else { panic!("{names:?}") };
    assert!(backup.ends_with(".data.age") && heads.ends_with(".heads"), "{names:?}");
    let sealed = fs::read(data.join("forms/backups").join(backup)).expect("the backup");
    assert!(sealed.starts_with(b"age-encryption.org/v1\n"), "it is encrypted");
    assert_eq!(names_below(&keys.join("of/sendai")).len(), 1);
    assert!(!lost.path("private/backups").exists() && !lost.path("private/keyring").exists());

    let next = site(&server, "\"backups\"");
    next.write("private/keys.toml", fs::read(lost.path("private/keys.toml")).expect("the secrets"));
    fs::set_permissions(next.path("private"), fs::Permissions::from_mode(0o700)).expect("a mode");
    let written_down = written_down.to_str().expect("a path in UTF-8");
    let newest = ["restore", "--recovery-key", written_down];
    let trial = [&newest[..], &["--try"]].concat();
    let told = format!("s3://data/forms/backups/{backup} can be restored");
    lost.run_process_with(&VARIABLES, &trial).succeeds().assert_mentions(&told);
    assert!(!lost.path("private/restoring").exists() && !lost.path("private/restore-trial").exists());
    next.run_process_with(&VARIABLES, &newest).succeeds().assert_mentions("mails that are held");
    let address = format!("s3://data/forms/backups/{backup}");
    let named = [&newest[..], &["--data", address.as_str(), "--keyring", "s3://keys/of/sendai"]].concat();
    next.run_process_with(&VARIABLES, &named).exits_with(2).assert_mentions("is not empty");
    let none = [&newest[..], &["--data", "s3://data/elsewhere"]].concat();
    next.run_process_with(&VARIABLES, &none).exits_with(2).assert_mentions("there is no file in s3://data/elsewhere");
    assert!(!next.path("private/restoring").exists(), "nothing of what was fetched stays");
}

#[test]
fn what_is_checked_is_where_files_and_backups_go() {
    let server = start_server();
    for bucket in ["data", "keys"] {
        server.bucket_folder(bucket);
    }
    let (site, check) = (site(&server, "\"uploads\", \"backups\""), ["backend", "--check-config"]);
    let well = site.run_process_with(&VARIABLES, &check).succeeds();
    assert!(!well.stderr.contains("holds"), "{}", well.stderr);
    // One bucket for both is told before the first night.
    let beside = [&VARIABLES[..3], &[("KEYRING_FOLDER", "s3://data/keyring")]].concat();
    site.run_process_with(&beside, &check).exits_with(2).assert_mentions("cannot lie in one folder or bucket");
    // What lay in the private folder before is told, too.
    site.write("private/keyring/tsubame-20261129T030000.000Z-e0.keyring.age", "");
    site.write("private/uploads/0123456789abcdef0123456789abcdef", "");
    // A restore was ended in the middle: what it has fetched goes.
    site.write("private/restoring/tsubame-20261129T030000.000Z-e0.keyring.age", "");
    let told = site.run_process_with(&VARIABLES, &check).succeeds();
    told.assert_mentions("keyring holds copies of the keyring").assert_mentions("uploads holds files");
    assert!(!site.path("private/restoring").exists());
    server.set_down(true);
    site.run_process_with(&VARIABLES, &check).exits_with(2).assert_mentions("s3://data/forms/uploads: writing failed");
}

#[test]
fn a_bucket_is_used_where_it_is_named_alone() {
    let server = start_server();
    let data = server.bucket_folder("data");
    let site = site(&server, "");
    let variables = &VARIABLES[..3];
    site.run_process_with(variables, &["backend", "--check-config"]).succeeds();
    site.run_process_with(variables, &["backup"]).succeeds().assert_mentions("same disk");
    let key = site.path("key.txt");
    fs::write(&key, "AGE-SECRET-KEY-15ACK2JVL7W0C9T8Q46Z00N49T7RAREFVSKM9ZHD3D4X8MC09Q4AQQJQFMU").expect("a file");
    let restore = ["restore", "--recovery-key", key.to_str().expect("a path in UTF-8")];
    site.run_process_with(variables, &restore).exits_with(2).assert_mentions("--data FILE");
    assert_eq!(names_below(&data), Vec::<String>::new(), "nothing was written");
    site.run_process_with(variables, &["backup", "--to", "s3://data/by/hand"]).succeeds();
    assert_eq!(names_below(&data.join("by/hand")).len(), 2);
    let beside = [&VARIABLES[..3], &[("KEYRING_FOLDER", "s3://data/keyring")]].concat();
    let told = site.run_process_with(&beside, &["backup", "--to", "s3://data/by/hand"]);
    told.exits_with(2).assert_mentions("cannot lie in one folder or bucket");
    // Without a bucket in the settings, an address names nothing.
    site.write("tsubame.toml", "");
    site.run(&["backup", "--to", "s3://data/by/hand"]).exits_with(2).assert_mentions("`[s3]` in tsubame.toml");
    let elsewhere = [("LC_ALL", "C"), ("KEYRING_FOLDER", "s3://keys/of/sendai")];
    let data = [&restore[..], &["--data", "tsubame.toml"]].concat();
    site.run_process_with(&elsewhere, &data).exits_with(2).assert_mentions("`[s3]` in tsubame.toml");
    // With --keyring, it is not asked for.
    let both = [&data[..], &["--keyring", "tsubame.toml"]].concat();
    let told = site.run_process_with(&elsewhere, &both).exits_with(2);
    assert!(!told.stderr.contains("[s3]"), "{}", told.stderr);
}
