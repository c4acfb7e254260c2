//! Links without which a mail is of no use, or leaves its reader no way out.

use tsubame_model::{
    encode::escape_html,
    source::{Diagnostic, Wording},
};

use super::{
    names::{path, text_name},
    templates::RenderedMail,
    values::LinkValues,
};
use crate::intake::MailKind;

/// The links that a mail of a kind has whenever there are any, by their names.
fn needed(kind: MailKind) -> &'static [&'static str] {
    match kind {
        MailKind::AddressConfirmation => &["links.confirm"],
        MailKind::SubscriptionConfirmation => &["links.subscribe"],
        MailKind::SeatOffered | MailKind::TalkOffered => &["links.accept", "links.decline", "links.data"],
        MailKind::SurveyInvitation | MailKind::SurveyReminder => &["links.survey", "links.data"],
        MailKind::StaffInvitation => &["links.account"],
        _ if kind.is_newsletter() => &["links.unsubscribe"],
        _ if kind.is_to_host() => &[],
        _ => &["links.data"],
    }
}

/// The links that a mail lacks which was rendered with these. What only one of text and page says is another fault.
pub(super) fn missing_links(kind: MailKind, name: &str, links: &LinkValues, mail: &RenderedMail) -> Vec<Diagnostic> {
    // What a site adds for the steps of its cases is its own affair.
    if name != kind.name() {
        return Vec::new();
    }
    let is_missing = |link: &&&str| {
        let address = links.of_name(link);
        !address.is_empty() && !mail.text.contains(address) && !mail.html.contains(&*escape_html(address))
    };
    needed(kind).iter().filter(is_missing).map(|link| missing(name, link)).collect()
}

fn missing(name: &str, link: &str) -> Diagnostic {
    let message = Wording::new(
        format!("this mail does not have `{link}`, which its readers need"),
        format!("読む人に必要なリンク「{link}」がありません"),
    );
    let hint = Wording::new(
        format!("write `{{{{ {link} }}}}` where they find it, in the text and on the page"),
        format!("テキストとHTMLの両方に {{{{ {link} }}}} を書いてください"),
    );
    Diagnostic::error("mail-link-missing", message).in_file(&path(&text_name(name))).with_hint(hint)
}

#[cfg(test)]
mod tests {
    use super::{super::tests::own_files, *};
    use crate::outbox::check_templates;

    /// The links that are said to be missing where a link stands nowhere.
    fn told(name: &str, link: &str) -> Vec<String> {
        let take_out = |(file, text): (String, String)| {
            let is_of_it = file.starts_with(&format!("{name}.")) || file.starts_with("part.");
            let text = if is_of_it { text.replace(&format!("{{{{ {link} }}}}"), "") } else { text };
            (file, text)
        };
        let files: Vec<_> = own_files().into_iter().map(take_out).collect();
        let faults = check_templates(&files);
        let of_mail = |fault: &&Diagnostic| {
            fault.file.as_ref().is_some_and(|file| file.as_str().ends_with(&format!("/{name}.txt")))
        };
        faults.iter().filter(of_mail).map(|fault| fault.code.to_owned()).collect()
    }

    #[test]
    fn a_mail_without_the_link_that_it_is_for_cannot_be_used() {
        for (name, link) in [
            ("please-confirm", "links.confirm"),
            ("please-subscribe", "links.subscribe"),
            ("seat-offered", "links.accept"),
            ("newsletter", "links.unsubscribe"),
            ("message-news", "links.unsubscribe"),
            ("survey-reminder", "links.survey"),
            ("staff-invitation", "links.account"),
            ("reminder", "links.data"),
        ] {
            assert_eq!(told(name, link), ["mail-link-missing"], "{name} without {link}");
        }
        assert!(told("host-booked", "links.data").is_empty(), "it has none");
    }
}
