use std::{
    fs,
    path::{Path, PathBuf},
};

use copydeck_core::llm::engine_protocol::{EngineFailure, EngineReply};

use crate::support::{Engine, bundled_model, greedy, user};

/// The engine refuses a file with a sentence that names it, both when asked what it is and when
/// asked to write, and goes on.
fn assert_refused(engine: &mut Engine, path: &Path) -> String {
    let path = path.to_str().unwrap();
    let reply = engine.inspect(path);
    let EngineReply::Failed { code, message, .. } = reply else { panic!("{path}: {reply:?}") };
    assert_eq!(code, EngineFailure::ModelUnusable, "{message}");
    let name = Path::new(path).file_name().unwrap().to_str().unwrap();
    assert!(message.contains(name), "{message}");

    let id = engine.ask_of(path, &[user("Say hello.")], &greedy(5));
    let (code, _) = engine.outcome(id).expect_err(path);
    assert_eq!(code, EngineFailure::ModelUnusable);
    message
}

fn assert_still_serves(engine: &mut Engine) {
    assert!(!engine.complete(&[user("Say hello.")], &greedy(5)).text.is_empty());
}

fn written(folder: &tempfile::TempDir, name: &str, contents: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, contents).unwrap();
    path
}

#[test]
fn files_that_are_no_model_are_refused_and_the_engine_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let mut engine = Engine::start();
    for path in [
        folder.path().join("missing.gguf"),
        folder.path().to_owned(),
        written(&folder, "empty.gguf", b""),
        written(&folder, "text.gguf", b"Dear customers, our kettle is here.\n"),
        written(&folder, "header.gguf", b"GGUF\x03\0\0\0"),
        written(&folder, "nothing.gguf", &[b"GGUF\x03\0\0\0".as_slice(), &[0; 16]].concat()),
        written(&folder, "boast.gguf", &[b"GGUF\x03\0\0\0".as_slice(), &[0xff; 64]].concat()),
        written(&folder, "zeroes.gguf", &[0; 4_096]),
    ] {
        let message = assert_refused(&mut engine, &path);
        println!("{message}");
    }
    assert_still_serves(&mut engine);
}

#[test]
fn a_download_cut_short_anywhere_is_refused_and_the_engine_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.gguf");
    let whole = fs::copy(bundled_model(), &path).unwrap();
    let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    let mut engine = Engine::start();
    let near_the_end = [whole - 1, whole - 4_096];
    let spread = (0..8).map(|eighth| 100 + whole / 8 * eighth);
    let in_the_metadata = [24, 1_000, 200_000, 1_700_000];
    let mut lengths: Vec<u64> = spread.chain(near_the_end).chain(in_the_metadata).collect();
    lengths.sort_unstable();
    for len in lengths.into_iter().rev() {
        file.set_len(len).unwrap();
        assert_refused(&mut engine, &path);
    }
    assert_still_serves(&mut engine);
}

#[test]
fn weights_that_make_no_sense_are_refused_and_the_engine_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let mut file = fs::read(bundled_model()).unwrap();
    // A fixed sequence stands in for noise, so that a failure can be repeated.
    let mut state = 1u32;
    for byte in file.iter_mut().skip(4 << 20) {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *byte = state.to_be_bytes()[0];
    }
    let path = written(&folder, "noise.gguf", &file);
    let mut engine = Engine::start();
    println!("{}", assert_refused(&mut engine, &path));
    assert_still_serves(&mut engine);
}

#[test]
fn a_file_that_is_replaced_is_loaded_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.gguf");
    fs::copy(bundled_model(), &path).unwrap();
    let mut engine = Engine::start();
    assert!(matches!(engine.inspect(path.to_str().unwrap()), EngineReply::Inspected { .. }));
    fs::remove_file(&path).unwrap();
    fs::write(&path, "no model").unwrap();
    assert_refused(&mut engine, &path);
}
