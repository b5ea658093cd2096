//! Puts a run's text on disk as it is shown, without holding up what is still to come.
//!
//! Saving has a task of its own, because a slow disk must not slow the stream down. Text that
//! could not be saved stays in memory and is tried again with what has come since, and so is the
//! end of the run, for as long as the app runs.

use std::{sync::Arc, time::Duration};

use tokio::{sync::mpsc, task::JoinHandle, time::Instant};

use crate::{
    domain::{id::RunId, sent::SentRequest},
    store::{Store, StoreError, runs::RunEnd},
};

/// Text that has been shown is on its way to the disk after this long, so that it is there within
/// the promised 250 ms even where the save before it takes 150.
const SAVE_AFTER: Duration = Duration::from_millis(80);

/// How often the end of a run is tried before the user is told that it is not saved yet.
const ATTEMPTS_BEFORE_WORD: u32 = 5;

/// The shortest and the longest wait before something is tried again.
const FIRST_WAIT: Duration = Duration::from_millis(250);
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// The wait after so many failures in a row.
fn wait_after(failures: u32) -> Duration {
    FIRST_WAIT.saturating_mul(1 << failures.saturating_sub(1).min(10)).min(LONGEST_WAIT)
}

/// Where a run's text goes on its way to the store.
#[derive(Debug)]
pub(super) struct Recorder {
    store: Arc<Store>,
    run_id: RunId,
    text: mpsc::UnboundedSender<(Instant, String)>,
    saving: JoinHandle<Unsaved>,
}

/// The next piece to save: what has come since the last one that went well.
#[derive(Debug, Default)]
struct Unsaved {
    position: u32,
    text: String,
}

impl Unsaved {
    async fn save(&mut self, store: &Store, run_id: RunId) -> Result<(), StoreError> {
        if self.text.is_empty() {
            return Ok(());
        }
        store.append_run_text(run_id, self.position, self.text.clone()).await?;
        self.position += 1;
        self.text.clear();
        Ok(())
    }
}

/// The end of a run that is not saved yet.
#[derive(Debug)]
pub(super) struct UnsavedEnd {
    store: Arc<Store>,
    run_id: RunId,
    unsaved: Unsaved,
    end: RunEnd,
    failures: u32,
}

impl UnsavedEnd {
    /// Tries until it is saved, or the run is not there any more.
    pub(super) async fn save(mut self) {
        loop {
            tokio::time::sleep(wait_after(self.failures)).await;
            match self.attempt().await {
                Ok(()) => {
                    tracing::info!("the end of a run has been saved after all");
                    return;
                }
                Err(StoreError::NotFound { .. }) => return,
                Err(_) => {}
            }
        }
    }

    async fn attempt(&mut self) -> Result<(), StoreError> {
        let outcome = match self.unsaved.save(&self.store, self.run_id).await {
            Ok(()) => {
                self.store.end_run(self.run_id, self.end.clone(), jiff::Timestamp::now()).await
            }
            Err(error) => Err(error),
        };
        if let Err(error) = &outcome {
            self.failures += 1;
            tracing::warn!(
                code = error.code(),
                failures = self.failures,
                "the end of a run was not saved; it is kept and tried again"
            );
        }
        outcome
    }
}

impl Recorder {
    /// Begins to record a run that the store knows as live.
    pub(super) fn start(store: Arc<Store>, run_id: RunId) -> Self {
        let (text, received) = mpsc::unbounded_channel();
        let saving = tokio::spawn(save_as_it_comes(Arc::clone(&store), run_id, received));
        Self { store, run_id, text, saving }
    }

    /// Takes more of the text. Returns at once.
    pub(super) fn push(&self, text: &str) {
        // The other end is only gone when its task has panicked; `finish` reports that.
        let _ = self.text.send((Instant::now(), text.to_owned()));
    }

    /// Keeps what the run is about to send after its first request, so that nothing goes out
    /// that can't be looked at later.
    ///
    /// # Errors
    /// When it can't be saved.
    pub(super) async fn keep_sent(&self, sent: SentRequest) -> Result<(), StoreError> {
        self.store.keep_sent_request(self.run_id, sent).await
    }

    /// Saves the rest of the text and the end of the run, and joins it into the draft.
    ///
    /// # Errors
    /// When that fails time and again: why, and the end to go on trying with, unless the store
    /// can never take it.
    pub(super) async fn finish(self, end: RunEnd) -> Result<(), (StoreError, Option<UnsavedEnd>)> {
        drop(self.text);
        let unsaved = self.saving.await.map_err(|_| (StoreError::Closed, None))?;
        let mut end =
            UnsavedEnd { store: self.store, run_id: self.run_id, unsaved, end, failures: 0 };
        loop {
            match end.attempt().await {
                Ok(()) => return Ok(()),
                Err(error @ StoreError::NotFound { .. }) => return Err((error, None)),
                Err(error) if end.failures >= ATTEMPTS_BEFORE_WORD => {
                    return Err((error, Some(end)));
                }
                Err(_) => tokio::time::sleep(FIRST_WAIT).await,
            }
        }
    }
}

async fn save_as_it_comes(
    store: Arc<Store>,
    run_id: RunId,
    mut received: mpsc::UnboundedReceiver<(Instant, String)>,
) -> Unsaved {
    let mut unsaved = Unsaved::default();
    let mut failures = 0;
    let mut due: Option<Instant> = None;
    loop {
        let save_at = due.unwrap_or_else(Instant::now);
        tokio::select! {
            biased;
            text = received.recv() => match text {
                Some((came_at, text)) => {
                    unsaved.text.push_str(&text);
                    // Counted from when it came: it may have waited for the save before.
                    due.get_or_insert_with(|| came_at + SAVE_AFTER);
                }
                None => return unsaved,
            },
            () = tokio::time::sleep_until(save_at), if due.is_some() => {
                match unsaved.save(&store, run_id).await {
                    Ok(()) => {
                        failures = 0;
                        due = None;
                    }
                    Err(error) => {
                        failures += 1;
                        due = Some(Instant::now() + wait_after(failures));
                        tracing::warn!(
                            code = error.code(),
                            "a run's text was not saved; it is kept and tried again"
                        );
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{
        domain::{
            draft::{Brief, Draft},
            id::{DraftId, RevisionId},
            model::ModelChoice,
            run::{DraftingMode, RunState, StopReason},
        },
        store::runs::NewRun,
    };

    async fn recording(folder: &std::path::Path) -> (Arc<Store>, Recorder, DraftId) {
        let store = Arc::new(Store::open(folder, Timestamp::UNIX_EPOCH).await.expect("a store"));
        let draft = Draft::new(
            DraftId::generate(),
            "Launch email".into(),
            "launch-email".into(),
            Brief::default(),
            Timestamp::UNIX_EPOCH,
        );
        store.insert_draft(&draft).await.expect("saved");
        let run = NewRun {
            made_with: None,
            id: RunId::generate(),
            draft_id: draft.id,
            template: draft.template,
            brief: Brief::default(),
            title: draft.title,
            model: ModelChoice::default(),
            model_name: "SmolLM2 135M".into(),
            sent: SentRequest::default(),
            mode: DraftingMode::default(),
            replaced: RevisionId::generate(),
        };
        let run_id = run.id;
        store.start_run(run, Timestamp::UNIX_EPOCH).await.expect("started");
        let recorder = Recorder::start(Arc::clone(&store), run_id);
        (store, recorder, draft.id)
    }

    fn complete() -> RunEnd {
        RunEnd {
            state: RunState::Finished { reason: StopReason::Complete },
            usage: None,
            rewrites: None,
            revision: RevisionId::generate(),
        }
    }

    #[test]
    fn the_waits_grow_and_stop_growing() {
        assert_eq!(wait_after(1), FIRST_WAIT);
        assert!(wait_after(2) > wait_after(1));
        assert_eq!(wait_after(u32::MAX), LONGEST_WAIT);
    }

    #[tokio::test]
    async fn text_the_disk_had_no_room_for_is_saved_by_itself_when_there_is_room() {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, recorder, _) = recording(folder.path()).await;
        let run_id = recorder.run_id;
        store.limit_pages(Some(0)).await;
        let long = "Cold at mile twenty. ".repeat(2000);
        recorder.push(&long);
        tokio::time::sleep(SAVE_AFTER * 2).await;
        assert_eq!(store.run(run_id).await.expect("read").text, "");
        // Nothing more comes, and nobody asks for it.
        store.limit_pages(None).await;
        while store.run(run_id).await.expect("read").text != long {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        drop(recorder);
    }

    #[tokio::test]
    async fn the_end_of_a_run_waits_for_room_as_long_as_it_takes() {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, recorder, draft_id) = recording(folder.path()).await;
        let run_id = recorder.run_id;
        store.limit_pages(Some(0)).await;
        let long = "Cold at mile twenty. ".repeat(2000);
        recorder.push(&long);
        let (error, end) = recorder.finish(complete()).await.expect_err("full");
        assert_eq!(error.code(), "disk_full");
        let saving = tokio::spawn(end.expect("to go on with").save());
        assert_eq!(store.run(run_id).await.expect("read").state, RunState::Live);
        store.limit_pages(None).await;
        saving.await.expect("saved");
        assert_eq!(store.draft(draft_id).await.expect("read").text, long);
        assert_ne!(store.run(run_id).await.expect("read").state, RunState::Live);
    }
}
