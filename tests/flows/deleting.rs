//! A draft deleted while it is being written: the writing stops, and all of it is kept.

use std::{path::PathBuf, sync::Arc, time::Duration};

use copydeck_core::{
    domain::{
        draft::Brief,
        draft_list::DraftPlace,
        model::ModelChoice,
        prompt::Sampling,
        run::{DraftingMode, RunState, StopReason},
        source::facts::Facts,
        variable::VariableValues,
    },
    llm::{
        http::TimeLimits,
        local::{EngineCommand, EngineLimits, LocalProvider},
    },
    secrets::memory::MemoryVault,
    services::{
        desk::Desk,
        drafting::{Drafting, DraftingRequest, event::DraftingEvent},
        library::Library,
        models::Models,
        providers::{ProviderDetails, Providers},
    },
    store::Store,
};
use jiff::Timestamp;

use super::contract::install_crypto;
use crate::support::{
    chat_stream,
    loopback::{LoopbackServer, Script},
};

#[tokio::test(flavor = "multi_thread")]
async fn deleting_a_draft_stops_what_writes_to_it_and_keeps_all_that_came() {
    let server =
        LoopbackServer::start(Script::stream(chat_stream::words("Cold at mile twenty ")).stall())
            .await;
    install_crypto();
    let folder = tempfile::tempdir().expect("a folder");
    let store = Arc::new(Store::open(folder.path(), Timestamp::now()).await.expect("a store"));
    let vault = Arc::new(MemoryVault::default());
    let providers =
        Providers::new(Arc::clone(&store), vault, TimeLimits::default()).expect("a client");
    let details = ProviderDetails {
        name: "Loopback".into(),
        base_url: server.base_url(),
        model: Some("loopback-1".into()),
        ..ProviderDetails::default()
    };
    let provider = providers.add(details, None).await.expect("added").config.id;
    let engine = Arc::new(LocalProvider::new(
        EngineCommand { program: PathBuf::from("not-needed"), args: Vec::new() },
        EngineLimits::default(),
    ));
    let models = Models::new(Arc::clone(&store), Arc::new(providers), engine, None);
    let drafting = Drafting::new(Arc::clone(&store), Arc::new(models));
    let desk = Desk::new(store);

    let template = Library::starter().find("linkedin-post").expect("it comes with us").clone();
    let answer = |name: &str| (name.to_owned(), "Brightleaf".into());
    let brief = Brief {
        values: VariableValues([answer("idea")].into()),
        model: ModelChoice::Provider { provider_id: provider, model: None },
        ..Brief::default()
    };
    let draft = desk.create(&template.template, brief.clone()).await.expect("made");
    let request = DraftingRequest {
        facts: Facts::default(),
        template,
        brief,
        overrides: Sampling::default(),
        mode: DraftingMode::default(),
    };
    let (started, mut events) = drafting.start(draft.id, request).await.expect("started");
    let mut shown = String::new();
    while !shown.contains("twenty") {
        let event = tokio::time::timeout(Duration::from_secs(20), events.recv()).await;
        if let DraftingEvent::Delta { text, .. } = event.expect("in time").expect("still live") {
            shown.push_str(&text);
        }
    }

    assert_eq!(desk.delete(draft.id).await.expect_err("live").code(), "draft_is_live");
    drafting.stop_writing_to(draft.id).await;
    let deleted = desk.delete(draft.id).await.expect("deleted");
    assert_eq!(deleted.place(), DraftPlace::Bin);
    assert!(!deleted.drafting);
    let document = desk.open(draft.id).await.expect("found");
    assert_eq!(document.draft.text, shown);
    let run = document.last_run.expect("a run");
    assert_eq!(run.id, started.run_id);
    assert_eq!(run.state, RunState::Finished { reason: StopReason::Stopped });
    assert_eq!(desk.undelete(draft.id).await.expect("restored").place(), DraftPlace::Desk);
}
