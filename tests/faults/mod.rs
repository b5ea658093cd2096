//! What a crash, a full or slow disk, a folder that can't be written and a spoilt file do to the
//! store: at most a quarter of a second of text is lost, and nothing that could still be read.
//!
//! Real processes are killed at random moments. The seed is printed; `COPYDECK_FAULT_SEED` runs
//! the same moments again.

mod corruption;
mod disks;
mod killing;
pub(crate) mod machine;
mod process;
mod sharing;
mod shim;
pub(crate) mod typist;
pub(crate) mod verdict;
