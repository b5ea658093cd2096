//! A desktop session of a test's own: a screen, a message bus, an unlocked keyring, an empty home.
//!
//! Nothing of the developer's session is reached, and nothing is left running: whatever was started
//! in the session carries a mark in its environment, and dropping the session ends all of it.

use std::{
    fs::{self, File, Permissions},
    io::{BufRead, BufReader, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// Names, in the environment of everything in a session, the folder that is that session's alone.
const MARK: &str = "COPYDECK_TEST_SESSION";

/// The screen is larger than any window a test asks for; there is no window manager to tile it.
const SCREEN: &str = "1600x1000x24";

/// The session's bus starts no program by itself: what runs in a session, a test has started.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=FOLDER</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

pub(super) struct Session {
    folder: TempDir,
    environment: Vec<(&'static str, String)>,
    display: String,
    children: Vec<Child>,
}

impl Session {
    /// Starts the screen, the bus and the keyring, and waits for each.
    pub(super) fn start() -> Self {
        let mut session = Self::start_without_keyring();
        session.start_keyring();
        session
    }

    /// The same where no keyring runs, until the test starts one.
    pub(super) fn start_without_keyring() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("copydeck-desktop-")
            .tempdir()
            .expect("a folder for the session can be made");
        let home = folder.path().join("home");
        let runtime = folder.path().join("runtime");
        let programs = folder.path().join("bin");
        for made in [&home, &runtime, &programs, &folder.path().join("logs")] {
            fs::create_dir(made).expect("the session's folder is new and ours");
        }
        fs::set_permissions(&runtime, Permissions::from_mode(0o700))
            .expect("the session's folder is ours");

        let path = |path: PathBuf| path.display().to_string();
        let environment = vec![
            (MARK, path(folder.path().to_owned())),
            ("PATH", format!("{}:{}", path(programs), search_path())),
            ("HOME", path(home.clone())),
            ("XDG_CACHE_HOME", path(home.join(".cache"))),
            ("XDG_CONFIG_HOME", path(home.join(".config"))),
            ("XDG_DATA_HOME", path(home.join(".local/share"))),
            ("XDG_STATE_HOME", path(home.join(".local/state"))),
            ("XDG_RUNTIME_DIR", path(runtime)),
            ("LANG", "C.UTF-8".to_owned()),
            ("RUST_BACKTRACE", "1".to_owned()),
            ("GDK_BACKEND", "x11".to_owned()),
            // Xvfb has no graphics card to offer.
            ("LIBGL_ALWAYS_SOFTWARE", "1".to_owned()),
            ("WEBKIT_DISABLE_DMABUF_RENDERER", "1".to_owned()),
            // No accessibility bus: it would outlive the test looking for a desktop.
            ("NO_AT_BRIDGE", "1".to_owned()),
            ("GTK_A11Y", "none".to_owned()),
        ];

        let mut session =
            Self { folder, environment, display: String::new(), children: Vec::new() };
        session.start_screen();
        session.start_bus();
        session
    }

    /// A folder of the session's, for a test to give to the app as its data folder.
    pub(super) fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The screen's name, for a program outside of the session.
    pub(super) fn display(&self) -> &str {
        &self.display
    }

    /// Everything the session wrote: the home, the app's data, the logs.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts `program` in the session. Its two outputs are one log, named in the result.
    pub(super) fn start_program(&mut self, program: &str, arguments: &[String]) -> PathBuf {
        let (command, log) = self.command(program, arguments);
        self.spawn(command);
        log
    }

    /// The processes of the session, with their executables.
    pub(super) fn processes(&self) -> Vec<(u32, PathBuf)> {
        marked_processes(self.folder.path())
            .into_iter()
            // One that has ended meanwhile has none.
            .filter_map(|id| Some((id, fs::read_link(format!("/proc/{id}/exe")).ok()?)))
            .collect()
    }

    /// The processes of the session whose executable is `executable`, with their arguments.
    pub(super) fn processes_of(&self, executable: &Path) -> Vec<(u32, Vec<String>)> {
        self.processes()
            .into_iter()
            .filter(|(_, path)| path == executable)
            .map(|(id, _)| {
                let line = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
                let arguments = line.split(|byte| *byte == 0).map(String::from_utf8_lossy);
                (id, arguments.map(String::from).collect())
            })
            .collect()
    }

    /// The processes of the session whose executable has this name, wherever it is.
    pub(super) fn processes_called(&self, name: &str) -> Vec<u32> {
        let called = |id: &u32| {
            fs::read_link(format!("/proc/{id}/exe"))
                .is_ok_and(|exe| exe.file_name().is_some_and(|file| file == name))
        };
        marked_processes(self.folder.path()).into_iter().filter(called).collect()
    }

    fn start_screen(&mut self) {
        let arguments = ["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"];
        let (mut command, _) = self.command("Xvfb", &arguments.map(String::from));
        command.stdout(Stdio::piped());
        let number = self.spawn_and_read_line(command);
        self.display = format!(":{number}");
        self.environment.push(("DISPLAY", self.display.clone()));
    }

    fn start_bus(&mut self) {
        // Its socket goes with the session's folder, for it is ended too abruptly to tidy up.
        let folder = self.folder.path().display().to_string();
        let configuration = self.folder.path().join("bus.conf");
        fs::write(&configuration, BUS.replace("FOLDER", &folder)).expect("the folder is ours");
        let mut arguments: Vec<String> =
            ["--nofork", "--nopidfile", "--print-address=1"].map(String::from).into();
        arguments.push(format!("--config-file={}", configuration.display()));
        let (mut command, _) = self.command("dbus-daemon", &arguments);
        command.stdout(Stdio::piped());
        let address = self.spawn_and_read_line(command);
        self.environment.push(("DBUS_SESSION_BUS_ADDRESS", address));
    }

    /// Starts a keyring, unlocked, and waits for it.
    pub(super) fn start_keyring(&mut self) {
        let arguments = ["--foreground", "--unlock", "--components=secrets"];
        let (mut command, _) = self.command("gnome-keyring-daemon", &arguments.map(String::from));
        command.stdin(Stdio::piped());
        let keyring = self.spawn(command);
        // The password ends with the input, and unlocks a keyring that this makes.
        let mut input = keyring.stdin.take().expect("the input is piped, just above");
        input.write_all(b"a test's own").expect("the keyring reads its password");
        drop(input);

        let unlocked = self.home().join(".local/share/keyrings/login.keyring");
        wait_for("the keyring to be made", Duration::from_secs(10), || unlocked.exists());
        // Its file is there before anybody can ask it.
        wait_for("the keyring to answer", Duration::from_secs(10), || self.has_keyring());
    }

    fn has_keyring(&self) -> bool {
        let ask = "--session --print-reply --dest=org.freedesktop.DBus /org/freedesktop/DBus \
                   org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets";
        let words: Vec<String> = ask.split_whitespace().map(String::from).collect();
        let (mut command, _) = self.command("dbus-send", &words);
        let answer = command.stdout(Stdio::piped()).output().expect("dbus-send runs");
        String::from_utf8_lossy(&answer.stdout).contains("boolean true")
    }

    /// Locks the keyring, as a session that is left alone may.
    pub(super) fn lock_keyring(&mut self) {
        let lock = "dbus-send --session --print-reply --dest=org.freedesktop.secrets \
                    /org/freedesktop/secrets org.freedesktop.Secret.Service.Lock \
                    array:objpath:/org/freedesktop/secrets/collection/login";
        let mut words = lock.split_whitespace().map(String::from);
        let program = words.next().expect("a command");
        let (mut command, _) = self.command(&program, &words.collect::<Vec<_>>());
        assert!(command.status().expect("dbus-send runs").success(), "the keyring is locked");
    }

    /// Has the keyring stop answering, as one does that waits for a password nobody types; or wakes it.
    pub(super) fn freeze_keyring(&self, frozen: bool) {
        let signal = if frozen { "-STOP" } else { "-CONT" };
        let ids = self.processes_called("gnome-keyring-daemon");
        assert!(!ids.is_empty(), "a keyring runs");
        let ids = ids.iter().map(u32::to_string);
        let status = Command::new("kill").arg(signal).args(ids).status().expect("kill runs");
        assert!(status.success(), "the keyring takes signals");
    }

    /// Puts a program in the session's way to `name`: it does nothing but note, a line a call,
    /// what it was given. Returns where.
    pub(super) fn stand_in_for(&self, name: &str) -> PathBuf {
        let notes = self.folder.path().join(format!("{name}.calls"));
        let program = self.folder.path().join("bin").join(name);
        let script = format!("#!/bin/sh\necho \"$@\" >>'{}'\n", notes.display());
        fs::write(&notes, "").expect("the session's folder is ours");
        fs::write(&program, script).expect("the session's folder is ours");
        fs::set_permissions(&program, Permissions::from_mode(0o755)).expect("the same");
        notes
    }

    pub(super) fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    fn command(&self, program: &str, arguments: &[String]) -> (Command, PathBuf) {
        let log = self.folder.path().join("logs").join(format!(
            "{}-{}.log",
            Path::new(program).file_name().unwrap_or_default().display(),
            self.children.len()
        ));
        let output = File::create(&log).expect("the session's folder is ours");
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .current_dir(self.home())
            .stdin(Stdio::null())
            .stdout(output.try_clone().expect("a file can be shared"))
            .stderr(output);
        (command, log)
    }

    fn spawn(&mut self, mut command: Command) -> &mut Child {
        let child = command.spawn().unwrap_or_else(|error| {
            let program = command.get_program().display();
            panic!("{program} can't be started ({error}): `make setup` installs it")
        });
        self.children.push(child);
        self.children.last_mut().expect("one was pushed, just above")
    }

    fn spawn_and_read_line(&mut self, command: Command) -> String {
        let program = command.get_program().display().to_string();
        let output = self.spawn(command).stdout.take().expect("the caller pipes the output");
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).expect("its output is text");
        assert!(!line.is_empty(), "{program} ended before it was ready");
        line.trim_end().to_owned()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Twice, for what was just being started by something that has now ended.
        for _ in 0..2 {
            end(&marked_processes(self.folder.path()));
        }
        for child in &mut self.children {
            // An error means that it has been waited for already.
            let _ended = child.wait();
        }
    }
}

/// Ends these processes at once, as a power cut would.
pub(super) fn end(ids: &[u32]) {
    if ids.is_empty() {
        return;
    }
    let ids = ids.iter().map(u32::to_string);
    // Some may have ended meanwhile, which `kill` calls a failure.
    let _status = Command::new("kill").arg("-KILL").args(ids).stderr(Stdio::null()).status();
}

/// Looks until `ready`, for at most `limit`.
pub(super) fn wait_for(what: &str, limit: Duration, ready: impl Fn() -> bool) {
    let began = Instant::now();
    while !ready() {
        assert!(began.elapsed() < limit, "waited {limit:?} for {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Set-up may have built the WebDriver into its own cache rather than onto PATH.
fn search_path() -> String {
    let path = std::env::var("PATH").unwrap_or_default();
    let cache = std::env::var("XDG_CACHE_HOME")
        .unwrap_or_else(|_| format!("{}/.cache", std::env::var("HOME").unwrap_or_default()));
    format!("{path}:{cache}/copydeck/tools/bin")
}

/// Every process with this session's mark: a new process group or session does not shed it.
fn marked_processes(folder: &Path) -> Vec<u32> {
    let mark = format!("{MARK}={}", folder.display());
    let processes = fs::read_dir("/proc").expect("Linux has /proc");
    processes
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|id| {
            // A process that has ended, or is another user's, can't be read and isn't ours.
            let environment = fs::read(format!("/proc/{id}/environ")).unwrap_or_default();
            environment.split(|byte| *byte == 0).any(|entry| entry == mark.as_bytes())
        })
        .collect()
}
