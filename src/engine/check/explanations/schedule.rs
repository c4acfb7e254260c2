//! Faults of dates at which entries come and go, and of the files that are made from content beside the pages.

use crate::check::explanation::{Explanation, error, warning};

pub(super) const ROWS: &[Explanation] = &[
    error(
        "schedule-date",
        "a date of the schedule is none",
        "`publish_at` and `expires_at` under [extra], and the fields that [extra.tsubame.schedule] names, hold a date \
            or a date with a time. Without an offset, `timezone` under [extra.tsubame] says what is meant.\n\
            \n\
            wrong:  publish_at = \"next Monday\"\n\
            right:  publish_at = 2026-12-01T10:00:00+09:00",
    ),
    error(
        "schedule-order",
        "an entry would be gone before it comes",
        "The earliest of `expires_at` and the fields that end an entry is not after `publish_at`, so that nobody would \
            ever see it.\n\
            \n\
            wrong:  publish_at = 2026-12-10, expires_at = 2026-12-01\n\
            right:  publish_at = 2026-12-01, expires_at = 2026-12-10",
    ),
    error(
        "link-held-back",
        "a link leads to an entry that is not published yet",
        "Visitors would find nothing there until its `publish_at`. `internal_level` in [link_checker] decides whether \
            it is an error.\n\
            \n\
            wrong:  a link to an entry of next week in a page of today\n\
            right:  both with the same `publish_at`, or the link added next week",
    ),
    warning(
        "link-expired",
        "a link leads to an entry whose time is over",
        "So that a site can be built anew on a date without anybody at hand, the link leads to the nearest section \
            above the entry. The text still speaks of something that is gone.\n\
            \n\
            wrong:  [the job](@/jobs/baker.md) after its `expires_at`\n\
            right:  the sentence without it",
    ),
    error(
        "calendar-date",
        "an event has a time that no calendar can show",
        "Start and end of events under the folder that [extra.tsubame.calendar] names are dates with a time, or both \
            days, and the end does not lie before the start.\n\
            \n\
            wrong:  start = \"in the evening\"\n\
            right:  start = 2026-12-01T19:00:00+09:00",
    ),
    warning(
        "sitemap-video",
        "the video sitemap leaves a page out",
        "A page with `duration` and `video_url` or `embed_url` under [extra] is one of a video. Search engines want its \
            title, description, picture and length.\n\
            \n\
            wrong:  duration = \"5:20\"\n\
            right:  duration = \"PT5M20S\"",
    ),
];
