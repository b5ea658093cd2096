//! `copydeck templates new`, `edit` and `lint`.

use std::{collections::BTreeMap, path::Path, process::Command};

use copydeck_core::{
    domain::{
        library::{ItemKind, Origin},
        template::lint::{Problem, Severity, lint},
    },
    services::library::{Library, texts},
};

use crate::cli::{
    draft,
    failure::{CliError, ExitStatus},
    output,
};

/// Says what is wrong with a template. Ends with 1 if it can't be used.
pub(super) async fn check(
    library: &Library,
    name: &str,
    as_json: bool,
) -> Result<ExitStatus, CliError> {
    let (file, problems) = match draft::path_of(name) {
        Some(path) => {
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let (text, partials) = Library::text_of_file(path)?;
            let problems = lint(&file, &text, &partials);
            (file, problems)
        }
        None => {
            let item = library.item_called(name).await?;
            (texts::file_name(name), library.read_text(name, &item.text).await?.problems)
        }
    };
    if as_json {
        output::json(&problems)?;
    } else {
        for problem in &problems {
            output::line(format_args!("{}", in_words(&file, problem)))?;
        }
    }
    let is_usable = problems.iter().all(|problem| problem.severity != Severity::Error);
    Ok(if is_usable { ExitStatus::Complete } else { ExitStatus::Failed })
}

fn in_words(file: &str, problem: &Problem) -> String {
    let kind = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let fix = problem.fixes.first().map(|fix| format!(" Fix: {}.", fix.label)).unwrap_or_default();
    format!("{file}:{}:{}: {kind}: {}{fix}", problem.line, problem.column, problem.message)
}

/// Adds a template to begin from, and says its name.
pub(super) async fn begin(library: &Library, title: &str) -> Result<ExitStatus, CliError> {
    let name = texts::name_from(title);
    if name.is_empty() {
        let message = "a template needs a name with letters or digits".to_owned();
        return Err(CliError::Usage { message });
    }
    let title = serde_json::to_string(title)?;
    let text = format!(
        "---\nname: {name}\ndescription: What it makes, in a line\ninput:\n  schema:\n    \
         topic: string, what the text is about\ncopydeck.title: {title}\ncopydeck.sample:\n  \
         topic: a walk in the rain\n---\n{{{{role \"system\"~}}}}\nYou write short texts in plain \
         words.\n{{{{~role \"user\"~}}}}\nWrite about {{{{topic}}}}.\n"
    );
    let item = library.add(ItemKind::Template, &name, text, Origin::Own).await?;
    output::line(format_args!("{}", item.summary.name))?;
    Ok(ExitStatus::Complete)
}

/// Opens a template in the user's editor, and saves what comes back as a version.
pub(super) async fn edit(library: &Library, name: &str) -> Result<ExitStatus, CliError> {
    let item = library.item_called(name).await?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join(texts::file_name(&item.summary.name));
    std::fs::write(&path, item.working.as_deref().unwrap_or(&item.text))?;
    run_editor(&path)?;
    let text = draft::read_text(&path, copydeck_core::domain::template::MAX_TEMPLATE_BYTES)?;
    if text == item.text {
        eprintln!("copydeck: nothing was changed");
        return Ok(ExitStatus::Complete);
    }
    let problems = lint(&texts::file_name(name), &text, &BTreeMap::new());
    let saved = library.save(item.summary.id, text, String::new()).await?;
    for problem in problems.iter().filter(|problem| problem.severity == Severity::Error) {
        eprintln!("copydeck: {}", in_words(name, problem));
    }
    output::line(format_args!("{} v{}", saved.summary.name, saved.summary.version))?;
    Ok(ExitStatus::Complete)
}

fn run_editor(path: &Path) -> Result<(), CliError> {
    let editor = ["VISUAL", "EDITOR"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|editor| !editor.trim().is_empty()))
        .unwrap_or_else(|| if cfg!(windows) { "notepad" } else { "vi" }.to_owned());
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or_default();
    let ended = Command::new(program).args(words).arg(path).status();
    match ended {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(CliError::Usage { message: format!("{editor} ended with {status}") }),
        Err(error) => Err(CliError::Usage {
            message: format!("{editor} could not be started: {error}. Set EDITOR to your editor"),
        }),
    }
}
