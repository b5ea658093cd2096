//! What the command line takes.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use copydeck_core::{
    domain::{
        model::ProviderKind,
        tone::Tone,
        variant::{VariantCount, VariantNumber},
    },
    services::exporting::ExportFormat,
};

use super::pack_arguments::PackCommand;

/// Draft marketing copy with a model of your choice.
///
/// Without a subcommand the window opens.
#[derive(Debug, Parser)]
#[command(version, about, arg_required_else_help = false)]
pub(crate) struct Arguments {
    /// Keep everything of this run in this folder, apart from all else
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// A pack to open in the window
    #[arg(value_name = "FILE.copypack", value_parser = pack_file)]
    pub(crate) pack: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Draft a piece of copy; the text comes to standard output as it is written
    Draft(DraftArguments),
    /// Change a draft as you say; the new copy comes to standard output as it is written
    ///
    /// The draft has it once it is whole, and its former text as an earlier version.
    Refine(RefineArguments),
    /// The templates there are
    #[command(subcommand)]
    Templates(TemplatesCommand),
    /// The drafts in the data folder
    #[command(subcommand)]
    Drafts(DraftsCommand),
    /// The servers that can draft, and their keys
    #[command(subcommand)]
    Providers(ProvidersCommand),
    /// Packs: how a team writes, as a file that can be sent
    #[command(subcommand)]
    Pack(PackCommand),
    /// The local model's process: speaks to Copydeck itself, not to people
    #[command(hide = true)]
    Engine,
    /// Reads one document: speaks to Copydeck itself, not to people
    #[command(hide = true)]
    ReadSource {
        /// The document's name
        name: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct DraftArguments {
    /// The template: a name from `templates list`, or the path of a .prompt file
    pub(super) template: String,
    #[command(flatten)]
    pub(super) brief: BriefArguments,
    /// Draft from the facts in this document: text, Markdown, HTML, PDF, Word or CSV
    #[arg(long, value_name = "FILE")]
    pub(super) source: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) model: ModelArguments,
    /// Draft this many side by side, 2 to 5; `drafts show` lists them, `drafts pick` chooses one
    #[arg(long, value_name = "N")]
    pub(super) variants: Option<VariantCount>,
    /// Print one event a line, as JSON
    #[arg(long)]
    pub(super) json: bool,
    /// Leave no draft in the data folder
    #[arg(long)]
    pub(super) no_save: bool,
}

/// Who writes, and how.
#[derive(Debug, Args)]
pub(crate) struct ModelArguments {
    /// Write on this computer, whatever Settings say
    #[arg(long, value_enum, conflicts_with = "provider")]
    pub(super) tier: Option<Tier>,
    /// Write with this provider
    #[arg(long, value_name = "NAME")]
    pub(super) provider: Option<String>,
    /// The provider's model, in place of its usual one
    #[arg(long, requires = "provider")]
    pub(super) model: Option<String>,
    /// From 0, the likeliest word each time, to 2
    #[arg(long, value_parser = temperature)]
    pub(super) temperature: Option<f32>,
    /// Write the same again, where the model allows it
    #[arg(long)]
    pub(super) seed: Option<u32>,
    /// The most the model may write, in its own tokens
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) max_tokens: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct RefineArguments {
    /// The draft's id, from `drafts list`
    pub(super) draft: String,
    /// What to change, in your own words
    #[arg(long, value_name = "TEXT")]
    pub(super) instruction: String,
    /// Change only this passage, as it stands in the draft, and leave the rest
    #[arg(long, value_name = "TEXT")]
    pub(super) passage: Option<String>,
    #[command(flatten)]
    pub(super) model: ModelArguments,
    /// Print one event a line, as JSON
    #[arg(long)]
    pub(super) json: bool,
    /// Leave the draft as it is
    #[arg(long)]
    pub(super) no_save: bool,
}

/// What a brief is filled in with.
#[derive(Debug, Args)]
pub(crate) struct BriefArguments {
    /// Fill in a field of the brief
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    pub(super) set: Vec<(String, String)>,
    /// Fill in a field with the text of a file
    #[arg(long, value_name = "NAME=PATH", value_parser = assignment)]
    pub(super) set_file: Vec<(String, String)>,
    /// From 1 to 5 each: formality=2,energy=4,seriousness=3
    #[arg(long, default_value_t)]
    pub(super) tone: Tone,
}

impl BriefArguments {
    /// Nothing was filled in.
    pub(super) fn is_empty(&self) -> bool {
        self.set.is_empty() && self.set_file.is_empty() && self.tone == Tone::default()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tier {
    /// The model on this computer
    Local,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TemplatesCommand {
    /// All templates
    List {
        #[command(flatten)]
        format: Format,
    },
    /// What a template makes and asks for
    Show {
        /// A name from the list, or the path of a .prompt file
        name: String,
        #[command(flatten)]
        format: Format,
    },
    /// A prompt filled in, as JSON
    ///
    /// With --set, the messages a model would be sent for that brief. Without, the prompt with the
    /// fields that Dotprompt's specification gives it.
    Render {
        /// A name from the list, or the path of a .prompt file
        name: String,
        /// A JSON file with the specification's data argument: input, context, messages, docs
        #[arg(long, value_name = "PATH", conflicts_with_all = ["set", "set_file", "tone"])]
        data: Option<PathBuf>,
        #[command(flatten)]
        brief: BriefArguments,
        #[command(flatten)]
        format: Format,
    },
    /// What is wrong with a template
    Lint {
        /// A name from the list, or the path of a .prompt file
        name: String,
        #[command(flatten)]
        format: Format,
    },
    /// Add a template to begin from
    New {
        /// What it is called
        title: String,
    },
    /// Change a template in your editor, and save that as a version
    Edit {
        /// A name from the list
        name: String,
    },
    /// Prompts from elsewhere as templates: shown, and with --take put in the library
    Import {
        /// A .prompt, .md or .txt file, a folder of them or of fabric patterns, a CSV with act and
        /// prompt, or an Open WebUI export
        path: PathBuf,
        /// Put them in the library
        #[arg(long)]
        take: bool,
        #[command(flatten)]
        format: Format,
    },
    /// Draft what a template's own tests ask for, and compare; ends with 1 if one fails
    Test {
        /// A name from the list, or the path of a .prompt file
        name: String,
        /// Draft on this computer, whatever Settings say
        #[arg(long, value_enum, conflicts_with = "provider")]
        tier: Option<Tier>,
        /// Draft with this provider
        #[arg(long, value_name = "NAME")]
        provider: Option<String>,
        /// Ask the same model to judge what can't be counted
        #[arg(long)]
        judge: bool,
        #[command(flatten)]
        format: Format,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum DraftsCommand {
    /// All drafts, newest first
    List {
        #[command(flatten)]
        format: Format,
    },
    /// Write a draft as a file for others
    Export {
        /// Its id, from the list
        id: String,
        /// What kind of file
        #[arg(long, value_enum)]
        to: ExportTo,
        /// The file to write, replacing what is there; standard output when none is given
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// A draft's copy, and the variants it has
    Show {
        /// Its id, from the list
        id: String,
        /// One of its variants in place of its copy
        #[arg(long, value_name = "N", value_parser = variant_number)]
        variant: Option<VariantNumber>,
        /// Of which round of variants, where there were several; the newest when none is given
        #[arg(long, value_name = "N")]
        round: Option<u32>,
        #[command(flatten)]
        format: Format,
    },
    /// Make a variant the draft's copy; what stands there is kept in its history
    Pick {
        /// The draft's id, from the list
        id: String,
        /// The variant's number
        #[arg(value_parser = variant_number)]
        variant: VariantNumber,
        /// Of which round, where there were several; the newest when none is given
        #[arg(long, value_name = "N")]
        round: Option<u32>,
        #[command(flatten)]
        format: Format,
    },
    /// The drafts with all these words in their title, copy or brief, the best first
    Search {
        /// The words; the last may be the beginning of one
        #[arg(required = true)]
        text: Vec<String>,
        #[command(flatten)]
        format: Format,
    },
    /// Put a draft in the bin, which keeps it for thirty days
    Delete {
        /// Its id, from the list
        id: String,
        #[command(flatten)]
        format: Format,
    },
    /// Take a draft out of the bin
    Restore {
        /// Its id, as `drafts delete` took it
        id: String,
        #[command(flatten)]
        format: Format,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportTo {
    /// Markdown, as it is
    Md,
    /// A web page of its own
    Html,
    /// A Word document
    Docx,
    /// Text without formatting
    Txt,
    /// The fields of copy in fields, as a table
    Csv,
    /// The fields as the template's schema has them
    Json,
}

impl From<ExportTo> for ExportFormat {
    fn from(to: ExportTo) -> Self {
        match to {
            ExportTo::Md => Self::Markdown,
            ExportTo::Html => Self::Html,
            ExportTo::Docx => Self::Docx,
            ExportTo::Txt => Self::Text,
            ExportTo::Csv => Self::Csv,
            ExportTo::Json => Self::Json,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProvidersCommand {
    /// All providers
    List {
        #[command(flatten)]
        format: Format,
    },
    /// Add a server
    Add(AddProviderArguments),
    /// A server's keys in the system keyring: several, of which one is in use
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Remove a server and its keys
    Remove {
        /// Its name
        name: String,
    },
    /// Try a server: say plainly what works
    Test {
        /// Its name
        name: String,
        #[command(flatten)]
        format: Format,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeysCommand {
    /// A server's keys
    List {
        /// The server's name
        name: String,
        #[command(flatten)]
        format: Format,
    },
    /// Read another key from standard input
    Add {
        /// The server's name
        name: String,
        /// What to call the key
        #[arg(long)]
        label: String,
    },
    /// Make requests with this key from now on
    Use {
        /// The server's name
        name: String,
        /// The key's label
        label: String,
    },
    /// Remove a key
    Remove {
        /// The server's name
        name: String,
        /// The key's label
        label: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct AddProviderArguments {
    /// What to call it
    pub(super) name: String,
    /// The protocol it speaks
    #[arg(long, value_parser = provider_kind)]
    pub(super) kind: ProviderKind,
    /// Where it is: https://llm.example/v1; OpenAI and Anthropic have an address of their own
    #[arg(
        long,
        value_name = "URL",
        required_if_eq("kind", ProviderKind::OpenaiCompatible.name())
    )]
    pub(super) base_url: Option<String>,
    /// The deployment, for a server on Azure
    #[arg(long, value_name = "NAME", requires = "base_url")]
    pub(super) deployment: Option<String>,
    /// The version of the interface, for a server on Azure: 2024-10-21
    #[arg(long, value_name = "VERSION", requires = "base_url")]
    pub(super) api_version: Option<String>,
    /// The environment variable that holds its key, read at each use and never stored
    #[arg(long, value_name = "VAR", conflicts_with = "key_stdin")]
    pub(super) key_env: Option<String>,
    /// Read its key from standard input and keep it in the system keyring
    #[arg(long)]
    pub(super) key_stdin: bool,
    /// The model to draft with
    #[arg(long)]
    pub(super) model: Option<String>,
}

/// How an answer is printed.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Format {
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// A word that is neither a pack nor a subcommand is a slip, and opens no window.
fn pack_file(text: &str) -> Result<PathBuf, clap::Error> {
    let path = PathBuf::from(text);
    match path.extension() {
        Some(ending) if ending.eq_ignore_ascii_case("copypack") => Ok(path),
        _ => Err(clap::Error::raw(
            clap::error::ErrorKind::ValueValidation,
            "it is neither a subcommand nor a .copypack file",
        )),
    }
}

fn assignment(text: &str) -> Result<(String, String), clap::Error> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.to_owned()))
        }
        _ => Err(clap::Error::raw(
            clap::error::ErrorKind::ValueValidation,
            "write a field's name, “=” and its value",
        )),
    }
}

fn temperature(text: &str) -> Result<f32, clap::Error> {
    match text.parse::<f32>() {
        Ok(value) if (0.0..=2.0).contains(&value) => Ok(value),
        _ => Err(clap::Error::raw(
            clap::error::ErrorKind::ValueValidation,
            "a temperature is a number from 0 to 2",
        )),
    }
}

fn variant_number(text: &str) -> Result<VariantNumber, clap::Error> {
    match text.parse::<u8>() {
        Ok(number) if (1..=VariantCount::MOST).contains(&number) => Ok(VariantNumber(number)),
        _ => Err(clap::Error::raw(
            clap::error::ErrorKind::ValueValidation,
            "variants are numbered from 1",
        )),
    }
}

fn provider_kind(text: &str) -> Result<ProviderKind, clap::Error> {
    ProviderKind::ALL.into_iter().find(|kind| kind.name() == text).ok_or_else(|| {
        let names = ProviderKind::ALL.map(ProviderKind::name).join(", ");
        clap::Error::raw(
            clap::error::ErrorKind::InvalidValue,
            format!("a provider is one of these kinds: {names}"),
        )
    })
}
