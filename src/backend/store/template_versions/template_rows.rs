//! Versions of templates as they are read: the newest of each, and all of one.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::store::{Store, entities::template_version};

/// The words of the two files of a template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TemplateWords {
    /// The text with its subject, where there is one.
    pub text: Option<String>,
    /// The page, where there is one.
    pub page: Option<String>,
}

/// A version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateVersion {
    /// From 1 on.
    pub number: i32,
    /// What it says; `None` if the files hold again.
    pub words: Option<TemplateWords>,
    /// What the files said when it was written.
    pub file: TemplateWords,
    /// The account that wrote it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
}

impl Store {
    /// What staff have put in the place of files, by the names of templates.
    pub async fn template_overrides(&self) -> anyhow::Result<BTreeMap<String, TemplateVersion>> {
        let db = &self.databases.readers;
        let numbers: Vec<(String, i32)> = template_version::Entity::find()
            .select_only()
            .columns([template_version::Column::Name, template_version::Column::Number])
            .order_by_asc(template_version::Column::Number)
            .into_tuple()
            .all(db)
            .await?;
        let newest: BTreeMap<String, i32> = numbers.into_iter().collect();
        let mut overrides = BTreeMap::new();
        for (name, number) in newest {
            let row = template_version::Entity::find_by_id((name.clone(), number)).one(db).await?;
            if let Some(version) = row.map(version).transpose()?.filter(|version| version.words.is_some()) {
                overrides.insert(name, version);
            }
        }
        Ok(overrides)
    }

    /// All versions of a template, the newest first.
    pub async fn template_versions(&self, name: &str) -> anyhow::Result<Vec<TemplateVersion>> {
        let rows = template_version::Entity::find()
            .filter(template_version::Column::Name.eq(name))
            .order_by_desc(template_version::Column::Number)
            .all(&self.databases.readers)
            .await?;
        rows.into_iter().map(version).collect()
    }
}

fn version(row: template_version::Model) -> anyhow::Result<TemplateVersion> {
    let words = TemplateWords { text: row.text, page: row.page };
    Ok(TemplateVersion {
        number: row.number,
        words: Some(words).filter(|words| *words != TemplateWords::default()),
        file: TemplateWords { text: row.file_text, page: row.file_page },
        made_by: row.made_by,
        made_at: Timestamp::from_millisecond(row.made_at)?,
    })
}
