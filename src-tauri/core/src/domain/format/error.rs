//! What can be wrong with a format's file.

/// Why a file is not a format that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// The file is over the limit.
    #[error("{file}: the file is over {limit_kib} KB, the most a format may be.")]
    TooLarge {
        /// The file.
        file: String,
        /// The limit.
        limit_kib: usize,
    },
    /// It is not YAML, or a key is missing, unknown or of the wrong kind.
    #[error("{file}{}: {message}.", .line.map(|line| format!(", line {line}")).unwrap_or_default())]
    Unreadable {
        /// The file.
        file: String,
        /// Where, if the reader says so.
        line: Option<u64>,
        /// The reader's words, in one line.
        message: String,
    },
    /// It has no field.
    #[error("{file}: give at least one field under “fields”.")]
    NoFields {
        /// The file.
        file: String,
    },
    /// Two fields have one name.
    #[error("{file}: two fields are named “{name}”.")]
    FieldTwice {
        /// The file.
        file: String,
        /// The name.
        name: String,
    },
    /// A rule names a field that is not there.
    #[error("{file}: “together” names “{name}”, which is not a field.")]
    NoSuchField {
        /// The file.
        file: String,
        /// The name.
        name: String,
    },
    /// No text can meet a rule.
    #[error("{file}: “{rule}” of the field “{field}” can't be met: the least is over the most.")]
    CantBeMet {
        /// The file.
        file: String,
        /// The field.
        field: String,
        /// The rule.
        rule: &'static str,
    },
}
