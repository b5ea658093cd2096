//! Chance with a seed, and what the machine itself takes of the time a test measures.

use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// A generator whose moments can be had again.
pub(crate) struct Chance(u64);

impl Chance {
    /// From the environment, else from the clock; says which.
    pub(crate) fn seeded(what: &str) -> Self {
        let seed = std::env::var("COPYDECK_FAULT_SEED")
            .ok()
            .and_then(|seed| seed.parse().ok())
            .unwrap_or_else(|| {
                let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
                now.as_nanos() as u64
            });
        println!("{what}: COPYDECK_FAULT_SEED={seed}");
        Self(seed)
    }

    /// Another generator that goes its own way from here.
    pub(crate) fn fork(&mut self) -> Self {
        Self(self.next())
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// A time below `end`.
    pub(crate) fn time_below(&mut self, end: Duration) -> Duration {
        Duration::from_micros(self.below(end.as_micros() as u64))
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

/// Measures, beside a test, how long the machine holds up the process under test and the disk it
/// writes to: what a test may not blame on Copydeck.
pub(crate) struct Pulse {
    beats: Arc<Mutex<Vec<Beat>>>,
    watched: Arc<Mutex<Vec<u32>>>,
    stop: Arc<AtomicBool>,
}

/// What was measured at one moment.
struct Beat {
    at: Instant,
    /// How late the disk was with a few bytes.
    disk: Duration,
    /// How long the threads under test have been ready and waited for a processor, all in all.
    waited: Duration,
}

impl Pulse {
    /// Begins to measure, on the file system of this folder.
    pub(crate) fn start(folder: &Path) -> Self {
        const BEAT: Duration = Duration::from_millis(10);
        let (beats, watched, stop) = (Arc::default(), Arc::default(), Arc::default());
        let pulse = Self {
            beats: Arc::clone(&beats),
            watched: Arc::clone(&watched),
            stop: Arc::clone(&stop),
        };
        let file = folder.join("pulse");
        thread::spawn(move || {
            let mut file = File::create(file).expect("the folder is ours");
            while !stop.load(Ordering::Relaxed) {
                thread::sleep(BEAT);
                let began = Instant::now();
                file.write_all(b"beat").and_then(|()| file.sync_data()).expect("written");
                let disk = began.elapsed();
                let processes = watched.lock().expect("nobody panics meanwhile").clone();
                let waited = processes.iter().copied().map(waited_for_a_processor).sum();
                let beat = Beat { at: Instant::now(), disk, waited };
                beats.lock().expect("nobody panics meanwhile").push(beat);
            }
        });
        pulse
    }

    /// The processes under test from now on.
    pub(crate) fn watch(&self, processes: impl IntoIterator<Item = u32>) {
        *self.watched.lock().expect("nobody panics meanwhile") = processes.into_iter().collect();
    }

    /// How much of a span the machine took for itself: what a save in that span may be late by.
    pub(crate) fn held_up(&self, from: Instant, to: Instant) -> Duration {
        /// The last beat before the span, and the first after it, belong to it.
        const EDGE: Duration = Duration::from_millis(50);
        let beats = self.beats.lock().expect("nobody panics meanwhile");
        let span: Vec<&Beat> =
            beats.iter().filter(|beat| beat.at + EDGE >= from && beat.at <= to + EDGE).collect();
        let disk: Duration = span.iter().map(|beat| beat.disk).sum();
        // The dead have no figures any more, so that the greatest is the last.
        let waits = || span.iter().map(|beat| beat.waited).filter(|wait| !wait.is_zero());
        let waited = waits().max().unwrap_or_default() - waits().min().unwrap_or_default();
        disk + waited
    }
}

/// How long the threads of a process have been ready to run and did not: the second figure of
/// Linux's `schedstat`, in nanoseconds.
fn waited_for_a_processor(process: u32) -> Duration {
    let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else {
        return Duration::ZERO;
    };
    let waited = threads.flatten().filter_map(|thread| {
        let figures = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        figures.split(' ').nth(1)?.parse::<u64>().ok()
    });
    Duration::from_nanos(waited.sum())
}

impl Drop for Pulse {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}
