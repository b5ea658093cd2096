//! The two halves of a template file: the YAML between the `---` lines and the text below it.

use super::error::{Place, TemplateProblem};

/// A template's text, cut in two. Lines are counted in the whole file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Halves<'a> {
    /// The YAML, and the line it begins on. None when the file is all text.
    pub(super) front: Option<(&'a str, u32)>,
    /// The text, and the line it begins on.
    pub(super) body: (&'a str, u32),
}

/// A byte order mark dropped and all line ends made `\n`: what every later step counts on.
pub(super) fn normalise(source: &str) -> String {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    source.replace("\r\n", "\n").replace('\r', "\n")
}

/// Cuts a normalised file. Blank lines and `#` comments may stand before the opening `---`; the
/// text below the front matter is trimmed, as the specification has it.
pub(super) fn split(source: &str) -> Result<Halves<'_>, (Place, TemplateProblem)> {
    let whole = Halves { front: None, body: (source, 1) };
    let mut lines = Lines { rest: source, number: 0 };
    let opening = loop {
        match lines.next() {
            Some(line) if line.trim_end() == "---" => break lines.number,
            Some(line) if line.trim().is_empty() || line.starts_with('#') => {}
            _ => return Ok(whole),
        }
    };
    let front = lines.rest;
    let mut length = 0;
    loop {
        let before = lines.rest.len();
        match lines.next() {
            None => {
                let place = Place { line: opening, column: 1 };
                return Err((place, TemplateProblem::FrontMatterOpen));
            }
            Some(line) if line.trim_end() == "---" => break,
            Some(_) => length += before - lines.rest.len(),
        }
    }
    let body = lines.rest.trim_start();
    let skipped = &lines.rest[..lines.rest.len() - body.len()];
    let first_line = lines.number + 1 + count_lines(skipped);
    Ok(Halves { front: Some((&front[..length], opening + 1)), body: (body.trim_end(), first_line) })
}

fn count_lines(text: &str) -> u32 {
    u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX)
}

/// Lines without their ends, and how many have been taken.
struct Lines<'a> {
    rest: &'a str,
    number: u32,
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        self.number += 1;
        let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        self.rest = rest;
        Some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(source: &str) -> (Option<(&str, u32)>, (&str, u32)) {
        let halves = split(source).expect("a template");
        (halves.front, halves.body)
    }

    #[test]
    fn a_file_is_cut_at_its_dashes_and_its_lines_are_still_counted_from_the_top() {
        assert_eq!(
            cut("# licence\n\n---\nname: a\n---\n\n  Hello\n"),
            (Some(("name: a\n", 4)), ("Hello", 7))
        );
        assert_eq!(cut("---\n---\nHello"), (Some(("", 2)), ("Hello", 3)));
        assert_eq!(cut("---\na: 1\n---"), (Some(("a: 1\n", 2)), ("", 4)));
    }

    #[test]
    fn a_file_without_front_matter_is_all_text_to_the_last_newline() {
        assert_eq!(cut("Hello, {{name}}!\n"), (None, ("Hello, {{name}}!\n", 1)));
        assert_eq!(cut("Hello\n---\nthere"), (None, ("Hello\n---\nthere", 1)));
        assert_eq!(cut(""), (None, ("", 1)));
    }

    #[test]
    fn front_matter_without_an_end_is_named_at_the_line_that_opened_it() {
        let expected = (Place { line: 2, column: 1 }, TemplateProblem::FrontMatterOpen);
        assert_eq!(split("\n---\nname: a\n"), Err(expected));
    }

    #[test]
    fn a_byte_order_mark_and_other_line_ends_make_no_difference() {
        assert_eq!(normalise("\u{feff}---\r\na: 1\r---\r\nHi"), "---\na: 1\n---\nHi");
    }
}
