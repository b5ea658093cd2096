//! Files by the system's own dialogs: a model that is added, a draft that is saved, a text that
//! goes into a field.

use std::{fs, io::Read, path::Path};

use super::{hands::SystemDialog, session::Session, steps, window::Window};

const COPY: &str =
    "# Cold at mile twenty\n\nThe **bottle** that outlasts the climb. Größe: 0,75 l 🏔";

#[tokio::test(flavor = "multi_thread")]
async fn a_model_file_is_added_by_the_systems_dialog_and_a_broken_one_is_named() {
    let mut session = Session::start();
    let bundled = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src-tauri/models/SmolLM2-135M-Instruct.Q4_1.gguf");
    let (own, broken) = (session.folder().join("own.gguf"), session.folder().join("broken.gguf"));
    fs::copy(bundled, &own).expect("the bundled model is there");
    fs::write(&broken, "no model at all ".repeat(1000)).expect("written");
    let window = Window::open(&mut session).await;
    window.click("button", "Settings").await;

    window.click("button", "Add a file…").await;
    SystemDialog::wait_for(&session, "Add a model file").dismiss();
    window.click("button", "Add a file…").await;
    SystemDialog::wait_for(&session, "Add a model file").choose(&broken);
    window.until_text("The model file “broken.gguf” is not a GGUF model.").await;
    window.screenshots("model-file-broken", "light").await;

    window.click("button", "Add a file…").await;
    SystemDialog::wait_for(&session, "Add a model file").choose(&own);
    window.until_text(&own.display().to_string()).await;
    window.screenshots("model-file-added", "light").await;
    window.click("button", "Remove Smollm2").await;
    window.until_text("Its file stays where it is.").await;
    assert!(own.exists());
    window.close(&session);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_saved_by_the_systems_dialog_in_each_format() {
    let mut session = Session::start();
    steps::a_draft_in(&session.data_dir(), COPY).await.close().await;
    let window = Window::open(&mut session).await;
    steps::open_newest(&window).await;
    for (format, name) in [
        ("Save as Markdown…", "copy.md"),
        ("Save as HTML…", "copy.html"),
        ("Save as Word…", "copy.docx"),
        ("Save as text…", "copy.txt"),
    ] {
        let file = session.home().join(name);
        window.click("button", "Export").await;
        window.click("menuitem", format).await;
        SystemDialog::wait_for(&session, "Save the draft").choose(&file);
        window.until_text(&format!("Saved to {}", file.display())).await;
    }
    let text = |name: &str| fs::read_to_string(session.home().join(name)).expect("saved");
    assert_eq!(text("copy.md").trim_end(), COPY);
    let html = text("copy.html");
    assert!(html.contains("Cold at mile twenty</h1>"), "{html}");
    assert!(html.contains("<strong>bottle</strong>"), "{html}");
    assert!(text("copy.txt").contains("The bottle that outlasts the climb. Größe: 0,75 l 🏔"));
    let word = fs::File::open(session.home().join("copy.docx")).expect("saved");
    let mut word = zip::ZipArchive::new(word).expect("a Word document is an archive");
    let mut document = String::new();
    let mut part = word.by_name("word/document.xml").expect("with a document in it");
    part.read_to_string(&mut document).expect("of text");
    assert!(document.contains("Cold at mile twenty") && document.contains("🏔"), "{document}");

    window.click("button", "Export").await;
    window.click("menuitem", "Save as Markdown…").await;
    SystemDialog::wait_for(&session, "Save the draft").dismiss();
    window.close(&session);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_text_of_a_file_that_is_picked_goes_into_its_field() {
    let mut session = Session::start();
    let notes = session.folder().join("notes.txt");
    fs::write(&notes, "Keeps ice for 24 hours. Größe: 0,75 l").expect("written");
    let window = Window::open(&mut session).await;
    steps::begin_launch_email(&window, "Brightleaf trail bottle").await;
    // The system's dialog for a page's own field never opens under a WebDriver: it answers for it.
    window.pick_file("input[type=file]", &notes).await;
    window.until_text("Added notes.txt.").await;
    let field = "return [...document.querySelectorAll('textarea')].map((field) => field.value)";
    let values = window.run(field, Vec::new()).await.to_string();
    assert!(values.contains("240 grams.\\n\\nKeeps ice for 24 hours. Größe"), "{values}");
    window.close(&session);
}
