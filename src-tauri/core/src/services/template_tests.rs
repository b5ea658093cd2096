//! Runs the tests of a template: drafts for its answers, compares them with what it expects, and
//! keeps how that went, so that a change of the template or of the model shows what it broke. What
//! can't be counted is judged by a model, in `judging`, if that is asked for.

mod judging;

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use ts_rs::TS;

use super::{
    drafting::{Drafting, DraftingError, DraftingRequest, event::DraftingEvent},
    library::LibraryTemplate,
};
use crate::{
    domain::{
        draft::Brief,
        expectation::{Expectation, Finding, TemplateTest, TestError, TestResult},
        fields::{again::Rewrites, reader, rules::Rules},
        id::{LibraryItemId, RunId},
        model::ModelChoice,
        prompt::Sampling,
        run::{DraftingMode, StopReason},
        source::facts::Facts,
        tone::Tone,
        variable::VariableValues,
    },
    store::{Store, StoreError, template_tests::TemplateTestRun},
};

/// With which the words of tests are chosen, so that a run can be repeated where the model allows
/// it.
const SEED: u32 = 1;
/// How many kept runs are shown.
const MOST_SHOWN: u32 = 60;

/// What is said while tests run, for whoever waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum TemplateTestEvent {
    /// A draft is being written. Stopping its run stops the tests.
    Began {
        /// The test, counted from 1.
        test: u32,
        /// The run.
        run_id: RunId,
    },
    /// A test is through.
    Ended {
        /// How it went.
        result: TestResult,
    },
}

/// What is tested, and how.
#[derive(Clone, Copy, Debug)]
pub struct TestsRequest<'a> {
    /// The template. What comes of it is kept if it is a version of the library's.
    pub template: &'a LibraryTemplate,
    /// The item whose last run the results are compared with.
    pub item: Option<LibraryItemId>,
    /// Who writes.
    pub model: &'a ModelChoice,
    /// Whether the same model is asked to judge what can't be counted.
    pub judged: bool,
}

/// Why a template's tests could not be run.
#[derive(Debug, thiserror::Error)]
pub enum TemplateTestsError {
    /// They can't be read.
    #[error(transparent)]
    Tests(#[from] TestError),
    /// It has none.
    #[error("“{template}” has no tests. Add some under copydeck.tests.")]
    None {
        /// The template's name.
        template: String,
    },
    /// The user stopped them.
    #[error("The tests were stopped. What came of them is not kept.")]
    Stopped,
    /// Nothing could be drafted.
    #[error(transparent)]
    Drafting(#[from] DraftingError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl TemplateTestsError {
    /// The code that the command line and the window act on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Tests(_) => "template_tests_invalid",
            Self::None { .. } => "template_tests_missing",
            Self::Stopped => "template_tests_stopped",
            Self::Drafting(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}

/// Runs the tests of templates.
#[derive(Debug)]
pub struct TemplateTests {
    store: Arc<Store>,
}

impl TemplateTests {
    /// The tests of a store's templates.
    #[must_use]
    pub const fn new(store: Arc<Store>) -> Self {
        Self { store }
    }

    /// The last runs of a template's tests, newest first: one for each version and model.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn kept(&self, item: LibraryItemId) -> Result<Vec<TemplateTestRun>, StoreError> {
        self.store.template_test_runs(item, MOST_SHOWN).await
    }

    /// Runs all tests of a template with a model, one after the other.
    ///
    /// # Errors
    /// When the template has no tests that can be read, the model can't be asked, or the user
    /// stops them. A test whose draft fails has failed, and the others go on.
    pub async fn run(
        &self,
        drafting: &Drafting,
        asked: TestsRequest<'_>,
        told: impl Fn(TemplateTestEvent),
    ) -> Result<TemplateTestRun, TemplateTestsError> {
        let TestsRequest { template, model, .. } = asked;
        let tests = template.template.expectations()?;
        if tests.is_empty() {
            let template = template.template.name().to_owned();
            return Err(TemplateTestsError::None { template });
        }
        let item = asked.item.or(template.made_with.map(|of| of.item));
        let before = match item {
            Some(item) => self.store.template_test_runs(item, 1).await?.pop(),
            None => None,
        };
        let mut run = TemplateTestRun {
            version: template.made_with.map_or(0, |of| of.version),
            model: drafting.who_writes(model).await?,
            ran_at: Timestamp::now(),
            results: Vec::new(),
        };
        for (test, number) in tests.iter().zip(1..) {
            let request = request(template, test, model);
            let (run_id, events) = drafting.start_unsaved(request.clone()).await?;
            told(TemplateTestEvent::Began { test: number, run_id });
            let written = written(events, template.field_rules()).await?;
            let answers = answers(template, &request.brief.values);
            let mut findings = written.findings(test, &answers, template);
            if asked.judged && written.failure.is_none() {
                for (expectation, finding) in test.expect.iter().zip(&mut findings) {
                    if let Expectation::Judged(claim) = expectation {
                        let verdict = judging::judge(drafting, model, claim, &written.text).await?;
                        (finding.met, finding.found) = (verdict.met, verdict.said);
                    }
                }
            }
            let passed_before = before
                .as_ref()
                .and_then(|run| run.results.iter().find(|known| known.test == number))
                .map(|known| known.passed);
            let result = TestResult {
                test: number,
                passed: written.failure.is_none()
                    && findings.iter().all(|finding| finding.met != Some(false)),
                passed_before,
                draft: written.text,
                findings,
                failure: written.failure,
            };
            told(TemplateTestEvent::Ended { result: result.clone() });
            run.results.push(result);
        }
        if let (Some(of), None) = (template.made_with, self.store.read_only()) {
            self.store.keep_template_test_run(of, run.clone()).await?;
        }
        Ok(run)
    }
}

fn request(
    template: &LibraryTemplate,
    test: &TemplateTest,
    model: &ModelChoice,
) -> DraftingRequest {
    // What has to be answered and nobody has answered is made up, as where it is tried.
    let mut values = template.template.trial_values();
    values.0.retain(|name, _| {
        template.template.variables().any(|field| field.required && field.name == *name)
    });
    values.0.extend(template.template.sample().unwrap_or_default().0);
    values.0.extend(test.given.0.clone());
    DraftingRequest {
        facts: Facts::default(),
        template: template.clone(),
        brief: Brief { values, tone: Tone::default(), model: model.clone() },
        overrides: Sampling { seed: Some(SEED), ..Sampling::default() },
        mode: DraftingMode::Afresh,
    }
}

/// All the answers a draft is written from, defaults among them.
fn answers(template: &LibraryTemplate, given: &VariableValues) -> VariableValues {
    template.template.check(given).unwrap_or_else(|_| given.clone())
}

/// What came of one drafting.
#[derive(Default)]
struct Written {
    text: String,
    /// The same as JSON, where it is copy in fields.
    fields: Option<String>,
    failure: Option<String>,
}

impl Written {
    fn findings(
        &self,
        test: &TemplateTest,
        answers: &VariableValues,
        template: &LibraryTemplate,
    ) -> Vec<Finding> {
        if self.failure.is_some() {
            return Vec::new();
        }
        test.expect
            .iter()
            .map(|expectation| {
                let draft = match (expectation, &self.fields) {
                    (Expectation::Json { .. } | Expectation::WithinFormat, Some(fields)) => fields,
                    _ => &self.text,
                };
                expectation.compare(draft, answers, template.format.as_ref())
            })
            .collect()
    }
}

/// The draft of a run, with what was written anew in its place.
async fn written(
    mut events: mpsc::UnboundedReceiver<DraftingEvent>,
    rules: Option<Rules>,
) -> Result<Written, TemplateTestsError> {
    let mut written = Written::default();
    let mut rewrites = Vec::new();
    while let Some(event) = events.recv().await {
        match event {
            DraftingEvent::Delta { text, .. } => written.text.push_str(&text),
            DraftingEvent::Rewritten { rewrite, .. } => rewrites.push(rewrite),
            DraftingEvent::Failed { message, .. } => written.failure = Some(message),
            DraftingEvent::Finished { reason: StopReason::Stopped, .. } => {
                return Err(TemplateTestsError::Stopped);
            }
            _ => {}
        }
    }
    if let Some(Rules { shape, .. }) = rules {
        let rewrites = Rewrites { shape, rewrites };
        written.text = rewrites.apply(&written.text);
        let values = reader::values(&rewrites.shape, &written.text);
        written.fields = Some(values.to_json(&rewrites.shape).to_string());
    }
    Ok(written)
}
