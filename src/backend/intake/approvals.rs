//! What the commissioning city approves: fixed versions, each known by the hash of all that it says. Nobody approves what they
//! asked for themselves.

use sha2::{Digest as _, Sha256};
use strum::VariantArray;
use uuid::Uuid;

use super::Digest;

/// Something that is to be approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApprovalId(pub Uuid);

/// What is to be approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum ApprovalKind {
    /// A plan of work.
    Plan,
    /// A message to people.
    Message,
    /// An advertisement or a picture.
    Creative,
    /// A manual.
    Manual,
    /// A report.
    Report,
    /// Anything else.
    Other,
}

/// How something stands that is to be approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum ApprovalState {
    /// Its newest version waits.
    Waiting,
    /// It was approved.
    Approved,
    /// It was given back with a remark.
    Returned,
}

/// What one version says beside its files. What lies behind the link is not kept here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApprovalContent {
    /// What it is called.
    pub title: String,
    /// What it says.
    pub text: String,
    /// Where more of it lies: a file that others keep.
    pub link: String,
}

/// A file of a version, as far as the version is known by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedFile {
    /// What it is called.
    pub name: String,
    /// How long it is.
    pub size_bytes: u64,
    /// What exactly its bytes are known by.
    pub hash: Digest,
}

/// What the bytes of a file are known by (SHA-256), told while they go by.
#[derive(Clone, Default)]
pub struct FileHasher(Sha256);

/// What is asked of a version, before anything is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionRefusal {
    /// There is a newer version, which asks anew.
    Stale,
    /// Somebody else was faster.
    DecidedBefore,
    /// Whoever asked does not decide.
    OwnRequest,
}

/// A version that waits, or does not any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecidedVersion<'a> {
    /// Which version is decided.
    pub number: i32,
    /// The newest version.
    pub newest: i32,
    /// How it stands.
    pub state: ApprovalState,
    /// The accounts that asked for it.
    pub askers: [&'a str; 2],
}

impl ApprovalKind {
    /// All of them.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Its name in the database and in settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Message => "message",
            Self::Creative => "creative",
            Self::Manual => "manual",
            Self::Report => "report",
            Self::Other => "other",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|kind| kind.name() == name)
    }
}

impl ApprovalState {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Returned => "returned",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|state| state.name() == name)
    }
}

impl ApprovalContent {
    /// What exactly a version without files is known by.
    pub fn hash(&self) -> Digest {
        self.hash_with(&[])
    }

    /// What exactly this version is known by with its files, in their order. Each part is hashed with its length, so that no letter can
    /// go over from one to another.
    pub fn hash_with(&self, files: &[FixedFile]) -> Digest {
        let mut hasher = Sha256::new();
        let mut add = |part: &[u8]| {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        };
        for part in [&self.title, &self.text, &self.link] {
            add(part.as_bytes());
        }
        for file in files {
            add(file.name.as_bytes());
            add(&file.size_bytes.to_le_bytes());
            add(&file.hash);
        }
        hasher.finalize().into()
    }
}

impl FileHasher {
    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// What all of them are known by.
    pub fn finish(self) -> Digest {
        self.0.finalize().into()
    }
}

/// Whether an account may decide about a version now.
pub fn may_decide(version: DecidedVersion<'_>, account: &str) -> Result<(), DecisionRefusal> {
    if version.number != version.newest {
        return Err(DecisionRefusal::Stale);
    }
    if version.state != ApprovalState::Waiting {
        return Err(DecisionRefusal::DecidedBefore);
    }
    if version.askers.contains(&account) { Err(DecisionRefusal::OwnRequest) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_known_by_its_name() {
        for &kind in ApprovalKind::VARIANTS {
            assert_eq!(ApprovalKind::parse(kind.name()), Some(kind));
        }
        for &state in ApprovalState::VARIANTS {
            assert_eq!(ApprovalState::parse(state.name()), Some(state));
        }
        assert_eq!((ApprovalKind::parse("mail"), ApprovalState::parse("")), (None, None));
    }

    #[test]
    fn a_version_is_known_by_all_that_it_says() {
        let content = |title: &str, text: &str, link: &str| ApprovalContent {
            title: title.to_owned(),
            text: text.to_owned(),
            link: link.to_owned(),
        };
        let base = content("便り", "本文", "");
        assert_eq!(base.hash(), base.clone().hash());
        for other in [content("便", "り本文", ""), content("便り", "", "本文"), content("便り", "本文 ", "")]
        {
            assert_ne!(base.hash(), other.hash(), "{other:?}");
        }
        let file = |name: &str, bytes: &[u8]| {
            let mut hasher = FileHasher::default();
            bytes.chunks(2).for_each(|piece| hasher.push(piece));
            FixedFile { name: name.to_owned(), size_bytes: bytes.len() as u64, hash: hasher.finish() }
        };
        let (poster, other) = (file("ポスター.pdf", b"%PDF-1"), file("ポスター.pdf", b"%PDF-2"));
        let with = |files: &[&FixedFile]| base.hash_with(&files.iter().copied().cloned().collect::<Vec<_>>());
        assert_eq!(with(&[]), base.hash());
        for files in [&[][..], &[&other], &[&poster, &other], &[&file("ポスタ.pdf", b"%PDF-1")]] {
            assert_ne!(with(&[&poster]), with(files), "{files:?}");
        }
        assert_ne!(with(&[&poster, &other]), with(&[&other, &poster]));
    }

    #[test]
    fn the_newest_version_is_decided_once_and_by_somebody_else() {
        let base = DecidedVersion { number: 2, newest: 2, state: ApprovalState::Waiting, askers: ["anna", "bob"] };
        assert_eq!(may_decide(base, "city"), Ok(()));
        assert_eq!(may_decide(base, "anna"), Err(DecisionRefusal::OwnRequest));
        assert_eq!(
            may_decide(base, "bob"),
            Err(DecisionRefusal::OwnRequest),
            "who wrote the version did not ask first"
        );
        assert_eq!(may_decide(DecidedVersion { number: 1, ..base }, "city"), Err(DecisionRefusal::Stale));
        for state in [ApprovalState::Approved, ApprovalState::Returned] {
            assert_eq!(may_decide(DecidedVersion { state, ..base }, "city"), Err(DecisionRefusal::DecidedBefore));
        }
    }
}
