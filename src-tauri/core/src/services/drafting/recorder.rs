//! Puts a run's text on disk as it is shown, without holding up what is still to come.
//!
//! Saving has a task of its own, because a slow disk must not slow the stream down. Text that
//! could not be saved stays in memory and is tried again with what has come since.

use std::{sync::Arc, time::Duration};

use tokio::{sync::mpsc, task::JoinHandle, time::Instant};

use crate::{
    domain::id::RunId,
    store::{Store, StoreError, runs::RunEnd},
};

/// Text that has been shown is on its way to the disk after this long, so that with the saving
/// itself it is there within the promised 250 ms.
const SAVE_AFTER: Duration = Duration::from_millis(150);

/// How often the end of a run is tried before the user is told that it could not be saved.
const ATTEMPTS_AT_THE_END: u32 = 5;

/// The wait between those.
const WAIT_BETWEEN_ATTEMPTS: Duration = Duration::from_millis(300);

/// Where a run's text goes on its way to the store.
#[derive(Debug)]
pub(super) struct Recorder {
    store: Arc<Store>,
    run_id: RunId,
    text: mpsc::UnboundedSender<String>,
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
        let _ = self.text.send(text.to_owned());
    }

    /// Saves the rest of the text and the end of the run, and joins it into the draft.
    pub(super) async fn finish(self, end: RunEnd) -> Result<(), StoreError> {
        drop(self.text);
        let mut unsaved = self.saving.await.map_err(|_| StoreError::Closed)?;
        let mut attempt = 1;
        loop {
            let outcome = match unsaved.save(&self.store, self.run_id).await {
                Ok(()) => {
                    self.store.end_run(self.run_id, end.clone(), jiff::Timestamp::now()).await
                }
                Err(error) => Err(error),
            };
            match outcome {
                Err(error) if attempt < ATTEMPTS_AT_THE_END => {
                    tracing::warn!(code = error.code(), attempt, "the end of a run was not saved");
                    attempt += 1;
                    tokio::time::sleep(WAIT_BETWEEN_ATTEMPTS).await;
                }
                outcome => return outcome,
            }
        }
    }
}

async fn save_as_it_comes(
    store: Arc<Store>,
    run_id: RunId,
    mut received: mpsc::UnboundedReceiver<String>,
) -> Unsaved {
    let mut unsaved = Unsaved::default();
    while let Some(text) = received.recv().await {
        unsaved.text.push_str(&text);
        let due = Instant::now() + SAVE_AFTER;
        let open = loop {
            match tokio::time::timeout_at(due, received.recv()).await {
                Ok(Some(text)) => unsaved.text.push_str(&text),
                Ok(None) => break false,
                Err(_) => break true,
            }
        };
        if !open {
            break;
        }
        if let Err(error) = unsaved.save(&store, run_id).await {
            tracing::warn!(
                code = error.code(),
                "a run's text was not saved; it is kept and tried again"
            );
        }
    }
    unsaved
}
