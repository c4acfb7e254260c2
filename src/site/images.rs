//! The wanted images, made after the last render: taken from what earlier builds kept, or made and kept.

use rayon::prelude::*;

use super::{Artifact, Content, Project, Sink};
use crate::{
    images::{FOLDER, Order, Plan, Source, process},
    source::{Diagnostic, SourcePath, World},
};

/// Pixels of sources that are decoded at the same time take at most this, unless one alone takes more: 100 megapixels
/// of three channels fit with what their resizing needs into 600 MB.
const MOST_DECODED_BYTES: u64 = 300_000_000;

/// Changes whenever the same operation would give other bytes than before.
const RECIPE: &str = concat!(env!("CARGO_PKG_VERSION"), "-1");

/// The length of a blake3 hash.
const HASH_BYTES: usize = 32;

/// Makes all images of the plan and hands them over. Each fault is about one source.
pub(super) fn emit(plan: &Plan, project: &Project, sink: &dyn Sink, faults: &mut Vec<Diagnostic>) {
    let world = &*project.world;
    let accept = |name: &str, bytes| {
        sink.accept(Artifact { path: format!("{FOLDER}/{name}"), content: Content::Made(bytes) });
    };
    let sources = plan.sources();
    let open: Vec<Result<Option<Work>, Diagnostic>> =
        sources.par_iter().map(|source| take_kept(source, world, &accept)).collect();
    let mut work = Vec::new();
    for result in open {
        match result {
            Ok(open) => work.extend(open),
            Err(fault) => faults.push(fault),
        }
    }
    // Sources of one size together, so that those that are done early wait little for the others.
    work.sort_by_key(|work| work.decoded_bytes);
    let mut rest = &work[..];
    while !rest.is_empty() {
        let (batch, later) = rest.split_at(batch_length(rest));
        rest = later;
        let found = batch.par_iter().flat_map_iter(|work| make(work, world, &accept));
        faults.extend(found.collect::<Vec<_>>());
    }
}

/// A source of which something has to be made.
struct Work {
    file: SourcePath,
    decoded_bytes: u64,
    /// Name, the key under which the bytes are kept, and what to make.
    orders: Vec<(String, String, Order)>,
}

/// How many of the next sources are decoded together.
fn batch_length(work: &[Work]) -> usize {
    let mut bytes = 0;
    let fitting = work.iter().take_while(|work| {
        bytes += work.decoded_bytes;
        bytes <= MOST_DECODED_BYTES
    });
    fitting.count().max(1)
}

/// Hands over what earlier builds kept; gives back what has to be made.
fn take_kept(
    source: &Source,
    world: &dyn World,
    accept: &(dyn Fn(&str, Vec<u8>) + Sync),
) -> Result<Option<Work>, Diagnostic> {
    let hash = source_hash(&source.file, world)?;
    let mut orders = Vec::new();
    for (name, order) in &source.orders {
        let key = key_of(&[hash.as_bytes(), RECIPE.as_bytes(), format!("{order:?}").as_bytes()]);
        match world.cached(&key).and_then(unseal) {
            Some(bytes) => accept(name, bytes),
            None => orders.push((name.clone(), key, *order)),
        }
    }
    let work = Work { file: source.file.clone(), decoded_bytes: source.decoded_bytes, orders };
    Ok(if work.orders.is_empty() { None } else { Some(work) })
}

/// Makes what is wanted of one source.
fn make(work: &Work, world: &dyn World, accept: &(dyn Fn(&str, Vec<u8>) + Sync)) -> Vec<Diagnostic> {
    let bytes = match read(&work.file, world) {
        Ok(bytes) => bytes,
        Err(fault) => return vec![fault],
    };
    let orders: Vec<Order> = work.orders.iter().map(|(_, _, order)| *order).collect();
    let made = match process(bytes, work.file.extension(), &orders) {
        Ok(made) => made,
        Err(reason) => return vec![broken(&work.file, &reason)],
    };
    let mut faults = Vec::new();
    for ((name, key, _), made) in work.orders.iter().zip(made) {
        match made {
            Ok(bytes) => {
                world.keep(key, &seal(&bytes));
                accept(name, bytes);
            }
            Err(reason) => faults.push(broken(&work.file, &format!("{name} cannot be made: {reason}"))),
        }
    }
    faults
}

/// The hash of a source's bytes. Where the world can tell that a file is as it was, it is not read again.
fn source_hash(file: &SourcePath, world: &dyn World) -> Result<String, Diagnostic> {
    let stamp = world.stamp(file).map(|stamp| key_of(&[b"stamp", file.as_str().as_bytes(), stamp.as_bytes()]));
    let kept = stamp.as_deref().and_then(|key| world.cached(key)).and_then(unseal);
    if let Some(hash) = kept.and_then(|bytes| String::from_utf8(bytes).ok()) {
        return Ok(hash);
    }
    let hash = blake3::hash(&read(file, world)?).to_hex().to_string();
    if let Some(key) = stamp {
        world.keep(&key, &seal(hash.as_bytes()));
    }
    Ok(hash)
}

fn read(file: &SourcePath, world: &dyn World) -> Result<Vec<u8>, Diagnostic> {
    world.read(file).map_err(|error| broken(file, &error.to_string()))
}

fn broken(file: &SourcePath, reason: &str) -> Diagnostic {
    Diagnostic::error("image-broken", format!("the image cannot be processed: {reason}"))
        .in_file(file)
        .with_hint("open it in an image editor and save it again; `resize_image` was called with it")
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

    #[test]
    fn large_sources_are_decoded_alone() {
        let work = |decoded_bytes| Work { file: SourcePath::new("a.png"), decoded_bytes, orders: Vec::new() };
        for (sizes, expected) in [
            (&[100_000_000, 100_000_000, 100_000_000, 1][..], 3),
            (&[300_000_000, 300_000_000], 1),
            (&[900_000_000, 900_000_000], 1),
            (&[1, 300_000_000], 1),
        ] {
            let work: Vec<Work> = sizes.iter().map(|bytes| work(*bytes)).collect();
            assert_eq!(batch_length(&work), expected, "{sizes:?}");
        }
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
