//! A first look into a model file, before llama.cpp gets it: whether it is a GGUF file at all, is
//! all there, and holds a language model. The rest is llama.cpp's to judge; it ends the process
//! over some of what is refused here.
//!
//! The format: <https://github.com/ggml-org/ggml/blob/master/docs/gguf.md>. The file is a
//! stranger's: every length is held against what the file still has before it is believed.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek},
    path::Path,
};

/// The oldest and the newest version that llama.cpp reads.
const VERSIONS: std::ops::RangeInclusive<u32> = 2..=3;
/// Longer keys are against the format.
const MAX_KEY: u64 = 65_535;
/// Values longer than this are stepped over: none that is looked at is.
const MAX_TEXT: u64 = 256;
/// More entries than any model has, and still read in a moment.
const MAX_ENTRIES: u64 = 1 << 24;
/// A tensor has no more dimensions than this.
const MAX_DIMENSIONS: u32 = 4;
/// Where a file does not say how its tensors are aligned.
const DEFAULT_ALIGNMENT: u64 = 32;

/// Why a file is no model that Copydeck can use. Each completes “The model file x …”.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GgufError {
    #[error("can't be opened: {0}")]
    Unreadable(#[source] io::Error),
    #[error("is not a file")]
    NotAFile,
    #[error("is empty")]
    Empty,
    #[error("is not a GGUF model")]
    NotGguf,
    #[error("is of GGUF version {0}, which is not known here")]
    Version(u32),
    #[error("ends too early: perhaps its download was cut short")]
    Truncated,
    #[error("is damaged: {0}")]
    Damaged(&'static str),
    #[error("does not hold a model that writes text")]
    NotALanguageModel,
}

impl From<io::Error> for GgufError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Truncated,
            _ => Self::Unreadable(error),
        }
    }
}

/// Checks a model file.
///
/// # Errors
/// Where it can't be used; see [`GgufError`].
pub(crate) fn check(path: &Path) -> Result<(), GgufError> {
    let kind = path.metadata().map_err(GgufError::Unreadable)?;
    if !kind.is_file() {
        return Err(GgufError::NotAFile);
    }
    let file = File::open(path).map_err(GgufError::Unreadable)?;
    check_contents(BufReader::new(file), kind.len())
}

fn check_contents(contents: impl Read + Seek, len: u64) -> Result<(), GgufError> {
    if len == 0 {
        return Err(GgufError::Empty);
    }
    let mut reader = Reader { contents, at: 0, len };
    let magic = reader.bytes::<4>().map_err(|_| GgufError::NotGguf)?;
    if &magic != b"GGUF" {
        return Err(GgufError::NotGguf);
    }
    let version = reader.u32()?;
    if !VERSIONS.contains(&version) {
        return Err(GgufError::Version(version));
    }
    let tensors = reader.count()?;
    let entries = reader.count()?;
    let facts = reader.metadata(entries)?;
    reader.tensors(tensors, facts.alignment)?;
    facts.judge(tensors)
}

/// What the metadata says that matters here.
#[derive(Debug)]
struct Facts {
    has_architecture: bool,
    has_vocabulary: bool,
    is_adapter_or_projector: bool,
    reads_both_ways: bool,
    alignment: u64,
}

impl Facts {
    const fn judge(&self, tensors: u64) -> Result<(), GgufError> {
        if !self.has_architecture {
            return Err(GgufError::Damaged("it does not say what kind of model it is"));
        }
        // A model that looks at later words too, to search or to sort, can't write.
        if !self.has_vocabulary || self.is_adapter_or_projector || self.reads_both_ways {
            return Err(GgufError::NotALanguageModel);
        }
        if tensors == 0 {
            return Err(GgufError::Damaged("it holds no weights"));
        }
        Ok(())
    }
}

/// A value, as far as it matters here.
enum Value {
    Text(Vec<u8>),
    Flag(bool),
    Number(u32),
    Other,
}

struct Reader<R> {
    contents: R,
    at: u64,
    len: u64,
}

impl<R: Read + Seek> Reader<R> {
    fn metadata(&mut self, entries: u64) -> Result<Facts, GgufError> {
        let mut facts = Facts {
            has_architecture: false,
            has_vocabulary: false,
            is_adapter_or_projector: false,
            reads_both_ways: false,
            alignment: DEFAULT_ALIGNMENT,
        };
        for _ in 0..entries {
            let key = self.key()?;
            let value = self.value()?;
            match (key.as_slice(), value) {
                (b"general.architecture", Value::Text(_)) => facts.has_architecture = true,
                (b"general.type", Value::Text(kind)) => {
                    facts.is_adapter_or_projector = kind != b"model";
                }
                (b"tokenizer.ggml.model", Value::Text(kind)) => {
                    facts.has_vocabulary = !matches!(kind.as_slice(), b"none" | b"no_vocab");
                }
                (b"general.alignment", Value::Number(alignment)) => {
                    if !alignment.is_power_of_two() {
                        return Err(GgufError::Damaged("its alignment is none"));
                    }
                    facts.alignment = alignment.into();
                }
                (key, Value::Flag(causal)) if key.ends_with(b".attention.causal") => {
                    facts.reads_both_ways = !causal;
                }
                _ => {}
            }
        }
        Ok(facts)
    }

    /// Walks the list of tensors, each of which has to start inside the file.
    fn tensors(&mut self, count: u64, alignment: u64) -> Result<(), GgufError> {
        let mut last_start = 0;
        for _ in 0..count {
            self.key()?;
            let dimensions = self.u32()?;
            if dimensions > MAX_DIMENSIONS {
                return Err(GgufError::Damaged("a tensor has too many dimensions"));
            }
            let shape_and_type = u64::from(dimensions) * 8 + 4;
            self.skip(shape_and_type)?;
            last_start = last_start.max(self.u64()?);
        }
        let data = self.at.next_multiple_of(alignment);
        match data.checked_add(last_start) {
            None => Err(GgufError::Damaged("a tensor has no place")),
            Some(start) if count > 0 && start >= self.len => Err(GgufError::Truncated),
            Some(_) => Ok(()),
        }
    }

    fn key(&mut self) -> Result<Vec<u8>, GgufError> {
        let len = self.u64()?;
        if len == 0 || len > MAX_KEY {
            return Err(GgufError::Damaged("a name in it has no sensible length"));
        }
        self.text(len)
    }

    fn value(&mut self) -> Result<Value, GgufError> {
        let kind = self.u32()?;
        match kind {
            kind::U32 => self.u32().map(Value::Number),
            kind::BOOL => self.bytes::<1>().map(|[flag]| Value::Flag(flag != 0)),
            kind::STRING => {
                let len = self.u64()?;
                if len > MAX_TEXT {
                    self.skip(len).map(|()| Value::Other)
                } else {
                    self.text(len).map(Value::Text)
                }
            }
            kind::ARRAY => self.skip_array().map(|()| Value::Other),
            _ => self.skip(fixed_size(kind)?).map(|()| Value::Other),
        }
    }

    fn skip_array(&mut self) -> Result<(), GgufError> {
        let kind = self.u32()?;
        let items = self.count()?;
        if kind != kind::STRING {
            return self.skip(fixed_size(kind)? * items);
        }
        for _ in 0..items {
            let len = self.u64()?;
            self.skip(len)?;
        }
        Ok(())
    }

    fn count(&mut self) -> Result<u64, GgufError> {
        match self.u64()? {
            count if count > MAX_ENTRIES => Err(GgufError::Damaged("a count in it is too large")),
            count => Ok(count),
        }
    }

    fn text(&mut self, len: u64) -> Result<Vec<u8>, GgufError> {
        self.advance(len)?;
        let mut text = vec![0; usize::try_from(len).map_err(|_| GgufError::Truncated)?];
        self.contents.read_exact(&mut text)?;
        Ok(text)
    }

    fn u32(&mut self) -> Result<u32, GgufError> {
        self.bytes().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Result<u64, GgufError> {
        self.bytes().map(u64::from_le_bytes)
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], GgufError> {
        self.advance(N as u64)?;
        let mut bytes = [0; N];
        self.contents.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn skip(&mut self, len: u64) -> Result<(), GgufError> {
        self.advance(len)?;
        let distance = i64::try_from(len).map_err(|_| GgufError::Truncated)?;
        self.contents.seek_relative(distance)?;
        Ok(())
    }

    /// Counts `len` bytes as read, where the file has that many.
    fn advance(&mut self, len: u64) -> Result<(), GgufError> {
        match self.at.checked_add(len) {
            Some(at) if at <= self.len => {
                self.at = at;
                Ok(())
            }
            _ => Err(GgufError::Truncated),
        }
    }
}

/// The numbers that stand for the types of values.
mod kind {
    pub(super) const U32: u32 = 4;
    pub(super) const BOOL: u32 = 7;
    pub(super) const STRING: u32 = 8;
    pub(super) const ARRAY: u32 = 9;
}

/// The bytes of a value of a type that has always the same size.
const fn fixed_size(kind: u32) -> Result<u64, GgufError> {
    match kind {
        0 | 1 | kind::BOOL => Ok(1),
        2 | 3 => Ok(2),
        kind::U32 | 5 | 6 => Ok(4),
        10..=12 => Ok(8),
        _ => Err(GgufError::Damaged("a value in it is of no known type")),
    }
}

#[cfg(test)]
#[path = "gguf_tests.rs"]
mod tests;
