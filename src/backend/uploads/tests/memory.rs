//! Sixty-four files at once, in a process of their own, so that what it takes of memory is theirs alone.

use std::{env, fs, process::Command};

use futures_util::future::join_all;
use tokio::runtime::Runtime;

use super::*;
use crate::store::{s3_buckets::bucket_of, s3_server::S3Server};

const FILES: usize = 64;
const FILE_BYTES: usize = 2_000_000;

/// The most memory that this process has ever had, in bytes.
fn most_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

/// Set in the process that is there for this alone: to where the object store answers, if files go on into a bucket.
const ALONE: &str = "TSUBAME_ALONE";

const BUCKET: &str = "cross-sendai";

/// Runs the test of this name once more, in a process of its own.
fn run_alone(name: &str, endpoint: &str) {
    let name = format!("uploads::tests::memory::{name}");
    let run = Command::new(env::current_exe().unwrap()).args(["--exact", &name]).env(ALONE, endpoint).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
    assert!(String::from_utf8_lossy(&run.stdout).contains("1 passed"));
}

#[test]
fn sixty_four_files_at_once_take_a_few_megabytes() {
    if env::var_os(ALONE).is_some() {
        return take_sixty_four_files("");
    }
    run_alone("sixty_four_files_at_once_take_a_few_megabytes", "");
}

#[test]
fn so_do_sixty_four_files_on_their_way_into_a_bucket() {
    if let Ok(endpoint) = env::var(ALONE) {
        return take_sixty_four_files(&endpoint);
    }
    let threads = Runtime::new().unwrap();
    let server = threads.block_on(S3Server::start());
    let bucket = server.bucket(BUCKET, "");
    run_alone("so_do_sixty_four_files_on_their_way_into_a_bucket", server.endpoint());
    assert_eq!(server.names(&bucket).len(), FILES + 1);
}

#[tokio::main(worker_threads = 4)]
async fn take_sixty_four_files(endpoint: &str) {
    let folder = tempfile::tempdir().unwrap();
    let vault = match endpoint {
        "" => UploadVault::open(folder.path(), 1 << 40).await.unwrap(),
        _ => UploadVault::open_bucket(&bucket_of(endpoint, BUCKET, ""), folder.path(), None).await.unwrap(),
    };
    let piece = vec![b'x'; 16 * 1024];
    put(&vault, &piece).await.unwrap();
    let before = most_memory();
    let sent = (0..FILES).map(|_| {
        let (vault, piece) = (vault.clone(), piece.clone());
        tokio::spawn(async move {
            let mut writer = vault.begin().await.unwrap();
            for _ in 0..FILE_BYTES / piece.len() {
                writer.write(&piece).await.unwrap();
            }
            writer.finish().await.unwrap()
        })
    });
    let stored = join_all(sent).await;
    assert!(stored.iter().all(|file| file.as_ref().unwrap().size_bytes > 1_900_000));
    let grown = most_memory() - before;
    // All of them would be 128 MB; a piece and its cipher text each are eight.
    assert!(grown < 32_000_000, "{grown} bytes more");
}
