//! A model file in memory.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use llama_cpp_2::{
    llama_backend::LlamaBackend,
    model::{LlamaModel, params::LlamaModelParams},
    token::LlamaToken,
};

use crate::{
    chat::ChatFormat,
    gguf::{self, GgufError},
    inbox::CancelToken,
};

/// Why a model was not loaded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ModelError {
    /// The file is of no use.
    #[error("The model file {file} {problem}. Choose another model file.")]
    File {
        /// Its name, without the folders.
        file: String,
        /// What is wrong with it.
        problem: GgufError,
    },
    /// The file looks right from outside, and llama.cpp refuses it all the same.
    #[error(
        "The model file {file} can't be used: it is damaged, or of a kind that Copydeck does not \
         know yet. Choose another model file."
    )]
    Refused {
        /// Its name, without the folders.
        file: String,
    },
    /// The weights do not make sense: the model computes what is no number.
    #[error(
        "The model file {file} is damaged: its numbers make no sense. Get the file again, or \
         choose another."
    )]
    Nonsense {
        /// Its name, without the folders.
        file: String,
    },
    /// The request was cancelled while the model loaded.
    #[error("Loading was stopped.")]
    Cancelled,
}

/// A loaded model.
#[derive(Debug)]
pub(crate) struct Model {
    /// llama.cpp's model.
    pub(crate) llama: LlamaModel,
    /// How it takes a conversation.
    pub(crate) chat: ChatFormat,
    path: PathBuf,
    stamp: Stamp,
}

/// Tells a file from another that has since been put in its place.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    len: u64,
    modified: Option<SystemTime>,
}

impl Model {
    /// Loads a file. A cancel is seen between its tensors.
    ///
    /// # Errors
    /// When the file can't be used, or the request is cancelled.
    pub(crate) fn load(
        backend: &LlamaBackend,
        path: &str,
        cancel: &CancelToken,
    ) -> Result<Self, ModelError> {
        let path = PathBuf::from(path);
        let stamp = Stamp::of(&path)
            .map_err(GgufError::Unreadable)
            .and_then(|stamp| gguf::check(&path).map(|()| stamp))
            .map_err(|problem| ModelError::File { file: file_name(&path), problem })?;
        let watched = cancel.clone();
        let params = LlamaModelParams::default()
            .with_progress_callback(move |_progress| !watched.is_cancelled());
        let llama = LlamaModel::load_from_file(backend, &path, &params).map_err(|_| {
            if cancel.is_cancelled() {
                ModelError::Cancelled
            } else {
                ModelError::Refused { file: file_name(&path) }
            }
        })?;
        let chat = ChatFormat::of(&llama);
        Ok(Self { llama, chat, path, stamp })
    }

    /// Whether this is the model that stands at `path` now.
    pub(crate) fn is_at(&self, path: &str) -> bool {
        self.path == Path::new(path) && Stamp::of(&self.path).is_ok_and(|stamp| stamp == self.stamp)
    }

    /// The name the file gives itself.
    pub(crate) fn name(&self) -> Option<String> {
        self.llama.meta_val_str("general.name").ok().filter(|name| !name.trim().is_empty())
    }

    /// A name to call it by in any case.
    pub(crate) fn display_name(&self) -> String {
        let file = || self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        self.name().unwrap_or_else(file)
    }

    /// The most tokens that it reads and writes together.
    pub(crate) fn context_length(&self) -> u32 {
        self.llama.n_ctx_train()
    }

    /// A token that every text may begin with.
    pub(crate) fn first_token(&self) -> LlamaToken {
        let bos = self.llama.vocab().bos();
        if bos.0 >= 0 { bos } else { LlamaToken::new(0) }
    }

    /// The error for a model that computes what is no number.
    pub(crate) fn nonsense(&self) -> ModelError {
        ModelError::Nonsense { file: file_name(&self.path) }
    }
}

impl Stamp {
    fn of(path: &Path) -> io::Result<Self> {
        let file = fs::metadata(path)?;
        Ok(Self { len: file.len(), modified: file.modified().ok() })
    }
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    format!("“{}”", name.to_string_lossy())
}
