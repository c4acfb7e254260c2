//! Finding a project: the folder that holds its configuration file.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::{
    output_place::ProjectPlaces,
    read_log::ReadLog,
    walk::{ListedFiles, list_files},
    world::open_world,
};
use tsubame_engine::site::Project;
use tsubame_model::source::{CONFIG_FILES, SourcePath};

/// A project and where it lies.
pub struct Discovered {
    /// The project's files.
    pub project: Project,
    /// Its folder, absolute and without links.
    pub root: PathBuf,
    /// Where links among its files lead, absolute.
    pub links: Vec<PathBuf>,
    /// What its world was asked for beside the files that are listed.
    pub reads: ReadLog,
}

impl Discovered {
    /// What an output folder must not touch.
    pub fn places(&self) -> ProjectPlaces<'_> {
        ProjectPlaces { root: &self.root, config_file: &self.project.config_file, links: &self.links }
    }
}

/// Looks for the configuration from `start` upwards: the file `config` if one is named, else `zola.toml` anywhere above
/// before `config.toml` anywhere above. The folder in which it is found is the project's root.
pub fn discover(start: &Path, config: Option<&Path>) -> Result<Discovered> {
    let start = start.canonicalize().with_context(|| format!("looking for a site in {}", start.display()))?;
    let names: Vec<&Path> = config.map_or_else(|| CONFIG_FILES.map(Path::new).into(), |name| vec![name]);
    let found = names.iter().find_map(|name| {
        let holds_it = |folder: &&Path| folder.join(name).is_file();
        start.ancestors().find(holds_it).map(|root| (root.to_path_buf(), root.join(name)))
    });
    let Some((root, file)) = found else {
        let names: Vec<String> = names.iter().map(|name| name.display().to_string()).collect();
        bail!(
            "no {} in {} or any folder above it; change into a site's folder or use --root",
            names.join(" or "),
            start.display()
        );
    };
    let target = file.canonicalize().with_context(|| format!("reading {}", file.display()))?;
    let Ok(inside) = target.strip_prefix(&root) else {
        bail!("{} lies outside of the site's folder {}; copy it there", file.display(), root.display());
    };
    let config_file = SourcePath::new(inside.to_string_lossy().replace('\\', "/"));
    let ListedFiles { files, faults, links } = list_files(&root);
    let reads = ReadLog::default();
    // Files that others only link to are not where the watched folders are.
    links.iter().filter(|target| !target.is_dir()).for_each(|target| reads.note_place(target.clone()));
    let world = open_world(&root, reads.clone());
    Ok(Discovered { project: Project { config_file, files, world, faults }, root, links, reads })
}
