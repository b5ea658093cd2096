//! Runs the tests of a template: drafts for its answers, compares them with what it expects, and
//! keeps how that went, so that a change of the template or of the model shows what it broke.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::mpsc;

use super::{
    drafting::{Drafting, DraftingError, DraftingRequest, event::DraftingEvent},
    library::LibraryTemplate,
};
use crate::{
    domain::{
        draft::Brief,
        expectation::{TemplateTest, TestError, TestResult},
        format::{self, Format},
        model::ModelChoice,
        prompt::Sampling,
        run::DraftingMode,
        source::facts::Facts,
        tone::Tone,
        variable::VariableValues,
    },
    store::{Store, StoreError, template_tests::TemplateTestRun},
};

/// With which the words of tests are chosen, so that a run can be repeated where the model allows
/// it.
const SEED: u32 = 1;

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

    /// Runs all tests of a template with a model, one after the other. What a model would have to
    /// judge is left open.
    ///
    /// # Errors
    /// When the template has no tests that can be read, or the model can't be asked. A test whose
    /// draft fails has failed, and the others go on.
    pub async fn run(
        &self,
        drafting: &Drafting,
        template: &LibraryTemplate,
        model: &ModelChoice,
    ) -> Result<TemplateTestRun, TemplateTestsError> {
        let tests = template.template.expectations()?;
        if tests.is_empty() {
            let template = template.template.name().to_owned();
            return Err(TemplateTestsError::None { template });
        }
        let before = match template.made_with {
            Some(of) => self.store.last_template_test_run(of).await?,
            None => None,
        };
        let format = template.template.front_matter().copydeck.format.as_deref();
        let format = format.and_then(|name| format::starter().iter().find(|f| f.name == name));
        let mut run = TemplateTestRun {
            version: template.made_with.map_or(0, |of| of.version),
            model: String::new(),
            ran_at: Timestamp::now(),
            results: Vec::new(),
        };
        for (index, test) in tests.iter().enumerate() {
            let request = request(template, test, model);
            let (_, events) = drafting.start_unsaved(request.clone()).await?;
            let written = written(events).await;
            if let Some(name) = written.model {
                run.model = name;
            }
            let answers = answers(template, &request.brief.values);
            let mut result = result(test, &written.text, &answers, format, written.failure);
            result.test = u32::try_from(index + 1).unwrap_or(u32::MAX);
            result.passed_before = before
                .as_ref()
                .and_then(|run| run.results.iter().find(|known| known.test == result.test))
                .map(|known| known.passed);
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
    let mut values = template.template.sample().unwrap_or_default();
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

#[derive(Default)]
struct Written {
    text: String,
    model: Option<String>,
    failure: Option<String>,
}

async fn written(mut events: mpsc::UnboundedReceiver<DraftingEvent>) -> Written {
    let mut written = Written::default();
    while let Some(event) = events.recv().await {
        match event {
            DraftingEvent::Started { model_name, .. } => written.model = Some(model_name),
            DraftingEvent::Delta { text, .. } => written.text.push_str(&text),
            DraftingEvent::Failed { message, .. } => written.failure = Some(message),
            _ => {}
        }
    }
    written
}

fn result(
    test: &TemplateTest,
    draft: &str,
    answers: &VariableValues,
    format: Option<&Format>,
    failure: Option<String>,
) -> TestResult {
    let findings: Vec<_> = match failure {
        Some(_) => Vec::new(),
        None => test.expect.iter().map(|e| e.compare(draft, answers, format)).collect(),
    };
    TestResult {
        test: 0,
        passed: failure.is_none() && findings.iter().all(|finding| finding.met != Some(false)),
        passed_before: None,
        draft: draft.to_owned(),
        findings,
        failure,
    }
}
