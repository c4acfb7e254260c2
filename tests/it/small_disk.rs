//! A file system of its own, which is soon full.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A small file system in memory, mounted while this value lives.
pub struct SmallDisk(pub PathBuf);

impl SmallDisk {
    /// Only root can mount, and not everywhere; `None` when it does not work.
    pub fn mount(folder: &Path) -> Option<Self> {
        fs::create_dir_all(folder).expect("a folder to mount on");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=256k", "tmpfs"]).arg(folder).output();
        mount.is_ok_and(|output| output.status.success()).then(|| Self(folder.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg(&self.0).status();
        assert!(unmounted.is_ok_and(|status| status.success()), "{} is still mounted", self.0.display());
    }
}
