//! Why a template could not be rendered.

use std::fmt;

use super::error::{Place, TemplateProblem, write_located};

/// Why a template and a brief did not become a prompt.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct RenderError {
    /// The file with the problem: the template's, or a partial's.
    pub file: String,
    /// Where in the file, where that is known.
    pub place: Option<Place>,
    /// What went wrong there.
    pub problem: RenderProblem,
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_located(f, &self.file, self.place, &self.problem)
    }
}

/// What went wrong, as the rest of a sentence that names the place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenderProblem {
    /// The text uses a name that the input schema does not have.
    #[error("“{name}” is used here, but input.schema does not have it")]
    Undeclared {
        /// The name.
        name: String,
    },
    /// A partial is not there.
    #[error(
        "the partial “{name}” is missing: it is looked for in _{name}.prompt beside the template"
    )]
    PartialMissing {
        /// Its name.
        name: String,
    },
    /// Partials include each other in a circle.
    #[error("partials include each other in a circle: {}", names.join(" → "))]
    PartialCycle {
        /// From the first name to its return.
        names: Vec<String>,
    },
    /// Partials and their blocks are nested deeper than allowed.
    #[error("partials and blocks are nested more than {limit} deep")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// More partials, or longer ones, than allowed.
    #[error("the template includes too many or too long partials")]
    TooManyPartials,
    /// A partial can't be read.
    #[error(transparent)]
    Template(#[from] TemplateProblem),
    /// `role` is given no role there is.
    #[error("“{name}” is no role: use system, user, model or tool")]
    UnknownRole {
        /// What it is given.
        name: String,
    },
    /// `media` is given no address.
    #[error("media needs an address: {{{{media url=picture}}}}")]
    MediaWithoutUrl,
    /// The text is longer than a prompt may be.
    #[error("the filled-in text is too long: 4 MB is the most")]
    TooLong,
    /// Loops and partials do more than a prompt may need.
    #[error("the template repeats too much to be filled in")]
    TooMuchWork,
    /// Handlebars found something that the checks before it did not.
    #[error("{message}")]
    Handlebars {
        /// Its words, in one line.
        message: String,
    },
}
