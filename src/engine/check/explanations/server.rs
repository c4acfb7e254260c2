//! Faults of what the server of a site reads beside it: its secrets, and the templates of its mails.

use crate::check::explanation::{Explanation, error};

pub(super) const ROWS: &[Explanation] = &[
    error(
        "key-file",
        "the file of the secrets cannot be read",
        "private/keys.toml holds the secrets of the programme: `index`, `audit`, and a table `master` of keys by whole \
            numbers, each of 64 hexadecimal digits. Only the line is told, since what stands there is secret. Put back the \
            copy that was kept: new secrets make all data unreadable.",
    ),
    error(
        "holidays",
        "the list of holidays cannot be read",
        "data/holidays.csv has the shape of the Cabinet Office's list: a day (2026/1/1) and its name, in CP932 or UTF-8. A \
            year of which it has days has these and no others. Without the file, holidays are reckoned by the law.",
    ),
    error(
        "server-settings",
        "tsubame.toml, or a variable of the environment, cannot be used as it is",
        "tsubame.toml stands beside zola.toml and says what operators of `tsubame up` and `tsubame backend` set; it may be \
            missing, and so may each key. The README has a table of all of them. Variables of the environment win over it, and \
            secrets stand in them alone: SMTP_PASSWORD, SMTP_URL, DATABASE_URL.\n\
            \n\
            wrong:  [mail] password = \"…\"\n\
            right:  [mail] user = \"cross\", and SMTP_PASSWORD in the environment",
    ),
    error(
        "mail-missing",
        "a template of a mail is missing",
        "Each mail has two templates in data/mail, NAME.txt and NAME.html, which say the same.",
    ),
    error(
        "mail-subject",
        "a mail has no subject, or its subject can be empty",
        "The text of a mail begins with its subject, which may name the programme and the event and nothing else: it is \
            shown on locked screens.\n\
            \n\
            right:  Subject: 【{{ programme.name }}】お席が決まりました",
    ),
    error(
        "mail-parts-differ",
        "the text and the HTML of a mail do not say the same",
        "Every link and every value of the text has to stand in the HTML too, and the other way round: people read one \
            of them, and do not know of the other.",
    ),
    error(
        "mail-link-missing",
        "a mail does not have a link that its readers need",
        "Who is asked to confirm something needs `links.confirm`, who gets news the way out `links.unsubscribe`, and every mail \
            to a visitor leads to what is kept of them by `links.data`. Most mails have the latter by including part.footer.",
    ),
    error(
        "mail-syntax",
        "a template of a mail is not written as a template",
        "Every `if` has its `endif`, every `block` its `endblock`, and what is opened by {{ is closed by }}.",
    ),
    error(
        "mail-render",
        "a template of a mail asks for a value that is not there",
        "Each template is tried with all values and with hardly any. A subject may say `programme.name` and `event.title` \
            alone.",
    ),
    error(
        "mail-limits",
        "a template of a mail does what templates of mails may not do",
        "They have no loops, no calls and no filters that let a text grow, include one level of part.* and may extend \
            layout.*: so no mail takes long to write, whoever wrote its template.",
    ),
    error(
        "mail-template",
        "a template of a mail cannot be used",
        "The message says why. Where nothing else helps, take the template that comes with the program.",
    ),
];
