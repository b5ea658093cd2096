//! `copydeck templates import`.

use std::path::Path;

use copydeck_core::{
    domain::importing::FoundTemplate,
    services::library::{Library, LookedThrough},
};

use crate::cli::{
    failure::{CliError, ExitStatus},
    output,
};

/// Shows what a file or folder holds, and takes it if that is asked for.
pub(super) async fn run(
    library: &Library,
    path: &Path,
    take: bool,
    as_json: bool,
) -> Result<ExitStatus, CliError> {
    let LookedThrough { name, templates: found, cut_short } = Library::look_through(path)?;
    if cut_short {
        eprintln!("copydeck: there is more here than can be taken at once");
    }
    if as_json {
        output::json(&found)?;
    } else {
        for template in &found {
            show(template)?;
        }
    }
    if take {
        let taken = library.take(&name, found).await?;
        eprintln!("copydeck: {} templates were added", taken.len());
    } else if !as_json {
        eprintln!("copydeck: {} templates; add --take to put them in the library", found.len());
    }
    Ok(ExitStatus::Complete)
}

fn show(template: &FoundTemplate) -> Result<(), CliError> {
    output::line(format_args!("{:<32} {}", template.name, template.title))?;
    for guess in &template.guesses {
        output::line(format_args!("    {} is {}, {}", guess.written, guess.name, guess.kind))?;
    }
    Ok(())
}
