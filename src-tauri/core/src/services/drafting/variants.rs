//! Several draftings of one brief side by side: each a run of its own, which may stop or fail
//! while the others go on. They write to no draft; one that is picked becomes its text.
//!
//! The first leads: the others are asked for once it is answered. By then a provider keeps what
//! they all begin with, and one that lets no more requests through has said so.

use std::{sync::Arc, time::Duration};

use futures_util::{FutureExt, StreamExt, stream::BoxStream};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::{sync::watch, time::Instant};
use tokio_stream::wrappers::UnboundedReceiverStream;
use ts_rs::TS;

use super::{
    Drafting, DraftingError, DraftingRequest, Recorder, Writing, event::DraftingEvent, fill_in,
    new_run,
};
use crate::{
    domain::{
        id::{DraftId, RevisionId, RunId},
        prompt::RenderedPrompt,
        run::DraftingMode,
        variant::{VariantCount, VariantNumber, VariantRound},
    },
    llm::{
        event::CompletionEvent,
        provider::{CompletionRequest, CompletionStream},
    },
    services::models::Writer,
    store::{
        StoreError,
        revisions::{RestoreIds, RestoredDraft},
    },
};

/// How long the others wait for the first to be answered.
const LEAD: Duration = Duration::from_secs(2);

/// A message about one of the variants. Each numbers its messages by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VariantEvent {
    /// Which variant.
    pub variant: VariantNumber,
    /// What is said of it.
    #[serde(flatten)]
    #[ts(flatten)]
    pub event: DraftingEvent,
}

/// Variants that have started.
pub struct VariantsStarted {
    /// Which round of the draft they are; none when nothing is saved.
    pub round: Option<u32>,
    /// The runs, by number.
    pub runs: Vec<(VariantNumber, RunId)>,
    /// What is said of all of them, each variant's in order. Ends when all have ended.
    pub events: BoxStream<'static, VariantEvent>,
}

/// A variant that is about to start.
struct Asked {
    number: VariantNumber,
    run_id: RunId,
    request: CompletionRequest,
    writing: Writing,
}

impl Drafting {
    /// Starts to draft a brief several times side by side. The draft takes the brief; its copy
    /// stays as it is until a variant is picked.
    ///
    /// # Errors
    /// As [`start`](Self::start); then none has started.
    pub async fn start_variants(
        &self,
        draft_id: DraftId,
        request: DraftingRequest,
        count: VariantCount,
    ) -> Result<VariantsStarted, DraftingError> {
        let (writer, request, mut asked) = self.ask_for(request, count).await?;
        let mut runs = Vec::new();
        for variant in &mut asked {
            let run = new_run(draft_id, request.clone(), &writer, &variant.request);
            variant.run_id = run.id;
            runs.push((variant.number, run));
        }
        let round = self.store.start_variants(draft_id, runs, Timestamp::now()).await?;
        Ok(VariantsStarted { round: Some(round), ..self.run_all(&writer, asked, Some(draft_id)) })
    }

    /// Starts variants that are not saved and belong to no draft.
    ///
    /// # Errors
    /// As [`start_variants`](Self::start_variants), but for the store.
    pub async fn start_unsaved_variants(
        &self,
        request: DraftingRequest,
        count: VariantCount,
    ) -> Result<VariantsStarted, DraftingError> {
        let (writer, _, asked) = self.ask_for(request, count).await?;
        Ok(self.run_all(&writer, asked, None))
    }

    /// A round of a draft's variants, the newest where none is named, with all that those of this
    /// process have written. `None` where the draft has no such round.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn variants(
        &self,
        draft_id: DraftId,
        round: Option<u32>,
    ) -> Result<Option<VariantRound>, StoreError> {
        let mut found = self.store.variants(draft_id, round).await?;
        let live = super::lock(&self.live);
        for variant in found.iter_mut().flat_map(|round| &mut round.variants) {
            if let Some(run) = live.get(&variant.run_id) {
                variant.text.clone_from(&super::lock(&run.text));
            }
        }
        drop(live);
        Ok(found)
    }

    /// Makes a variant the draft's text. What stands there is kept as a revision, and the other
    /// variants stay with the draft.
    ///
    /// # Errors
    /// As [`Store::pick_variant`](crate::store::Store::pick_variant).
    pub async fn pick_variant(
        &self,
        draft_id: DraftId,
        run_id: RunId,
    ) -> Result<RestoredDraft, StoreError> {
        let ids = RestoreIds { present: RevisionId::generate(), restored: RevisionId::generate() };
        self.store.pick_variant(draft_id, run_id, ids, Timestamp::now()).await
    }

    async fn ask_for(
        &self,
        request: DraftingRequest,
        count: VariantCount,
    ) -> Result<(Writer, DraftingRequest, Vec<Asked>), DraftingError> {
        let request = DraftingRequest { mode: DraftingMode::Afresh, ..request };
        let prompt = fill_in(&request)?;
        let writer = self.models.writer(&request.brief.model).await?;
        let mut asked = Vec::new();
        for number in count.numbers() {
            let sampling = number.sampling(&prompt.sampling);
            let prompt = RenderedPrompt { sampling, ..prompt.clone() };
            let (request, writing) = self.asked(&writer, prompt, &request, None).await?;
            asked.push(Asked { number, run_id: RunId::generate(), request, writing });
        }
        Ok((writer, request, asked))
    }

    fn run_all(
        &self,
        writer: &Writer,
        asked: Vec<Asked>,
        draft_id: Option<DraftId>,
    ) -> VariantsStarted {
        let (lead, follow) = watch::channel(Instant::now() + LEAD);
        let mut lead = Some(lead);
        let mut runs = Vec::new();
        let mut all = Vec::new();
        for Asked { number, run_id, request, writing } in asked {
            let provider = Arc::clone(&writer.provider);
            let completion = match lead.take() {
                Some(lead) => leading(provider.complete(request), lead),
                None => following(follow.clone(), move || provider.complete(request)),
            };
            let recorder = draft_id
                .map(|draft_id| (Recorder::start(Arc::clone(&self.store), run_id), draft_id));
            let events = self.pump(run_id, writer, completion, writing, recorder);
            all.push(
                UnboundedReceiverStream::new(events)
                    .map(move |event| VariantEvent { variant: number, event }),
            );
            runs.push((number, run_id));
        }
        let events = futures_util::stream::select_all(all).boxed();
        VariantsStarted { round: None, runs, events }
    }
}

/// The first completion. What comes of it says from when on the others may be asked for.
fn leading(completion: CompletionStream, from: watch::Sender<Instant>) -> CompletionStream {
    completion
        .inspect(move |item| match item {
            Ok(CompletionEvent::Waiting(wait)) => {
                from.send_replace(Instant::now() + wait.after + LEAD);
            }
            Ok(CompletionEvent::Started { .. } | CompletionEvent::Allowance(_)) => {}
            Ok(_) | Err(_) => {
                from.send_replace(Instant::now());
            }
        })
        .boxed()
}

/// A completion that is asked for once the first has been answered, has taken too long, or is
/// gone.
fn following(
    mut from: watch::Receiver<Instant>,
    complete: impl FnOnce() -> CompletionStream + Send + 'static,
) -> CompletionStream {
    async move {
        loop {
            let at = *from.borrow_and_update();
            tokio::select! {
                () = tokio::time::sleep_until(at) => break,
                changed = from.changed() => if changed.is_err() { break },
            }
        }
        complete()
    }
    .into_stream()
    .flatten()
    .boxed()
}
