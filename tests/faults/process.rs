//! A process whose words are noted with the time they came, until it is killed.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Condvar, Mutex},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// Ample for a process to say its first word on a busy machine.
const SOON: Duration = Duration::from_secs(30);

/// What has come so far, in UTF-16 units and the time of each step.
type Shown = Arc<(Mutex<Vec<(Instant, usize)>>, Condvar)>;

pub(super) struct Watched {
    child: Child,
    shown: Shown,
    reading: JoinHandle<()>,
}

impl Watched {
    /// Starts a process; `length` reads from a line of its output how much it has shown by then.
    pub(super) fn start(mut command: Command, length: fn(&str) -> Option<usize>) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the executable runs");
        let output = child.stdout.take().expect("it is piped");
        let shown = Shown::default();
        let noted = Arc::clone(&shown);
        let reading = thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if let Some(length) = length(&line) {
                    let (all, changed) = &*noted;
                    all.lock().expect("nobody panics meanwhile").push((Instant::now(), length));
                    changed.notify_all();
                }
            }
        });
        Self { child, shown, reading }
    }

    /// Its id.
    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it has shown so much; false when it ends or takes too long.
    pub(super) fn has_shown(&self, length: usize) -> bool {
        let (all, changed) = &*self.shown;
        let all = all.lock().expect("nobody panics meanwhile");
        let (all, waited) = changed
            .wait_timeout_while(all, SOON, |all| all.last().is_none_or(|(_, last)| *last < length))
            .expect("nobody panics meanwhile");
        drop(all);
        !waited.timed_out()
    }

    /// Kills it at once, and says when, and what it had shown at which time before.
    pub(super) fn kill(mut self) -> (Instant, Vec<(Instant, usize)>) {
        let killed_at = Instant::now();
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it has ended");
        self.reading.join().expect("its words were read");
        let all = self.shown.0.lock().expect("nobody panics meanwhile");
        let before = all.iter().filter(|(at, _)| *at <= killed_at).copied().collect();
        (killed_at, before)
    }

    /// Waits for it to end by itself.
    pub(super) fn wait(mut self) -> ExitStatus {
        let status = self.child.wait().expect("it ends");
        self.reading.join().expect("its words were read");
        status
    }
}
