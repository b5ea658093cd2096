use std::io::Cursor;

use proptest::prelude::*;

use super::*;

/// A file of version 3 with these entries and one tensor of four bytes.
fn file(entries: &[(&str, Entry)]) -> Vec<u8> {
    let mut file = b"GGUF".to_vec();
    file.extend(3u32.to_le_bytes());
    file.extend(1u64.to_le_bytes());
    file.extend((entries.len() as u64).to_le_bytes());
    for (key, entry) in entries {
        text(&mut file, key);
        match entry {
            Entry::Text(value) => {
                file.extend(kind::STRING.to_le_bytes());
                text(&mut file, value);
            }
            Entry::Flag(value) => {
                file.extend(kind::BOOL.to_le_bytes());
                file.push(u8::from(*value));
            }
            Entry::Words(words) => {
                file.extend(kind::ARRAY.to_le_bytes());
                file.extend(kind::STRING.to_le_bytes());
                file.extend((words.len() as u64).to_le_bytes());
                words.iter().for_each(|word| text(&mut file, word));
            }
        }
    }
    text(&mut file, "output.weight");
    file.extend(1u32.to_le_bytes());
    file.extend(1u64.to_le_bytes());
    file.extend(0u32.to_le_bytes());
    file.extend(0u64.to_le_bytes());
    file.resize(file.len().next_multiple_of(32), 0);
    file.extend(1f32.to_le_bytes());
    file
}

enum Entry {
    Text(&'static str),
    Flag(bool),
    Words(&'static [&'static str]),
}

fn text(file: &mut Vec<u8>, text: &str) {
    file.extend((text.len() as u64).to_le_bytes());
    file.extend(text.as_bytes());
}

fn language_model() -> Vec<u8> {
    file(&[
        ("general.architecture", Entry::Text("llama")),
        ("tokenizer.ggml.model", Entry::Text("gpt2")),
        ("tokenizer.ggml.tokens", Entry::Words(&["a", "b"])),
    ])
}

fn verdict(file: &[u8]) -> Result<(), GgufError> {
    check_contents(Cursor::new(file), file.len() as u64)
}

#[test]
fn a_language_model_passes() {
    verdict(&language_model()).expect("a usable file");
}

#[test]
fn a_file_cut_anywhere_is_told_from_a_whole_one() {
    let whole = language_model();
    assert!(matches!(verdict(&[]), Err(GgufError::Empty)));
    for len in 1..4 {
        assert!(matches!(verdict(&whole[..len]), Err(GgufError::NotGguf)), "cut at {len}");
    }
    for len in 4..whole.len() - 4 {
        assert!(matches!(verdict(&whole[..len]), Err(GgufError::Truncated)), "cut at {len}");
    }
}

#[test]
fn models_that_do_not_write_are_refused() {
    let architecture = ("general.architecture", Entry::Text("bert"));
    let vocabulary = ("tokenizer.ggml.model", Entry::Text("bert"));
    let search = file(&[architecture, vocabulary, ("bert.attention.causal", Entry::Flag(false))]);
    assert!(matches!(verdict(&search), Err(GgufError::NotALanguageModel)));

    let no_vocabulary = file(&[("general.architecture", Entry::Text("clip"))]);
    assert!(matches!(verdict(&no_vocabulary), Err(GgufError::NotALanguageModel)));

    let adapter = file(&[
        ("general.architecture", Entry::Text("llama")),
        ("general.type", Entry::Text("adapter")),
        ("tokenizer.ggml.model", Entry::Text("gpt2")),
    ]);
    assert!(matches!(verdict(&adapter), Err(GgufError::NotALanguageModel)));
}

#[test]
fn another_version_is_named() {
    let mut newer = language_model();
    newer[4] = 9;
    assert!(matches!(verdict(&newer), Err(GgufError::Version(9))));
}

#[test]
fn a_count_that_the_file_cannot_hold_is_not_believed() {
    let mut boastful = language_model();
    boastful[16..24].copy_from_slice(&u64::MAX.to_le_bytes());
    assert!(matches!(verdict(&boastful), Err(GgufError::Damaged(_))));
}

proptest! {
    #[test]
    fn no_bytes_bring_the_check_down(bytes in proptest::collection::vec(any::<u8>(), 0..512)) {
        let _ = verdict(&bytes);
        let _ = verdict(&[b"GGUF\x03\0\0\0".as_slice(), &bytes].concat());
    }

    #[test]
    fn no_changed_byte_brings_the_check_down(at: proptest::sample::Index, byte: u8) {
        let mut file = language_model();
        let at = at.index(file.len());
        file[at] = byte;
        let _ = verdict(&file);
    }
}
