//! The lines of a backup: a head, tables with their rows, an end that counts them. Each line is one JSON value; what is written is
//! encrypted at once and lies nowhere in clear.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufRead, BufReader, Write},
    path::Path,
};

use anyhow::{Context, bail, ensure};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::backed_table::BackedTable;
use crate::store::{
    audit_heads::ChainHead,
    recovery::{AgeReader, AgeWriter, RecoveryKey, RecoveryRecipient, encrypt},
};

/// The version of these lines. A reader refuses what is newer.
const VERSION: u32 = 1;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum DumpKind {
    /// Everything but the keys.
    Data,
    /// The keys of persons, wrapped, and who was erased.
    Keyring,
}

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DumpHead {
    pub version: u32,
    pub kind: DumpKind,
    /// When it was read, in milliseconds since 1970.
    pub taken_at_ms: i64,
    /// The version of the program that wrote it.
    pub program: String,
    /// The migrations that had run, in their order.
    pub migrations: Vec<String>,
}

/// How many rows a table has, and a sum over them that does not depend on their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TableSum {
    pub rows: u64,
    pub checksum: String,
}

/// The last line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DumpEnd {
    pub tables: BTreeMap<String, TableSum>,
    /// The ends of the chains of the audit log.
    pub audit_heads: Vec<String>,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum DumpLine {
    TsubameBackup(DumpHead),
    Table(BackedTable),
    Row(Vec<Json>),
    End(DumpEnd),
}

/// The sum over the rows of one table, while it grows.
#[derive(Default)]
pub(super) struct RowSum {
    rows: u64,
    sum: u128,
}

impl RowSum {
    /// Counts a row.
    pub fn add(&mut self, row: &[Json]) -> anyhow::Result<()> {
        let hash = blake3::hash(&serde_json::to_vec(row)?);
        let mut half = [0; 16];
        half.copy_from_slice(&hash.as_bytes()[..16]);
        self.rows += 1;
        self.sum = self.sum.wrapping_add(u128::from_le_bytes(half));
        Ok(())
    }

    /// The sum over all rows.
    pub fn finish(&self) -> TableSum {
        TableSum { rows: self.rows, checksum: format!("{:032x}", self.sum) }
    }
}

impl DumpHead {
    /// The head of a file that this program writes.
    pub fn new(kind: DumpKind, taken_at: Timestamp, migrations: Vec<String>) -> Self {
        let program = env!("CARGO_PKG_VERSION").to_owned();
        Self { version: VERSION, kind, taken_at_ms: taken_at.as_millisecond(), program, migrations }
    }

    /// When it was read.
    pub fn taken_at(&self) -> anyhow::Result<Timestamp> {
        Ok(Timestamp::from_millisecond(self.taken_at_ms)?)
    }
}

/// Writes the lines of a file.
pub(super) struct DumpWriter<W: Write> {
    out: AgeWriter<W>,
    end: DumpEnd,
    table: Option<(String, RowSum)>,
}

impl<W: Write> DumpWriter<W> {
    /// A file with this head.
    pub fn new(head: DumpHead, recipient: &RecoveryRecipient, out: W) -> anyhow::Result<Self> {
        let mut writer = Self { out: encrypt(recipient, out)?, end: DumpEnd::default(), table: None };
        writer.line(&DumpLine::TsubameBackup(head))?;
        Ok(writer)
    }

    /// Begins a table.
    pub fn table(&mut self, table: &BackedTable) -> anyhow::Result<()> {
        self.close_table();
        self.table = Some((table.name.clone(), RowSum::default()));
        self.line(&DumpLine::Table(table.clone()))
    }

    /// A row of the table that was begun last.
    pub fn row(&mut self, row: Vec<Json>) -> anyhow::Result<()> {
        if let Some((_, sum)) = &mut self.table {
            sum.add(&row)?;
        }
        self.line(&DumpLine::Row(row))
    }

    /// Writes the end; gives what was written to, and how many rows of which table there are.
    pub fn finish(mut self, heads: &[ChainHead]) -> anyhow::Result<(W, DumpEnd)> {
        self.close_table();
        self.end.audit_heads = heads.iter().map(ChainHead::render).collect();
        let end = self.end.clone();
        self.line(&DumpLine::End(end.clone()))?;
        Ok((self.out.finish()?, end))
    }

    fn close_table(&mut self) {
        if let Some((name, sum)) = self.table.take() {
            self.end.tables.insert(name, sum.finish());
        }
    }

    fn line(&mut self, line: &DumpLine) -> anyhow::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.out.write_all(&text).map_err(Into::into)
    }
}

/// Reads the lines of a file.
pub(super) struct DumpReader {
    lines: BufReader<AgeReader<BufReader<File>>>,
    pub head: DumpHead,
}

/// What stands in a file after its head.
pub(super) enum DumpItem {
    Table(BackedTable),
    Row(Vec<Json>),
    End(DumpEnd),
}

impl DumpReader {
    /// Opens a file of this kind.
    pub fn open(path: &Path, kind: DumpKind, key: &RecoveryKey) -> anyhow::Result<Self> {
        let file = File::open(path).with_context(|| path.display().to_string())?;
        Self::read(file, kind, key).with_context(|| path.display().to_string())
    }

    fn read(file: File, kind: DumpKind, key: &RecoveryKey) -> anyhow::Result<Self> {
        let mut lines = BufReader::new(AgeReader::new(BufReader::new(file), key)?);
        let Some(DumpLine::TsubameBackup(head)) = read_line(&mut lines)? else {
            bail!("it is no backup of this program: it does not say what it is");
        };
        ensure!(
            head.version <= VERSION,
            "it was written by a newer program ({}), in a format that this one does not know; use that version or a newer one",
            head.program
        );
        ensure!(head.kind == kind, "{}", other_kind(kind));
        Ok(Self { lines, head })
    }

    /// The next line; an error for a file that ends too early, or has more than its end says.
    pub fn next_item(&mut self) -> anyhow::Result<DumpItem> {
        match read_line(&mut self.lines)?.context("it is not whole: take another copy of it")? {
            DumpLine::TsubameBackup(_) => bail!("it is damaged: it begins twice"),
            DumpLine::Table(table) => Ok(DumpItem::Table(table)),
            DumpLine::Row(row) => Ok(DumpItem::Row(row)),
            DumpLine::End(end) => {
                ensure!(read_line(&mut self.lines)?.is_none(), "it is damaged: something follows its end");
                Ok(DumpItem::End(end))
            }
        }
    }
}

fn other_kind(wanted: DumpKind) -> &'static str {
    match wanted {
        DumpKind::Data => "it is a keyring; give the file that ends in .data.age as --data",
        DumpKind::Keyring => "it holds no keys; give the newest file that ends in .keyring.age as --keyring",
    }
}

fn read_line(lines: &mut impl BufRead) -> anyhow::Result<Option<DumpLine>> {
    let mut line = Vec::new();
    if lines.read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    // Nothing of the line is told: it is somebody's.
    serde_json::from_slice(&line).map(Some).map_err(|_| {
        anyhow::anyhow!("it is no backup of this program, or of a newer one: a line is not what it should be")
    })
}
