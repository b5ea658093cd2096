//! Packs from an enemy: each is refused for its own reason, and nothing anywhere has changed.

use std::{collections::BTreeMap, fs, path::Path, time::SystemTime};

use copydeck_core::pack_file;

use crate::support::packs::{Around, Forged, archive, file, manifest, pack};

use super::{Person, text};

const TEMPLATE: &str = "templates/a.prompt";
const TEXT: &[u8] = b"Write about {{product}}.";

/// A sound pack whose template is spoilt by `spoil`.
fn spoilt(spoil: impl Fn(&mut Forged)) -> Vec<u8> {
    let mut files = pack(&[(TEMPLATE, TEXT)]);
    spoil(&mut files[1]);
    archive(&files, &Around::default())
}

/// A sound pack with one more file.
fn with(more: Forged) -> Vec<u8> {
    let mut files = pack(&[(TEMPLATE, TEXT)]);
    files.push(more);
    archive(&files, &Around::default())
}

fn named(name: &str) -> Vec<u8> {
    with(file(name, "x"))
}

fn around(around: &Around) -> Vec<u8> {
    archive(&pack(&[(TEMPLATE, TEXT)]), around)
}

fn holding(name: &str, bytes: &[u8]) -> Vec<u8> {
    archive(&pack(&[(name, bytes)]), &Around::default())
}

fn described(change: impl Fn(&mut serde_json::Value)) -> Vec<u8> {
    let mut description = manifest(&[(TEMPLATE, TEXT)]);
    change(&mut description);
    let files = [file("pack.json", description.to_string()), file(TEMPLATE, TEXT)];
    archive(&files, &Around::default())
}

/// Every way to spoil a pack, and the reason it has to be refused for.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let long = vec![b'a'; (1 << 20) + 1];
    let mut incompressible = 7_u32;
    let mut noise = move || {
        incompressible = incompressible.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        b"abcdefghijklmnopqrstuvwxyz0123456"[(incompressible >> 27) as usize]
    };
    let noisy: Vec<u8> = (0..(1 << 20) + 1).map(|_| noise()).collect();
    let inner = around(&Around::default());
    let many: Vec<(String, Vec<u8>)> = (0..10_001)
        .map(|n| (format!("templates/t{n}.prompt"), format!("{n}").into_bytes()))
        .collect();
    let many: Vec<(&str, &[u8])> =
        many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let too_much: Vec<Forged> = (0..129)
        .map(|n| Forged {
            deflated: true,
            unpacked: Some(1 << 20),
            ..file(&format!("templates/t{n}.prompt"), &noisy[..16 << 10])
        })
        .collect();
    vec![
        ("pack_not_a_pack", b"GIF89a".repeat(100)),
        ("pack_not_a_pack", Vec::new()),
        ("pack_damaged", around(&Around::default())[..200].to_vec()),
        ("pack_traversal", named("../../../../tmp/evil.prompt")),
        ("pack_traversal", named("templates/..\\..\\evil.prompt")),
        ("pack_absolute_name", named("/etc/cron.d/evil")),
        ("pack_absolute_name", named("\\Windows\\evil")),
        ("pack_drive_name", named("C:\\evil.prompt")),
        ("pack_drive_name", named("c:evil.prompt")),
        ("pack_unc_name", named("\\\\server\\share\\evil.prompt")),
        ("pack_unc_name", named("//server/share/evil.prompt")),
        ("pack_reserved_name", named("templates/CON.prompt")),
        ("pack_reserved_name", named("templates/nul")),
        ("pack_unusable_name", named("templates/a.prompt:stream")),
        ("pack_unusable_name", named("templates/nul\u{0}byte.prompt")),
        ("pack_hidden_name", named("templates/a\u{202e}tpmorp.exe")),
        ("pack_unexpected_file", named("install.sh")),
        ("pack_unexpected_file", named("templates/a/b.prompt")),
        (
            "pack_name_encoding",
            with(Forged { name: b"templates/\xff.prompt".to_vec(), ..file("x", "x") }),
        ),
        ("pack_name_encoding", with(Forged { flags: 0, ..file("templates/é.prompt", "x") })),
        ("pack_name_encoding", spoilt(|f| f.extra = b"\x75\x70\x06\x00\x01\0\0\0\0x".to_vec())),
        ("pack_link", spoilt(|f| f.attributes = 0o120_777 << 16)),
        ("pack_link", spoilt(|f| (f.made_by, f.attributes) = (0, 0x400))),
        ("pack_device", spoilt(|f| f.attributes = 0o060_666 << 16)),
        ("pack_device", spoilt(|f| f.attributes = 0o010_666 << 16)),
        ("pack_duplicate", named(TEMPLATE)),
        ("pack_collision", named("templates/A.prompt")),
        (
            "pack_collision",
            archive(
                &pack(&[("templates/é.prompt", b"x"), ("templates/e\u{301}.prompt", b"y")]),
                &Around::default(),
            ),
        ),
        (
            "pack_collision",
            archive(
                &pack(&[("templates/ﬁ.prompt", b"x"), ("templates/fi.prompt", b"y")]),
                &Around::default(),
            ),
        ),
        (
            "pack_collision",
            archive(
                &pack(&[
                    ("templates/a.prompt", b"---\nname: same\n---\nx"),
                    ("templates/b.prompt", b"---\nname: same\n---\ny"),
                ]),
                &Around::default(),
            ),
        ),
        ("pack_name_lie", spoilt(|f| f.local_name = Some(b"templates/b.prompt".to_vec()))),
        ("pack_header_lie", spoilt(|f| f.local_method = Some(8))),
        ("pack_size_lie", spoilt(|f| f.local_unpacked = Some(3))),
        ("pack_size_lie", spoilt(|f| f.unpacked = Some(3))),
        ("pack_size_lie", spoilt(|f| (f.deflated, f.unpacked) = (true, Some(3)))),
        ("pack_size_lie", spoilt(|f| (f.deflated, f.unpacked) = (true, Some(60_000)))),
        ("pack_overlap", spoilt(|f| f.packed = Some(60_000)).tap_unpacked(60_000)),
        ("pack_overlap", spoilt(|f| f.offset = Some(0))),
        ("pack_bad_crc", spoilt(|f| f.checksum = Some(1))),
        ("pack_encrypted", spoilt(|f| f.flags = 1)),
        ("pack_encrypted", spoilt(|f| f.method = Some(99))),
        ("pack_method", spoilt(|f| f.method = Some(14))),
        ("pack_zip64", spoilt(|f| f.extra = b"\x01\x00\x08\x00\0\0\0\0\0\0\0\0".to_vec())),
        ("pack_zip64", around(&Around { zip64: true, ..Around::default() })),
        ("pack_zip64", around(&Around { count: Some(u16::MAX), ..Around::default() })),
        (
            "pack_leading_data",
            around(&Around { before: b"MZ a program".to_vec(), ..Around::default() }),
        ),
        ("pack_trailing_data", around(&Around { behind: b"more".to_vec(), ..Around::default() })),
        // The end of the archive in the comment is the end of the whole.
        ("pack_leading_data", around(&Around { comment: inner.clone(), ..Around::default() })),
        (
            "pack_comment",
            around(&Around { comment: [&inner[..], b"."].concat(), ..Around::default() }),
        ),
        ("pack_comment", spoilt(|f| f.comment = b"hidden".to_vec())),
        ("pack_hidden_data", spoilt(|f| f.behind = b"hidden".to_vec())),
        ("pack_hidden_data", around(&Around { count: Some(1), ..Around::default() })),
        (
            "pack_hidden_data",
            with(Forged { attributes: 0o040_755 << 16, ..file("templates/", "x") }),
        ),
        ("pack_bomb", spoilt(|f| (f.deflated, f.bytes) = (true, vec![b'a'; 10 << 20]))),
        ("pack_bomb", spoilt(|f| (f.deflated, f.bytes) = (true, vec![b'a'; 1 << 20]))),
        ("pack_file_too_large", holding(TEMPLATE, &long)),
        ("pack_file_too_large", spoilt(|f| (f.deflated, f.bytes) = (true, noisy.clone()))),
        ("pack_too_large_unpacked", archive(&too_much, &Around::default())),
        ("pack_too_large", vec![b'P'; (64 << 20) + 1]),
        ("pack_too_many", archive(&pack(&many), &Around::default())),
        ("pack_too_many", around(&Around { count: Some(50_000), ..Around::default() })),
        ("pack_nested", holding(TEMPLATE, &inner)),
        ("pack_not_text", holding(TEMPLATE, b"a\0b")),
        ("pack_not_text", holding(TEMPLATE, b"\xff\xfe")),
        ("pack_manifest_missing", archive(&[file(TEMPLATE, TEXT)], &Around::default())),
        ("pack_manifest_invalid", archive(&[file("pack.json", "{")], &Around::default())),
        ("pack_manifest_invalid", described(|d| d["id"] = "../../evil".into())),
        ("pack_manifest_invalid", described(|d| d["author"] = "Bright\u{202e}leaf".into())),
        ("pack_too_new", described(|d| d["format"] = 2.into())),
        ("pack_app_too_old", described(|d| d["leastAppVersion"] = "99.0".into())),
        ("pack_hash_wrong", described(|d| d["files"][TEMPLATE] = "00".repeat(32).into())),
        ("pack_file_missing", described(|d| d["files"]["templates/b.prompt"] = "00".into())),
        ("pack_traversal", described(|d| d["files"]["../b.prompt"] = "00".into())),
        ("pack_file_unlisted", named("templates/b.prompt")),
        ("pack_signature_invalid", described(|d| d["key"] = "RWQ".into())),
        (
            "pack_signature_invalid",
            with(file("pack.json.minisig", "untrusted comment: x\nAA\ntrusted comment: y\nAA\n")),
        ),
        ("pack_item_invalid", holding(TEMPLATE, b"{{#if a}}")),
    ]
}

trait Tap {
    fn tap_unpacked(self, unpacked: u32) -> Self;
}

impl Tap for Vec<u8> {
    /// Says of the last listed file, which is stored, that it is as large as its bytes are.
    fn tap_unpacked(mut self, unpacked: u32) -> Self {
        let list = self.windows(4).rposition(|w| w == b"PK\x01\x02").expect("a list");
        self[list + 24..list + 28].copy_from_slice(&unpacked.to_le_bytes());
        let local = self.windows(4).rposition(|w| w == b"PK\x03\x04").expect("a file");
        self[local + 22..local + 26].copy_from_slice(&unpacked.to_le_bytes());
        self
    }
}

/// Every file below a folder with its bytes and when it was changed.
fn snapshot(folder: &Path) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let entry = entry.expect("an entry");
            let metadata = entry.metadata().expect("metadata");
            let path = entry.path();
            let name = path.to_string_lossy().into_owned();
            let bytes = if metadata.is_dir() {
                waiting.push(path);
                Vec::new()
            } else {
                fs::read(&path).expect("a file")
            };
            found.insert(name, (bytes, metadata.modified().expect("a time")));
        }
    }
    found
}

#[test]
fn every_hostile_pack_is_refused_for_its_own_reason_and_touches_nothing() {
    let world = tempfile::tempdir().expect("a folder");
    let path = world.path().join("evil.copypack");
    let mut wrong = Vec::new();
    for (number, (code, bytes)) in hostile().into_iter().enumerate() {
        fs::write(&path, bytes).expect("a file");
        let before = snapshot(world.path());
        let opened = pack_file::open(&path, "1.0".parse().expect("a version"));
        let found = opened.map_or_else(|refused| refused.code(), |_| "taken");
        if found != code {
            wrong.push(format!("pack {number}: {found} in place of {code}"));
        }
        assert!(snapshot(world.path()) == before, "pack {number} ({code}) touched something");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_refused_pack_leaves_the_data_folder_as_it_was() {
    let victim = Person::new();
    victim.json(&["templates", "list"]);
    let world = victim.folder.path();
    let path = world.join("evil.copypack");
    let through_the_executable =
        ["pack_traversal", "pack_link", "pack_bomb", "pack_overlap", "pack_signature_invalid"];
    let hostile: BTreeMap<&str, Vec<u8>> = hostile().into_iter().collect();
    for code in through_the_executable {
        let bytes = &hostile[code];
        fs::write(&path, bytes).expect("a file");
        let before = snapshot(world);
        assert_eq!(victim.refused(&["pack", "import", text(&path), "--yes"]), code);
        assert!(snapshot(world) == before, "{code} touched something");
    }
}

#[test]
fn the_pack_that_the_hostile_ones_are_made_of_is_sound() {
    let victim = Person::new();
    let path = victim.folder.path().join("sound.copypack");
    for deflated in [false, true] {
        fs::write(&path, spoilt(|f| f.deflated = deflated)).expect("a file");
        assert_eq!(victim.json(&["pack", "inspect", text(&path)])["trust"], "unsigned");
    }
}
