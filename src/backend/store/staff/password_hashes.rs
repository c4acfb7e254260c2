//! Passwords, as Argon2id hashes of 19 MiB and two passes (OWASP's first choice for servers). Two at most are hashed at
//! once in a process, beside the threads that answer: whoever sends many passwords takes no more memory and no more cores
//! than that.

use std::time::Duration;

use anyhow::Context;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    task::spawn_blocking,
    time::timeout,
};

/// What a hash takes.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// How long somebody waits for a turn. Beyond it they are asked to come back.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a password is held against where there is no account: it takes as long, and none fits.
const NOBODYS_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// How many are hashed at once.
static TURNS: Semaphore = Semaphore::const_new(2);

/// The right to hash one password. It ends with the hash, not with whoever waits for it.
pub(super) struct PasswordTurn(SemaphorePermit<'static>);

impl PasswordTurn {
    /// Waits for a turn; `None` if too many do.
    pub async fn wait() -> Option<Self> {
        timeout(PATIENCE, TURNS.acquire()).await.ok()?.ok().map(Self)
    }

    /// The hash of a password, with a salt of its own.
    pub async fn hash(self, password: String) -> anyhow::Result<String> {
        let hashed = spawn_blocking(move || {
            let _turn = self.0;
            let hash = argon2()?.hash_password(password.as_bytes());
            anyhow::Ok(hash.map_err(|error| anyhow::anyhow!("a password cannot be hashed: {error}"))?.to_string())
        });
        hashed.await.context("hashing a password")?
    }

    /// Whether a password fits a hash; where there is none it takes as long to say no.
    pub async fn verify(self, password: String, hash: Option<String>) -> anyhow::Result<bool> {
        let verified = spawn_blocking(move || {
            let _turn = self.0;
            let known = hash.as_deref().unwrap_or(NOBODYS_HASH);
            anyhow::Ok(argon2()?.verify_password(password.as_bytes(), known).is_ok() && hash.is_some())
        });
        verified.await.context("checking a password")?
    }
}

fn argon2() -> anyhow::Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None);
    let params = params.map_err(|error| anyhow::anyhow!("passwords cannot be hashed: {error}"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use argon2::PasswordHash;

    use super::*;

    async fn hash(password: &str) -> String {
        PasswordTurn::wait().await.unwrap().hash(password.to_owned()).await.unwrap()
    }

    async fn fits(password: &str, hash: Option<&str>) -> bool {
        let turn = PasswordTurn::wait().await.unwrap();
        turn.verify(password.to_owned(), hash.map(str::to_owned)).await.unwrap()
    }

    #[tokio::test]
    async fn a_password_fits_its_own_hash_alone() {
        let (first, second) = (hash("plover-mocha").await, hash("plover-mocha").await);
        assert!(first.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && first != second, "{first}");
        assert!(fits("plover-mocha", Some(&first)).await && fits("plover-mocha", Some(&second)).await);
        for (password, hash) in [("plover-Mocha", Some(first.as_str())), ("plover-mocha", None), ("", None)] {
            assert!(!fits(password, hash).await, "{password}");
        }
        assert!(!fits("plover-mocha", Some("no hash")).await);
    }

    #[tokio::test]
    async fn nobodys_hash_takes_what_others_take() {
        let known = hash("plover-mocha").await;
        let (nobodys, somebodys) = (PasswordHash::new(NOBODYS_HASH).unwrap(), PasswordHash::new(&known).unwrap());
        assert_eq!((nobodys.algorithm, nobodys.version), (somebodys.algorithm, somebodys.version));
        assert_eq!(nobodys.params, somebodys.params);
        assert_eq!(nobodys.hash.unwrap().len(), somebodys.hash.unwrap().len());
    }
}
