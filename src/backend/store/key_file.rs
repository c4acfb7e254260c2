//! The secrets of a programme as a text: what the file `private/keys.toml` holds.

use std::collections::BTreeMap;

use tsubame_model::source::{
    Diagnostic, Format, SourcePath, TableReader, TreeFault, ValueReader, Wording, parse_tree, read_table,
};

use super::{Keys, MasterKeys};
use crate::intake::HashKey;

/// The code of every fault in the file.
const CODE: &str = "key-file";

/// The secrets of a programme, as bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyFile {
    master: BTreeMap<i32, [u8; 32]>,
    index: [u8; 32],
    audit: [u8; 32],
}

impl KeyFile {
    /// Fresh secrets, of the system's source of chance.
    pub fn generate() -> Self {
        use chacha20poly1305::aead::Generate;
        let fresh = || <[u8; 32]>::from(chacha20poly1305::Key::generate());
        Self { master: [(1, fresh())].into(), index: fresh(), audit: fresh() }
    }

    /// The same with one more master key, the newest.
    #[must_use]
    pub fn with_new_master(mut self) -> Self {
        let newest = self.master.last_key_value().map_or(0, |(number, _)| *number);
        self.master.extend(Self::generate().master.into_values().map(|key| (newest + 1, key)));
        self
    }

    /// The master keys by their numbers.
    pub fn into_master(self) -> BTreeMap<i32, [u8; 32]> {
        self.master
    }

    /// Reads the text of a file. Faults name the key, never what it says.
    pub fn parse(path: &SourcePath, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let (root, mut faults) = parse_tree(Format::Toml, text, 0..text.len());
        let keys = read_table(&root, &mut faults, read_keys).flatten();
        match keys.filter(|_| faults.is_empty()) {
            Some(keys) => Ok(keys),
            None => Err(faults.iter().map(|fault| diagnostic(fault, path, text)).collect()),
        }
    }

    /// The text of the file.
    pub fn render(&self) -> String {
        let hex = |key: &[u8; 32]| blake3::Hash::from_bytes(*key).to_hex();
        let master: Vec<String> =
            self.master.iter().map(|(number, key)| format!("{number} = \"{}\"", hex(key))).collect();
        format!(
            "# The secrets of this programme. Without them nothing of a person can be read any more; with them and the database,\n\
             # everything can. Keep a copy apart from the backups.\n\
             index = \"{}\"\naudit = \"{}\"\n\n# What the keys of persons are wrapped under; the highest number is the newest.\n\
             [master]\n{}\n",
            hex(&self.index),
            hex(&self.audit),
            master.join("\n"),
        )
    }

    /// The secrets, ready to be used.
    pub fn into_keys(self) -> Keys {
        Keys { master: MasterKeys::new(self.master), index: HashKey::new(self.index), audit: HashKey::new(self.audit) }
    }
}

fn read_keys(table: &mut TableReader<'_>) -> Option<KeyFile> {
    let number = |name: &str, key: ValueReader<'_>| Some((name.parse::<i32>().ok(), read_key(key)?));
    let (index, audit) = (table.required("index").and_then(read_key), table.required("audit").and_then(read_key));
    let master = table.required("master").and_then(|master| master.entries(number))?;
    let numbered =
        master.into_iter().map(|(_, (number, key))| Some((number?, key))).collect::<Option<BTreeMap<_, _>>>();
    let is_usable = numbered.as_ref().is_some_and(|keys| !keys.is_empty());
    if !is_usable {
        let reason = Wording::new(
            "has to hold keys by whole numbers, as 1 = \"…\"",
            "には 1 = \"…\" のように番号と鍵を書きます",
        );
        table.refuse("master", reason);
        return None;
    }
    Some(KeyFile { master: numbered?, index: index?, audit: audit? })
}

fn read_key(value: ValueReader<'_>) -> Option<[u8; 32]> {
    value.parse(|text| {
        let wrong = || Wording::new("is no key of 64 hexadecimal digits", "は64桁の16進数の鍵ではありません");
        blake3::Hash::from_hex(text).map(|key| *key.as_bytes()).map_err(|_| wrong())
    })
}

/// Only the place is told, and no excerpt can be shown: what stands there is a secret.
fn diagnostic(fault: &TreeFault, path: &SourcePath, text: &str) -> Diagnostic {
    let line = text.bytes().take(fault.span.start).filter(|byte| *byte == b'\n').count() + 1;
    let message = Wording::new(
        format!("the secrets cannot be read: something is wrong in line {line}"),
        format!("鍵のファイルを読み込めません。{line}行目に誤りがあります"),
    );
    let hint = Wording::new(
        "put back the copy that was kept of this file; new secrets would make all data unreadable",
        "保管してある写しに戻してください。新しい鍵を作ると、いまのデータは読めなくなります",
    );
    Diagnostic::error(CODE, message).in_file(path).with_hint(hint)
}

#[cfg(test)]
mod tests {
    use tsubame_model::source::MessageLanguage;

    use super::*;

    fn path() -> SourcePath {
        SourcePath::new("private/keys.toml")
    }

    #[test]
    fn what_is_written_is_read_again_and_no_two_files_are_alike() {
        let keys = KeyFile::generate();
        assert!(KeyFile::parse(&path(), &keys.render()).is_ok_and(|read| read == keys));
        assert!(KeyFile::generate() != keys);
        let more = keys.clone().with_new_master();
        assert!(more.index == keys.index && more.audit == keys.audit && more.master[&1] == keys.master[&1]);
        assert_ne!(more.into_master()[&2], keys.master[&1]);
    }

    #[test]
    fn faults_tell_the_line_and_no_secret() {
        let good = KeyFile::generate().render();
        let first = good.lines().find(|line| line.starts_with("index")).unwrap();
        let number = good.lines().position(|line| line == first).unwrap() + 1;
        for (broken, line) in [
            (good.replace(first, &first[..40]), number),
            (good.replace(first, "index = 12345678"), number),
            (good.replace("1 = ", "one = "), 7),
            (good.replace(first, ""), 1),
        ] {
            let Err(faults) = KeyFile::parse(&path(), &broken) else { panic!("{broken}") };
            let told = faults[0].in_language(MessageLanguage::English);
            assert!(told.message.ends_with(&format!("line {line}")), "{}", told.message);
            assert!(faults.iter().all(|fault| fault.place.is_none()), "an excerpt would show it");
            assert!(!format!("{faults:?}").contains("12345678"));
        }
    }
}
