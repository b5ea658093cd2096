//! The records of a zip archive, read strictly, as APPNOTE.TXT 6.3.10 lays them out.

use crate::domain::pack::refusal::{Refusal, Shown};

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const ZIP64_LOCATOR: &[u8] = b"PK\x06\x07";
const DESCRIPTOR: &[u8] = b"PK\x07\x08";

const END_LENGTH: usize = 22;
const ZIP64_LOCATOR_LENGTH: usize = 20;

const ENCRYPTED: u16 = 1;
const HAS_DESCRIPTOR: u16 = 1 << 3;
const STRONGLY_ENCRYPTED: u16 = 1 << 6;
const UTF8: u16 = 1 << 11;
const MASKED: u16 = 1 << 13;

/// How the bytes of a file are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Stored,
    Deflated,
}

/// A file as the list at the end of the archive has it.
#[derive(Clone, Debug)]
pub(super) struct Listed<'a> {
    pub(super) name: &'a str,
    pub(super) method: Method,
    pub(super) checksum: u32,
    pub(super) packed: u32,
    pub(super) unpacked: u32,
    pub(super) offset: u32,
    flags: u16,
}

impl Listed<'_> {
    pub(super) fn shown(&self) -> Shown {
        Shown::new(self.name)
    }
}

/// Reads numbers and stretches in order; every read is checked against the end.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) const fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    pub(super) const fn is_at_end(&self) -> bool {
        self.at == self.bytes.len()
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Refusal> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let taken = rest.get(..length).ok_or(ENDS_EARLY)?;
        self.at += length;
        Ok(taken)
    }

    fn u16(&mut self) -> Result<u16, Refusal> {
        let bytes = self.take(2)?;
        Ok(u16::from_le_bytes([bytes[0], bytes[1]]))
    }

    fn u32(&mut self) -> Result<u32, Refusal> {
        let bytes = self.take(4)?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }
}

const ENDS_EARLY: Refusal = Refusal::Damaged { what: "it ends before its last file does" };

/// Where the list of files is, and how many there are.
#[derive(Debug)]
pub(super) struct End {
    pub(super) count: u16,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Reads the record at the very end. Nothing may stand behind it, and it may have no comment:
/// in either, a second archive can hide that other programs would open instead.
pub(super) fn end(archive: &[u8]) -> Result<End, Refusal> {
    let at = archive.len().checked_sub(END_LENGTH).ok_or(Refusal::NotAPack)?;
    if !archive[at..].starts_with(END) {
        return Err(not_at_the_end(archive));
    }
    if at
        .checked_sub(ZIP64_LOCATOR_LENGTH)
        .is_some_and(|at| archive[at..].starts_with(ZIP64_LOCATOR))
    {
        return Err(Refusal::Zip64);
    }
    let mut record = Cursor::new(archive, at + END.len());
    let (disk, list_disk) = (record.u16()?, record.u16()?);
    let (count_here, count) = (record.u16()?, record.u16()?);
    let (size, start) = (record.u32()?, record.u32()?);
    let comment = record.u16()?;
    if [count_here, count].contains(&u16::MAX) || [size, start].contains(&u32::MAX) {
        return Err(Refusal::Zip64);
    }
    if comment != 0 {
        return Err(Refusal::Damaged { what: "its comment is longer than the file" });
    }
    if disk != 0 || list_disk != 0 || count_here != count {
        return Err(Refusal::Damaged { what: "it is one part of several" });
    }
    let (size, start) = (size as usize, start as usize);
    match start.checked_add(size) {
        Some(end) if end == at => Ok(End { count, start, end }),
        Some(end) if end < at => {
            // The list may have been moved by something put in front of the whole.
            let moved = archive.get(at - size..).is_some_and(|list| list.starts_with(CENTRAL));
            Err(if moved { Refusal::LeadingData } else { Refusal::HiddenData })
        }
        _ => Err(Refusal::Damaged { what: "its list of files is not where it says" }),
    }
}

/// Why there is no end record where it should be.
fn not_at_the_end(archive: &[u8]) -> Refusal {
    let reach = archive.len().saturating_sub(END_LENGTH + usize::from(u16::MAX));
    let mut found = None;
    for at in reach..archive.len().saturating_sub(END.len()) {
        if !archive[at..].starts_with(END) {
            continue;
        }
        let Some(length) = archive.get(at + 20..at + 22) else { continue };
        let length = usize::from(u16::from_le_bytes([length[0], length[1]]));
        if at + END_LENGTH + length == archive.len() {
            return Refusal::Comment;
        }
        found = Some(at);
    }
    match found {
        Some(_) => Refusal::TrailingData,
        None if archive.starts_with(LOCAL) => ENDS_EARLY,
        None => Refusal::NotAPack,
    }
}

/// Reads the list's next record.
pub(super) fn listed<'a>(list: &mut Cursor<'a>) -> Result<Listed<'a>, Refusal> {
    if list.take(4)? != CENTRAL {
        return Err(Refusal::Damaged { what: "its list of files can’t be read" });
    }
    let host = list.u16()? >> 8;
    let _needed = list.u16()?;
    let (flags, method) = (list.u16()?, list.u16()?);
    let _time = list.u32()?;
    let (checksum, packed, unpacked) = (list.u32()?, list.u32()?, list.u32()?);
    let (name_length, extra_length, comment_length) = (list.u16()?, list.u16()?, list.u16()?);
    let disk = list.u16()?;
    let _internal = list.u16()?;
    let (attributes, offset) = (list.u32()?, list.u32()?);
    let name = name(list.take(usize::from(name_length))?, flags)?;
    let extra = list.take(usize::from(extra_length))?;
    let shown = || Shown::new(name);
    if comment_length != 0 {
        return Err(Refusal::Comment);
    }
    if flags & (ENCRYPTED | STRONGLY_ENCRYPTED | MASKED) != 0 || method == 99 {
        return Err(Refusal::Encrypted { name: shown() });
    }
    if [packed, unpacked, offset].contains(&u32::MAX) || disk == u16::MAX {
        return Err(Refusal::Zip64);
    }
    if disk != 0 {
        return Err(Refusal::Damaged { what: "it is one part of several" });
    }
    check_extra(extra)?;
    let method = match method {
        0 => Method::Stored,
        8 => Method::Deflated,
        _ => return Err(Refusal::Method { name: shown() }),
    };
    check_kind(host, attributes, name)?;
    if method == Method::Stored && packed != unpacked {
        return Err(Refusal::SizeLie { name: shown() });
    }
    Ok(Listed { name, method, checksum, packed, unpacked, offset, flags })
}

/// A name has one reading: UTF-8, and marked as such where that makes a difference.
fn name(bytes: &[u8], flags: u16) -> Result<&str, Refusal> {
    let name = str::from_utf8(bytes).map_err(|_| Refusal::NameEncoding)?;
    if name.is_ascii() || flags & UTF8 != 0 { Ok(name) } else { Err(Refusal::NameEncoding) }
}

/// Extra fields give a file a second size or name that some programs go by.
fn check_extra(extra: &[u8]) -> Result<(), Refusal> {
    const ZIP64: u16 = 0x0001;
    const UNICODE_PATH: u16 = 0x7075;
    const UNICODE_COMMENT: u16 = 0x6375;
    let mut fields = Cursor::new(extra, 0);
    while fields.at < extra.len() {
        let unreadable =
            |_| Refusal::Damaged { what: "the extra fields of a file can’t be read" };
        let id = fields.u16().map_err(unreadable)?;
        let length = fields.u16().map_err(unreadable)?;
        fields.take(usize::from(length)).map_err(unreadable)?;
        match id {
            ZIP64 => return Err(Refusal::Zip64),
            UNICODE_PATH | UNICODE_COMMENT => return Err(Refusal::NameEncoding),
            _ => {}
        }
    }
    Ok(())
}

/// Refuses what is neither an ordinary file nor a folder on the system it was made on.
fn check_kind(host: u16, attributes: u32, name: &str) -> Result<(), Refusal> {
    const UNIX: u16 = 3;
    const MAC: u16 = 19;
    const REPARSE_POINT: u32 = 0x400;
    let shown = || Shown::new(name);
    let is_folder = name.ends_with('/');
    // Whoever writes Unix modes at all may say so under another system's number.
    let mode = (attributes >> 16) & 0o170_000;
    match mode {
        0o120_000 => return Err(Refusal::Link { name: shown() }),
        0o100_000 if !is_folder => {}
        0o040_000 if is_folder => {}
        0 => {}
        _ if host == UNIX || host == MAC || mode != 0 => {
            return Err(Refusal::Device { name: shown() });
        }
        _ => {}
    }
    if attributes & REPARSE_POINT != 0 && host != UNIX && host != MAC {
        return Err(Refusal::Link { name: shown() });
    }
    Ok(())
}

/// Compares a file's own record with the list's. Gives where its bytes begin.
pub(super) fn local(archive: &[u8], listed: &Listed<'_>) -> Result<usize, Refusal> {
    let lie = || Refusal::HeaderLie { name: listed.shown() };
    let mut record = Cursor::new(archive, listed.offset as usize);
    if record.take(4)? != LOCAL {
        return Err(lie());
    }
    let _needed = record.u16()?;
    let (flags, method) = (record.u16()?, record.u16()?);
    let _time = record.u32()?;
    let (checksum, packed, unpacked) = (record.u32()?, record.u32()?, record.u32()?);
    let (name_length, extra_length) = (record.u16()?, record.u16()?);
    let name = record.take(usize::from(name_length))?;
    let extra = record.take(usize::from(extra_length))?;
    if name != listed.name.as_bytes() {
        return Err(Refusal::NameLie { name: listed.shown() });
    }
    if flags & (ENCRYPTED | STRONGLY_ENCRYPTED | MASKED) != 0 {
        return Err(Refusal::Encrypted { name: listed.shown() });
    }
    if [packed, unpacked].contains(&u32::MAX) {
        return Err(Refusal::Zip64);
    }
    check_extra(extra)?;
    let expected_method = if listed.method == Method::Stored { 0 } else { 8 };
    if flags != listed.flags || method != expected_method {
        return Err(lie());
    }
    let is_later = flags & HAS_DESCRIPTOR != 0;
    let agrees = |here, there| here == there || (is_later && here == 0);
    if !agrees(packed, listed.packed) || !agrees(unpacked, listed.unpacked) {
        return Err(Refusal::SizeLie { name: listed.shown() });
    }
    if !agrees(checksum, listed.checksum) {
        return Err(lie());
    }
    Ok(record.at)
}

/// Where a file ends whose bytes end at `at`: behind its descriptor, if it has one.
pub(super) fn behind(archive: &[u8], listed: &Listed<'_>, at: usize) -> Result<usize, Refusal> {
    if listed.flags & HAS_DESCRIPTOR == 0 {
        return Ok(at);
    }
    let mut record = Cursor::new(archive, at);
    let first = record.take(4)?;
    // The signature is optional. A checksum may look like one, so the rest decides.
    if first != DESCRIPTOR {
        record.at = at;
    }
    let said = (record.u32()?, record.u32()?, record.u32()?);
    if said == (listed.checksum, listed.packed, listed.unpacked) {
        Ok(record.at)
    } else {
        Err(Refusal::SizeLie { name: listed.shown() })
    }
}
