//! The window from the keyboard alone: the palette, the keys, and the way Tab goes.

use fantoccini::key::Key;

use super::{session::Session, steps, window::Window};

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_begun_found_in_and_given_the_window_by_keyboard_alone() {
    let mut session = Session::start();
    let window = Window::open(&mut session).await;
    window.find("heading", "What shall we write first?").await;

    window.press(&[Key::Control], 'k').await;
    window.find("dialog", "Find anything by name").await;
    window.write("launch em").await;
    window.press(&[], char::from(Key::Enter)).await;
    window.until("the first field", &focus_is_in("input[id=field-product]")).await;
    window.write("Brightleaf").await;

    window.press(&[Key::Control, Key::Shift], '?').await;
    let sheet = window.find("dialog", "Keyboard shortcuts").await;
    let keys = sheet.text().await.expect("the sheet can be read");
    assert!(keys.contains("Find and replace in the draft"), "{keys}");
    window.press(&[], char::from(Key::Escape)).await;
    window.until("the field again", &focus_is_in("input[id=field-product]")).await;

    window.type_at_start("Cold at dawn, cold at mile twenty").await;
    window.press(&[Key::Control], 'f').await;
    window.find("textbox", "Find").await;
    window.write("cold").await;
    let count = "return document.querySelector('[data-testid=find-count]').innerText.trim()";
    window.until("the first match", &format!("{count} === '1 of 2'")).await;
    window.press(&[], char::from(Key::Enter)).await;
    window.until("the second match", &format!("{count} === '2 of 2'")).await;
    window.press(&[], char::from(Key::Escape)).await;
    window.until("the draft", &focus_is_in(".cm-content")).await;

    window.press(&[], char::from(Key::F8)).await;
    let alone = "document.querySelector('nav') === null";
    window.until("the draft alone", &format!("return {alone}")).await;
    window.press(&[], char::from(Key::Escape)).await;
    window.until("the rest again", &format!("return !({alone})")).await;

    window.press(&[Key::Control], 's').await;
    window.until_text("Saved.").await;
    assert_eq!(steps::copy(&window).await, "Cold at dawn, cold at mile twenty");
    window.close(&session);
}

#[tokio::test(flavor = "multi_thread")]
async fn tab_goes_through_the_desk_as_it_is_read_and_is_always_seen() {
    let mut session = Session::start();
    let window = Window::open(&mut session).await;
    steps::begin_launch_email(&window, "Brightleaf trail bottle").await;
    steps::saved(&window).await;
    window.run("document.querySelector('nav button').focus()", Vec::new()).await;
    // The first press tells the window that the focus is the keyboard's.
    window.press(&[], char::from(Key::Tab)).await;

    // Where the focus is, and whether it can be seen: an outline, or that of what stands for it.
    let place = "const element = document.activeElement;
        if (element === document.body) return null;
        const around = element.closest('.cm-editor, search');
        const shown = [element, element.nextElementSibling, around]
            .filter(Boolean)
            .map((one) => getComputedStyle(one));
        const caret = element.closest('.cm-editor, [role=combobox], [role=separator]') !== null;
        const seen = caret || shown.some(({ outlineStyle }) => outlineStyle !== 'none');
        const region = element.closest('nav, .list, .sheet, aside, [role=separator]');
        return [region?.getAttribute('aria-label') ?? element.outerHTML, seen, element.outerHTML]";
    let mut regions: Vec<String> = Vec::new();
    for _ in 0..40 {
        let at = window.run(place, Vec::new()).await;
        if at.is_null() {
            break;
        }
        let region = at[0].as_str().unwrap_or_default().to_owned();
        assert!(at[1] == true, "the focus can't be seen on {}", at[2]);
        if regions.first() == Some(&region) && regions.len() > 1 {
            break;
        }
        if regions.last() != Some(&region) {
            regions.push(region);
        }
        window.press(&[], char::from(Key::Tab)).await;
    }
    let expected = ["Areas", "Drafts", "Sheet", "Brief", "Width of the list", "Width of the Brief"];
    assert_eq!(regions, expected);
    window.close(&session);
}

fn focus_is_in(selector: &str) -> String {
    format!("return document.activeElement?.matches('{selector}') ?? false")
}
