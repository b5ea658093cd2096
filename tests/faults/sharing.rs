//! The window and the command line at work on one store at once: nobody is told that it is busy,
//! and nobody's words are lost.

use std::time::Duration;

use copydeck_core::{
    domain::{
        draft::{Brief, Draft},
        draft_list::DraftQuery,
        id::{DraftId, RevisionId},
    },
    store::Store,
};

use super::{
    killing::{add_provider, drafting},
    verdict::opened,
};
use crate::support::loopback::{LoopbackServer, Script};

const COMMANDS: usize = 6;
const SAVES: usize = 150;

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_drafts_while_somebody_types_in_the_window() {
    let text: String = (0..60).map(|number| format!("word{number} ")).collect();
    let server =
        LoopbackServer::start(Script::text(&text).in_chunks(200, Duration::from_millis(5))).await;
    let folder = tempfile::tempdir().expect("a folder");
    add_provider(folder.path(), &server);

    let now = jiff::Timestamp::now();
    let window = Store::open(folder.path(), now).await.expect("a store");
    let draft = Draft {
        titled_by_user: true,
        ..Draft::new(
            DraftId::generate(),
            "Typed".into(),
            "launch-email".into(),
            Brief::default(),
            now,
        )
    };
    window.insert_draft(&draft).await.expect("saved");

    let commands: Vec<_> = (0..COMMANDS)
        .map(|_| {
            let mut command = drafting(folder.path());
            tokio::task::spawn_blocking(move || command.output().expect("the executable runs"))
        })
        .collect();
    for number in 0..SAVES {
        let typed = format!("Typed {number} times");
        window
            .save_text(draft.id, typed, None, RevisionId::generate(), jiff::Timestamp::now())
            .await
            .expect("saved");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    for command in commands {
        let output = command.await.expect("whole");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
    }
    drop(window);

    let store = opened(folder.path()).await;
    let typed = store.draft(draft.id).await.expect("read").text;
    assert_eq!(typed, format!("Typed {} times", SAVES - 1));
    let page = store.draft_page(DraftQuery::default(), None).await.expect("read");
    let mut drafted = 0;
    for summary in page.items.iter().filter(|summary| summary.id != draft.id) {
        assert_eq!(store.draft(summary.id).await.expect("read").text, text);
        drafted += 1;
    }
    assert_eq!(drafted, COMMANDS);
}
