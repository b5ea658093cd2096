use proptest::prelude::*;

use super::{signing::SigningKey, writing, *};
use crate::domain::pack::{
    FORMAT,
    item::{ItemKind, ItemName},
};

fn app() -> PackVersion {
    "1.0".parse().expect("a version")
}

fn manifest() -> Manifest {
    Manifest {
        format: FORMAT,
        id: "brightleaf".parse().expect("an id"),
        name: "Brightleaf templates".into(),
        version: "4.1".parse().expect("a version"),
        author: "Brightleaf Marketing".into(),
        licence: "CC-BY-4.0".into(),
        description: String::new(),
        least_app_version: None,
        key: None,
        files: BTreeMap::new(),
    }
}

fn item(kind: ItemKind, file: &str, text: &str) -> PackItem {
    let name = file.rsplit_once('.').expect("an ending").0.to_owned();
    PackItem { name: ItemName { kind, name, file: file.into() }, text: text.into() }
}

fn some_items() -> Vec<PackItem> {
    vec![
        item(ItemKind::Template, "press-release.prompt", "---\nname: press-release\n---\nWrite.\n"),
        item(ItemKind::Partial, "legal.prompt", "Terms apply.\n"),
        item(ItemKind::Voice, "plain.yaml", "traits: [plain]\n"),
    ]
}

fn packed(items: &[PackItem], key: Option<&SigningKey>) -> Vec<u8> {
    let files = writing::files(manifest(), "Read me\n", items, key).expect("signed");
    writing::archive(&files).expect("an archive")
}

#[test]
fn what_is_written_is_read_again_and_its_key_is_known() {
    let key = SigningKey::generate().expect("randomness");
    let kept = SigningKey::from_secret(&key.to_secret().expect("a text")).expect("the key");
    let pack = read(&packed(&some_items(), Some(&kept)), app()).expect("a pack");
    assert_eq!(pack.items.len(), 3);
    assert_eq!(pack.key.as_ref(), Some(key.public()));
    assert_eq!(pack.readme, "Read me\n");
    let secret = key.to_secret().expect("a text");
    let base64 = secret.expose().lines().nth(1).expect("a line").to_owned();
    assert!(!format!("{key:?}").contains(&base64));
}

#[test]
fn a_folder_is_the_same_pack() {
    let key = SigningKey::generate().expect("randomness");
    let files = writing::files(manifest(), "", &some_items(), Some(&key)).expect("signed");
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in &files.0 {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    std::fs::create_dir(folder.path().join(".git")).expect("git's own");
    std::fs::write(folder.path().join("LICENSE"), "theirs").expect("a file");
    let from_folder = open(folder.path(), app()).expect("a pack");
    let archive = writing::archive(&files).expect("an archive");
    assert_eq!(from_folder, read(&archive, app()).expect("a pack"));
}

#[test]
fn a_signature_vouches_for_these_words_by_this_key_only() {
    let (key, other) =
        (SigningKey::generate().expect("a key"), SigningKey::generate().expect("a key"));
    let signed = |change: &dyn Fn(&mut writing::PackFiles)| {
        let mut files = writing::files(manifest(), "", &some_items(), Some(&key)).expect("signed");
        change(&mut files);
        read(&writing::archive(&files).expect("an archive"), app())
    };
    let code =
        |change: &dyn Fn(&mut writing::PackFiles)| signed(change).expect_err("refused").code();
    assert_eq!(
        code(&|files| {
            let manifest = files.0.get_mut("pack.json").expect("there");
            *manifest = String::from_utf8_lossy(manifest).replace("4.1", "4.2").into_bytes();
        }),
        "pack_signature_invalid"
    );
    assert_eq!(
        code(&|files| {
            files.0.remove("pack.json.minisig");
        }),
        "pack_signature_invalid"
    );
    assert_eq!(
        code(&|files| {
            let forged = other.sign(&files.0["pack.json"], "x").expect("signed");
            files.0.insert("pack.json.minisig".into(), forged.into_bytes());
        }),
        "pack_signature_invalid"
    );
    assert_eq!(
        code(&|files| {
            files.0.insert("templates/press-release.prompt".into(), b"Changed".to_vec());
        }),
        "pack_hash_wrong"
    );
    assert!(signed(&|_| ()).is_ok());
}

#[test]
fn text_that_repeats_itself_is_packed_so_that_it_is_not_taken_for_a_bomb() {
    let items = [item(ItemKind::Template, "long.prompt", &"ha ".repeat(300_000))];
    let bytes = packed(&items, None);
    assert_eq!(read(&bytes, app()).expect("a pack").items, items);
}

fn items() -> impl Strategy<Value = Vec<PackItem>> {
    let one = ("[a-z]{1,8}", "[^\\x00]{0,80}", 0..4_usize).prop_map(|(name, text, kind)| {
        match ItemKind::ALL[kind] {
            kind @ (ItemKind::Voice | ItemKind::Format) => {
                item(kind, &format!("{name}.yaml"), &text)
            }
            // Any text in braces is a tag, and most of those mean nothing.
            kind => item(kind, &format!("{name}.prompt"), &text.replace(['{', '\\', '-'], "")),
        }
    });
    proptest::collection::vec(one, 0..8).prop_map(|mut items| {
        items.retain(|item| crate::domain::pack::place::place(&item.name.path()).is_ok());
        items.sort_by(|a, b| a.name.cmp(&b.name));
        items.dedup_by(|a, b| a.name == b.name);
        items
    })
}

proptest! {
    #[test]
    fn any_items_come_back(items in items()) {
        prop_assert_eq!(read(&packed(&items, None), app()).expect("a pack").items, items);
    }

    #[test]
    fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _either = read(&bytes, app());
    }

    #[test]
    fn a_changed_byte_is_refused_or_changes_nothing(at in any::<prop::sample::Index>(), by in 1..=255_u8) {
        let mut bytes = packed(&some_items(), None);
        let before = read(&bytes, app()).expect("a pack");
        let at = at.index(bytes.len());
        bytes[at] ^= by;
        // Times, and which program made it, may differ without harm.
        if let Ok(after) = read(&bytes, app()) {
            prop_assert_eq!(after, before);
        }
    }

    #[test]
    fn a_cut_pack_is_refused(at in any::<prop::sample::Index>()) {
        let bytes = packed(&some_items(), None);
        prop_assert!(read(&bytes[..at.index(bytes.len())], app()).is_err());
    }

    #[test]
    fn no_signature_breaks_the_reader(signature in "(untrusted comment: .{0,20}\n[A-Za-z0-9+/=]{0,120}\ntrusted comment: .{0,20}\n)?[A-Za-z0-9+/=]{0,120}\n?") {
        let key = SigningKey::generate().expect("a key");
        let mut files = writing::files(manifest(), "", &some_items(), Some(&key)).expect("signed");
        files.0.insert("pack.json.minisig".into(), signature.into_bytes());
        let bytes = writing::archive(&files).expect("an archive");
        prop_assert_eq!(read(&bytes, app()).expect_err("forged").code(), "pack_signature_invalid");
    }
}
