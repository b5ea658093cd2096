//! One run from its first event to its last: takes what the provider says, has it recorded, and
//! tells the watcher at a pace that a window can follow.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::StreamExt;
use tokio::{
    sync::{mpsc, watch},
    time::Instant,
};

use super::{event::DraftingEvent, lock, recorder::Recorder, structure::Structure};
use crate::{
    domain::{
        continuation::Seam,
        draft::Utf16Offset,
        id::{DraftId, RevisionId},
        refining::answer::Answer,
        run::{RunState, StopReason},
        source::citing::Citing,
        usage::TokenUsage,
    },
    llm::{
        error::ProviderError,
        event::{CompletionEvent, Wait},
        provider::CompletionStream,
    },
    store::runs::RunEnd,
};

/// The least time between two messages with text: one frame.
const FRAME: Duration = Duration::from_millis(16);

/// The most text in one message, in bytes. JSON may double it on the way, and a message is to
/// stay under 8 KiB.
const MOST_TEXT: usize = 3_800;

/// Sends a run's messages, numbered without a gap.
#[derive(Debug)]
pub(super) struct Watcher {
    events: mpsc::UnboundedSender<DraftingEvent>,
    next_seq: u32,
}

impl Watcher {
    pub(super) fn new(events: mpsc::UnboundedSender<DraftingEvent>) -> Self {
        Self { events, next_seq: 0 }
    }

    /// Sends the message made for the next number. A watcher that has gone away misses it, and
    /// the run goes on.
    pub(super) fn tell(&mut self, event: impl FnOnce(u32) -> DraftingEvent) {
        let _ = self.events.send(event(self.next_seq));
        self.next_seq += 1;
    }
}

/// A run under way.
pub(super) struct Pump {
    pub(super) watcher: Watcher,
    /// Keeps the text; none for a run that is not to be saved.
    pub(super) recorder: Option<(Recorder, DraftId)>,
    /// Where its text joins the copy that it goes on with.
    pub(super) seam: Option<Seam>,
    /// Where in the documents its points came from.
    pub(super) citing: Option<Citing>,
    /// The fields that its text is the JSON of.
    pub(super) structure: Option<Structure>,
    /// What of its text is copy, where it answers a request to refine.
    pub(super) answer: Option<Answer>,
    /// All that the run has written, for whoever asks for it whole.
    pub(super) text: Arc<Mutex<String>>,
    /// How much of the text there is, in bytes.
    pub(super) taken: usize,
    /// How much of the text the watcher has been sent, in bytes: the rest waits where it is, as a
    /// fast provider may be far ahead of the window.
    pub(super) sent: usize,
    /// Turns true when the user stops the run.
    pub(super) stop: watch::Receiver<bool>,
}

/// What has been told and counted so far.
#[derive(Debug, Default)]
struct Told {
    /// The length of the text that the watcher has been sent.
    length: u32,
    usage: Option<TokenUsage>,
}

impl Told {
    /// Adds what another completion of the run used.
    fn add(&mut self, usage: Option<TokenUsage>) {
        self.usage = match (self.usage.take(), usage) {
            (Some(before), Some(more)) => Some(before.and(&more)),
            (before, more) => before.or(more),
        };
    }
}

/// How the provider's side of a run ended.
enum Outcome {
    Finished(StopReason),
    Failed(ProviderError),
}

impl Pump {
    /// Runs to the end. The last message goes out when the end is on disk.
    pub(super) async fn run(mut self, completion: CompletionStream) {
        let mut told = Told::default();
        let mut outcome = self.follow(completion, &mut told, None).await;
        if let Some(seam) = self.seam.take() {
            self.write(&seam.finish());
        }
        if let Some(structure) = &mut self.structure {
            let rest = structure.finish();
            self.write(&rest);
        }
        if let Some(answer) = self.answer.take() {
            self.write(&answer.finish());
        }
        if let Some(mut citing) = self.citing.take() {
            self.write(&citing.finish());
        }
        while self.sent < self.taken {
            self.send_text(&mut told.length);
        }
        if let Outcome::Finished(StopReason::Complete | StopReason::Unknown) = outcome {
            self.ask_again(&mut told, &mut outcome).await;
        }
        self.tell_of_flaws();
        self.end(outcome, told).await;
    }

    /// Follows a completion to its end. Its text goes into the draft, or into `answer`.
    async fn follow(
        &mut self,
        mut completion: CompletionStream,
        told: &mut Told,
        mut answer: Option<&mut String>,
    ) -> Outcome {
        let mut stop = self.stop.clone();
        let mut usage = None;
        let mut next_frame = Instant::now();
        let outcome = loop {
            tokio::select! {
                biased;
                _ = stop.wait_for(|stop| *stop) => break Outcome::Finished(StopReason::Stopped),
                () = tokio::time::sleep_until(next_frame), if self.sent < self.taken => {
                    self.send_text(&mut told.length);
                    next_frame = Instant::now() + FRAME;
                }
                event = completion.next() => match event {
                    Some(Ok(CompletionEvent::Started { .. } | CompletionEvent::Allowance(_))) => {}
                    Some(Ok(CompletionEvent::Waiting(wait))) => self.tell_of(wait),
                    Some(Ok(CompletionEvent::Delta { text })) => match &mut answer {
                        Some(answer) => answer.push_str(&text),
                        None => self.take(&text),
                    },
                    Some(Ok(CompletionEvent::Usage(counted))) => usage = Some(counted),
                    Some(Ok(CompletionEvent::Finished(reason))) => break Outcome::Finished(reason),
                    Some(Err(error)) => break Outcome::Failed(error),
                    None => break Outcome::Finished(StopReason::Truncated),
                },
            }
        };
        told.add(usage);
        // The stream is dropped here, which is what cancels the provider: before the disk is
        // waited for.
        outcome
    }

    /// Asks again for the fields that do not fit. What fails here leaves them as they are; only
    /// the user can end the run by it.
    async fn ask_again(&mut self, told: &mut Told, outcome: &mut Outcome) {
        while let Some(again) = self.structure.as_mut().and_then(Structure::ask_again) {
            if let Some((recorder, _)) = &self.recorder
                && let Err(error) = recorder.keep_sent(again.sent()).await
            {
                tracing::warn!(
                    code = error.code(),
                    "fields are not asked again: what is sent could not be kept"
                );
                return;
            }
            let paths = again.paths.clone();
            self.watcher.tell(|seq| DraftingEvent::AskingAgain { seq, paths });
            let (asked, completion) = again.send();
            let mut answer = String::new();
            match self.follow(completion, told, Some(&mut answer)).await {
                Outcome::Finished(StopReason::Stopped) => {
                    *outcome = Outcome::Finished(StopReason::Stopped);
                    return;
                }
                Outcome::Finished(_) => {}
                Outcome::Failed(error) => {
                    tracing::warn!(code = error.failure.code(), "fields could not be asked again");
                    return;
                }
            }
            let Some(structure) = &mut self.structure else { return };
            for rewrite in structure.take_answer(&asked, &answer) {
                self.watcher.tell(|seq| DraftingEvent::Rewritten { seq, rewrite });
            }
        }
    }

    fn tell_of_flaws(&mut self) {
        for flaw in self.structure.as_ref().map(Structure::flaws).unwrap_or_default() {
            self.watcher.tell(|seq| DraftingEvent::Flawed { seq, flaw });
        }
    }

    fn tell_of(&mut self, wait: Wait) {
        let Wait { after, reason, message, attempt } = wait;
        let after_ms = u32::try_from(after.as_millis()).unwrap_or(u32::MAX);
        self.watcher.tell(|seq| DraftingEvent::Retrying {
            seq,
            after_ms,
            reason,
            attempt,
            message,
        });
    }

    fn take(&mut self, text: &str) {
        if let Some(structure) = &mut self.structure {
            let text = structure.push(text);
            let ended = structure.take_ended();
            self.write(&text);
            for (path, value) in ended {
                self.watcher.tell(|seq| DraftingEvent::Field { seq, path, value });
            }
        } else if let Some(seam) = &mut self.seam {
            let text = seam.push(text);
            self.write(&text);
        } else if let Some(answer) = &mut self.answer {
            let text = answer.push(text);
            self.write(&text);
        } else if let Some(citing) = &mut self.citing {
            let text = citing.push(text);
            self.write(&text);
        } else {
            self.write(text);
        }
    }

    fn write(&mut self, text: &str) {
        lock(&self.text).push_str(text);
        self.taken += text.len();
        if let Some((recorder, _)) = &self.recorder {
            recorder.push(text);
        }
    }

    fn send_text(&mut self, length: &mut u32) {
        let text = {
            let whole = lock(&self.text);
            let unsent = &whole[self.sent..];
            unsent[..piece_end(unsent)].to_owned()
        };
        self.sent += text.len();
        *length += Utf16Offset::end_of(&text).0;
        let length = Utf16Offset(*length);
        self.watcher.tell(|seq| DraftingEvent::Delta { seq, text, length });
    }

    async fn end(mut self, outcome: Outcome, told: Told) {
        let (usage, length) = (told.usage, Utf16Offset(told.length));
        let rewrites = self.structure.take().map(Structure::into_rewrites);
        if let Some(usage) = usage {
            self.watcher.tell(|seq| DraftingEvent::Usage { seq, usage });
        }
        let draft_id = self.recorder.as_ref().map(|(_, draft_id)| *draft_id);
        if let Some((recorder, _)) = self.recorder.take() {
            let state = match &outcome {
                Outcome::Finished(reason) => RunState::Finished { reason: *reason },
                Outcome::Failed(error) => {
                    RunState::Failed { failure: error.failure, message: error.message.clone() }
                }
            };
            let end = RunEnd { state, usage, rewrites, revision: RevisionId::generate() };
            if let Err((error, unsaved)) = recorder.finish(end).await {
                tracing::error!(code = error.code(), "a run could not be saved");
                let (code, message) = (error.code().to_owned(), error.to_string());
                self.watcher.tell(|seq| DraftingEvent::Failed {
                    seq,
                    code,
                    message,
                    failure: None,
                    length,
                });
                // Whoever watches need not wait for it.
                drop(self.watcher);
                if let Some(unsaved) = unsaved {
                    unsaved.save().await;
                }
                return;
            }
        }
        match outcome {
            Outcome::Finished(reason) => {
                self.watcher.tell(|seq| DraftingEvent::Finished { seq, reason, draft_id, length });
            }
            Outcome::Failed(error) => self.watcher.tell(|seq| DraftingEvent::Failed {
                seq,
                code: error.failure.code().to_owned(),
                message: error.message,
                failure: Some(error.failure),
                length,
            }),
        }
    }
}

/// Where a message's worth of text ends: never inside a character.
fn piece_end(text: &str) -> usize {
    text.floor_char_boundary(MOST_TEXT)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn pieces_are_whole_characters_and_never_empty(text in "\\PC{1,3000}") {
            let mut rest = text.as_str();
            let mut joined = String::new();
            while !rest.is_empty() {
                let (piece, after) = rest.split_at(piece_end(rest));
                prop_assert!(!piece.is_empty() && piece.len() <= MOST_TEXT);
                joined.push_str(piece);
                rest = after;
            }
            prop_assert_eq!(joined, text);
        }
    }
}
