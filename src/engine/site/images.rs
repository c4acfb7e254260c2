//! The wanted images, made after the last render: taken from what earlier builds kept, or made and kept.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use bytes::Bytes;
use rayon::prelude::*;

use super::{Artifact, ArtifactData, Sink};
use tsubame_images::{FOLDER, ImageOp, ImageQueue, ImageSource, MOST_BYTES, MemoryNeed, process, share_memory};
use tsubame_model::source::{ByteStore, Diagnostic, ProjectFiles, SourcePath, Wording, World};

/// Changes whenever the same operation would give other bytes than before.
const RECIPE: &str = concat!(env!("CARGO_PKG_VERSION"), "-1");

/// The length of a blake3 hash.
const HASH_BYTES: usize = 32;

/// What the build before has handed over and found out, by the keys under which it is kept on the disk. The images lie in memory
/// anyway, in the site that is shown; they are neither read again nor compared byte for byte.
#[derive(Default)]
pub(super) struct HandedImages(HashMap<String, Bytes>);

/// Makes all images of the queue and hands them over. Each fault is about one source. What was handed over is left in `handed`, if
/// another build follows.
pub(super) fn make_images(
    queue: &ImageQueue,
    world: &World,
    sink: &dyn Sink,
    handed: Option<&mut HandedImages>,
) -> Vec<Diagnostic> {
    let (mut none, next) = (HandedImages::default(), handed.is_some().then(Mutex::default));
    let handed = handed.unwrap_or(&mut none);
    let faults = {
        let maker = ImageMaker { files: &*world.files, cache: &*world.image_cache, sink, handed, next: next.as_ref() };
        make_all(&maker, queue)
    };
    if let Some(next) = next {
        *handed = next.into_inner().unwrap_or_else(PoisonError::into_inner);
    }
    faults
}

fn make_all(maker: &ImageMaker<'_>, queue: &ImageQueue) -> Vec<Diagnostic> {
    let sources = queue.sources();
    let looked_up: Vec<Result<Option<Work>, Diagnostic>> =
        sources.par_iter().map(|source| maker.take_cached(source)).collect();
    let (mut work, mut faults) = (Vec::new(), Vec::new());
    for result in looked_up {
        match result {
            Ok(missing) => work.extend(missing),
            Err(fault) => faults.push(fault),
        }
    }
    // The large ones first, so that none of them is left over at the end when the others are done.
    work.sort_by_key(|work| std::cmp::Reverse(work.claim_bytes()));
    let found = Mutex::new(faults);
    let make = |work: &Work| {
        let faults = maker.make(work);
        found.lock().unwrap_or_else(PoisonError::into_inner).extend(faults);
    };
    share_memory(&work, rayon::current_num_threads(), Work::claim_bytes, make);
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// A source of which something has to be made.
struct Work {
    file: SourcePath,
    need: MemoryNeed,
    asker: Option<SourcePath>,
    /// Name, the key under which the bytes are kept, and what to make.
    ops: Vec<(String, String, ImageOp)>,
}

/// A photograph's file is at most about as long as a third of its pixels, and there twice.
const FILE_SHARE: u64 = 3;

impl Work {
    /// How much memory it takes: while the source is decoded, or while images are made of it.
    fn claim_bytes(&self) -> u64 {
        let pixels = self.need.pixels_bytes();
        let ops: u64 = self.ops.iter().map(|(_, _, op)| self.need.op_bytes(op)).sum();
        self.need.decoding_bytes(pixels / FILE_SHARE / 2).max(pixels + ops).min(MOST_BYTES)
    }
}

/// What making images needs of the world, and where they go.
struct ImageMaker<'a> {
    files: &'a dyn ProjectFiles,
    cache: &'a dyn ByteStore,
    sink: &'a dyn Sink,
    handed: &'a HandedImages,
    next: Option<&'a Mutex<HandedImages>>,
}

impl ImageMaker<'_> {
    /// Hands over what earlier builds kept; gives back what has to be made.
    fn take_cached(&self, source: &ImageSource) -> Result<Option<Work>, Diagnostic> {
        let hash = self.source_hash(&source.file)?;
        let mut ops = Vec::new();
        for (name, op) in &source.ops {
            let key = key_of(&[&hash[..], RECIPE.as_bytes(), format!("{op:?}").as_bytes()]);
            match self.kept(&key) {
                Some(bytes) => self.hand_over(name, bytes),
                None => ops.push((name.clone(), key, *op)),
            }
        }
        let work = Work { file: source.file.clone(), need: source.need, asker: source.asker.clone(), ops };
        Ok(if work.ops.is_empty() { None } else { Some(work) })
    }

    /// Makes what is wanted of one source.
    fn make(&self, work: &Work) -> Vec<Diagnostic> {
        let bytes = match self.read(&work.file) {
            Ok(bytes) => bytes,
            Err(fault) => return vec![wanted_by(fault, work)],
        };
        let ops: Vec<ImageOp> = work.ops.iter().map(|(_, _, op)| *op).collect();
        let made = match process(bytes, work.file.extension(), &ops) {
            Ok(made) => made,
            Err(reason) => return vec![wanted_by(broken(&work.file, &reason), work)],
        };
        let mut faults = Vec::new();
        for ((name, key, _), made) in work.ops.iter().zip(made) {
            match made {
                Ok(bytes) => {
                    let bytes = Bytes::from(bytes);
                    self.keep(key, &bytes);
                    self.hand_over(name, bytes);
                }
                Err(reason) => {
                    let reason = Wording::new(
                        format!("{name} cannot be made: {}", reason.english()),
                        format!("{name} を作れません: {}", reason.japanese()),
                    );
                    faults.push(wanted_by(broken(&work.file, &reason), work));
                }
            }
        }
        faults
    }

    /// The hash of a source's bytes. Where it can be told that a file is as it was, it is not read again.
    fn source_hash(&self, file: &SourcePath) -> Result<Bytes, Diagnostic> {
        let stamp = self.files.stamp(file).map(|stamp| key_of(&[b"stamp", file.as_str().as_bytes(), stamp.as_bytes()]));
        let hash = || Ok(Bytes::from(blake3::hash(&self.read(file)?).to_hex().to_string()));
        let Some(key) = stamp else { return hash() };
        if let Some(known) = self.kept(&key) {
            return Ok(known);
        }
        let hash = hash()?;
        self.keep(&key, &hash);
        Ok(hash)
    }

    /// What the build before or the disk has under a key.
    fn kept(&self, key: &str) -> Option<Bytes> {
        let handed = self.handed.0.get(key).cloned().inspect(|_| self.cache.note_use(key));
        let bytes = handed.or_else(|| self.cache.get(key).and_then(unseal).map(Bytes::from))?;
        self.remember(key, &bytes);
        Some(bytes)
    }

    /// Keeps what was made or found out.
    fn keep(&self, key: &str, bytes: &Bytes) {
        self.cache.put(key, &seal(bytes));
        self.remember(key, bytes);
    }

    fn remember(&self, key: &str, bytes: &Bytes) {
        if let Some(next) = self.next {
            next.lock().unwrap_or_else(PoisonError::into_inner).0.insert(key.to_owned(), bytes.clone());
        }
    }

    fn read(&self, file: &SourcePath) -> Result<Vec<u8>, Diagnostic> {
        self.files.read(file).map_err(|error| broken(file, &error.wording()))
    }

    fn hand_over(&self, name: &str, bytes: Bytes) {
        self.sink.accept(Artifact { path: format!("{FOLDER}/{name}"), content: ArtifactData::Bytes(bytes) });
    }
}

fn broken(file: &SourcePath, reason: &Wording) -> Diagnostic {
    let message = Wording::new(
        format!("the image cannot be processed: {}", reason.english()),
        format!("画像を処理できません: {}", reason.japanese()),
    );
    let hint = Wording::new(
        "open it in an image editor and save it again; `resize_image` was called with it",
        "画像のソフトで開いて保存し直してください。`resize_image` がこの画像を使っています",
    );
    Diagnostic::error("image-broken", message).in_file(file).with_hint(hint)
}

/// Says which entry asks for the image.
fn wanted_by(fault: Diagnostic, work: &Work) -> Diagnostic {
    match &work.asker {
        Some(asker) => {
            let label = Wording::new(
                "it is wanted here, or by this entry's template",
                "この記事か、そのテンプレートが使っています",
            );
            fault.with_note(label, asker, None)
        }
        None => fault,
    }
}

/// One name for several parts, which cannot run into each other.
fn key_of(parts: &[&[u8]]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
    }
    hasher.finalize().to_hex().to_string()
}

/// Bytes with their hash behind them, so that what is damaged is made again.
fn seal(bytes: &[u8]) -> Vec<u8> {
    [bytes, blake3::hash(bytes).as_bytes()].concat()
}

fn unseal(mut sealed: Vec<u8>) -> Option<Vec<u8>> {
    let hash = sealed.split_off(sealed.len().checked_sub(HASH_BYTES)?);
    (blake3::hash(&sealed).as_bytes()[..] == hash[..]).then_some(sealed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tsubame_images::Size;

    #[test]
    fn photographs_go_together_and_large_sources_alone() {
        let claim = |side_px: u32, progressive_bytes: u64| {
            let need = MemoryNeed {
                size: Size::new(side_px, side_px),
                pixel_bytes: 3,
                decoder_bytes: progressive_bytes,
                file_copies: 2,
                ..MemoryNeed::default()
            };
            Work { file: SourcePath::new("a.jpg"), need, asker: None, ops: Vec::new() }.claim_bytes()
        };
        assert!(claim(3_464, 0) * 8 <= MOST_BYTES, "eight photographs of 12 megapixels");
        assert!(claim(10_000, 0) * 2 > MOST_BYTES, "two of 100");
        assert_eq!(claim(10_000, 600_000_000), MOST_BYTES, "what is too large is refused when its turn comes");
    }

    #[test]
    fn damaged_bytes_are_not_taken() {
        let sealed = seal(b"image");
        assert_eq!(unseal(sealed.clone()).as_deref(), Some(&b"image"[..]));
        for damaged in [&sealed[1..], &sealed[..sealed.len() - 1], b"", &[&[1], &sealed[1..]].concat()] {
            assert_eq!(unseal(damaged.to_vec()), None);
        }
    }
}
