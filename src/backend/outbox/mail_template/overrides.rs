//! Templates of the site with what staff have put in the place of some. What cannot be used any more, after an upgrade or an edit of
//! the files, is left out, so that mails go on as the files say.

use tsubame_model::source::Diagnostic;

use super::{
    check::check_templates,
    names::{html_name, kind_of, text_name},
};

/// What staff have put in the place of the files of one name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TemplateOverride {
    /// The name of the files without their endings: `reminder`, `part.footer`.
    pub name: String,
    /// The text with its subject.
    pub text: Option<String>,
    /// The page.
    pub page: Option<String>,
}

/// Templates as they are used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UsedTemplates {
    /// Names and texts.
    pub files: Vec<(String, String)>,
    /// What of those that staff have written cannot be used, by its name.
    pub unusable: Vec<String>,
    /// What is wrong with the files themselves.
    pub faults: Vec<Diagnostic>,
}

/// Puts what staff have written in the place of files, as far as it can be used. What stood in the place of files that are no more is of no
/// use to anybody.
pub fn override_templates(files: &[(String, String)], overrides: &[TemplateOverride]) -> UsedTemplates {
    let names = template_names(files);
    let overrides: Vec<&TemplateOverride> = overrides.iter().filter(|one| names.contains(&one.name)).collect();
    let all = overrides.iter().try_fold(files.to_vec(), |files, one| with_override(&files, one));
    if let Some(all) = all.filter(|all| check_templates(all).is_empty()) {
        return UsedTemplates { files: all, ..UsedTemplates::default() };
    }
    let faults = check_templates(files);
    if !faults.is_empty() {
        return UsedTemplates { files: files.to_vec(), unusable: Vec::new(), faults };
    }
    let mut used = UsedTemplates { files: files.to_vec(), ..UsedTemplates::default() };
    for one in overrides {
        match with_override(&used.files, one).filter(|files| check_templates(files).is_empty()) {
            Some(files) => used.files = files,
            None => used.unusable.push(one.name.clone()),
        }
    }
    used
}

/// The files with one override; `None` where there is nothing that it could take the place of.
pub fn with_override(files: &[(String, String)], one: &TemplateOverride) -> Option<Vec<(String, String)>> {
    let mut files = files.to_vec();
    for (name, words) in [(text_name(&one.name), &one.text), (html_name(&one.name), &one.page)] {
        if let Some(words) = words {
            let file = files.iter_mut().find(|(known, _)| *known == name)?;
            file.1.clone_from(words);
        }
    }
    Some(files)
}

/// The names of all templates that staff may put words in the place of: mails first, then what they are made of.
pub fn template_names(files: &[(String, String)]) -> Vec<String> {
    let stem = |name: &str| name.strip_suffix(".txt").or_else(|| name.strip_suffix(".html")).map(str::to_owned);
    let mut names: Vec<String> = files.iter().filter_map(|(name, _)| stem(name)).collect();
    names.sort_by_key(|name| (kind_of(name).is_none(), name.clone()));
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::{super::tests::own_files, *};

    fn over(name: &str, text: &str) -> TemplateOverride {
        TemplateOverride { name: name.to_owned(), text: Some(text.to_owned()), page: None }
    }

    fn text<'a>(used: &'a UsedTemplates, name: &str) -> &'a str {
        used.files.iter().find(|(known, _)| known == name).map_or("", |(_, text)| text)
    }

    #[test]
    fn what_staff_have_written_stands_in_the_place_of_files() {
        let files = own_files();
        let footer =
            files.iter().find(|(name, _)| name == "part.footer.txt").unwrap().1.replace("お心当たり", "心当たり");
        let used = override_templates(&files, &[over("part.footer", &footer)]);
        assert_eq!((used.unusable.len(), used.faults.len(), text(&used, "part.footer.txt")), (0, 0, footer.as_str()));
        assert_eq!(override_templates(&files, &[]).files, files);
    }

    #[test]
    fn what_cannot_be_used_is_left_out_and_the_rest_is_used() {
        let files = own_files();
        let fine =
            files.iter().find(|(name, _)| name == "reminder.txt").unwrap().1.replace("Subject: ", "Subject: 再：");
        let overrides = [
            over("fresh-link", "Subject: a\n\n{{ event.of_long_ago }}"),
            over("reminder", &fine),
            over("gone", "Subject: a\n\nb"),
        ];
        let used = override_templates(&files, &overrides);
        assert_eq!(used.unusable, ["fresh-link"]);
        assert_eq!(text(&used, "reminder.txt"), fine);
        assert_eq!(check_templates(&used.files), []);
    }

    #[test]
    fn faults_of_the_files_are_theirs() {
        let mut files = own_files();
        files.retain(|(name, _)| name != "reminder.html");
        let used = override_templates(&files, &[over("fresh-link", "Subject: a\n\nb")]);
        assert!(used.unusable.is_empty() && used.faults.len() == 1, "{used:?}");
    }

    #[test]
    fn mails_come_before_what_they_are_made_of() {
        let names = template_names(&own_files());
        let first_part = names.iter().position(|name| kind_of(name).is_none()).unwrap();
        assert!(names[first_part..].iter().all(|name| kind_of(name).is_none()), "{names:?}");
        assert!(names.contains(&"staff-invitation".to_owned()) && names.contains(&"layout".to_owned()));
    }
}
