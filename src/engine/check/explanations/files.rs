//! Faults of the files themselves.

use crate::check::explanation::{Explanation, error, warning};

pub(super) const ROWS: &[Explanation] = &[
    error(
        "file-kind",
        "something is neither a file nor a folder",
        "Pipes, sockets and devices cannot be published.\n\
            \n\
            wrong:  content/pipe\n\
            right:  remove it",
    ),
    error(
        "file-name",
        "the name of a file is not text",
        "Names become parts of addresses, so they have to be UTF-8.\n\
            \n\
            wrong:  a name in Shift_JIS\n\
            right:  the same name in UTF-8",
    ),
    error(
        "file-unreadable",
        "a file cannot be read",
        "It is missing, is a folder, may not be read by this user, or a link to it leads out of the project.\n\
            \n\
            wrong:  a file that only root may read\n\
            right:  chmod a+r FILE",
    ),
    warning(
        "link-dangling",
        "a symbolic link leads nowhere",
        "What it pointed at is gone; the link is left out of the site.\n\
            \n\
            wrong:  static/logo.png -> ../lost.png\n\
            right:  remove the link, or bring the file back",
    ),
    error(
        "link-leaves-project",
        "a symbolic link leads out of the project",
        "The site would hold files that are not part of it, and be another one on another machine.\n\
            \n\
            wrong:  static/photos -> /home/me/photos\n\
            right:  a copy of the folder in static/",
    ),
    error(
        "link-loop",
        "symbolic links lead in a circle",
        "Following them would never end.\n\
            \n\
            wrong:  content/a/b -> ..\n\
            right:  remove the link",
    ),
    error(
        "not-utf8",
        "a file is not UTF-8 text",
        "Texts in Shift_JIS or EUC-JP have to be saved as UTF-8; the message names the first line that is not.\n\
            \n\
            wrong:  a file saved as Shift_JIS\n\
            right:  the same file saved as UTF-8",
    ),
];
