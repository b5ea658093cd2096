//! A run whose copy is in fields: JSON on its way in, Markdown on its way out, and what does not
//! fit asked for again.

use std::{fmt, sync::Arc};

use crate::{
    domain::{
        fields::{
            again::{self, AskedAgain, Rewrite, Rewrites},
            reader,
            rules::{FieldProblem, Flaw, Rules},
            values::{FieldPath, FieldValues},
            writer::FieldWriter,
        },
        prompt::{Message, Part, Role},
        sent::SentRequest,
    },
    llm::provider::{CompletionRequest, CompletionStream, Provider},
};

/// How often a text that is too long is asked for again. One that is missing is asked for once.
const ROUNDS: u32 = 2;

/// The fields of a run, and the way back to whoever writes them.
pub(super) struct Structure {
    rules: Rules,
    writer: FieldWriter,
    /// What the fields hold, with what has been rewritten.
    values: FieldValues,
    provider: Arc<dyn Provider>,
    request: CompletionRequest,
    on_this_computer: bool,
    round: u32,
    rewrites: Vec<Rewrite>,
}

/// A question for fields that do not fit, not sent yet.
pub(super) struct Again {
    pub(super) asked: AskedAgain,
    pub(super) paths: Vec<FieldPath>,
    provider: Arc<dyn Provider>,
    request: CompletionRequest,
}

impl Again {
    /// What sending it will send.
    pub(super) fn sent(&self) -> SentRequest {
        self.provider.sent(&self.request)
    }

    /// Sends it.
    pub(super) fn send(self) -> (AskedAgain, CompletionStream) {
        (self.asked, self.provider.complete(self.request))
    }
}

impl fmt::Debug for Structure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Structure").field("round", &self.round).finish_non_exhaustive()
    }
}

impl Structure {
    /// The fields that a request asks for. The request is told what the model has to know of them.
    pub(super) fn new(
        rules: Rules,
        provider: Arc<dyn Provider>,
        request: &mut CompletionRequest,
        on_this_computer: bool,
    ) -> Self {
        let has_example = request.messages.iter().any(|message| message.role == Role::Model);
        if let Some(schema) = &mut request.output_schema {
            *schema = if on_this_computer { rules.held() } else { rules.told(schema) };
        }
        // An example says more to a small model than a description does.
        if !(on_this_computer && has_example) {
            tell(&mut request.messages, &rules.in_words());
        }
        Self {
            writer: FieldWriter::new(rules.shape.clone()),
            values: FieldValues::default(),
            rules,
            provider,
            request: request.clone(),
            on_this_computer,
            round: 0,
            rewrites: Vec::new(),
        }
    }

    /// Goes on with copy that is there: what is asked for what is still missing of it or does not
    /// fit. `None` where nothing is, or the copy is not in fields.
    pub(super) fn go_on(&mut self, copy: &str) -> Option<CompletionRequest> {
        self.values = reader::values(&self.rules.shape, copy);
        if self.values.0.is_empty() {
            return None;
        }
        Some(self.question()?.2)
    }

    /// Takes more of the model's text and gives what follows from it for the draft.
    pub(super) fn push(&mut self, text: &str) -> String {
        self.writer.push(text)
    }

    /// The model's text has ended: what is still to be written.
    pub(super) fn finish(&mut self) -> String {
        let rest = self.writer.finish();
        if !self.writer.values().0.is_empty() {
            self.values = self.writer.values().clone();
        }
        rest
    }

    /// The texts that have ended since the last call, with what they hold.
    pub(super) fn take_ended(&mut self) -> Vec<(FieldPath, String)> {
        let ended = self.writer.take_ended();
        let values = self.writer.values();
        ended
            .into_iter()
            .filter_map(|path| values.text(&path).map(str::to_owned).map(|text| (path, text)))
            .collect()
    }

    /// What is wrong with the fields as they stand. Of a model that wrote no fields at all, but
    /// copy in its own way, the copy stands.
    pub(super) fn flaws(&self) -> Vec<Flaw> {
        if self.writer.is_prose() { Vec::new() } else { self.rules.flaws(&self.values) }
    }

    /// The next question for what does not fit; `None` where all does, or it was asked often
    /// enough.
    pub(super) fn ask_again(&mut self) -> Option<Again> {
        let (asked, paths, request) = self.question()?;
        self.round += 1;
        Some(Again { asked, paths, provider: Arc::clone(&self.provider), request })
    }

    /// What is asked for what does not fit now.
    fn question(&self) -> Option<(AskedAgain, Vec<FieldPath>, CompletionRequest)> {
        let mut flaws = self.flaws();
        if self.round > 0 {
            flaws.retain(|flaw| matches!(flaw.problem, FieldProblem::TooLong { .. }));
        }
        if flaws.is_empty() || self.round >= ROUNDS {
            return None;
        }
        let asked = AskedAgain::new(&self.rules, &self.values, &flaws, self.on_this_computer);
        let messages = asked.messages(&self.request.messages, &self.rules, &self.values);
        let mut request = CompletionRequest {
            messages,
            output_schema: Some(asked.schema.clone()),
            ..self.request.clone()
        };
        // The same words with the same seed would come out the same.
        request.sampling.seed = request.sampling.seed.map(|seed| seed.wrapping_add(self.round + 1));
        Some((asked, flaws.into_iter().map(|flaw| flaw.path).collect(), request))
    }

    /// Takes the answer, and gives what it puts in the place of what.
    pub(super) fn take_answer(&mut self, asked: &AskedAgain, answer: &str) -> Vec<Rewrite> {
        let rewrites = asked.rewrites(answer, &self.rules, &self.values);
        for Rewrite { path, to, .. } in &rewrites {
            self.values = again::set(&self.rules.shape, &self.values, path, to);
        }
        self.rewrites.extend(rewrites.iter().cloned());
        rewrites
    }

    /// All that took the place of something, and the fields it is of.
    pub(super) fn into_rewrites(self) -> Rewrites {
        Rewrites { shape: self.rules.shape, rewrites: self.rewrites }
    }
}

/// Puts what the answer has to look like behind the standing instructions.
fn tell(messages: &mut Vec<Message>, words: &str) {
    match messages.iter_mut().find(|message| message.role == Role::System) {
        Some(system) => {
            system.content.push(Part::Text { text: format!("\n\n{words}") });
        }
        None => messages.insert(0, Message::text(Role::System, words)),
    }
}
