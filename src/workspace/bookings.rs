//! What can be booked, as the files of the project say it: `data/bookings/*.yaml`, and the holidays of `data/holidays.csv`.

use std::fs;

use crate::disk::Discovered;
use tsubame_backend::web::SiteBookings;
use tsubame_model::{
    calendar::Holidays,
    schema::{Booking, Form, parse_booking},
    source::{Diagnostic, Wording},
};

/// Reads it, or gives all that is wrong with the files.
pub(super) fn read_bookings(found: &Discovered) -> Result<SiteBookings, Vec<Diagnostic>> {
    let project = &found.project;
    let (mut bookings, mut faults) = (SiteBookings::default(), Vec::new());
    let forms = project.below("data").filter(|path| Form::is_form_file(path));
    let forms: Vec<&str> = forms.filter_map(|path| path.file_name().split('.').next()).collect();
    for path in project.below("data").filter(|path| Booking::is_booking_file(path)) {
        match project.read_text(path) {
            Ok(text) => {
                let (booking, found) = parse_booking(path, &text, &forms);
                bookings.by_name.extend(booking.map(|booking| (booking.booking.clone(), booking)));
                faults.extend(found);
            }
            Err(fault) => faults.push(fault),
        }
    }
    match fs::read(found.root.join(Holidays::FILE)) {
        Ok(file) => match Holidays::parse(&file) {
            Ok(holidays) => bookings.holidays = holidays,
            Err(found) => faults.extend(found.iter().map(|fault| Holidays::fault(fault.message()))),
        },
        // Without a list, holidays are reckoned by the law.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => {
            let text = error.to_string();
            let message = Wording::new(format!("it cannot be read: {text}"), format!("読み込めません：{text}"));
            faults.push(Holidays::fault(message));
        }
    }
    faults.retain(Diagnostic::is_error);
    if faults.is_empty() { Ok(bookings) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::super::{DiskWorkspace, PageSource};
    use std::{fs, path::Path};
    use tsubame_backend::web::{Workspace, WorkspaceError};
    use tsubame_engine::config::BuildOptions;
    use tsubame_model::source::MessageLanguage;

    const TALK: &str = "booking: talk\nlabel: 相談\nkind: consultation\nform: talk\nchannels: [video]\nslots: { minutes: 60, \
        lead_hours: 3, horizon_days: 30 }\nholidays: closed\nopening: { everyday: [\"10:00–20:00\"] }\nresources:\n  - { key: \
        sato, label: 佐藤 }\n";

    fn write(root: &Path, path: &str, text: &str) {
        let file = root.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn told(workspace: &DiskWorkspace) -> String {
        match workspace.bookings() {
            Err(WorkspaceError::Faults(faults)) => {
                faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>().join("; ")
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn bookings_and_holidays_are_read_as_they_are_now_and_faults_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let workspace = DiskWorkspace {
            root: root.to_path_buf(),
            config: None,
            language: MessageLanguage::English,
            options: BuildOptions::default(),
            pages: PageSource::Output,
        };
        write(root, "zola.toml", "base_url = \"https://example.jp\"\n");
        assert_eq!(workspace.bookings().unwrap(), tsubame_backend::web::SiteBookings::default());
        write(root, "data/forms/talk.yaml", "form: talk\n");
        write(root, "data/bookings/talk.yaml", TALK);
        let found = workspace.bookings().unwrap();
        let new_year = jiff::civil::date(2026, 1, 1);
        assert_eq!(found.by_name["talk"].resources[0].key, "sato");
        assert!(found.holidays.name_of(new_year).is_some(), "by the law");
        write(root, "data/holidays.csv", "day,name\n2026/1/1,元日\n2026/5/7,臨時の祝日\n");
        let listed = workspace.bookings().unwrap().holidays;
        assert_eq!(listed.name_of(jiff::civil::date(2026, 5, 7)), Some("臨時の祝日"));
        write(root, "data/holidays.csv", "day,name\n2026/1/1\n");
        assert!(told(&workspace).contains("line 2"), "{}", told(&workspace));
        write(root, "data/holidays.csv", "");
        write(root, "data/bookings/talk.yaml", &TALK.replace("form: talk", "form: tall"));
        assert!(told(&workspace).contains("there is no form `tall`"), "{}", told(&workspace));
    }
}
