//! A draft on the command line, with the variants it has.

use copydeck_core::{
    domain::{
        draft::excerpt,
        id::DraftId,
        run::{RunState, StopReason},
        variant::{Variant, VariantNumber, VariantRound},
    },
    services::{desk::DraftDocument, drafting::Drafting},
};
use serde::Serialize;

use crate::{
    cli::{failure::CliError, output},
    state::Services,
};

/// A draft as `--json` prints it.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    document: DraftDocument,
    #[serde(skip_serializing_if = "Option::is_none")]
    variants: Option<VariantRound>,
}

/// Prints a draft's copy and lists its variants, or prints one of those. The list goes to standard
/// error where there is copy, which is what was asked for.
pub(super) async fn show(
    services: &Services,
    id: DraftId,
    variant: Option<VariantNumber>,
    round: Option<u32>,
    as_json: bool,
) -> Result<(), CliError> {
    if let Some(number) = variant {
        let variant = find(&services.drafting, id, number, round).await?;
        return if as_json { output::json(&variant) } else { print(&variant.text) };
    }
    let document = services.desk.open(id).await?;
    let variants = services.drafting.variants(id, round).await?;
    if round.is_some() && variants.is_none() {
        return Err(CliError::Usage { message: "this draft has no such round of variants".into() });
    }
    if as_json {
        return output::json(&Shown { document, variants });
    }
    let text = &document.draft.text;
    match &variants {
        None => print(text),
        Some(round) if text.is_empty() => output::text(&listed(round)),
        Some(round) => {
            print(text)?;
            eprint!("\n{}", listed(round));
            Ok(())
        }
    }
}

fn print(text: &str) -> Result<(), CliError> {
    output::line(text.trim_end_matches('\n'))
}

/// One of a draft's variants.
pub(super) async fn find(
    drafting: &Drafting,
    id: DraftId,
    number: VariantNumber,
    round: Option<u32>,
) -> Result<Variant, CliError> {
    let found = drafting.variants(id, round).await?;
    found
        .into_iter()
        .flat_map(|round| round.variants)
        .find(|variant| variant.number == number)
        .ok_or_else(|| CliError::Usage { message: format!("this draft has no variant {number}") })
}

fn listed(round: &VariantRound) -> String {
    let mut lines = String::new();
    if round.rounds > 1 {
        lines.push_str(&format!("Round {} of {}\n", round.round, round.rounds));
    }
    for variant in &round.variants {
        let picked = if variant.picked_at.is_some() { ", picked" } else { "" };
        lines.push_str(&format!(
            "Variant {}  {}{picked}  {}\n",
            variant.number,
            in_words(&variant.state),
            excerpt(&variant.text)
        ));
    }
    lines
}

fn in_words(state: &RunState) -> &'static str {
    match state {
        RunState::Live => "being written",
        RunState::Finished { reason: StopReason::Complete } => "complete",
        RunState::Finished { reason: StopReason::Stopped } => "stopped",
        RunState::Finished { reason: StopReason::Length } => "cut off at the limit",
        RunState::Finished { reason: StopReason::Truncated } => "connection lost",
        RunState::Finished { reason: StopReason::Refused } => "declined",
        RunState::Finished { reason: StopReason::Filtered } => "held back by a filter",
        RunState::Finished { reason: StopReason::ToolCall } => "asked for a tool",
        RunState::Finished { reason: StopReason::Unknown } => "ended",
        RunState::Failed { .. } => "failed",
        RunState::Interrupted => "interrupted",
    }
}
