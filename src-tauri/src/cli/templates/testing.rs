//! `copydeck templates test`.

use std::cell::Cell;

use copydeck_core::{
    domain::{expectation::TestResult, model::ModelChoice},
    services::template_tests::{TemplateTestEvent, TestsRequest},
};

use crate::{
    cli::{
        arguments::Tier,
        draft,
        failure::{CliError, ExitStatus},
        output,
    },
    state::Services,
};

/// Who drafts: the provider or tier asked for, or whoever Settings say.
pub(super) async fn model(
    services: &Services,
    tier: Option<Tier>,
    provider: Option<&str>,
) -> Result<ModelChoice, CliError> {
    Ok(match (provider, tier) {
        (Some(provider), _) => {
            let provider_id = services.providers.named(provider).await?.id;
            ModelChoice::Provider { provider_id, model: None }
        }
        (None, Some(Tier::Local)) => ModelChoice::default(),
        (None, None) => services.preferences.read().await?.model,
    })
}

/// Runs a template's tests. Ends with 1 if one fails.
pub(super) async fn run(
    services: &Services,
    name: &str,
    model: &ModelChoice,
    judged: bool,
    as_json: bool,
) -> Result<ExitStatus, CliError> {
    let template = draft::ready(&services.library, name).await?;
    let asked = TestsRequest { template: &template, item: None, model, judged };
    let show = |event| match event {
        TemplateTestEvent::Ended { result } if !as_json => show(&result),
        _ => Ok(()),
    };
    let shown = Cell::new(Ok(()));
    let run = services.template_tests.run(&services.drafting, asked, |event| {
        if let Err(error) = show(event) {
            shown.set(Err(error));
        }
    });
    let run = run.await?;
    shown.into_inner()?;
    if as_json {
        output::json(&run)?;
    }
    let passed = run.results.iter().all(|result| result.passed);
    Ok(if passed { ExitStatus::Complete } else { ExitStatus::Failed })
}

fn show(result: &TestResult) -> Result<(), CliError> {
    let verdict = if result.passed { "passed" } else { "FAILED" };
    let change = match (result.passed, result.passed_before) {
        (false, Some(true)) => " (it passed before)",
        (true, Some(false)) => " (it failed before)",
        _ => "",
    };
    output::line(format_args!("Test {}: {verdict}{change}", result.test))?;
    if let Some(failure) = &result.failure {
        output::line(format_args!("  {failure}"))?;
    }
    for finding in &result.findings {
        let mark = match finding.met {
            Some(true) => "+",
            Some(false) => "-",
            None => "?",
        };
        let found = finding.found.as_deref().map(|found| format!(": {found}"));
        let found = found.unwrap_or_default();
        output::line(format_args!("  {mark} {}{found}", finding.expected))?;
    }
    Ok(())
}
