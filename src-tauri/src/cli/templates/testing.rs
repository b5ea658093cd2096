//! `copydeck templates test`.

use copydeck_core::{domain::model::ModelChoice, store::template_tests::TemplateTestRun};

use crate::{
    cli::{
        arguments::Tier,
        draft,
        failure::{CliError, ExitStatus},
        output,
    },
    state::Services,
};

/// Runs a template's tests. Ends with 1 if one fails.
pub(super) async fn run(
    services: &Services,
    name: &str,
    tier: Option<Tier>,
    provider: Option<&str>,
    as_json: bool,
) -> Result<ExitStatus, CliError> {
    let template = draft::ready(&services.library, name).await?;
    let model = match (provider, tier) {
        (Some(provider), _) => {
            let provider_id = services.providers.named(provider).await?.id;
            ModelChoice::Provider { provider_id, model: None }
        }
        (None, Some(Tier::Local)) => ModelChoice::default(),
        (None, None) => services.preferences.read().await?.model,
    };
    let run = services.template_tests.run(&services.drafting, &template, &model).await?;
    if as_json {
        output::json(&run)?;
    } else {
        show(&run)?;
    }
    let passed = run.results.iter().all(|result| result.passed);
    Ok(if passed { ExitStatus::Complete } else { ExitStatus::Failed })
}

fn show(run: &TemplateTestRun) -> Result<(), CliError> {
    for result in &run.results {
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
            output::line(format_args!(
                "  {mark} {}{}",
                finding.expected,
                found.unwrap_or_default()
            ))?;
        }
    }
    Ok(())
}
