//! Several keys of one provider, and what each run sent: through the services, against a server
//! that notes the key of every request.

use std::{ffi::OsString, sync::Arc};

use copydeck_core::{
    domain::{
        api_key::ApiKey,
        draft::{Brief, Utf16Offset},
        model::{ModelChoice, ProviderConfig},
        prompt::Sampling,
        run::{DraftingMode, ProviderFailure},
        source::facts::Facts,
        tone::Tone,
        variable::VariableValues,
    },
    llm::local::{EngineCommand, EngineLimits, LocalProvider},
    secrets::{memory::MemoryVault, vault::Vault},
    services::{
        desk::Desk,
        drafting::{Drafting, DraftingRequest, event::DraftingEvent},
        library::Library,
        models::Models,
        providers::{NewKey, ProviderDetails, Providers},
    },
    store::Store,
};
use rstest::rstest;

use super::contract::{LIMITS, install_crypto};
use crate::support::{
    dialect::Dialect,
    loopback::{LoopbackServer, Script},
};

const FIRST: &str = "sk-canary-first-0001";
const SECOND: &str = "sk-canary-second-0002";

/// The services over a store and a vault in memory.
struct Office {
    vault: Arc<MemoryVault>,
    providers: Arc<Providers>,
    drafting: Drafting,
    desk: Desk,
}

impl Office {
    async fn new() -> Self {
        install_crypto();
        let store = Arc::new(Store::in_memory().await.expect("a store"));
        let vault = Arc::new(MemoryVault::default());
        let shared = Arc::clone(&vault) as Arc<dyn Vault>;
        let providers = Providers::new(Arc::clone(&store), shared, LIMITS).expect("a client");
        let providers = Arc::new(providers);
        let program = OsString::from("no-engine");
        let engine = EngineCommand { program: program.into(), args: Vec::new() };
        let engine = Arc::new(LocalProvider::new(engine, EngineLimits::default()));
        let models =
            Models::new(Arc::clone(&store), Arc::clone(&providers), engine, Some("m.gguf".into()));
        let drafting = Drafting::new(Arc::clone(&store), Arc::new(models));
        Self { vault, providers, drafting, desk: Desk::new(store) }
    }

    async fn add(&self, dialect: Dialect, server: &LoopbackServer) -> ProviderConfig {
        let details = ProviderDetails {
            name: "Studio server".into(),
            kind: Some(dialect.kind()),
            base_url: server.base_url(),
            model: Some("loopback-1".into()),
            ..ProviderDetails::default()
        };
        let key = NewKey::InVault(ApiKey::new(FIRST).expect("a key"));
        self.providers.add(details, Some(key)).await.expect("added").config
    }

    fn request(provider: &ProviderConfig) -> DraftingRequest {
        let library = Library::starter();
        let template = library.find("launch-email").expect("in the pack").clone();
        let mut values = VariableValues::default();
        values.0.insert("product".into(), "Brightleaf".into());
        values.0.insert("news".into(), "cold for 24 hours".into());
        let model = ModelChoice::Provider { provider_id: provider.id, model: None };
        let brief = Brief { values, tone: Tone::default(), model };
        DraftingRequest {
            facts: Facts::default(),
            template,
            brief,
            overrides: Sampling::default(),
            mode: DraftingMode::Afresh,
        }
    }

    /// Drafts to the end and gives the last event.
    async fn draft(&self, provider: &ProviderConfig) -> DraftingEvent {
        let request = Self::request(provider);
        let (_, mut events) = self.drafting.start_unsaved(request).await.expect("started");
        let mut last = None;
        while let Some(event) = events.recv().await {
            last = Some(event);
        }
        last.expect("an end")
    }
}

fn keys_sent(dialect: Dialect, server: &LoopbackServer) -> Vec<String> {
    let (name, _) = dialect.key_header("");
    let key = |value: &str| value.trim_start_matches("Bearer ").to_owned();
    server.requests().iter().map(|sent| sent.header(name).map(key).unwrap_or_default()).collect()
}

#[rstest]
#[tokio::test]
async fn a_key_put_in_use_or_replaced_is_the_next_requests(
    #[values(Dialect::Responses, Dialect::Chat, Dialect::Messages)] dialect: Dialect,
) {
    let server = LoopbackServer::start(dialect.text("Run.")).await;
    let office = Office::new().await;
    let provider = office.add(dialect, &server).await;
    office.draft(&provider).await;

    let second = ApiKey::new(SECOND).expect("a key");
    let keys = office.providers.add_key(provider.id, " Team ", second).await.expect("added");
    let told: Vec<_> =
        keys.iter().map(|key| (key.label.as_str(), key.last_four.as_str(), key.in_use)).collect();
    assert_eq!(told, [("Key", "0001", true), ("Team", "0002", false)]);
    assert!(keys[0].last_used_at.is_some() && keys[1].last_used_at.is_none());
    office.draft(&provider).await;

    office.providers.use_key(provider.id, keys[1].id).await.expect("in use");
    office.draft(&provider).await;

    let third = NewKey::InVault(ApiKey::new("sk-canary-third-0003").expect("a key"));
    office.providers.replace_key(provider.id, third).await.expect("replaced");
    office.draft(&provider).await;
    let sent = keys_sent(dialect, &server);
    assert_eq!(sent, [FIRST, FIRST, SECOND, "sk-canary-third-0003"]);
    let keys_now = office.providers.keys(provider.id).await.expect("read");
    let labels: Vec<_> = keys_now.iter().map(|key| (key.label.as_str(), key.in_use)).collect();
    assert_eq!(labels, [("Key", false), ("Team", true)]);
    assert!(office.vault.read(keys[1].id).await.expect("read").is_none(), "replaced is forgotten");
}

#[tokio::test]
async fn a_refused_key_is_named_where_there_are_several() {
    let refused = Dialect::Chat.refusal(401, "invalid_api_key", "no");
    let server = LoopbackServer::start(refused).await;
    let office = Office::new().await;
    let provider = office.add(Dialect::Chat, &server).await;
    let DraftingEvent::Failed { message, failure, .. } = office.draft(&provider).await else {
        panic!("it failed");
    };
    assert_eq!(failure, Some(ProviderFailure::KeyRefused));
    assert_eq!(message, "Studio server refused this key. Replace it in Settings.");

    let second = ApiKey::new(SECOND).expect("a key");
    office.providers.add_key(provider.id, "Team", second).await.expect("added");
    let DraftingEvent::Failed { message, .. } = office.draft(&provider).await else {
        panic!("it failed");
    };
    assert_eq!(message, "Studio server refused the key “Key”. Replace it in Settings.");
}

#[tokio::test]
async fn a_provider_takes_all_its_keys_with_it() {
    let server = LoopbackServer::start(Script::text("Run.")).await;
    let office = Office::new().await;
    let provider = office.add(Dialect::Chat, &server).await;
    let second = ApiKey::new(SECOND).expect("a key");
    let keys = office.providers.add_key(provider.id, "Team", second).await.expect("added");
    office.providers.remove(provider.id).await.expect("removed");
    for key in keys {
        assert!(office.vault.read(key.id).await.expect("read").is_none(), "{}", key.label);
    }
    assert!(office.providers.keys(provider.id).await.expect("read").is_empty());
}

#[tokio::test]
async fn a_label_is_a_providers_once_and_a_removed_key_is_used_no_more() {
    let server = LoopbackServer::start(Script::text("Run.")).await;
    let office = Office::new().await;
    let provider = office.add(Dialect::Chat, &server).await;
    let key = || ApiKey::new(SECOND).expect("a key");
    let taken = office.providers.add_key(provider.id, "key", key()).await;
    assert_eq!(taken.expect_err("taken").code(), "name_taken");
    let blank = office.providers.add_key(provider.id, " ", key()).await;
    assert_eq!(blank.expect_err("blank").code(), "name_missing");

    let keys = office.providers.keys(provider.id).await.expect("read");
    office.providers.remove_key(provider.id, keys[0].id).await.expect("removed");
    office.draft(&provider).await;
    assert_eq!(keys_sent(Dialect::Chat, &server), [""]);
    let keys = office.providers.add_key(provider.id, "Team", key()).await.expect("added");
    assert!(keys[0].in_use, "the only one there is");
}

#[rstest]
#[tokio::test]
async fn what_a_run_sends_can_be_shown_before_and_after_and_is_what_was_sent(
    #[values(Dialect::Responses, Dialect::Chat, Dialect::Messages)] dialect: Dialect,
) {
    let server = LoopbackServer::start(dialect.text("Run.")).await;
    let office = Office::new().await;
    let provider = office.add(dialect, &server).await;
    let request = Office::request(&provider);
    let preview = office.drafting.preview_request(None, &request).await.expect("a preview");
    assert!(server.requests().is_empty(), "a look sends nothing");

    let template = &request.template.template;
    let draft = office.desk.create(template, request.brief.clone()).await.expect("a draft");
    let (started, mut events) = office.drafting.start(draft.id, request).await.expect("started");
    while events.recv().await.is_some() {}
    let kept = office.drafting.sent_requests(started.run_id).await.expect("read");
    assert_eq!(kept, [preview]);
    let kept = &kept[0];
    let requests = server.requests();
    assert_eq!(requests[0].body, kept.body.as_bytes());
    assert_eq!(kept.url, Some(format!("{}{}", server.origin(), dialect.path())));
    assert!(kept.body.contains("Brightleaf"));
    assert!(!format!("{kept:?}").contains("canary"), "{kept:?}");
}

#[rstest]
#[tokio::test]
async fn what_is_sent_for_a_field_that_did_not_fit_is_kept_after_the_first_request(
    #[values(Dialect::Responses, Dialect::Chat, Dialect::Messages)] dialect: Dialect,
) {
    let copy = |subject: &str| serde_json::json!({ "subject": subject, "preheader": "And cold.", "body": "**See it**" });
    let answers = [
        dialect.text(&copy(&"Brightleaf is here ".repeat(9)).to_string()),
        dialect.text(&serde_json::json!({ "subject": "Brightleaf is here" }).to_string()),
    ];
    let server = LoopbackServer::start_with(answers, Script::models(&["loopback-1"])).await;
    let office = Office::new().await;
    let provider = office.add(dialect, &server).await;
    let request = Office::request(&provider);
    let template = &request.template.template;
    let draft = office.desk.create(template, request.brief.clone()).await.expect("a draft");
    let (started, mut events) = office.drafting.start(draft.id, request).await.expect("started");
    while events.recv().await.is_some() {}

    let kept = office.drafting.sent_requests(started.run_id).await.expect("read");
    let sent: Vec<Vec<u8>> = server.requests().into_iter().map(|request| request.body).collect();
    let bodies: Vec<&[u8]> = kept.iter().map(|kept| kept.body.as_bytes()).collect();
    assert_eq!(bodies, sent);
    assert_eq!(bodies.len(), 2);
    assert_eq!(kept[0].url, kept[1].url);
    assert!(!format!("{kept:?}").contains("canary"), "{kept:?}");
}

#[tokio::test]
async fn what_going_on_sends_can_be_shown_before_and_names_the_key() {
    let server = LoopbackServer::start(Script::text("Run.")).await;
    let office = Office::new().await;
    let provider = office.add(Dialect::Chat, &server).await;
    let second = ApiKey::new(SECOND).expect("a key");
    office.providers.add_key(provider.id, "Team", second).await.expect("added");

    let mut request = Office::request(&provider);
    let brief = request.brief.clone();
    let draft = office.desk.create(&request.template.template, brief).await.expect("a draft");
    let copy = "Cold at mile twenty, and";
    office.desk.save_text(draft.id, copy.into(), None).await.expect("saved");
    request.mode = DraftingMode::Continue { at: Utf16Offset::end_of(copy) };
    let preview =
        office.drafting.preview_request(Some(draft.id), &request).await.expect("a preview");
    assert!(preview.body.contains(copy), "{}", preview.body);
    let key = preview.headers.iter().find(|header| header.name == "authorization");
    assert_eq!(key.map(|header| header.value.as_str()), Some("Bearer (your key “Key”)"));

    let (started, mut events) = office.drafting.start(draft.id, request).await.expect("started");
    while events.recv().await.is_some() {}
    let kept = office.drafting.sent_requests(started.run_id).await.expect("read");
    assert_eq!(kept, [preview]);
    let kept = &kept[0];
    assert_eq!(server.requests()[0].body, kept.body.as_bytes());
}

#[tokio::test]
async fn what_a_local_model_is_asked_can_be_shown_and_goes_nowhere() {
    let office = Office::new().await;
    let server = LoopbackServer::start(Script::text("Run.")).await;
    let mut request = Office::request(&office.add(Dialect::Chat, &server).await);
    request.brief.model = ModelChoice::default();
    let preview = office.drafting.preview_request(None, &request).await.expect("a preview");
    assert_eq!(preview.url, None);
    assert!(preview.body.contains("Brightleaf") && preview.headers.is_empty());
}
