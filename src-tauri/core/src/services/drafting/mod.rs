//! Drafting: from a brief to a run whose text is on disk as it is shown.
//!
//! A run goes on until it ends, is stopped, or the app ends, whoever watches it. What it says to
//! its watcher is in [`event`], how it is kept in `recorder`, its pace in `pump`. Several of one
//! brief side by side are in [`variants`].

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::{mpsc, watch};
use ts_rs::TS;

use self::{
    event::DraftingEvent,
    pump::{Pump, Watcher},
    recorder::Recorder,
    structure::Structure,
};
use super::{
    library::LibraryTemplate,
    models::{Models, ModelsError, Writer},
};
use crate::{
    domain::{
        continuation::{self, Seam},
        draft::Brief,
        id::{DraftId, RevisionId, RunId},
        model::ModelChoice,
        prompt::{RenderedPrompt, Sampling},
        refining::answer::Answer,
        run::{DraftingMode, Run, RunState, StopReason},
        sent::SentRequest,
        source::{citing::Citing, facts::Facts},
        template::{BriefProblem, BriefProblems, PromptTemplate, RenderError, ValueIssue},
        variable::VariableValues,
    },
    llm::{
        event::CompletionEvent,
        provider::{CompletionRequest, CompletionStream, Tool},
    },
    store::{Store, StoreError, runs::NewRun},
};

pub mod event;
mod pump;
mod recorder;
pub mod refining;
mod structure;
pub mod variants;

/// What a drafting starts from.
#[derive(Clone, Debug)]
pub struct DraftingRequest {
    /// The template.
    pub template: LibraryTemplate,
    /// What the user filled in.
    pub brief: Brief,
    /// What the user asks for beyond the template; it wins over the template's `config`.
    pub overrides: Sampling,
    /// Where the text goes.
    pub mode: DraftingMode,
    /// What it is told of the documents attached to the brief.
    pub facts: Facts,
}

/// A drafting that has started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftingStarted {
    /// The run.
    pub run_id: RunId,
    /// The copy that stood in the draft before, kept as this revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub replaced: Option<RevisionId>,
}

/// Why a drafting could not start. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum DraftingError {
    /// The brief is not complete.
    #[error(transparent)]
    Brief(#[from] BriefProblems),
    /// The template can't be filled in.
    #[error(transparent)]
    Template(#[from] RenderError),
    /// The chosen model is not to be had.
    #[error(transparent)]
    Model(#[from] ModelsError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl DraftingError {
    /// The code that the command line and the window act on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Brief(_) => "brief_incomplete",
            Self::Template(_) => "template_unusable",
            Self::Model(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}

/// Starts, watches and stops runs.
#[derive(Debug)]
pub struct Drafting {
    store: Arc<Store>,
    models: Arc<Models>,
    live: Arc<Mutex<HashMap<RunId, LiveRun>>>,
}

/// What becomes of a model's words on their way into the draft.
#[derive(Debug, Default)]
struct Writing {
    /// They join the copy before them.
    seam: Option<Seam>,
    /// Its points say where in the documents they came from.
    citing: Option<Citing>,
    /// They are the JSON of these fields.
    structure: Option<Structure>,
    /// They answer a request to refine, and not all of them may be copy.
    answer: Option<Answer>,
    /// The copy is there but for some fields, and only those are asked for.
    goes_on: bool,
}

impl Writing {
    /// What is asked first. Of copy in fields that is gone on with, only what is missing is.
    fn completion(&self, writer: &Writer, request: CompletionRequest) -> CompletionStream {
        if self.goes_on {
            stream::iter([Ok(CompletionEvent::Finished(StopReason::Complete))]).boxed()
        } else {
            writer.provider.complete(request)
        }
    }
}

#[derive(Debug)]
struct LiveRun {
    /// None for a run that is not saved.
    draft_id: Option<DraftId>,
    text: Arc<Mutex<String>>,
    stop: watch::Sender<bool>,
}

impl Drafting {
    /// A drafting service over a store and its models.
    #[must_use]
    pub fn new(store: Arc<Store>, models: Arc<Models>) -> Self {
        Self { store, models, live: Arc::default() }
    }

    /// Starts to write a draft, or to go on with it. Its present copy is kept as a revision.
    ///
    /// # Errors
    /// When the brief is not complete, the template can't be filled in, the model is not to be
    /// had, another run writes to the draft, or the store fails.
    pub async fn start(
        &self,
        draft_id: DraftId,
        request: DraftingRequest,
    ) -> Result<(DraftingStarted, mpsc::UnboundedReceiver<DraftingEvent>), DraftingError> {
        let prompt = fill_in(&request)?;
        let writer = self.models.writer(&request.brief.model).await?;
        let (asked, writing) = self.asked(&writer, prompt, &request, Some(draft_id)).await?;
        let run = new_run(draft_id, request, &writer, &asked);
        let run_id = run.id;
        let replaced = self.store.start_run(run, Timestamp::now()).await?;
        let recorder = Recorder::start(Arc::clone(&self.store), run_id);
        let completion = writing.completion(&writer, asked);
        let events = self.pump(run_id, &writer, completion, writing, Some((recorder, draft_id)));
        Ok((DraftingStarted { run_id, replaced }, events))
    }

    /// Starts a run that is not saved and belongs to no draft.
    ///
    /// # Errors
    /// As [`start`](Self::start), but for the store.
    pub async fn start_unsaved(
        &self,
        request: DraftingRequest,
    ) -> Result<(RunId, mpsc::UnboundedReceiver<DraftingEvent>), DraftingError> {
        let prompt = fill_in(&request)?;
        let writer = self.models.writer(&request.brief.model).await?;
        let (asked, writing) = self.asked(&writer, prompt, &request, None).await?;
        let run_id = RunId::generate();
        let completion = writing.completion(&writer, asked);
        Ok((run_id, self.pump(run_id, &writer, completion, writing, None)))
    }

    /// Who would write, by name and, for a server, by its model too.
    ///
    /// # Errors
    /// When the model is not to be had.
    pub async fn who_writes(&self, choice: &ModelChoice) -> Result<String, DraftingError> {
        let writer = self.models.preview(choice).await?;
        let is_named = writer.on_this_computer || writer.model.is_empty();
        Ok(if is_named { writer.name } else { format!("{} ({})", writer.name, writer.model) })
    }

    /// What [`start`](Self::start) would send for this request, to the byte, but for the key,
    /// which is not read. To go on with a draft takes one that there is.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn preview_request(
        &self,
        draft_id: Option<DraftId>,
        request: &DraftingRequest,
    ) -> Result<SentRequest, DraftingError> {
        let prompt = fill_in(request)?;
        let writer = self.models.preview(&request.brief.model).await?;
        let (asked, _) = self.asked(&writer, prompt, request, draft_id).await?;
        Ok(writer.provider.sent(&asked))
    }

    /// What is asked of a writer, and what becomes of its text on the way into the draft.
    async fn asked(
        &self,
        writer: &Writer,
        prompt: RenderedPrompt,
        drafting: &DraftingRequest,
        draft_id: Option<DraftId>,
    ) -> Result<(CompletionRequest, Writing), DraftingError> {
        let template = &drafting.template.template;
        let mut request = completion_request(writer, prompt, template);
        let structure = drafting.template.field_rules().map(|mut rules| {
            for (list, variable) in &template.front_matter().copydeck.as_many_as {
                if let Some(Value::Array(items)) = drafting.brief.values.0.get(variable) {
                    rules.set_count(list, items.len());
                }
            }
            let provider = Arc::clone(&writer.provider);
            Structure::new(rules, provider, &mut request, writer.on_this_computer)
        });
        let cites = template.front_matter().copydeck.cites.is_some();
        let citing = if cites { Citing::of(&drafting.facts) } else { None };
        let mut writing = Writing { structure, citing, ..Writing::default() };
        if let DraftingMode::Continue { at } = drafting.mode
            && let Some(draft_id) = draft_id
        {
            let copy = self.store.draft(draft_id).await?.text;
            let question = writing.structure.as_mut().and_then(|structure| structure.go_on(&copy));
            if let Some(question) = question {
                writing.goes_on = true;
                return Ok((question, writing));
            }
            let before = &copy[..at.byte_index(&copy)];
            request.messages = continuation::messages(request.messages, before, writer.cue);
            request.output_schema = None;
            writing = Writing { seam: Some(Seam::new(before, writer.cue)), ..Writing::default() };
        }
        Ok((request, writing))
    }

    /// What a run sent, in the order it did; none for one from before that was kept.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn sent_requests(&self, run_id: RunId) -> Result<Vec<SentRequest>, StoreError> {
        self.store.sent_requests(run_id).await
    }

    fn pump(
        &self,
        run_id: RunId,
        writer: &Writer,
        completion: CompletionStream,
        writing: Writing,
        recorder: Option<(Recorder, DraftId)>,
    ) -> mpsc::UnboundedReceiver<DraftingEvent> {
        let (sender, events) = mpsc::unbounded_channel();
        let (stop, stopped) = watch::channel(false);
        let text = Arc::new(Mutex::new(String::new()));
        let draft_id = recorder.as_ref().map(|(_, draft_id)| *draft_id);
        let mut watcher = Watcher::new(sender);
        watcher.tell(|seq| DraftingEvent::Started {
            seq,
            run_id,
            draft_id,
            model_name: writer.name.clone(),
            on_this_computer: writer.on_this_computer,
        });
        lock(&self.live).insert(run_id, LiveRun { draft_id, text: Arc::clone(&text), stop });
        let live = Arc::clone(&self.live);
        tokio::spawn(async move {
            let Writing { seam, structure, citing, answer, .. } = writing;
            let (taken, sent, stop) = (0, 0, stopped);
            Pump { watcher, recorder, seam, structure, citing, answer, text, taken, sent, stop }
                .run(completion)
                .await;
            lock(&live).remove(&run_id);
        });
        events
    }

    /// Stops a run. It ends with `Finished` and the reason `Stopped`, unless it has ended already.
    pub fn stop(&self, run_id: RunId) {
        if let Some(run) = lock(&self.live).get(&run_id) {
            run.stop.send_replace(true);
        }
    }

    /// A run with all of its text, for a watcher that has missed some.
    ///
    /// # Errors
    /// When there is no such run.
    pub async fn run(&self, run_id: RunId) -> Result<Run, StoreError> {
        Ok(self.with_unsaved_text(self.store.run(run_id).await?))
    }

    /// A run with what it has written since it was last saved.
    fn with_unsaved_text(&self, mut run: Run) -> Run {
        if run.state == RunState::Live
            && let Some(live) = lock(&self.live).get(&run.id)
        {
            run.text.clone_from(&lock(&live.text));
        }
        run
    }

    /// Stops the run of this process that writes to a draft, if there is one, and waits until all
    /// it wrote is in the draft.
    pub async fn stop_writing_to(&self, draft_id: DraftId) {
        self.stop_those(|run| run.draft_id == Some(draft_id)).await;
    }

    /// Stops every run and waits until all they wrote is on disk.
    pub async fn stop_all(&self) {
        self.stop_those(|_| true).await;
    }

    async fn stop_those(&self, meant: impl Fn(&LiveRun) -> bool) {
        for run in lock(&self.live).values().filter(|run| meant(run)) {
            run.stop.send_replace(true);
        }
        while lock(&self.live).values().any(&meant) {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }
}

/// A panic elsewhere while the lock was held leaves these values whole: they are only added to.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The messages that a request comes to.
///
/// # Errors
/// When the brief is not complete or the template can't be filled in.
pub fn fill_in(request: &DraftingRequest) -> Result<RenderedPrompt, DraftingError> {
    let template = &request.template.template;
    let values: VariableValues = template.check(&request.brief.values)?;
    if let Some(problems) = nothing_to_cite(template, &values, &request.facts) {
        return Err(problems.into());
    }
    let voice = request.brief.tone.instruction().unwrap_or_default();
    let mut prompt = request.template.render(&values, &voice)?;
    request.facts.put_into(&mut prompt.messages);
    prompt.sampling = overridden(prompt.sampling, &request.overrides);
    Ok(prompt)
}

/// That neither a document is attached nor its field filled in, of a template that needs one.
fn nothing_to_cite(
    template: &PromptTemplate,
    values: &VariableValues,
    facts: &Facts,
) -> Option<BriefProblems> {
    let name = template.front_matter().copydeck.cites.as_ref()?;
    let variable = template.variables().find(|variable| variable.name == *name)?;
    let has_text = values.0.get(name).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    if has_text || !facts.passages.is_empty() {
        return None;
    }
    let (name, label) = (variable.name.clone(), variable.label.clone());
    Some(BriefProblems { problems: vec![BriefProblem { name, label, issue: ValueIssue::Missing }] })
}

/// A run of a draft as it is stored.
fn new_run(
    draft_id: DraftId,
    request: DraftingRequest,
    writer: &Writer,
    asked: &CompletionRequest,
) -> NewRun {
    let template = &request.template.template;
    NewRun {
        id: RunId::generate(),
        draft_id,
        title: super::desk::title(template, &request.brief.values),
        template: template.name().to_owned(),
        made_with: request.template.made_with,
        model: request.brief.model.clone(),
        brief: request.brief,
        model_name: writer.name.clone(),
        mode: request.mode,
        replaced: RevisionId::generate(),
        sent: writer.provider.sent(asked),
    }
}

/// The prompt, and what its template says of the answer.
fn completion_request(
    writer: &Writer,
    prompt: RenderedPrompt,
    template: &PromptTemplate,
) -> CompletionRequest {
    let front = template.front_matter();
    CompletionRequest {
        model: writer.model.clone(),
        messages: prompt.messages,
        sampling: prompt.sampling,
        output_schema: template.json_schema().cloned(),
        tools: front.tools.iter().filter_map(tool).collect(),
    }
}

/// A tool that the template defines. One that it only names is for nobody here to define.
fn tool(definition: &Value) -> Option<Tool> {
    let text = |name: &str| definition.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(Tool {
        name: text("name")?,
        description: text("description"),
        input_schema: definition
            .get("inputSchema")
            .cloned()
            .unwrap_or_else(|| serde_json::json!({ "type": "object" })),
    })
}

fn overridden(template: Sampling, wish: &Sampling) -> Sampling {
    Sampling {
        temperature: wish.temperature.or(template.temperature),
        seed: wish.seed.or(template.seed),
        max_output_tokens: wish.max_output_tokens.or(template.max_output_tokens),
        stop_sequences: if wish.stop_sequences.is_empty() {
            template.stop_sequences
        } else {
            wish.stop_sequences.clone()
        },
        ..template
    }
}
