//! What `copydeck pack` takes.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use copydeck_core::domain::pack::version::PackVersion;

use super::arguments::Format;

#[derive(Debug, Subcommand)]
pub(crate) enum PackCommand {
    /// Who made a pack, and exactly what it would change; changes nothing
    Inspect {
        /// A .copypack file, or a folder that holds the same
        pack: PathBuf,
        #[command(flatten)]
        format: Format,
    },
    /// Take a pack: what is new, and updates that overwrite nothing
    Import(ImportArguments),
    /// Make a pack of items of the library and what they need
    Export(ExportArguments),
    /// Bring a pack's description up to date with its files, and sign it
    Sign {
        /// A .copypack file, or a folder that holds the same
        pack: PathBuf,
        /// The environment variable that holds a minisign secret key without a password
        #[arg(long, value_name = "VAR")]
        key_env: Option<String>,
        #[command(flatten)]
        format: Format,
    },
    /// Whether a pack is whole and its publisher's signature is right
    Verify {
        /// A .copypack file, or a folder that holds the same
        pack: PathBuf,
        /// The minisign public key that it has to be signed with
        #[arg(long, value_name = "KEY")]
        key: Option<String>,
        #[command(flatten)]
        format: Format,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ImportArguments {
    /// A .copypack file, or a folder that holds the same
    pub(super) pack: PathBuf,
    /// Take it without asking
    #[arg(long)]
    pub(super) yes: bool,
    /// Say what would change, and change nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// For a conflict: take the pack's text of this item in place of yours
    #[arg(long, value_name = "ITEM")]
    pub(super) take: Vec<String>,
    /// Leave this item as it is
    #[arg(long, value_name = "ITEM")]
    pub(super) skip: Vec<String>,
    /// Go on trusting a publisher whose key has changed to this one
    #[arg(long, value_name = "KEY")]
    pub(super) accept_key: Option<String>,
    #[command(flatten)]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArguments {
    /// What the pack is called
    #[arg(long)]
    pub(super) name: String,
    /// Its version, such as 4.1; suggested from what has changed where none is given
    #[arg(long, value_parser = version)]
    pub(super) version: Option<PackVersion>,
    /// The items: a template's name, or kind:name, as in voice:plain-spoken
    #[arg(required = true, value_name = "ITEM")]
    pub(super) items: Vec<String>,
    /// The file to write, replacing what is there
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
    /// Who publishes it; as the last time where it is not given
    #[arg(long)]
    pub(super) author: Option<String>,
    /// Under which terms
    #[arg(long)]
    pub(super) licence: Option<String>,
    /// What it is for
    #[arg(long)]
    pub(super) description: Option<String>,
    /// The environment variable that holds a minisign secret key without a password
    #[arg(long, value_name = "VAR", conflicts_with = "unsigned")]
    pub(super) key_env: Option<String>,
    /// Leave it unsigned, so that nobody can tell who made it
    #[arg(long)]
    pub(super) unsigned: bool,
    #[command(flatten)]
    pub(super) format: Format,
}

fn version(text: &str) -> Result<PackVersion, clap::Error> {
    text.parse::<PackVersion>()
        .map_err(|error| clap::Error::raw(clap::error::ErrorKind::ValueValidation, error))
}
