//! The project as the backend sees it: [`Workspace`] over the files on the disk and the engine's settings.

mod content;

use std::{io::Read, path::PathBuf};

use self::content::site_content;
use crate::disk::{Discovered, OpenFile, discover, published_files, read_texts};
use tsubame_backend::{
    outbox::ProgrammeValues,
    web::{FormContent, SiteMail, Workspace, WorkspaceError},
};
use tsubame_engine::{
    config::{BuildOptions, Config},
    site::{configure, read_typed_entries},
};
use tsubame_model::{
    schema::{Form, parse_form},
    source::{Data, Diagnostic, MessageLanguage, ReadError, SourcePath},
};

/// Where the templates of mails lie.
const MAIL_FOLDER: &str = "data/mail";

/// A project in a folder.
#[derive(Clone, Debug)]
pub struct DiskWorkspace {
    /// Where the configuration is looked for, as by the option `--root`.
    pub root: PathBuf,
    /// The configuration file, as by the option `--config`.
    pub config: Option<PathBuf>,
    /// The language in which faults are told as long as the settings, which say it, cannot be read.
    pub language: MessageLanguage,
}

impl DiskWorkspace {
    fn discover(&self) -> Result<Discovered, WorkspaceError> {
        discover(&self.root, self.config.as_deref()).map_err(WorkspaceError::Unreadable)
    }

    fn configure(&self) -> Result<(Discovered, Config), WorkspaceError> {
        let found = self.discover()?;
        let config = configure(&found.project, &BuildOptions::default());
        let config = config.map_err(|faults| told(&faults, self.language))?;
        Ok((found, config))
    }
}

/// Faults as they are told to whoever reads the log.
fn told(faults: &[Diagnostic], language: MessageLanguage) -> WorkspaceError {
    WorkspaceError::Faults(faults.iter().map(|fault| fault.in_language(language)).collect())
}

impl Workspace for DiskWorkspace {
    fn base_url(&self) -> Result<String, WorkspaceError> {
        Ok(self.configure()?.1.base_url)
    }

    fn forms(&self) -> Result<Vec<Form>, WorkspaceError> {
        let project = self.discover()?.project;
        let (mut forms, mut faults) = (Vec::new(), Vec::new());
        for path in project.below("data").filter(|path| Form::is_form_file(path)) {
            match project.read_text(path) {
                Ok(text) => {
                    let (form, found) = parse_form(path, &text);
                    forms.extend(form);
                    faults.extend(found);
                }
                Err(fault) => faults.push(fault),
            }
        }
        faults.retain(Diagnostic::is_error);
        if faults.is_empty() {
            return Ok(forms);
        }
        let config = configure(&project, &BuildOptions::default());
        Err(told(&faults, config.map_or(self.language, |config| config.message_language())))
    }

    fn content(&self) -> Result<FormContent, WorkspaceError> {
        let (found, config) = self.configure()?;
        let mut typed = read_typed_entries(&found.project, &config);
        typed.faults.retain(Diagnostic::is_error);
        if !typed.faults.is_empty() {
            return Err(told(&typed.faults, config.message_language()));
        }
        Ok(site_content(&typed.value, found.project.world.clock.build_time.timestamp()))
    }

    fn mail(&self) -> Result<SiteMail, WorkspaceError> {
        let (found, config) = self.configure()?;
        let text = |key: &str| config.extra.get(key).and_then(Data::as_str).unwrap_or_default().to_owned();
        let programme = ProgrammeValues {
            name: config.default_language_config().and_then(|language| language.title.clone()).unwrap_or_default(),
            operator: text("operator"),
            url: format!("{}/", config.base_url.trim_end_matches('/')),
            contact: String::new(),
        };
        let templates = read_texts(&found.root.join(MAIL_FOLDER)).map_err(WorkspaceError::Unreadable)?;
        Ok(SiteMail { programme, templates })
    }

    fn published_pages(&self) -> Result<Vec<String>, WorkspaceError> {
        let (found, config) = self.configure()?;
        let Ok(output) = found.root.join(&config.output_dir).canonicalize() else { return Ok(Vec::new()) };
        let pages = published_files(&output).map_err(WorkspaceError::Unreadable)?;
        Ok(pages.into_iter().filter(|path| path.ends_with(".html")).collect())
    }

    fn published_page(&self, path: &str) -> Result<Option<Vec<u8>>, WorkspaceError> {
        let (found, config) = self.configure()?;
        let unreadable = |reason: anyhow::Error| WorkspaceError::Unreadable(reason.context(path.to_owned()));
        let Ok(output) = found.root.join(&config.output_dir).canonicalize() else { return Ok(None) };
        let mut page = match OpenFile::open(&output, &SourcePath::new(path)) {
            Ok(page) => page,
            Err(ReadError::Missing | ReadError::Outside) => return Ok(None),
            Err(ReadError::Refused(reason)) => return Err(unreadable(anyhow::Error::msg(reason))),
        };
        let mut bytes = Vec::new();
        page.file.read_to_end(&mut bytes).map_err(|error| unreadable(error.into()))?;
        Ok(Some(bytes))
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    const FORM: &str = "form: ask\nlabel: 質問\nversion: '1'\ngroups:\n- legend: 内容\n  fields:\n  - name: text\n    \
        type: textarea\n    label: 質問\nconsent: {version: '1', label: 同意します, link: /privacy/}\nsubmit: 送る\nhoneypot: ask_remark\n\
        thanks: 届きました\n";

    fn write(root: &Path, path: &str, text: &str) {
        let file = root.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    #[test]
    fn settings_forms_and_pages_are_read_as_they_are_now() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let workspace = DiskWorkspace { root: root.to_path_buf(), config: None, language: MessageLanguage::Japanese };
        assert!(matches!(workspace.forms(), Err(WorkspaceError::Unreadable(_))));
        write(root, "zola.toml", "base_url = \"https://example.jp\"\n[extra]\nbackend_url = \"/api\"\n");
        assert_eq!(workspace.base_url().unwrap(), "https://example.jp");
        assert_eq!(workspace.forms().unwrap(), []);
        assert_eq!(workspace.published_page("index.html").unwrap(), None);

        write(root, "data/forms/ask.yaml", FORM);
        write(root, "public/ask/index.html", "<p>質問</p>");
        let names: Vec<String> = workspace.forms().unwrap().into_iter().map(|form| form.form).collect();
        assert_eq!(names, ["ask"]);
        let page = workspace.published_page("ask/index.html").unwrap();
        assert_eq!(page.as_deref(), Some("<p>質問</p>".as_bytes()));
        for path in ["none.html", "../zola.toml", "ask/../../zola.toml"] {
            assert_eq!(workspace.published_page(path).unwrap(), None, "{path}");
        }

        write(root, "data/forms/ask.yaml", "form: ask\nlabel: 1 2\n");
        let said = workspace.forms().unwrap_err().to_string();
        assert!(said.contains("this definition cannot be read: "), "{said}");
        write(root, "zola.toml", "base_url = 1\n");
        assert!(matches!(workspace.base_url(), Err(WorkspaceError::Faults(_))));
        let said = workspace.forms().unwrap_err().to_string();
        assert!(said.contains("この定義ファイルは読み込めません: "), "{said}");
    }
}
