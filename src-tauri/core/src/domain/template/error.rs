//! What can be wrong with a template, and where.

use std::fmt;

use super::picoschema::SchemaProblem;

/// A place in a file, counted from 1 as editors count; columns are characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The character in the line.
    pub column: u32,
}

impl Place {
    pub(super) const START: Self = Self { line: 1, column: 1 };

    /// The place as seen from a file of which this text begins on line `first_line`.
    pub(super) const fn below(self, first_line: u32) -> Self {
        Self { line: self.line + first_line - 1, column: self.column }
    }
}

/// Why a file is not a template that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct TemplateError {
    /// The file's name, without its folder.
    pub file: String,
    /// Where in the file, unless the file as a whole is the problem.
    pub place: Option<Place>,
    /// What is wrong there.
    pub problem: TemplateProblem,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_located(f, &self.file, self.place, &self.problem)
    }
}

/// Writes `launch-email.prompt, line 7: the problem.`
pub(super) fn write_located(
    f: &mut fmt::Formatter<'_>,
    file: &str,
    place: Option<Place>,
    problem: &dyn fmt::Display,
) -> fmt::Result {
    match place {
        Some(place) => write!(f, "{file}, line {}: {problem}.", place.line),
        None => write!(f, "{file}: {problem}."),
    }
}

/// What is wrong with a template, as the rest of a sentence that names the place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateProblem {
    /// The file is over the limit.
    #[error("the file is over {limit_kib} KB, the most a template may be")]
    TooLarge {
        /// The limit.
        limit_kib: usize,
    },
    /// The opening `---` has no closing one.
    #[error("the part between the --- lines has no end: put --- on a line of its own after it")]
    FrontMatterOpen,
    /// The front matter is a list or a text.
    #[error(
        "the part between the --- lines should be names and values, such as name: launch-email"
    )]
    FrontMatterShape,
    /// The front matter is not YAML.
    #[error("the part between the --- lines can't be read: {message}")]
    Yaml {
        /// The YAML reader's words, in one line.
        message: String,
    },
    /// A key stands twice in one place.
    #[error("“{key}” is there twice; keep one")]
    DuplicateKey {
        /// The key.
        key: String,
    },
    /// The front matter nests deeper or repeats more than a template ever needs.
    #[error("the part between the --- lines is too large or too deeply nested")]
    YamlTooComplex,
    /// A setting is of the wrong kind.
    #[error("“{key}” should be {expected}")]
    WrongType {
        /// The setting.
        key: String,
        /// What it should be.
        expected: &'static str,
    },
    /// A schema can't be read.
    #[error("{0}")]
    Schema(#[from] SchemaProblem),
    /// `copydeck.inputs` says how to show a field that the schema does not have.
    #[error("copydeck.inputs names “{name}”, which input.schema does not have")]
    UnknownInput {
        /// The name.
        name: String,
    },
    /// `as` asks for something there is no such field for.
    #[error("“{asked}” can't be used for “{name}”: it can be shown as {possible}")]
    WrongField {
        /// The variable.
        name: String,
        /// What was asked for.
        asked: String,
        /// What could be asked for.
        possible: &'static str,
    },
    /// A tag is never closed.
    #[error("a tag is opened with {{{{ and never closed with }}}}")]
    TagOpen,
    /// Something in a tag has no meaning there.
    #[error("“{found}” has no meaning inside {{{{ }}}}")]
    TagUnreadable {
        /// What was found.
        found: char,
    },
    /// A tag is longer than any tag needs to be.
    #[error("this tag is too long")]
    TagTooLong,
    /// A tag asks for a part of Handlebars that templates do without.
    #[error("{what} can't be used in a template")]
    Unsupported {
        /// The part.
        what: &'static str,
    },
    /// There is no such helper.
    #[error("there is no helper “{name}”; there are {known}")]
    UnknownHelper {
        /// The name.
        name: String,
        /// Those there are.
        known: String,
    },
    /// A helper is not given what it needs.
    #[error("“{helper}” is written {usage}")]
    HelperUsage {
        /// The helper.
        helper: &'static str,
        /// How to write it.
        usage: &'static str,
    },
    /// A block is never closed.
    #[error("{{{{#{name}}}}} is never closed: add {{{{/{name}}}}} after it")]
    BlockOpen {
        /// The block.
        name: String,
    },
    /// A closing tag closes nothing.
    #[error("{{{{/{name}}}}} closes nothing")]
    NothingToClose {
        /// The block.
        name: String,
    },
    /// A closing tag is not that of the open block.
    #[error(
        "{{{{/{found}}}}} is here where {{{{/{expected}}}}} should close the block of line {opened_on}"
    )]
    WrongClose {
        /// The open block.
        expected: String,
        /// The closing tag.
        found: String,
        /// Where the block was opened.
        opened_on: u32,
    },
    /// An `else` stands outside a block.
    #[error("{{{{else}}}} is outside any block")]
    ElseOutside,
    /// Blocks are nested deeper than allowed.
    #[error("blocks are nested more than {limit} deep")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// A run of backslashes, which escape tags, longer than any text has.
    #[error("there are too many backslashes in a row")]
    Backslashes,
    /// More tags than can be handled.
    #[error("the text has too many tags for its length")]
    TooManyTags,
    /// Handlebars found something that the checks before it did not.
    #[error("{message}")]
    Handlebars {
        /// Its words, in one line.
        message: String,
    },
}
