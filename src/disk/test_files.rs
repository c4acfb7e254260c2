//! Files for tests of this room.

use std::{fs, path::Path};

/// Writes files below a folder, with the folders above them.
pub fn fill(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let place = folder.join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }
}
