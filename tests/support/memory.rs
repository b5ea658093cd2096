//! The most memory that a program takes, as Linux counts it.

use std::{
    process::{Command, Stdio},
    time::Duration,
};

/// Runs a program to its end and gives its peak, in KiB; 0 where the system does not tell.
pub(crate) fn peak_kib(command: &mut Command) -> u64 {
    let mut child =
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the executable runs");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().expect("a child").is_none() {
        let status = std::fs::read_to_string(&status).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak = kib.unwrap_or(peak);
        std::thread::sleep(Duration::from_millis(2));
    }
    peak
}
