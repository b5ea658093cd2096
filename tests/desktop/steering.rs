//! Copy that is steered: fields filled as they stream, variants side by side, facts from a PDF.

use std::{fs, time::Duration};

use serde_json::{Value, json};

use super::{session::Session, steps, window::Window};
use crate::support::loopback::{LoopbackServer, Script};

const KEY: &str = "sk-brightleaf-steering-0001";
const COPY: &str = "Subject: Cold at mile twenty\n\nThe bottle that outlasts the climb.";
const OTHER: &str = "Subject: Twenty-four hours of cold\n\nFill it at dawn.";
const LONG: &str = "The hiking bottle that never sweats on you";
const REPAIRED: &str = "A bottle that never sweats";

async fn ready(answers: impl IntoIterator<Item = Script>) -> (LoopbackServer, Session, Window) {
    let server = LoopbackServer::start_with(answers, Script::models(&["loopback-1"])).await;
    let mut session = Session::start();
    let window = Window::open(&mut session).await;
    steps::add_provider(&window, "Loopback", &server.base_url(), KEY).await;
    window.click("button", "Desk").await;
    (server, session, window)
}

fn bodies(server: &LoopbackServer) -> Vec<Value> {
    let requests = server.requests();
    let asked = requests.iter().filter(|request| request.path.ends_with("completions"));
    asked.map(|request| serde_json::from_slice(&request.body).expect("JSON")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_ad_fills_field_by_field_and_a_headline_that_is_too_long_is_asked_again_alone() {
    let ad = json!({
        "headlines": ["Ice-cold for 24 hours", LONG, "190 g. Steel. No plastic."],
        "descriptions": ["Keeps ice for a day. See it.", "Fits every pack. See it."],
    });
    let again = json!({ "headlines_2": REPAIRED });
    let slowly = Script::text(&ad.to_string()).in_chunks(48, Duration::from_millis(60));
    let (server, session, window) = ready([slowly, Script::text(&again.to_string())]).await;
    window.click("button", "Google search ad").await;
    window.fill("Product or service", "Brightleaf trail bottle").await;
    window.fill("Benefits", "Ice lasts 24 hours").await;
    window.choose("Loopback").await;
    window.click("button", "Draft").await;

    let fields = "const form = document.querySelector('form.fields');
                  return [...form?.querySelectorAll('input, textarea') ?? []]
                      .map((field) => field.value)";
    let halfway = format!(
        "const values = (() => {{ {fields} }})();
         return values.includes('Ice-cold for 24 hours') && !values.some((v) => v.includes('pack'))"
    );
    window.until("the first headline before the last description", &halfway).await;
    window.screenshots("fields-streaming", "light").await;
    let outcome = steps::outcome(&window).await;
    assert!(outcome.starts_with("Draft complete"), "{outcome}");
    let repaired =
        format!("const values = (() => {{ {fields} }})(); return values.includes('{REPAIRED}')");
    window.until("the headline that fits", &repaired).await;
    let values = window.run(fields, Vec::new()).await.to_string();
    assert!(!values.contains(LONG), "{values}");
    assert!(values.contains("190 g. Steel. No plastic."), "{values}");
    window.screenshots("fields", "light").await;
    steps::saved(&window).await;

    let asked = bodies(&server);
    assert_eq!(asked.len(), 2);
    let keys = &asked[1]["response_format"]["json_schema"]["schema"]["required"];
    assert_eq!(*keys, json!(["headlines_2"]));
    window.close(&session);
}

/// The texts of the variants' cards, by their names, and whether each is being written.
const CARDS: &str = "return [...document.querySelectorAll('[data-testid=variant]')].map((card) => [
     [...card.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\\n'),
     card.ariaBusy === 'true' || card.getAttribute('aria-busy') === 'true',
 ])";

#[tokio::test(flavor = "multi_thread")]
async fn three_variants_one_stopped_one_picked_taken_back_and_all_there_the_next_day() {
    let slow = Script::text(&"Mile after mile after mile. ".repeat(400))
        .in_chunks(200, Duration::from_millis(60));
    let (_server, mut session, window) =
        ready([Script::text(COPY), Script::text(OTHER), slow]).await;
    steps::begin_launch_email(&window, "Brightleaf trail bottle").await;
    window.choose("Loopback").await;
    window.type_at_start("My own words").await;
    let count = "const count = arguments[0];
                 count.value = '3'; count.dispatchEvent(new Event('change', { bubbles: true }))";
    let select = window.find("combobox", "How many variants").await;
    window.run(count, vec![json!(select)]).await;
    window.click("button", "Draft 3 variants").await;

    let two_done = format!(
        "const cards = (() => {{ {CARDS} }})();
         return cards.length === 3 && cards.filter(([, live]) => live).length === 1
             && cards.every(([text]) => text !== '')"
    );
    window.until("two to be done and one to be live", &two_done).await;
    window.screenshots("variants", "light").await;
    window.click("button", "Stop").await;
    let none_live = format!("return (() => {{ {CARDS} }})().every(([, live]) => !live)");
    window.until("the third to be stopped", &none_live).await;
    window.until_text("Stopped").await;
    let cards = window.run(CARDS, Vec::new()).await;
    let texts: Vec<&str> =
        cards.as_array().expect("cards").iter().filter_map(|card| card[0].as_str()).collect();
    assert_eq!(texts[0], COPY);
    assert!(texts.contains(&OTHER), "{texts:?}");
    assert!(texts.iter().any(|text| text.starts_with("Mile after mile")), "{texts:?}");

    // The first card's comes first.
    window.click("button", "Use this").await;
    window.until_text("Variant A is the draft now.").await;
    assert_eq!(steps::copy(&window).await, COPY);
    window.click("button", "Undo").await;
    let back = "return document.querySelector('.cm-content').innerText.trim() === 'My own words'";
    window.until("the user's words to be back", back).await;
    steps::saved(&window).await;
    window.close(&session);

    let window = Window::open(&mut session).await;
    steps::open_newest(&window).await;
    window.click("button", "Variants").await;
    let there = format!(
        "const cards = (() => {{ {CARDS} }})();
         return cards.length === 3 && cards[0][0].startsWith('Subject: Cold')"
    );
    window.until("the variants of before", &there).await;
    window.close(&session);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_written_from_the_facts_of_a_pdf_attached_in_the_window() {
    let (server, session, window) = ready([Script::text(COPY)]).await;
    let survey = session.folder().join("survey.pdf");
    fs::write(&survey, pdf("Brightleaf bottles kept ice for 31 hours in the trail survey."))
        .expect("written");
    steps::begin_launch_email(&window, "Brightleaf trail bottle").await;
    window.choose("Loopback").await;
    window.pick_file("[aria-label='Documents to attach']", &survey).await;
    window.find("button", "survey.pdf").await;
    window.screenshots("document-attached", "light").await;
    window.click("button", "Draft").await;
    let outcome = steps::outcome(&window).await;
    assert!(outcome.starts_with("Draft complete"), "{outcome}");
    assert_eq!(steps::copy(&window).await, COPY);

    let asked = bodies(&server);
    assert_eq!(asked.len(), 1);
    let sent = asked[0]["messages"].to_string();
    assert!(sent.contains("kept ice for 31 hours"), "{sent}");
    assert!(sent.contains("survey.pdf") && sent.contains("page 1"), "{sent}");
    window.close(&session);
}

/// A PDF of one page with one line on it.
fn pdf(line: &str) -> Vec<u8> {
    let stream = format!("BT /F1 12 Tf 72 720 Td ({line}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_owned(),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let xref = out.len();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for place in &places {
        out.push_str(&format!("{place:010} 00000 n \n"));
    }
    out.push_str(&format!(
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n",
        objects.len() + 1
    ));
    out.into_bytes()
}
