//! `copydeck draft`: one run, printed as it is written. Several side by side are in `variants`.

use std::{
    io::{self, IsTerminal, Read},
    path::{Path, PathBuf},
};

use copydeck_core::{
    domain::{
        draft::Brief,
        fields::{
            again::{Rewrite, Rewrites},
            rules::{FieldProblem, Flaw},
            shape::Shape,
            values::FieldPath,
        },
        id::{DraftId, RunId, SourceId},
        model::ModelChoice,
        prompt::Sampling,
        run::{DraftingMode, StopReason},
        source::{MAX_SOURCE_BYTES, SourceText, facts::Document},
        template::{MAX_VALUE_BYTES, PromptTemplate, parse_value},
        variable::VariableValues,
    },
    services::{
        drafting::{DraftingRequest, event::DraftingEvent},
        library::{Library, LibraryTemplate},
    },
};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::{
    arguments::{BriefArguments, DraftArguments, ModelArguments, Tier},
    failure::{CliError, ExitStatus},
    output,
};
use crate::state::Services;

mod variants;

/// Drafts, and says how it ended. With `--json` a drafting that can't start is a `failed` event
/// like one that fails later.
pub(super) async fn run(
    services: &Services,
    arguments: DraftArguments,
) -> Result<ExitStatus, CliError> {
    let as_json = arguments.json;
    let outcome = match arguments.variants {
        Some(count) => variants::run(services, &arguments, count).await,
        None => run_one(services, &arguments).await,
    };
    if let Err(error) = &outcome
        && as_json
    {
        let message = error.to_string();
        output::json_line(&json!({ "type": "failed", "code": error.code(), "message": message }))?;
    }
    outcome
}

async fn run_one(services: &Services, arguments: &DraftArguments) -> Result<ExitStatus, CliError> {
    let Prepared { request, sources } = prepare(services, arguments).await?;
    let shape = request.template.field_rules().map(|rules| rules.shape);
    let (run_id, events) = if arguments.no_save {
        services.drafting.start_unsaved(request).await?
    } else {
        let draft_id = new_draft(services, &request, sources).await?;
        let (started, events) = services.drafting.start(draft_id, request).await?;
        (started.run_id, events)
    };
    follow(services, run_id, events, Printing::new(arguments.json, shape, Work::Drafting)).await
}

/// What the command line asks for, before anything is stored.
pub(super) struct Prepared {
    pub(super) request: DraftingRequest,
    sources: ReadSources,
}

pub(super) async fn prepare(
    services: &Services,
    arguments: &DraftArguments,
) -> Result<Prepared, CliError> {
    let template = ready(&services.library, &arguments.template).await?;
    let model = arguments.model.choice(services, None).await?;
    let brief = brief(&template.template, &arguments.brief, model)?;
    let overrides = arguments.model.sampling();
    let sources = sources(services, &arguments.source).await?;
    let facts = copydeck_core::services::sources::facts(&sources.documents(), &brief);
    let mode = DraftingMode::Afresh;
    Ok(Prepared { request: DraftingRequest { template, brief, overrides, mode, facts }, sources })
}

/// Makes the draft that is written to, with its documents. The brief is checked before, so that a
/// mistake leaves no empty draft.
async fn new_draft(
    services: &Services,
    request: &DraftingRequest,
    sources: ReadSources,
) -> Result<DraftId, CliError> {
    copydeck_core::services::drafting::fill_in(request)?;
    services.models.writer(&request.brief.model).await?;
    let draft = services.desk.create(&request.template.template, request.brief.clone()).await?;
    sources.attach(services, draft.id).await?;
    Ok(draft.id)
}

/// Documents read from files, before there is a draft to attach them to.
struct ReadSources(Vec<(String, SourceText)>);

impl ReadSources {
    fn documents(&self) -> Vec<Document> {
        let documents = self.0.iter().map(|(name, text)| Document {
            id: SourceId::generate(),
            name: name.clone(),
            passages: text.passages.clone(),
        });
        documents.collect()
    }

    async fn attach(self, services: &Services, draft_id: DraftId) -> Result<(), CliError> {
        for (name, text) in self.0 {
            services.sources.keep(draft_id, &name, text).await?;
        }
        Ok(())
    }
}

async fn sources(services: &Services, paths: &[PathBuf]) -> Result<ReadSources, CliError> {
    let mut sources = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let bytes = read_up_to(path, MAX_SOURCE_BYTES)?;
        let text = services.sources.read(&name, bytes).await?;
        if let Some(left_out) = &text.left_out {
            eprintln!("copydeck: {name}: {left_out}");
        }
        sources.push((name, text));
    }
    Ok(ReadSources(sources))
}

/// The template of a name, or of a file.
pub(super) async fn ready(library: &Library, name: &str) -> Result<LibraryTemplate, CliError> {
    Ok(match path_of(name) {
        Some(path) => Library::open_file(path)?,
        None => library.find(name).await?,
    })
}

/// The path, where a template is given by one and not by its name.
pub(super) fn path_of(name: &str) -> Option<&Path> {
    let is_path = name.contains(['/', '\\']) || name.ends_with(".prompt");
    is_path.then(|| Path::new(name))
}

impl ModelArguments {
    /// Who writes: as the command line says or, where it does not, as the draft does, or Settings.
    pub(super) async fn choice(
        &self,
        services: &Services,
        usual: Option<ModelChoice>,
    ) -> Result<ModelChoice, CliError> {
        if let Some(name) = &self.provider {
            let provider_id = services.providers.named(name).await?.id;
            return Ok(ModelChoice::Provider { provider_id, model: self.model.clone() });
        }
        match (self.tier, usual) {
            (Some(Tier::Local), _) => Ok(ModelChoice::default()),
            (None, Some(usual)) => Ok(usual),
            (None, None) => Ok(services.preferences.read().await?.model),
        }
    }

    /// How the model is to choose its words.
    pub(super) fn sampling(&self) -> Sampling {
        Sampling {
            temperature: self.temperature,
            seed: self.seed,
            max_output_tokens: self.max_tokens,
            ..Sampling::default()
        }
    }
}

/// What the command line fills in.
pub(super) fn brief(
    template: &PromptTemplate,
    arguments: &BriefArguments,
    model: ModelChoice,
) -> Result<Brief, CliError> {
    let mut values = VariableValues::default();
    for (name, text) in &arguments.set {
        values.0.insert(name.clone(), value(template, name, text)?);
    }
    for (name, path) in &arguments.set_file {
        let text = read_text(Path::new(path), MAX_VALUE_BYTES)?;
        values.0.insert(name.clone(), value(template, name, &text)?);
    }
    Ok(Brief { values, tone: arguments.tone, model })
}

/// A field's text as the kind of value the template asks for. A name the template does not know
/// stays text; checking the brief names it.
fn value(template: &PromptTemplate, name: &str, text: &str) -> Result<Value, CliError> {
    match template.variables().find(|variable| variable.name == name) {
        None => Ok(Value::String(text.to_owned())),
        Some(variable) => parse_value(variable, text)
            .map_err(|problem| CliError::Usage { message: problem.to_string() }),
    }
}

/// The text of a file, if it is text and has no more bytes than this.
pub(super) fn read_text(path: &Path, most: usize) -> Result<String, CliError> {
    let bytes = read_up_to(path, most)?;
    if bytes.len() > most {
        let megabytes = most / 1_000_000;
        let message = format!("{} is larger than the {megabytes} MB it may have", path.display());
        return Err(CliError::Usage { message });
    }
    String::from_utf8(bytes).map_err(|error| CliError::FileNotText {
        path: path.to_owned(),
        position: error.utf8_error().valid_up_to(),
    })
}

/// The bytes of a file, one more than `limit` at the most.
fn read_up_to(path: &Path, limit: usize) -> Result<Vec<u8>, CliError> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(limit as u64 + 1).read_to_end(&mut bytes))
        .map_err(|source| CliError::FileUnreadable { path: path.to_owned(), source })?;
    Ok(bytes)
}

/// Prints a run to its end, and stops it when the user does or nobody reads any more.
pub(super) async fn follow(
    services: &Services,
    run_id: RunId,
    mut events: mpsc::UnboundedReceiver<DraftingEvent>,
    mut printing: Printing,
) -> Result<ExitStatus, CliError> {
    let mut interrupted = false;
    let mut status = ExitStatus::Provider;
    loop {
        tokio::select! {
            () = interruption(), if !interrupted => {
                interrupted = true;
                services.drafting.stop(run_id);
            }
            event = events.recv() => {
                let Some(event) = event else { break };
                printing.print(&event);
                if printing.outcome.is_err() && !interrupted {
                    // Nobody reads any more, as with `| head`: stop, and keep what came.
                    interrupted = true;
                    services.drafting.stop(run_id);
                }
                if let Some(ended) = ended(&event, interrupted) {
                    status = ended;
                }
            }
        }
    }
    match printing.outcome {
        Err(CliError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(status),
        Err(error) => Err(error),
        Ok(()) => Ok(status),
    }
}

/// What a run does, for those who watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    Drafting,
    Refining,
}

impl Work {
    const fn in_words(self) -> &'static str {
        match self {
            Self::Drafting => "drafting",
            Self::Refining => "refining",
        }
    }
}

/// How a run is printed.
pub(super) struct Printing {
    as_json: bool,
    work: Work,
    outcome: Result<(), CliError>,
    ends_with_newline: bool,
    /// Copy in fields for a program: printed at the end, when nothing of it is rewritten any more.
    held: Option<Held>,
}

struct Held {
    shape: Shape,
    text: String,
    rewrites: Vec<Rewrite>,
}

impl Printing {
    pub(super) fn new(as_json: bool, shape: Option<Shape>, work: Work) -> Self {
        let held = shape.filter(|_| !as_json && !io::stdout().is_terminal()).map(|shape| Held {
            shape,
            text: String::new(),
            rewrites: Vec::new(),
        });
        Self { as_json, work, outcome: Ok(()), ends_with_newline: true, held }
    }

    fn print(&mut self, event: &DraftingEvent) {
        if self.outcome.is_ok() {
            self.outcome =
                if self.as_json { output::json_line(event) } else { self.print_for_people(event) };
        }
        if !self.as_json {
            explain(event, self.work);
        }
    }

    /// Holds a text back, if it is of copy in fields. Copy in the model's own way is printed.
    fn holds(&mut self, text: &str) -> bool {
        match &mut self.held {
            Some(held) if !held.text.is_empty() || text.starts_with("**") => {
                held.text.push_str(text);
                true
            }
            _ => {
                self.held = None;
                false
            }
        }
    }

    fn print_for_people(&mut self, event: &DraftingEvent) -> Result<(), CliError> {
        match event {
            DraftingEvent::Delta { text, .. } if self.holds(text) => Ok(()),
            DraftingEvent::Rewritten { rewrite, .. } => match &mut self.held {
                Some(held) => {
                    held.rewrites.push(rewrite.clone());
                    Ok(())
                }
                // On a screen the words are there already.
                None => output::text(&format!("\n[{}] {}", rewrite.path, rewrite.to)),
            },
            DraftingEvent::Finished { .. } | DraftingEvent::Failed { .. }
                if let Some(Held { shape, text, rewrites }) = self.held.take() =>
            {
                let text = Rewrites { shape, rewrites }.apply(&text);
                output::text(&text)?;
                output::text("\n")
            }
            DraftingEvent::Delta { text, .. } => {
                self.ends_with_newline = text.ends_with('\n');
                output::text(text)
            }
            DraftingEvent::Finished { .. } | DraftingEvent::Failed { .. }
                if !self.ends_with_newline =>
            {
                output::text("\n")
            }
            _ => Ok(()),
        }
    }
}

/// Says on standard error what a person watching wants to know.
fn explain(event: &DraftingEvent, work: Work) {
    let Some(words) = explained(event, work) else { return };
    match event {
        // Whether a refinement has been taken is for its command to say.
        DraftingEvent::Finished { draft_id: Some(id), .. } if work == Work::Drafting => {
            eprintln!("copydeck: {words} Saved as {id}.");
        }
        _ => eprintln!("copydeck: {words}"),
    }
}

fn explained(event: &DraftingEvent, work: Work) -> Option<String> {
    Some(match event {
        DraftingEvent::Started { model_name, on_this_computer, .. } => {
            let place = if *on_this_computer { ", on this computer" } else { "" };
            format!("{} with {model_name}{place}", work.in_words())
        }
        DraftingEvent::Finished { reason, .. } => in_words(*reason, work).to_owned(),
        DraftingEvent::Failed { message, .. } => message.clone(),
        DraftingEvent::Retrying { after_ms, message, .. } => {
            format!("Waiting {}: {message}", seconds(*after_ms))
        }
        DraftingEvent::AskingAgain { paths, .. } => format!("asking again for {}", listed(paths)),
        DraftingEvent::Flawed { flaw, .. } => flawed(flaw),
        DraftingEvent::Delta { .. }
        | DraftingEvent::Field { .. }
        | DraftingEvent::Rewritten { .. }
        | DraftingEvent::Usage { .. } => return None,
    })
}

fn listed(paths: &[FieldPath]) -> String {
    paths.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn flawed(flaw: &Flaw) -> String {
    let path = &flaw.path;
    match flaw.problem {
        FieldProblem::Missing => format!("{path} is missing."),
        FieldProblem::Repeated => format!("{path} says what is there already."),
        FieldProblem::TooLong { count, most } => {
            format!("{path} is too long: {count} of {most} characters.")
        }
    }
}

fn seconds(milliseconds: u32) -> String {
    match f64::from(milliseconds) / 1_000.0 {
        few if few < 1.0 => format!("{:.1} s", few.max(0.1)),
        many => format!("{many:.0} s"),
    }
}

fn in_words(reason: StopReason, work: Work) -> &'static str {
    match reason {
        StopReason::Complete if work == Work::Refining => "Refined.",
        StopReason::Complete => "Draft complete.",
        StopReason::Length => "The copy was cut off at the output limit.",
        StopReason::Stopped => "Stopped.",
        StopReason::Truncated => "The connection was lost before the copy was complete.",
        StopReason::Refused => "The model declined to write this.",
        StopReason::Filtered => "The provider's filter held the rest back.",
        StopReason::ToolCall => "The model asked for a tool in place of writing on.",
        StopReason::Unknown => "It ended; the provider did not say why.",
    }
}

fn ended(event: &DraftingEvent, interrupted: bool) -> Option<ExitStatus> {
    match event {
        DraftingEvent::Finished { .. } if interrupted => Some(ExitStatus::Interrupted),
        DraftingEvent::Finished { reason, .. } => Some(match reason {
            StopReason::Complete | StopReason::Length | StopReason::Unknown => ExitStatus::Complete,
            StopReason::Stopped => ExitStatus::Interrupted,
            StopReason::Truncated
            | StopReason::Refused
            | StopReason::Filtered
            | StopReason::ToolCall => ExitStatus::Provider,
        }),
        DraftingEvent::Failed { failure: Some(_), .. } => Some(ExitStatus::Provider),
        DraftingEvent::Failed { failure: None, .. } => Some(ExitStatus::Store),
        _ => None,
    }
}

/// Waits for the user, or the system, to end the command.
async fn interruption() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
