//! One window to a data folder: a second start brings the first window to the front and ends.
//!
//! The first holds `window.lock` as long as it lives, whatever ends it, and listens on this
//! computer's loopback address; `window.address` says where, with a word that only those who can
//! read the data folder know. "Show yourself", and "open this pack" along with it, is all that can
//! be said there. It is per folder and
//! not per user, because two folders may well be open side by side. A message bus would know but
//! one window per user, and is missing in many sessions; a socket in the folder is refused by some
//! file systems and by long paths.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use uuid::Uuid;

const LOCK: &str = "window.lock";
const ADDRESS: &str = "window.address";

/// How long a window that is still opening is waited for.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);

/// What the window answers when it has come to the front.
const SHOWN: &[u8] = b"shown\n";

/// What a start finds.
pub(crate) enum Claim {
    /// No other window: this one is it, for as long as the claim is kept.
    First(Claimed),
    /// Another window is open on this folder and has come to the front.
    Shown,
    /// Another window is open on this folder and does not answer.
    Silent,
    /// The folder can't be written, so nobody can be found and nothing can be spoilt.
    Unclaimed,
}

/// The claim to be the window of a data folder.
pub(crate) struct Claimed {
    _lock: File,
    listening: Option<(TcpListener, String)>,
}

/// Claims to be the window of a data folder, or brings the one there is to the front and hands it
/// the pack that is to be opened.
pub(crate) fn claim(data_folder: &Path, pack: Option<&Path>) -> Claim {
    claim_within(data_folder, pack, ANSWER_LIMIT)
}

fn claim_within(data_folder: &Path, pack: Option<&Path>, limit: Duration) -> Claim {
    let lock = fs::create_dir_all(data_folder).and_then(|()| {
        OpenOptions::new().create(true).truncate(false).write(true).open(data_folder.join(LOCK))
    });
    let Ok(lock) = lock else { return Claim::Unclaimed };
    match lock.try_lock() {
        Ok(()) => {
            let listening = listen(data_folder)
                .inspect_err(|error| {
                    tracing::warn!(%error, "a second start will not find this window");
                })
                .ok();
            Claim::First(Claimed { _lock: lock, listening })
        }
        Err(TryLockError::WouldBlock) => {
            let began = Instant::now();
            // The other may have the lock and not listen yet.
            while began.elapsed() < limit {
                if ask_to_show(data_folder, pack, limit).is_ok() {
                    return Claim::Shown;
                }
                thread::sleep(Duration::from_millis(50));
            }
            Claim::Silent
        }
        Err(TryLockError::Error(_)) => Claim::Unclaimed,
    }
}

fn listen(data_folder: &Path) -> io::Result<(TcpListener, String)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let word = Uuid::now_v7().simple().to_string();
    let address = data_folder.join(ADDRESS);
    let unfinished = data_folder.join(format!("{ADDRESS}.new"));
    private_file(&unfinished)?
        .write_all(format!("{} {word}", listener.local_addr()?.port()).as_bytes())?;
    fs::rename(unfinished, address)?;
    Ok((listener, word))
}

/// A file that nobody but this user can read.
fn private_file(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn ask_to_show(data_folder: &Path, pack: Option<&Path>, limit: Duration) -> io::Result<()> {
    let invalid = || io::Error::from(io::ErrorKind::InvalidData);
    let address = fs::read_to_string(data_folder.join(ADDRESS))?;
    let (port, word) = address.split_once(' ').ok_or_else(invalid)?;
    let port: u16 = port.parse().map_err(|_| invalid())?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut socket = TcpStream::connect_timeout(&address, limit)?;
    socket.set_read_timeout(Some(limit))?;
    let pack = pack.map(|pack| pack.as_os_str().as_encoded_bytes()).unwrap_or_default();
    let length = u16::try_from(pack.len()).map_err(|_| invalid())?;
    socket.write_all(&[word.as_bytes(), &length.to_be_bytes(), pack].concat())?;
    let mut answer = [0; SHOWN.len()];
    socket.read_exact(&mut answer)?;
    if answer == SHOWN { Ok(()) } else { Err(invalid()) }
}

impl Claimed {
    /// Calls `show` whenever a second start asks for it, with the pack that start was given, on a
    /// thread of its own.
    pub(crate) fn on_second_start(&mut self, show: impl Fn(Option<PathBuf>) + Send + 'static) {
        let Some((listener, word)) = self.listening.take() else { return };
        thread::spawn(move || {
            for mut socket in listener.incoming().flatten() {
                if let Ok(Some(told)) = told(&mut socket, &word) {
                    show(told.pack);
                    // Whoever asked may have given up meanwhile.
                    let _ = socket.write_all(SHOWN);
                }
            }
        });
    }
}

/// What a second start says.
struct Told {
    pack: Option<PathBuf>,
}

/// What is said, if the word comes, and soon: whoever else connects must not hold up a second
/// start.
fn told(socket: &mut TcpStream, word: &str) -> io::Result<Option<Told>> {
    socket.set_read_timeout(Some(Duration::from_secs(1)))?;
    let mut said = vec![0; word.len()];
    socket.read_exact(&mut said)?;
    if said != word.as_bytes() {
        return Ok(None);
    }
    let mut length = [0; 2];
    socket.read_exact(&mut length)?;
    let mut pack = vec![0; usize::from(u16::from_be_bytes(length))];
    socket.read_exact(&mut pack)?;
    let pack = String::from_utf8(pack).ok().filter(|pack| !pack.is_empty());
    Ok(Some(Told { pack: pack.map(PathBuf::from) }))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn first(folder: &Path) -> Claimed {
        match claim(folder, None) {
            Claim::First(claimed) => claimed,
            _ => panic!("no other window is open"),
        }
    }

    #[test]
    fn a_second_start_shows_the_first_and_is_not_a_window() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut window = first(folder.path());
        let (shown, told) = mpsc::channel();
        window.on_second_start(move |pack| shown.send(pack).expect("somebody listens"));
        assert!(matches!(claim(folder.path(), None), Claim::Shown));
        assert_eq!(told.recv(), Ok(None));
        let pack = Path::new("/home/ada/größe.copypack");
        assert!(matches!(claim(folder.path(), Some(pack)), Claim::Shown));
        assert_eq!(told.recv(), Ok(Some(pack.to_owned())));
    }

    #[test]
    fn two_folders_have_two_windows() {
        let one = tempfile::tempdir().expect("a folder");
        let other = tempfile::tempdir().expect("a folder");
        let _one = first(one.path());
        let _other = first(other.path());
    }

    #[test]
    fn a_window_that_has_ended_is_not_waited_for() {
        let folder = tempfile::tempdir().expect("a folder");
        drop(first(folder.path()));
        let _next = first(folder.path());
    }

    #[test]
    fn a_window_that_says_nothing_is_still_the_only_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let _silent = first(folder.path());
        let second = claim_within(folder.path(), None, Duration::from_millis(100));
        assert!(matches!(second, Claim::Silent));
    }

    #[test]
    fn whoever_does_not_know_the_word_shows_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut window = first(folder.path());
        window.on_second_start(|_| panic!("shown to a stranger"));
        let address = fs::read_to_string(folder.path().join(ADDRESS)).expect("an address");
        let port = address.split(' ').next().expect("a port").parse().expect("a port");
        let mut stranger =
            TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("the window listens");
        stranger.write_all(&[b'x'; 64]).expect("sent");
        let mut answer = Vec::new();
        // An answer or an abrupt end, but not the word.
        let _ = stranger.read_to_end(&mut answer);
        assert_eq!(answer, b"");
    }
}
