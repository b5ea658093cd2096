//! Packs made byte by byte, so that they can say one thing in one place and another in the next.

use std::io::Write;

use flate2::{Compression, Crc, write::DeflateEncoder};

/// A file in a forged archive. What is `None` is what it should be.
#[derive(Clone, Default)]
pub(crate) struct Forged {
    pub(crate) name: Vec<u8>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) deflated: bool,
    pub(crate) flags: u16,
    pub(crate) method: Option<u16>,
    pub(crate) made_by: u16,
    pub(crate) attributes: u32,
    pub(crate) extra: Vec<u8>,
    pub(crate) local_name: Option<Vec<u8>>,
    pub(crate) local_method: Option<u16>,
    pub(crate) local_unpacked: Option<u32>,
    pub(crate) unpacked: Option<u32>,
    pub(crate) packed: Option<u32>,
    pub(crate) checksum: Option<u32>,
    pub(crate) offset: Option<u32>,
    pub(crate) comment: Vec<u8>,
    /// Bytes between this file and the next, which belong to nobody.
    pub(crate) behind: Vec<u8>,
}

pub(crate) fn file(name: &str, bytes: impl Into<Vec<u8>>) -> Forged {
    let flags = if name.is_ascii() { 0 } else { 1 << 11 };
    Forged {
        name: name.as_bytes().to_vec(),
        bytes: bytes.into(),
        flags,
        made_by: 3 << 8,
        attributes: 0o100_644 << 16,
        ..Forged::default()
    }
}

/// What stands around the files.
#[derive(Clone, Default)]
pub(crate) struct Around {
    pub(crate) before: Vec<u8>,
    pub(crate) behind: Vec<u8>,
    pub(crate) comment: Vec<u8>,
    pub(crate) count: Option<u16>,
    pub(crate) zip64: bool,
}

/// The description of a pack of these files.
pub(crate) fn manifest(files: &[(&str, &[u8])]) -> serde_json::Value {
    let hashes: serde_json::Map<String, serde_json::Value> = files
        .iter()
        .map(|(name, bytes)| ((*name).to_owned(), blake3::hash(bytes).to_hex().to_string().into()))
        .collect();
    serde_json::json!({
        "format": 1, "id": "forged", "name": "Forged", "version": "1.0", "author": "Mallory",
        "files": hashes,
    })
}

/// A sound pack of these files, to be spoilt.
pub(crate) fn pack(files: &[(&str, &[u8])]) -> Vec<Forged> {
    let manifest = manifest(files).to_string();
    let mut forged = vec![file("pack.json", manifest)];
    forged.extend(files.iter().map(|(name, bytes)| file(name, *bytes)));
    forged
}

pub(crate) fn archive(files: &[Forged], around: &Around) -> Vec<u8> {
    let mut out = around.before.clone();
    let mut list = Vec::new();
    for forged in files {
        let packed = if forged.deflated { deflate(&forged.bytes) } else { forged.bytes.clone() };
        let mut crc = Crc::new();
        crc.update(&forged.bytes);
        let checksum = forged.checksum.unwrap_or_else(|| crc.sum());
        let packed_size = forged.packed.unwrap_or(packed.len() as u32);
        let unpacked = forged.unpacked.unwrap_or(forged.bytes.len() as u32);
        let method = forged.method.unwrap_or(if forged.deflated { 8 } else { 0 });
        let offset = forged.offset.unwrap_or((out.len() - around.before.len()) as u32);
        let local_name = forged.local_name.as_ref().unwrap_or(&forged.name);

        out.extend(b"PK\x03\x04");
        numbers(&mut out, &[20, forged.flags, forged.local_method.unwrap_or(method), 0, 0]);
        long(&mut out, &[checksum, packed_size, forged.local_unpacked.unwrap_or(unpacked)]);
        numbers(&mut out, &[local_name.len() as u16, forged.extra.len() as u16]);
        out.extend(local_name);
        out.extend(&forged.extra);
        out.extend(&packed);
        out.extend(&forged.behind);

        list.extend(b"PK\x01\x02");
        numbers(&mut list, &[forged.made_by | 20, 20, forged.flags, method, 0, 0]);
        long(&mut list, &[checksum, packed_size, unpacked]);
        numbers(
            &mut list,
            &[
                forged.name.len() as u16,
                forged.extra.len() as u16,
                forged.comment.len() as u16,
                0,
                0,
            ],
        );
        long(&mut list, &[forged.attributes, offset]);
        list.extend(&forged.name);
        list.extend(&forged.extra);
        list.extend(&forged.comment);
    }
    let start = (out.len() - around.before.len()) as u32;
    out.extend(&list);
    if around.zip64 {
        out.extend(b"PK\x06\x07");
        out.extend([0; 16]);
    }
    let count = around.count.unwrap_or(files.len() as u16);
    out.extend(b"PK\x05\x06");
    numbers(&mut out, &[0, 0, count, count]);
    long(&mut out, &[list.len() as u32, start]);
    numbers(&mut out, &[around.comment.len() as u16]);
    out.extend(&around.comment);
    out.extend(&around.behind);
    out
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

fn numbers(out: &mut Vec<u8>, numbers: &[u16]) {
    numbers.iter().for_each(|number| out.extend(number.to_le_bytes()));
}

fn long(out: &mut Vec<u8>, numbers: &[u32]) {
    numbers.iter().for_each(|number| out.extend(number.to_le_bytes()));
}
