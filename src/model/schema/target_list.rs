//! The list of `data/targets.yaml`, read so that one target at fault does not take the others with it.

use std::{collections::BTreeSet, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{read::read_fault, targets::Target};
use crate::source::{Diagnostic, SourcePath, parse_yaml_with};

/// Reads the targets with their places in the list, counted from 0, and the faults of the others.
pub(super) fn read_targets(path: &SourcePath, text: &str) -> (Vec<(usize, Target)>, Vec<Diagnostic>) {
    let (mut faults, mut skipped) = (Vec::new(), BTreeSet::new());
    // A reader stops at the first fault, so the text is read again without the target that has it.
    loop {
        match parse_yaml_with(text, File { skipped: &skipped }) {
            Ok(targets) => return (targets, faults),
            Err(error) => {
                faults.push(read_fault(path, text, &error));
                if !item_of(&error.message).is_some_and(|item| skipped.insert(item)) {
                    return (Vec::new(), faults);
                }
            }
        }
    }
}

/// Which target a message of the reader is about: `targets[0].want: …`.
fn item_of(message: &str) -> Option<usize> {
    message.strip_prefix(KEY)?.strip_prefix('[')?.split_once(']')?.0.parse().ok()
}

/// The one key of the file.
const KEY: &str = "targets";

#[derive(Clone, Copy)]
struct File<'a> {
    skipped: &'a BTreeSet<usize>,
}

#[derive(Clone, Copy)]
struct Items<'a> {
    skipped: &'a BTreeSet<usize>,
}

impl<'de> DeserializeSeed<'de> for File<'_> {
    type Value = Vec<(usize, Target)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for File<'_> {
    type Value = Vec<(usize, Target)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list `targets`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut targets = None;
        while let Some(key) = map.next_key::<String>()? {
            if key != KEY {
                return Err(A::Error::unknown_field(&key, &[KEY]));
            }
            if targets.replace(map.next_value_seed(Items { skipped: self.skipped })?).is_some() {
                return Err(A::Error::duplicate_field(KEY));
            }
        }
        Ok(targets.unwrap_or_default())
    }
}

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = Vec<(usize, Target)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = Vec<(usize, Target)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut targets = Vec::new();
        for at in 0.. {
            if self.skipped.contains(&at) {
                if list.next_element::<IgnoredAny>()?.is_none() {
                    break;
                }
                continue;
            }
            match list.next_element::<Target>()? {
                Some(target) => targets.push((at, target)),
                None => break,
            }
        }
        Ok(targets)
    }
}
