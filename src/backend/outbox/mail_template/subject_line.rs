//! The subject at the head of a text, apart from it and with it again, for whoever edits both.

use super::file::SUBJECT;

/// The subject of a text and what follows it. Comments before the subject are left out.
pub fn split_subject(text: &str) -> (String, String) {
    let mut rest = text.trim_start_matches('\u{FEFF}').trim_start();
    while let Some(comment) = rest.strip_prefix("{#") {
        rest = comment.split_once("#}").map_or("", |(_, after)| after).trim_start();
    }
    let Some(line) = rest.strip_prefix(SUBJECT) else { return (String::new(), text.to_owned()) };
    let (subject, body) = line.split_once('\n').unwrap_or((line, ""));
    (subject.trim().to_owned(), body.trim_start_matches(['\r', '\n']).to_owned())
}

/// A text that begins with its subject, which is one line.
pub fn join_subject(subject: &str, body: &str) -> String {
    let subject = subject.split(['\r', '\n']).map(str::trim).collect::<Vec<_>>().join(" ");
    format!("{SUBJECT} {}\n\n{}\n", subject.trim(), body.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_taken_apart_and_put_together_again() {
        let text = "{# note\n #}\n\nSubject: 【{{ programme.name }}】お知らせ\n\nこんにちは。\n{{ event.title }}\n";
        let (subject, body) = split_subject(text);
        assert_eq!(
            (subject.as_str(), body.as_str()),
            ("【{{ programme.name }}】お知らせ", "こんにちは。\n{{ event.title }}\n")
        );
        let joined = join_subject(&subject, &body);
        assert!(joined.starts_with("Subject: 【{{ programme.name }}】お知らせ\n\nこんにちは。"), "{joined}");
        assert_eq!(split_subject(&joined), (subject, body));
        assert_eq!(join_subject("a\r\nBcc: x@example.jp", "b"), "Subject: a  Bcc: x@example.jp\n\nb\n");
        assert_eq!(split_subject("件名なし"), (String::new(), "件名なし".to_owned()));
        assert_eq!(split_subject("{# open"), (String::new(), "{# open".to_owned()));
    }
}
