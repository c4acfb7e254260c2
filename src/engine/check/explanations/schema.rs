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
    warning(
        "entry-short",
        "a text is shorter than it should be",
        "Characters are counted without spaces and marks of Markdown. How many there should be is said beside the field in data/types/.\n\
            \n\
            wrong:  an interview of 430 characters, with `recommended_length: 2000`\n\
            right:  one that tells what came before, what was hard and what it cost",
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
        "entry-file",
        "a file that an entry names does not exist, or is of another kind",
        "A file lies beside the index.md of its entry, or below static/. How its name may end is said in data/types/.\n\
            \n\
            wrong:  clip = \"first.mov\"\n\
            right:  clip = \"clip.mp4\"      with that file beside index.md",
    ),
    error(
        "entry-film",
        "a film lasts longer or shorter than its field says, or cannot be read",
        "The length is read from the beginning of the MP4, which tells it there if the film can be played while it is loaded \
            (faststart). Pages, sitemaps and search engines go by the field.\n\
            \n\
            wrong:  duration = \"PT5M\"      beside a film of 45 seconds\n\
            right:  duration = \"PT45S\"",
    ),
    error(
        "entry-subtitles",
        "subtitles cannot be read, or do not fit into their film",
        "Subtitles are WebVTT: WEBVTT in the first line, then each one below its times, in their order.\n\
            \n\
            wrong:  00:00:01,000 --> 00:00:04,000\n\
            right:  00:01.000 --> 00:04.000",
    ),
    error(
        "entry-time",
        "the times in a list do not rise, do not begin at 0:00, or are beyond the end",
        "Each time is later than the one before it, and earlier than the length that the entry has.\n\
            \n\
            wrong:  0:00, 4:30, 1:20\n\
            right:  0:00, 1:20, 4:30",
    ),
    error(
        "entry-frame-host",
        "an entry wants to show a frame of a host that the site's own policy forbids",
        "The Content-Security-Policy is made from [extra.tsubame.delivery]; browsers show no frame of a host that it does not \
            name, and its place on the page stays empty.\n\
            \n\
            wrong:  embed_url = \"https://player.example.jp/1\"      where no setting names that host\n\
            right:  frame_hosts = [\"https://player.example.jp\"] in [extra.tsubame.delivery] of zola.toml",
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
