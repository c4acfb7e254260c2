//! Sixty-four files at once, in a process of their own, so that what it takes of memory is theirs alone.

use std::{env, fs, process::Command};

use futures_util::future::join_all;

use super::*;

const FILES: usize = 64;
const FILE_BYTES: usize = 2_000_000;

/// The most memory that this process has ever had, in bytes.
fn most_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

/// Set in the process that is there for this alone.
const ALONE: &str = "TSUBAME_ALONE";

#[test]
fn sixty_four_files_at_once_take_a_few_megabytes() {
    if env::var_os(ALONE).is_some() {
        return take_sixty_four_files();
    }
    let name = "uploads::tests::memory::sixty_four_files_at_once_take_a_few_megabytes";
    let run = Command::new(env::current_exe().unwrap()).args(["--exact", name]).env(ALONE, "1").output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
    assert!(String::from_utf8_lossy(&run.stdout).contains("1 passed"));
}

#[tokio::main(worker_threads = 4)]
async fn take_sixty_four_files() {
    let folder = tempfile::tempdir().unwrap();
    let vault = UploadVault::open(folder.path(), 1 << 40).await.unwrap();
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
