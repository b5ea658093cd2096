//! How many threads a model works with.

use std::{fs, num::NonZero, thread};

/// One for each core that this process may use. The threads of a core that runs two share its
/// arithmetic unit, so a second one would only make the first wait.
pub(crate) fn worker_threads() -> i32 {
    let logical = thread::available_parallelism().map_or(1, NonZero::get);
    let shared = fs::read_to_string("/sys/devices/system/cpu/smt/active")
        .is_ok_and(|active| active.trim() == "1");
    let cores = if shared { logical.div_ceil(2) } else { logical };
    i32::try_from(cores).unwrap_or(i32::MAX)
}
