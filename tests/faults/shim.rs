//! Puts `shim.c` between a process and the C library.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// A built shim.
pub(super) struct Shim(PathBuf);

impl Shim {
    /// Builds it into this folder.
    pub(super) fn build(folder: &Path) -> Self {
        let built = folder.join("shim.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/shim.c");
        let status = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .args([&built, &source])
            .arg("-ldl")
            .status()
            .expect("a C compiler, which llama.cpp needs as well");
        assert!(status.success());
        Self(built)
    }

    /// Lets a process have a disk that takes so much longer to say that something is on it.
    pub(super) fn slow(&self, command: &mut Command, milliseconds: u32) {
        command.env("LD_PRELOAD", &self.0).env("FAULT_FSYNC_DELAY_MS", milliseconds.to_string());
    }

    /// Lets a process have a disk that is full while the file `sign` exists.
    pub(super) fn full_while(&self, command: &mut Command, sign: &Path) {
        command.env("LD_PRELOAD", &self.0).env("FAULT_DISK_FULL", sign);
    }
}
