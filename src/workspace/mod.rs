//! The project as the backend sees it: [`Workspace`] over the files on the disk and the engine's settings.
//!
//! | file | holds |
//! |---|---|
//! | `content` | what the content says that forms go by |
//! | `bookings` | what can be booked |
//! | `page_source` | where the built pages are |

mod bookings;
mod content;
mod page_source;

use std::path::PathBuf;

use self::{
    bookings::read_bookings,
    content::site_content,
    page_source::{is_page, page_in, pages_in},
};
use crate::disk::{Discovered, FileRevisions, discover, read_texts};
use tsubame_backend::{
    outbox::ProgrammeValues,
    web::{FormContent, SiteBookings, SiteMail, Workspace, WorkspaceError},
};
use tsubame_engine::{
    config::{BuildOptions, Config},
    site::{configure, read_casework, read_typed_entries},
    templates::BuildThreads,
};
use tsubame_model::{
    schema::{Casework, Form, parse_form},
    source::{Data, Diagnostic, MessageLanguage, WithFaults},
};

pub use self::page_source::{BuiltPages, PageSource};

/// Where the templates of mails lie.
const MAIL_FOLDER: &str = "data/mail";

/// Where words lie with which messages of staff can begin.
const MESSAGES_FOLDER: &str = "data/messages";

/// A project in a folder.
#[derive(Clone, Debug)]
pub struct DiskWorkspace {
    /// Where the configuration is looked for, as by the option `--root`.
    pub root: PathBuf,
    /// The configuration file, as by the option `--config`.
    pub config: Option<PathBuf>,
    /// The language in which faults are told as long as the settings, which say it, cannot be read.
    pub language: MessageLanguage,
    /// As what the site is built: at which address, with drafts or without.
    pub options: BuildOptions,
    /// Where its built pages are.
    pub pages: PageSource,
}

impl DiskWorkspace {
    fn discover(&self) -> Result<Discovered, WorkspaceError> {
        discover(&self.root, self.config.as_deref()).map_err(WorkspaceError::Unreadable)
    }

    fn output_folder(&self) -> Result<PathBuf, WorkspaceError> {
        let (found, config) = self.configure()?;
        Ok(found.root.join(config.output_dir))
    }

    fn configure(&self) -> Result<(Discovered, Config), WorkspaceError> {
        let found = self.discover()?;
        let config = configure(&found.project, &self.options);
        let config = config.map_err(|faults| told(&faults, self.language))?;
        Ok((found, config))
    }

    fn read_content(&self) -> Result<FormContent, WorkspaceError> {
        let (found, config) = self.configure()?;
        let mut typed = read_typed_entries(&found.project, &config);
        typed.faults.retain(Diagnostic::is_error);
        if !typed.faults.is_empty() {
            return Err(told(&typed.faults, config.message_language()));
        }
        let revisions = FileRevisions::of(&found.root, found.project.world.clock.build_time.timestamp());
        Ok(site_content(&typed.value, &revisions))
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
        let config = configure(&project, &self.options);
        Err(told(&faults, config.map_or(self.language, |config| config.message_language())))
    }

    fn content(&self) -> Result<FormContent, WorkspaceError> {
        // On threads that end with it: what reading a whole site takes is given back then.
        let threads = BuildThreads::new().map_err(|error| WorkspaceError::Unreadable(error.into()))?;
        threads.run(|| self.read_content())
    }

    fn bookings(&self) -> Result<SiteBookings, WorkspaceError> {
        let found = self.discover()?;
        read_bookings(&found).map_err(|faults| {
            let config = configure(&found.project, &self.options);
            told(&faults, config.map_or(self.language, |config| config.message_language()))
        })
    }

    fn casework(&self) -> Result<Casework, WorkspaceError> {
        let found = self.discover()?;
        let WithFaults { value, mut faults } = read_casework(&found.project);
        faults.retain(Diagnostic::is_error);
        if faults.is_empty() {
            return Ok(value);
        }
        let config = configure(&found.project, &self.options);
        Err(told(&faults, config.map_or(self.language, |config| config.message_language())))
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

    fn message_samples(&self) -> Result<Vec<(String, String)>, WorkspaceError> {
        let found = self.discover()?;
        read_texts(&found.root.join(MESSAGES_FOLDER)).map_err(WorkspaceError::Unreadable)
    }

    fn published_pages(&self) -> Result<Vec<String>, WorkspaceError> {
        match &self.pages {
            PageSource::Output => pages_in(&self.output_folder()?),
            PageSource::Folder(folder) => pages_in(&self.root.join(folder)),
            PageSource::Memory(pages) => Ok(pages.paths().into_iter().filter(|path| is_page(path)).collect()),
        }
    }

    fn published_page(&self, path: &str) -> Result<Option<Vec<u8>>, WorkspaceError> {
        match &self.pages {
            PageSource::Output => page_in(&self.output_folder()?, path),
            PageSource::Folder(folder) => page_in(&self.root.join(folder), path),
            PageSource::Memory(pages) => pages.read(path).map_err(WorkspaceError::Unreadable),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path, sync::Arc};

    use super::*;

    const FORM: &str = "form: ask\nlabel: 質問\nversion: '1'\ngroups:\n- legend: 内容\n  fields:\n  - name: text\n    \
        type: textarea\n    label: 質問\nconsent: {version: '1', label: 同意します, link: /privacy/}\nsubmit: 送る\nhoneypot: ask_remark\n\
        thanks: 届きました\n";

    fn write(root: &Path, path: &str, text: &str) {
        let file = root.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn workspace(root: &Path) -> DiskWorkspace {
        let (options, pages) = (BuildOptions::default(), PageSource::default());
        DiskWorkspace { root: root.to_path_buf(), config: None, language: MessageLanguage::Japanese, options, pages }
    }

    #[derive(Debug)]
    struct OnePage;

    impl BuiltPages for OnePage {
        fn paths(&self) -> Vec<String> {
            ["a.css", "ask/index.html"].map(str::to_owned).into()
        }

        fn read(&self, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
            Ok((path == "ask/index.html").then(|| b"memory".to_vec()))
        }
    }

    #[test]
    fn pages_come_from_the_output_folder_or_another_one_or_from_memory() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(root, "zola.toml", "base_url = \"https://example.jp\"\n");
        write(root, "public/a/index.html", "output");
        write(root, "elsewhere/b/index.html", "folder");
        for (pages, path, text) in [
            (PageSource::Output, "a/index.html", "output"),
            (PageSource::Folder("elsewhere".into()), "b/index.html", "folder"),
            (PageSource::Folder(root.join("elsewhere")), "b/index.html", "folder"),
            (PageSource::Memory(Arc::new(OnePage)), "ask/index.html", "memory"),
        ] {
            let workspace = DiskWorkspace { pages, ..workspace(root) };
            assert_eq!(workspace.published_pages().unwrap(), [path]);
            assert_eq!(workspace.published_page(path).unwrap().as_deref(), Some(text.as_bytes()));
            assert_eq!(workspace.published_page("none.html").unwrap(), None);
        }
        let missing = DiskWorkspace { pages: PageSource::Folder("none".into()), ..workspace(root) };
        assert_eq!(missing.published_pages().unwrap(), [""; 0]);
    }

    #[test]
    fn another_address_stands_in_for_that_of_the_settings() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "zola.toml", "base_url = \"https://example.jp\"\n");
        let options = BuildOptions { base_url: Some("http://127.0.0.1:1111".to_owned()), ..BuildOptions::default() };
        let workspace = DiskWorkspace { options, ..workspace(folder.path()) };
        assert_eq!(workspace.base_url().unwrap(), "http://127.0.0.1:1111");
        assert_eq!(workspace.mail().unwrap().programme.url, "http://127.0.0.1:1111/");
    }

    #[test]
    fn pipelines_phases_and_offices_are_read_as_they_are_now_and_faults_are_told() {
        const PIPELINE: &str = "pipeline: talk\nlabel: 面談\nkind: consultation\nstarts_with: asked\nstatuses:\n  - { id: asked, label: \
            申込 }\n  - { id: done, label: 終了, is_end: true, counts_as: reached }\ntransitions:\n  - { from: asked, to: done, mail: \
            case-thanks }\n";
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let workspace = workspace(root);
        write(root, "zola.toml", "base_url = \"https://example.jp\"\n");
        assert_eq!(workspace.casework().unwrap(), Casework::default());
        write(root, "data/pipelines/talk.yaml", PIPELINE);
        let said = workspace.casework().unwrap_err().to_string();
        assert!(said.contains("there is no template `case-thanks` of a mail"), "{said}");
        write(root, "data/mail/case-thanks.txt", "件名");
        write(root, "data/phases.yaml", "phases: [{ id: soon, label: 直ぐに }]\n");
        write(root, "data/support.yaml", "offices: [{ id: jobs, label: 職業の窓口, helps_with: 求人 }]\n");
        let casework = workspace.casework().unwrap();
        assert!(casework.pipelines["talk"].may("asked", "done"));
        assert_eq!(casework.phase("soon").map(|phase| phase.label.as_str()), Some("直ぐに"));
        assert_eq!(casework.office("jobs").map(|office| office.label.as_str()), Some("職業の窓口"));
        write(root, "data/phases.yaml", "phases: [{ id: SOON, label: 直ぐに }]\n");
        let said = workspace.casework().unwrap_err().to_string();
        assert!(said.contains("the name `SOON` cannot be used"), "{said}");
    }

    #[test]
    fn settings_forms_and_pages_are_read_as_they_are_now() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let workspace = workspace(root);
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
