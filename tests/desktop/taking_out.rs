//! What leaves the window, and only when it is asked to: the clipboard, paper, links, the folder.

use std::{fs, path::Path, time::Duration};

use super::{
    clipboard,
    hands::SystemDialog,
    session::{Session, wait_for},
    steps,
    window::{SOON, Window},
};

const COPY: &str =
    "# Cold at mile twenty\n\nThe **bottle** is in [the shop](https://example.com/shop?a=1&b=2).";
const ADDRESS: &str = "https://example.com/shop?a=1&b=2";

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_pasted_as_rich_text_as_markdown_and_as_plain_text() {
    let mut session = Session::start();
    steps::a_draft_in(&session.data_dir(), COPY).await.close().await;
    let window = Window::open(&mut session).await;
    steps::open_newest(&window).await;
    let pasted = |format| clipboard::read(session.display(), format);

    copy(&window, "Copy as rich text", "Copied with its formatting.").await;
    let html = pasted("text/html").expect("rich text is offered");
    assert!(html.contains("Cold at mile twenty</h1>"), "{html}");
    assert!(html.contains("<strong>bottle</strong>"), "{html}");
    let plain = pasted("UTF8_STRING").expect("and plain text for those who take no other");
    assert!(plain.starts_with("Cold at mile twenty\n\nThe bottle is in the shop"), "{plain}");

    copy(&window, "Copy as Markdown", "Copied as Markdown.").await;
    assert_eq!(pasted("UTF8_STRING").as_deref(), Some(COPY));
    assert_eq!(pasted("text/html"), None);

    copy(&window, "Copy as plain text", "Copied as plain text.").await;
    assert_eq!(pasted("UTF8_STRING").as_deref(), Some(plain.as_str()));
    window.close(&session);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_print_dialog_opens_on_a_page_that_holds_the_copy_alone() {
    let mut session = Session::start();
    steps::a_draft_in(&session.data_dir(), COPY).await.close().await;
    let window = Window::open(&mut session).await;
    steps::open_newest(&window).await;
    window.click("button", "Export").await;
    window.click("menuitem", "Print…").await;
    let dialog = SystemDialog::wait_for(&session, "Print");
    let paper = "return document.querySelector('.printed').innerHTML";
    let paper = window.run(paper, Vec::new()).await.to_string();
    assert!(paper.contains("<strong>bottle</strong>") && !paper.contains("<button"), "{paper}");
    dialog.dismiss();
    window.close(&session);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_says_where_it_leads_and_opens_outside_on_a_click_alone() {
    let mut session = Session::start();
    let opened = session.stand_in_for("xdg-open");
    steps::a_draft_in(&session.data_dir(), COPY).await.close().await;
    let window = Window::open(&mut session).await;
    steps::open_newest(&window).await;
    window.click("tab", "Preview").await;
    let link = window.find("link", "the shop").await;
    window.run("document.querySelector('.copy a').focus()", Vec::new()).await;
    window.until_text(ADDRESS).await;
    window.screenshots("link-address", "light").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(calls(&opened), "", "nothing is opened by being looked at");

    link.click().await.expect("a link can be clicked");
    wait_for("the link to open outside", SOON, || !calls(&opened).is_empty());
    assert_eq!(calls(&opened).trim_end().trim_start_matches("-- "), ADDRESS);
    let here = window.run("return location.href", Vec::new()).await.to_string();
    assert!(!here.contains("example.com"), "{here}");
    window.close(&session);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_data_folder_is_shown_and_its_path_copied() {
    let mut session = Session::start();
    let opened = session.stand_in_for("xdg-open");
    let folder = session.data_dir().display().to_string();
    let window = Window::open(&mut session).await;
    window.click("button", "Settings").await;
    window.click("button", "Data").await;
    window.until_text(&folder).await;
    window.click("button", "Copy path").await;
    window.until_text("The path is on the clipboard.").await;
    assert_eq!(clipboard::read(session.display(), "UTF8_STRING").as_deref(), Some(&*folder));
    window.click("button", "Open folder").await;
    wait_for("the folder to be shown", SOON, || !calls(&opened).is_empty());
    assert_eq!(calls(&opened).trim_end().trim_start_matches("-- "), folder);
    window.close(&session);
}

async fn copy(window: &Window, entry: &str, said: &str) {
    window.click("button", "Export").await;
    window.click("menuitem", entry).await;
    window.until_text(said).await;
}

fn calls(notes: &Path) -> String {
    fs::read_to_string(notes).expect("the session's folder is ours")
}
