//! `[database]`: where data lie: in a file of SQLite, or at the address that `DATABASE_URL` says, which holds a password.

use std::path::{Path, PathBuf};

use tsubame_model::source::{TableReader, Wording};

use super::{Environment, SettingOrigin, SettingValue};
use crate::store::DatabaseLocation;

/// The file where nothing else is said, in the private folder.
const FILE: &str = "tsubame.sqlite";

/// The variable.
const VARIABLE: &str = "DATABASE_URL";

/// The table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatabaseTable {
    file: Option<PathBuf>,
    address: Option<DatabaseLocation>,
}

impl DatabaseTable {
    pub(super) fn read(table: &mut TableReader<'_>, environment: &mut Environment<'_>) -> Self {
        let file = table.parse("file", |path| {
            let is_file = !path.is_empty() && !path.ends_with('/') && !path.contains("://");
            is_file.then(|| PathBuf::from(path)).ok_or_else(|| {
                Wording::new(
                    format!("`file` is the path of a file of SQLite, as \"private/{FILE}\"; the address of PostgreSQL stands in {VARIABLE}"),
                    format!("`file` にはSQLiteのファイルのパスを \"private/{FILE}\" のように書きます。PostgreSQLのアドレスは環境変数 {VARIABLE} に入れます"),
                )
            })
        });
        if table.optional("url").is_some() {
            table.refuse(
                "url",
                Wording::new(
                    format!(
                        "`url` does not stand in the file, since it holds a password: set {VARIABLE} in the environment"
                    ),
                    format!(
                        "`url` はパスワードを含むので、ファイルには書きません。環境変数 {VARIABLE} に入れてください"
                    ),
                ),
            );
        }
        let address = environment.parse(VARIABLE, |address| {
            DatabaseLocation::parse(address).map_err(|error| {
                Wording::new(
                    format!("{VARIABLE} is no address of a database: {error}"),
                    format!("{VARIABLE} はデータベースのアドレスではありません（postgres://USER@HOST/DATABASE か sqlite:PATH）"),
                )
            })
        });
        Self { file, address }
    }

    /// Where data lie, for a project at `root` with its private folder.
    pub fn location(&self, root: &Path, private: &Path) -> SettingValue<DatabaseLocation> {
        if let Some(address) = &self.address {
            return SettingValue { value: address.clone(), origin: SettingOrigin::Variable(VARIABLE) };
        }
        let written = self.file.as_ref().map(|file| DatabaseLocation::Sqlite(root.join(file)));
        SettingValue::of_file("database.file", written, DatabaseLocation::Sqlite(private.join(FILE)))
    }
}
