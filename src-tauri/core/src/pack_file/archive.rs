//! A zip archive in memory: which files it holds, and their bytes.

use std::io::Read;

use flate2::{Crc, read::DeflateDecoder};

use super::{
    PackFileError,
    contents::Source,
    record::{self, Cursor, Listed, Method},
};
use crate::domain::pack::{MOST_FILE_BYTES, MOST_ITEMS, MOST_UNPACKED_BYTES, refusal::Refusal};

/// Files beside the items: the description, its signature, the readme, and folders.
const OTHER_FILES: usize = 16;

/// The most a file may grow when it is unpacked. Text that people write grows by less than twenty.
const MOST_GROWTH: u64 = 200;

/// Below this size in bytes, growth does no harm: a line repeated a few thousand times is a list.
const HARMLESS_BYTES: u64 = 64 << 10;

/// An archive whose records agree with each other.
pub(super) struct Archive<'a> {
    bytes: &'a [u8],
    files: Vec<(Listed<'a>, usize)>,
}

impl<'a> Archive<'a> {
    /// Reads the list of files, and each file's own record. Unpacks nothing.
    pub(super) fn list(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let end = record::end(bytes)?;
        if usize::from(end.count) > MOST_ITEMS + OTHER_FILES {
            return Err(Refusal::TooMany);
        }
        let mut list = Cursor::new(&bytes[..end.end], end.start);
        let mut files = Vec::with_capacity(usize::from(end.count));
        let mut unpacked = 0;
        for _ in 0..end.count {
            let listed = record::listed(&mut list)?;
            check_size(&listed)?;
            unpacked += u64::from(listed.unpacked);
            if unpacked > MOST_UNPACKED_BYTES {
                return Err(Refusal::TooLargeUnpacked);
            }
            files.push(listed);
        }
        if !list.is_at_end() {
            return Err(Refusal::HiddenData);
        }
        // Names before bytes: a dangerous name is the better reason, and the cheaper.
        for listed in &files {
            crate::domain::pack::place::place(listed.name)?;
        }
        let files = covering(&bytes[..end.start], files)?;
        Ok(Self { bytes, files })
    }
}

fn check_size(listed: &Listed<'_>) -> Result<(), Refusal> {
    let (packed, unpacked) = (u64::from(listed.packed), u64::from(listed.unpacked));
    // A folder has no bytes; deflated, nothing takes two.
    if listed.name.ends_with('/') && (unpacked > 0 || packed > 2) {
        return Err(Refusal::HiddenData);
    }
    if unpacked > HARMLESS_BYTES && unpacked / packed.max(1) > MOST_GROWTH {
        return Err(Refusal::Bomb { name: listed.shown() });
    }
    if unpacked > MOST_FILE_BYTES {
        return Err(Refusal::FileTooLarge { name: listed.shown() });
    }
    Ok(())
}

/// The files with where their bytes begin, when together they are all there is in front of the
/// list, each byte being part of one file.
fn covering<'a>(
    body: &'a [u8],
    mut files: Vec<Listed<'a>>,
) -> Result<Vec<(Listed<'a>, usize)>, Refusal> {
    files.sort_by_key(|listed| listed.offset);
    let mut at = 0;
    let mut placed = Vec::with_capacity(files.len());
    for listed in files {
        let offset = listed.offset as usize;
        if offset < at {
            return Err(Refusal::Overlap { name: listed.shown() });
        }
        if offset > at {
            return Err(if at == 0 { Refusal::LeadingData } else { Refusal::HiddenData });
        }
        let start = record::local(body, &listed)?;
        let end = start + listed.packed as usize;
        if end > body.len() {
            return Err(Refusal::Overlap { name: listed.shown() });
        }
        at = record::behind(body, &listed, end)?;
        placed.push((listed, start));
    }
    if at == body.len() { Ok(placed) } else { Err(Refusal::HiddenData) }
}

impl Source for Archive<'_> {
    fn names(&self) -> Vec<&str> {
        self.files.iter().map(|(listed, _)| listed.name).collect()
    }

    fn bytes(&self, number: usize) -> Result<Vec<u8>, PackFileError> {
        let (listed, start) = &self.files[number];
        let packed = &self.bytes[*start..*start + listed.packed as usize];
        let lie = || Refusal::SizeLie { name: listed.shown() };
        let unpacked = match listed.method {
            Method::Stored => packed.to_vec(),
            Method::Deflated => {
                // One byte more than was said is enough to know that it was a lie.
                let limit = u64::from(listed.unpacked) + 1;
                let mut unpacked = Vec::with_capacity(listed.unpacked as usize);
                let mut decoder = DeflateDecoder::new(packed);
                decoder
                    .by_ref()
                    .take(limit)
                    .read_to_end(&mut unpacked)
                    .map_err(|_| Refusal::BadChecksum { name: listed.shown() })?;
                // Bytes behind the stream's own end belong to nobody.
                if decoder.total_in() != u64::from(listed.packed) {
                    return Err(lie().into());
                }
                unpacked
            }
        };
        if unpacked.len() != listed.unpacked as usize {
            return Err(lie().into());
        }
        let mut checksum = Crc::new();
        checksum.update(&unpacked);
        if checksum.sum() != listed.checksum {
            return Err(Refusal::BadChecksum { name: listed.shown() }.into());
        }
        Ok(unpacked)
    }
}
