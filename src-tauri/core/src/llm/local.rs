//! The local model: a provider that speaks to the engine, a child process of ours.
use std::{ffi::OsString, path::{Path, PathBuf}};
use super::{error::ProviderError, provider::{CompletionRequest, CompletionStream, Provider}};
#[derive(Debug)] pub struct EngineCommand { pub program: PathBuf, pub args: Vec<OsString> }
#[derive(Debug)] pub struct LocalProvider;
pub struct ModelDescription { pub name: Option<String>, pub context_length: u32 }
impl LocalProvider { pub fn new(_c: EngineCommand) -> Self { Self } pub async fn inspect(&self, _p: &Path) -> Result<ModelDescription, ProviderError> { todo!() } }
impl Provider for LocalProvider { fn complete(&self, _r: CompletionRequest) -> CompletionStream { todo!() } }
