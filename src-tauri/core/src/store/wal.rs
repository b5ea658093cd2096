//! Looks whether the write-ahead log is whole. SQLite reads it up to the first frame that is not
//! as it was written, and drops the rest without a word: right after a power cut, where that frame
//! was the last, and wrong where a disk has spoilt one in the middle.
//!
//! The format is SQLite's (<https://sqlite.org/fileformat2.html#walformat>).

use std::{
    fs::File,
    io::{self, BufReader, ErrorKind, Read},
    path::Path,
};

const HEADER_BYTES: usize = 32;
const FRAME_HEADER_BYTES: usize = 24;
/// The magic number of a log whose checksums read numbers with the lowest byte first; with the
/// lowest bit set it is the highest byte.
const MAGIC: u32 = 0x377f_0682;

/// What a log still holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WalState {
    /// No log, or nothing in it.
    Empty,
    /// All of it is there, save perhaps for a last change that was cut off as it was written.
    Whole,
    /// Changes that were saved can't be read any more.
    Broken,
}

/// Reads a log through.
///
/// # Errors
/// When the file can't be read.
pub(super) fn state(path: &Path) -> io::Result<WalState> {
    match File::open(path) {
        Ok(file) => scan(&mut BufReader::with_capacity(1 << 16, file)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(WalState::Empty),
        Err(error) => Err(error),
    }
}

fn scan(log: &mut impl Read) -> io::Result<WalState> {
    let mut header = [0_u8; HEADER_BYTES];
    if !filled(log, &mut header)? {
        return Ok(WalState::Empty);
    }
    let magic = number(&header, 0);
    let order = Order { highest_first: magic == MAGIC | 1 };
    let mut sum = order.sum((0, 0), &header[..24]);
    let page_bytes = number(&header, 8) as usize;
    let is_header = magic & !1 == MAGIC
        && sum == (number(&header, 24), number(&header, 28))
        && (512..=65_536).contains(&page_bytes);
    if !is_header {
        return Ok(WalState::Broken);
    }

    let salt = &header[16..24];
    let mut frame = vec![0_u8; FRAME_HEADER_BYTES + page_bytes];
    let mut readable = true;
    let mut commits_out_of_reach = 0;
    while filled(log, &mut frame)? {
        let is_of_this_log = &frame[8..16] == salt;
        if readable {
            sum = order.sum(order.sum(sum, &frame[..8]), &frame[FRAME_HEADER_BYTES..]);
            readable = is_of_this_log && sum == (number(&frame, 16), number(&frame, 20));
        }
        let ends_a_change = number(&frame, 4) != 0;
        if !readable && is_of_this_log && ends_a_change {
            commits_out_of_reach += 1;
        }
    }
    // Each change is on disk before the next is begun, so a power cut can spoil one and no more.
    Ok(if commits_out_of_reach > 1 { WalState::Broken } else { WalState::Whole })
}

/// The order in which the checksums read numbers.
#[derive(Clone, Copy)]
struct Order {
    highest_first: bool,
}

impl Order {
    fn sum(self, from: (u32, u32), bytes: &[u8]) -> (u32, u32) {
        let (words, _) = bytes.as_chunks::<4>();
        let (pairs, _) = words.as_chunks::<2>();
        pairs.iter().fold(from, |(one, two), [first, second]| {
            let one = one.wrapping_add(self.word(*first)).wrapping_add(two);
            (one, two.wrapping_add(self.word(*second)).wrapping_add(one))
        })
    }

    fn word(self, bytes: [u8; 4]) -> u32 {
        if self.highest_first { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }
    }
}

/// The number at a place in a header; those are always written with the highest byte first.
fn number(bytes: &[u8], at: usize) -> u32 {
    let mut four = [0_u8; 4];
    four.copy_from_slice(&bytes[at..at + 4]);
    u32::from_be_bytes(four)
}

/// Fills the buffer; false when the file ends before that.
fn filled(log: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match log.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A log with this many changes of a page or two each, as SQLite itself writes it.
    fn log_of(changes: usize) -> Vec<u8> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("any.db");
        let sql = rusqlite::Connection::open(&file).expect("opens");
        sql.execute_batch(
            "PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (a TEXT)",
        )
        .expect("made");
        for change in 1..changes {
            sql.execute("INSERT INTO t VALUES (?1)", [format!("change {change}")]).expect("saved");
        }
        std::fs::read(folder.path().join("any.db-wal")).expect("read")
    }

    fn state_of(log: &[u8]) -> WalState {
        scan(&mut &*log).expect("memory can be read")
    }

    #[test]
    fn a_log_that_was_written_whole_is_whole() {
        assert_eq!(state_of(&log_of(40)), WalState::Whole);
        assert_eq!(state_of(&[]), WalState::Empty);
    }

    #[test]
    fn a_spoilt_frame_in_the_middle_is_noticed() {
        let mut log = log_of(40);
        let middle = log.len() / 2;
        log[middle] ^= 0x10;
        assert_eq!(state_of(&log), WalState::Broken);
    }

    #[test]
    fn a_spoilt_header_is_noticed() {
        let mut log = log_of(4);
        log[20] ^= 1;
        assert_eq!(state_of(&log), WalState::Broken);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn what_a_power_cut_leaves_is_no_damage(cut in 0.0..1.0_f64) {
            let log = log_of(12);
            let end = HEADER_BYTES + ((log.len() - HEADER_BYTES) as f64 * cut) as usize;
            prop_assert_eq!(state_of(&log[..end]), WalState::Whole);
        }

        #[test]
        fn any_bytes_can_be_looked_at(bytes in prop::collection::vec(any::<u8>(), 0..5000)) {
            state_of(&bytes);
        }
    }
}
