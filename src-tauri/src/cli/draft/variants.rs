//! `copydeck draft --variants`: several runs of one brief, each printed when it has ended.

use std::{collections::BTreeMap, io};

use copydeck_core::{
    domain::{
        fields::{
            again::{Rewrite, Rewrites},
            shape::Shape,
        },
        id::{DraftId, RunId},
        variant::{VariantCount, VariantNumber},
    },
    services::drafting::{
        event::DraftingEvent,
        variants::{VariantEvent, VariantsStarted},
    },
};
use futures_util::StreamExt;

use super::{Prepared, Work, ended, explained, interruption, new_draft, prepare};
use crate::{
    cli::{
        arguments::DraftArguments,
        failure::{CliError, ExitStatus},
        output,
    },
    state::Services,
};

/// Drafts that many variants, and ends with the worst of how they ended.
pub(super) async fn run(
    services: &Services,
    arguments: &DraftArguments,
    count: VariantCount,
) -> Result<ExitStatus, CliError> {
    let Prepared { request, sources } = prepare(services, arguments).await?;
    let shape = request.template.field_rules().map(|rules| rules.shape);
    let (draft_id, started) = if arguments.no_save {
        (None, services.drafting.start_unsaved_variants(request, count).await?)
    } else {
        let draft_id = new_draft(services, &request, sources).await?;
        (Some(draft_id), services.drafting.start_variants(draft_id, request, count).await?)
    };
    let printing = Printing { as_json: arguments.json, shape, texts: BTreeMap::new(), any: false };
    let status = follow(services, started, printing).await?;
    if let Some(id) = draft_id
        && !arguments.json
    {
        say_where(id);
    }
    Ok(status)
}

fn say_where(id: DraftId) {
    eprintln!(
        "copydeck: Saved with {id}: `copydeck drafts show {id}` lists the variants, \
         `copydeck drafts pick {id} 2` makes the second the draft's copy."
    );
}

async fn follow(
    services: &Services,
    started: VariantsStarted,
    mut printing: Printing,
) -> Result<ExitStatus, CliError> {
    let VariantsStarted { runs, mut events, .. } = started;
    let stop_all = |runs: &[(VariantNumber, RunId)]| {
        for (_, run_id) in runs {
            services.drafting.stop(*run_id);
        }
    };
    let mut interrupted = false;
    let mut outcome = Ok(());
    let mut status = ExitStatus::Complete;
    loop {
        tokio::select! {
            () = interruption(), if !interrupted => {
                interrupted = true;
                stop_all(&runs);
            }
            event = events.next() => {
                let Some(event) = event else { break };
                if outcome.is_ok() {
                    outcome = printing.print(&event);
                }
                if outcome.is_err() && !interrupted {
                    // Nobody reads any more: stop, and keep what came.
                    interrupted = true;
                    stop_all(&runs);
                }
                if let Some(ended) = ended(&event.event, interrupted) {
                    status = worse(status, ended);
                }
            }
        }
    }
    match outcome {
        Err(CliError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(status),
        Err(error) => Err(error),
        Ok(()) => Ok(status),
    }
}

/// Which of two ends the exit code tells: that the user stopped it, then that something could not
/// be saved, then that something is not whole.
fn worse(one: ExitStatus, other: ExitStatus) -> ExitStatus {
    let order = [ExitStatus::Interrupted, ExitStatus::Store, ExitStatus::Provider];
    order.into_iter().find(|status| [one, other].contains(status)).unwrap_or(one)
}

struct Printing {
    as_json: bool,
    shape: Option<Shape>,
    texts: BTreeMap<VariantNumber, Text>,
    /// Whether something has been printed for people.
    any: bool,
}

/// A variant that has not ended.
#[derive(Default)]
struct Text {
    text: String,
    rewrites: Vec<Rewrite>,
}

impl Printing {
    fn print(&mut self, event: &VariantEvent) -> Result<(), CliError> {
        if self.as_json {
            return output::json_line(event);
        }
        let VariantEvent { variant, event } = event;
        if let Some(words) = explained(event, Work::Drafting) {
            eprintln!("copydeck: variant {variant}: {words}");
        }
        match event {
            DraftingEvent::Delta { text, .. } => {
                self.texts.entry(*variant).or_default().text.push_str(text);
            }
            DraftingEvent::Rewritten { rewrite, .. } => {
                self.texts.entry(*variant).or_default().rewrites.push(rewrite.clone());
            }
            DraftingEvent::Finished { .. } | DraftingEvent::Failed { .. } => {
                return self.print_whole(*variant);
            }
            _ => {}
        }
        Ok(())
    }

    /// Prints a variant that has ended, under its heading.
    fn print_whole(&mut self, variant: VariantNumber) -> Result<(), CliError> {
        let Text { mut text, rewrites } = self.texts.remove(&variant).unwrap_or_default();
        if let Some(shape) = &self.shape {
            text = Rewrites { shape: shape.clone(), rewrites }.apply(&text);
        }
        let before = if std::mem::replace(&mut self.any, true) { "\n" } else { "" };
        output::text(&format!("{before}Variant {variant}\n\n{}\n", text.trim_end_matches('\n')))
    }
}
