//! Faults of entries against their content types, and of the files that describe types and forms.

use crate::check::explanation::{Explanation, error, warning};

pub(super) const ROWS: &[Explanation] = &[
    error(
        "schema-file",
        "a file that describes types, forms, bookings, pipelines or targets has a fault",
        "The files of data/types/, data/forms/, data/bookings/, data/pipelines/, data/phases.yaml, data/support.yaml and \
            data/targets.yaml are read strictly: a key that does not exist is a fault, and so is a condition on a field that the type does \
            not have.\n\
            \n\
            wrong:  kind: datetiem\n\
            right:  kind: datetime",
    ),
    error(
        "message-sample",
        "words to begin a message with cannot be used",
        "Each file of data/messages/ has lines `Label:`, `Purpose:` (service, event or news) and `Subject:`, an empty line, and the body. \
            A value stands between double braces and is one of recipient.name, event.title, event.time, event.place, event.url, \
            programme.name, programme.contact and programme.url; a subject does not say who reads it.\n\
            \n\
            wrong:  Subject: {{ recipient.name }} 様\n\
            right:  {{ recipient.name | 皆さま }} 様      in the body",
    ),
    error(
        "entry-missing",
        "an entry lacks a field that its type requires",
        "Which fields are required is said in data/types/. The hint of the message is the one that editors see.\n\
            \n\
            wrong:  an event without extra.start\n\
            right:  start = 2026-12-12T14:00:00+09:00      under [extra]",
    ),
    error(
        "entry-kind",
        "a value is of another kind than its field",
        "Numbers and true or false stand without quotes, times with their offset.\n\
            \n\
            wrong:  seats = \"30\"\n\
            right:  seats = 30",
    ),
    error(
        "entry-limit",
        "a value is too long, too short, too large, too small or written otherwise than agreed",
        "The limits stand beside the field in data/types/; the message says the limit and what was found.\n\
            \n\
            wrong:  a title of 60 characters where 40 are the most\n\
            right:  a shorter title",
    ),
    error(
        "entry-choice",
        "a value is none of those to choose from",
        "The choices stand beside the field in data/types/; the hint lists them.\n\
            \n\
            wrong:  status = \"opne\"\n\
            right:  status = \"open\"",
    ),
    error(
        "entry-relation",
        "an entry names another one that does not exist or is of another type",
        "Relations are paths below content/, with the file's name.\n\
            \n\
            wrong:  company = \"companies/izumi\"\n\
            right:  company = \"companies/izumi-robotics/index.md\"",
    ),
    warning(
        "entry-relation-draft",
        "an entry names another one that is a draft",
        "Nothing of a draft is shown, so the page lacks the entry that it names.\n\
            \n\
            wrong:  company = \"companies/izumi/index.md\"      while that file says `draft = true`\n\
            right:  the same without `draft = true` there",
    ),
    warning(
        "entry-sample",
        "a title, a description or a text is still what the scaffold wrote",
        "`tsubame new` fills in samples so that a new page can be looked at; none of them is meant for readers.\n\
            \n\
            wrong:  title = \"新しいイベントの名前\"\n\
            right:  title = \"渋谷で会う、仙台のエンジニア\"",
    ),
    error(
        "entry-image",
        "the picture of an entry does not exist",
        "A picture lies beside the index.md of its entry, or below static/.\n\
            \n\
            wrong:  image = \"cover.webp\"      without that file beside it\n\
            right:  the file beside index.md",
    ),
    error(
        "entry-alt",
        "a picture in a text has no description",
        "People who cannot see the picture hear its description instead.\n\
            \n\
            wrong:  ![](street.webp)\n\
            right:  ![定禅寺通のケヤキ並木](street.webp)",
    ),
    error(
        "entry-folder",
        "an entry lies in a folder that its type does not have",
        "Some types have fixed categories, each a folder; an entry outside of them would be in no list.\n\
            \n\
            wrong:  content/videos/new-series/first/index.md\n\
            right:  content/videos/job-reco/first/index.md",
    ),
    error(
        "entry-rule",
        "an entry breaks a rule of its type",
        "Rules stand in data/types/ below the fields; the message names the rule. Some are only warnings.\n\
            \n\
            wrong:  an event with one speaker\n\
            right:  two speakers, or third_party = true",
    ),
    warning(
        "entry-unknown-key",
        "an entry has a key that its type does not know",
        "Zola takes any key below [extra], so a slip of the pen would go unnoticed.\n\
            \n\
            wrong:  seet = 30\n\
            right:  seats = 30",
    ),
];
