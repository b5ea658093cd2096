//! Refining: a run whose text is not written into the draft but proposed for a passage of it.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use ts_rs::TS;

use super::{Drafting, DraftingError, Writing, event::DraftingEvent, recorder::Recorder};
use crate::{
    domain::{
        draft::{Draft, Utf16Offset},
        fields::{
            reader,
            rules::{FieldProblem, Flaw, Rules},
            values::FieldPath,
        },
        id::{DraftId, RevisionId, RunId},
        model::ModelChoice,
        passage::TextRange,
        prompt::Sampling,
        refining::{
            self, AskProblem, OpenProposal, RefineAsk, Refinement,
            answer::Answer,
            pieces::{Piece, pieces},
            prompt::Subject,
        },
        sent::SentRequest,
    },
    llm::provider::CompletionRequest,
    services::models::Writer,
    store::{
        StoreError,
        refinements::{NewRefinement, Taken},
    },
};

/// Comparing a proposal with its passage must not keep the window waiting.
const COMPARING_LIMIT: Duration = Duration::from_millis(200);

/// Which part of a draft is to be refined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refined {
    /// All of it.
    Whole,
    /// What is selected.
    Range(TextRange),
    /// The first place that reads so.
    Passage(String),
}

/// What a refinement starts from.
#[derive(Clone, Debug)]
pub struct RefiningRequest {
    /// The draft.
    pub draft_id: DraftId,
    /// Which part of it.
    pub part: Refined,
    /// What is asked.
    pub ask: RefineAsk,
    /// Who writes.
    pub model: ModelChoice,
    /// How it is to choose its words.
    pub sampling: Sampling,
    /// The rules of the draft's fields, where it is in fields.
    pub rules: Option<Rules>,
    /// Whether it is taken as a whole when it is complete, as nobody is there to be asked.
    pub unasked: bool,
}

/// Why a refinement could not start. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum RefiningError {
    /// There is no copy to refine.
    #[error("There is no copy to change here. Select some words, or draft first.")]
    NothingThere,
    /// The draft has no such passage.
    #[error("The draft has no passage that reads so.")]
    PassageNotFound,
    /// What is asked is nothing, or too much.
    #[error(transparent)]
    Ask(#[from] AskProblem),
    /// The model is not to be had, or the store failed.
    #[error(transparent)]
    Drafting(#[from] DraftingError),
}

impl From<StoreError> for RefiningError {
    fn from(error: StoreError) -> Self {
        Self::Drafting(error.into())
    }
}

impl RefiningError {
    /// The code that the command line and the window act on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NothingThere => "nothing_to_refine",
            Self::PassageNotFound => "passage_not_found",
            Self::Ask(_) => "instruction_unusable",
            Self::Drafting(error) => error.code(),
        }
    }
}

/// A refinement that has started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RefiningStarted {
    /// Its run.
    pub run_id: RunId,
    /// The passage it is for.
    pub open: OpenProposal,
}

/// What is proposed for a passage, as it can be taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CutProposal {
    /// The pieces, in order.
    pub pieces: Vec<Piece>,
    /// What would be too long with all of them taken. Nothing is ever cut.
    pub too_long: Vec<Flaw>,
}

/// The draft's text before and after something of a proposal was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TakenTexts {
    /// Before.
    pub before: String,
    /// After.
    pub after: String,
}

type Events = mpsc::UnboundedReceiver<DraftingEvent>;

/// What is to be asked of a writer, and for which passage.
struct Asked {
    request: CompletionRequest,
    answer: Answer,
    open: OpenProposal,
}

impl Drafting {
    /// Starts to refine a passage. The draft stays as it is until something is taken of it.
    ///
    /// # Errors
    /// When there is nothing to refine or nothing asked, the model is not to be had, a drafting
    /// writes to the draft, or the store fails.
    pub async fn refine(
        &self,
        request: RefiningRequest,
    ) -> Result<(RefiningStarted, Events), RefiningError> {
        let (writer, asked) = self.refining(&request).await?;
        let Asked { request: completion, answer, open } = asked;
        let run_id = RunId::generate();
        let new = NewRefinement {
            id: run_id,
            draft_id: request.draft_id,
            ask: request.ask,
            open: open.clone(),
            unasked: request.unasked,
            model: request.model,
            model_name: writer.name.clone(),
            sent: writer.provider.sent(&completion),
        };
        self.store.start_refinement(new, Timestamp::now()).await?;
        let recorder = Recorder::start(std::sync::Arc::clone(&self.store), run_id);
        let writing = Writing { answer: Some(answer), ..Writing::default() };
        let completion = writing.completion(&writer, completion);
        let recorder = Some((recorder, request.draft_id));
        let events = self.pump(run_id, &writer, completion, writing, recorder);
        Ok((RefiningStarted { run_id, open }, events))
    }

    /// Starts a refinement that is not saved.
    ///
    /// # Errors
    /// As [`refine`](Self::refine).
    pub async fn refine_unsaved(
        &self,
        request: RefiningRequest,
    ) -> Result<(RefiningStarted, Events), RefiningError> {
        let (writer, asked) = self.refining(&request).await?;
        let Asked { request, answer, open } = asked;
        let run_id = RunId::generate();
        let writing = Writing { answer: Some(answer), ..Writing::default() };
        let completion = writing.completion(&writer, request);
        let events = self.pump(run_id, &writer, completion, writing, None);
        Ok((RefiningStarted { run_id, open }, events))
    }

    /// What [`refine`](Self::refine) would send, to the byte, but for the key, which is not read.
    ///
    /// # Errors
    /// As [`refine`](Self::refine).
    pub async fn preview_refinement(
        &self,
        request: &RefiningRequest,
    ) -> Result<SentRequest, RefiningError> {
        let writer = self.models.preview(&request.model).await.map_err(DraftingError::from)?;
        let asked = self.asked_to_refine(&writer, request).await?;
        Ok(writer.provider.sent(&asked.request))
    }

    /// The newest refinement of a draft of which something is left to decide, with what it has
    /// written so far.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn open_refinement(
        &self,
        draft_id: DraftId,
    ) -> Result<Option<Refinement>, StoreError> {
        let Some(found) = self.store.open_refinement(draft_id).await? else { return Ok(None) };
        Ok(Some(Refinement { run: self.with_unsaved_text(found.run), ..found }))
    }

    /// Keeps what was decided of a proposal; see [`Store::decide_refinement`].
    ///
    /// # Errors
    /// When it can't be saved.
    ///
    /// [`Store::decide_refinement`]: crate::store::Store::decide_refinement
    pub async fn decide_refinement(
        &self,
        run_id: RunId,
        taken: Option<TakenTexts>,
        open: Option<OpenProposal>,
    ) -> Result<(), StoreError> {
        let taken = taken.map(|TakenTexts { before, after }| Taken {
            before,
            after,
            revisions: [RevisionId::generate(), RevisionId::generate()],
        });
        self.store.decide_refinement(run_id, taken, open, Timestamp::now()).await
    }

    /// Whether all of a refinement is decided.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn refinement_is_settled(&self, run_id: RunId) -> Result<bool, StoreError> {
        self.store.refinement_is_settled(run_id).await
    }

    async fn refining(&self, request: &RefiningRequest) -> Result<(Writer, Asked), RefiningError> {
        let writer = self.models.writer(&request.model).await.map_err(DraftingError::from)?;
        let asked = self.asked_to_refine(&writer, request).await?;
        Ok((writer, asked))
    }

    async fn asked_to_refine(
        &self,
        writer: &Writer,
        request: &RefiningRequest,
    ) -> Result<Asked, RefiningError> {
        if let Some(problem) = request.ask.problem() {
            return Err(problem.into());
        }
        let Draft { text, brief, .. } = self.store.draft(request.draft_id).await?;
        let part = match &request.part {
            Refined::Whole => refining::refined_part(&text, None),
            Refined::Range(range) => refining::refined_part(&text, Some(*range)),
            Refined::Passage(passage) => {
                let found = refining::find(&text, passage.trim(), Utf16Offset(0));
                Some(found.ok_or(RefiningError::PassageNotFound)?)
            }
        };
        let part = part.ok_or(RefiningError::NothingThere)?;
        let limit = request.rules.as_ref().and_then(|rules| {
            let texts = reader::texts(&rules.shape, &text);
            let field = texts
                .iter()
                .find(|found| found.at.start <= part.start && part.end <= found.at.end)?;
            rules.limit_of(&field.path)
        });
        let voice = brief.tone.instruction();
        let subject = Subject {
            ask: &request.ask,
            passage: &text[part.clone()],
            draft: &text,
            voice: voice.as_deref(),
            limit: limit.as_deref(),
        };
        let open = OpenProposal {
            passage: subject.passage.to_owned(),
            at: Utf16Offset::end_of(&text[..part.start]),
            proposal: None,
        };
        Ok(Asked {
            request: CompletionRequest {
                model: writer.model.clone(),
                messages: subject.messages(),
                sampling: request.sampling.clone(),
                output_schema: None,
                tools: Vec::new(),
            },
            answer: Answer::to(subject.passage, subject.fence()),
            open,
        })
    }
}

/// A proposal for a part of a text cut into pieces; see [`pieces`]. A part out of the text's
/// bounds is its end.
#[must_use]
pub fn cut(
    text: &str,
    part: TextRange,
    proposal: &str,
    whole: bool,
    rules: Option<&Rules>,
) -> CutProposal {
    let (from, to) = (part.from.byte_index(text), part.to.byte_index(text));
    let passage = text.get(from..to).unwrap_or_default();
    let pieces = pieces(passage, proposal, whole, Instant::now() + COMPARING_LIMIT);
    let too_long = rules.map(|rules| {
        let after = [&text[..from], proposal, text.get(to..).unwrap_or_default()].concat();
        let end = from + proposal.len();
        let touched: Vec<FieldPath> = reader::texts(&rules.shape, &after)
            .into_iter()
            .filter(|found| found.at.start < end && from < found.at.end)
            .map(|found| found.path)
            .collect();
        let mut flaws = rules.flaws(&reader::values(&rules.shape, &after));
        flaws.retain(|flaw| {
            matches!(flaw.problem, FieldProblem::TooLong { .. }) && touched.contains(&flaw.path)
        });
        flaws
    });
    CutProposal { pieces, too_long: too_long.unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_field_that_would_be_too_long_is_told_and_not_cut() {
        let schema = json!({
            "properties": {
                "subject": { "type": "string", "maxLength": 12 },
                "preheader": { "type": "string", "maxLength": 12 },
            },
        });
        let rules = Rules::new(&schema, None).expect("fields");
        let text = "**Subject:** Cold now\n\n**Preheader:** This one is too long";
        let part = TextRange { from: Utf16Offset(13), to: Utf16Offset(21) };
        let proposal = "Cold for 24 hours";
        let cut = cut(text, part, proposal, true, Some(&rules));
        assert_eq!(cut.pieces.last().expect("a piece").insert, "for 24 hours");
        let [flaw] = cut.too_long.as_slice() else { panic!("{:?}", cut.too_long) };
        assert_eq!(flaw.path.to_string(), "subject");
        assert_eq!(flaw.problem, FieldProblem::TooLong { count: 17, most: 12 });
    }
}
