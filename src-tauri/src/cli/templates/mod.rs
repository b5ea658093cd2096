//! `copydeck templates`: the library.

use std::path::Path;

use copydeck_core::{
    domain::{
        model::ModelChoice, prompt::Sampling, run::DraftingMode, source::facts::Facts,
        template::DataArgument, variable::VariableKind,
    },
    services::{
        drafting::{DraftingRequest, fill_in},
        library::{Library, LibraryTemplate, TemplateForm},
    },
};

mod authoring;
mod importing;
mod testing;

use super::{
    arguments::TemplatesCommand,
    draft,
    failure::{CliError, ExitStatus},
    output,
};
use crate::state::Services;

/// Carries out a subcommand of `templates`.
pub(super) async fn run(
    services: &Services,
    command: TemplatesCommand,
) -> Result<ExitStatus, CliError> {
    let library = &services.library;
    match command {
        TemplatesCommand::Lint { name, format } => {
            return authoring::check(library, &name, format.json).await;
        }
        TemplatesCommand::New { title } => return authoring::begin(library, &title).await,
        TemplatesCommand::Edit { name } => return authoring::edit(library, &name).await,
        TemplatesCommand::Import { path, take, format } => {
            return importing::run(library, &path, take, format.json).await;
        }
        TemplatesCommand::Test { name, tier, provider, judge, format } => {
            let model = testing::model(services, tier, provider.as_deref()).await?;
            return testing::run(services, &name, &model, judge, format.json).await;
        }
        TemplatesCommand::List { format } if format.json => output::json(&forms(library).await?)?,
        TemplatesCommand::List { .. } => {
            for form in forms(library).await? {
                output::line(format_args!(
                    "{:<20} {}",
                    form.summary.name, form.summary.description
                ))?;
            }
        }
        TemplatesCommand::Show { name, format } => {
            let form = draft::ready(library, &name).await?.form();
            if format.json { output::json(&form)? } else { show(&form)? }
        }
        TemplatesCommand::Render { name, data, brief, .. } if brief.is_empty() => {
            let data = data.map_or_else(|| Ok(DataArgument::default()), |path| read_data(&path))?;
            let rendered = match draft::path_of(&name) {
                Some(path) => Library::render_file(path, &data)?,
                None => library.render_named(&name, &data).await?,
            };
            output::json(&rendered)?;
        }
        TemplatesCommand::Render { name, brief, .. } => {
            let template = draft::ready(library, &name).await?;
            let brief = draft::brief(&template.template, &brief, ModelChoice::default())?;
            let request = DraftingRequest {
                facts: Facts::default(),
                template,
                brief,
                overrides: Sampling::default(),
                mode: DraftingMode::Afresh,
            };
            output::json(&fill_in(&request)?)?;
        }
    }
    Ok(ExitStatus::Complete)
}

/// The most that a data argument may hold, in bytes.
const MAX_DATA_BYTES: usize = 16 << 20;

fn read_data(path: &Path) -> Result<DataArgument, CliError> {
    let text = draft::read_text(path, MAX_DATA_BYTES)?;
    serde_json::from_str(&text).map_err(|error| CliError::Usage {
        message: format!(
            "{} is no data argument, a JSON object with input, context, messages and docs: {error}",
            path.display()
        ),
    })
}

async fn forms(library: &Library) -> Result<Vec<TemplateForm>, CliError> {
    let templates = library.templates(usize::MAX).await?;
    Ok(templates.iter().map(LibraryTemplate::form).collect())
}

fn show(form: &TemplateForm) -> Result<(), CliError> {
    output::line(format_args!("{}\n{}\n", form.summary.title, form.summary.description))?;
    for variable in &form.variables {
        let need = if variable.required { "required" } else { "optional" };
        let hint = variable.hint.as_deref().unwrap_or_default();
        output::line(format_args!(
            "  {:<16} {}, {need}. {hint}",
            variable.name,
            kind(&variable.kind)
        ))?;
    }
    Ok(())
}

fn kind(kind: &VariableKind) -> String {
    match kind {
        VariableKind::Text => "text".to_owned(),
        VariableKind::LongText => "long text".to_owned(),
        VariableKind::Choice { options } => format!("one of {}", options.join(", ")),
        VariableKind::Number { integer: true } => "whole number".to_owned(),
        VariableKind::Number { integer: false } => "number".to_owned(),
        VariableKind::YesNo => "yes or no".to_owned(),
        VariableKind::Date => "date".to_owned(),
        VariableKind::List => "list, one a line".to_owned(),
        VariableKind::Link => "web address".to_owned(),
    }
}
