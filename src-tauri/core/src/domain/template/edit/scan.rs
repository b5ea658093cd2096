//! Where keys and values of YAML end in its text: as much of YAML as it takes to change an entry
//! in place. Whether a change has done what it was to do is checked by reading the result.

/// The byte behind a key's colon, for a key that begins at `at`.
pub(super) fn behind_colon(text: &str, at: usize, in_flow: bool) -> Option<usize> {
    let rest = &text[at..];
    if let Some(end) = quoted_end(rest) {
        let after = rest[end..].len() - rest[end..].trim_start_matches(' ').len();
        return rest[end + after..].starts_with(':').then_some(at + end + after + 1);
    }
    let bytes = rest.as_bytes();
    for (index, byte) in bytes.iter().enumerate() {
        match byte {
            b'\n' => return None,
            b':' => {
                let next = bytes.get(index + 1);
                if matches!(next, None | Some(b' ' | b'\n' | b'\t'))
                    || (in_flow && matches!(next, Some(b',' | b'}' | b']')))
                {
                    return Some(at + index + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// The byte behind a value that begins at `at`, where it is written in one piece: a quoted text, a
/// bracketed list or map, or words up to the end of the line, a comment or, in brackets, a comma.
pub(super) fn value_end(text: &str, at: usize, in_flow: bool) -> usize {
    let rest = &text[at..];
    if let Some(end) = quoted_end(rest) {
        return at + end;
    }
    if rest.starts_with(['[', '{']) {
        return at + bracket_end(rest);
    }
    let bytes = rest.as_bytes();
    let mut end = 0;
    for (index, byte) in bytes.iter().enumerate() {
        let stops = match byte {
            b'\n' => true,
            b'#' => index == 0 || matches!(bytes[index - 1], b' ' | b'\t'),
            b',' | b'}' | b']' => in_flow,
            _ => false,
        };
        if stops {
            break;
        }
        if !matches!(byte, b' ' | b'\t') {
            end = index + 1;
        }
    }
    at + end
}

/// The end of the quoted text that a text begins with.
fn quoted_end(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    let mut escaped = false;
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((index, character)) = characters.next() {
        if escaped {
            escaped = false;
        } else if quote == '"' && character == '\\' {
            escaped = true;
        } else if character == quote {
            if quote == '\'' && characters.peek().is_some_and(|(_, next)| *next == '\'') {
                characters.next();
                continue;
            }
            return Some(index + 1);
        }
    }
    None
}

/// The end of the bracketed list or map that a text begins with; the end of the text where its
/// bracket is never closed.
fn bracket_end(text: &str) -> usize {
    let mut depth = 0;
    let mut index = 0;
    while index < text.len() {
        let rest = &text[index..];
        let first = rest.chars().next().unwrap_or_default();
        match first {
            '[' | '{' => depth += 1,
            ']' | '}' => {
                depth -= 1;
                if depth == 0 {
                    return index + 1;
                }
            }
            // A quote inside of words is an apostrophe.
            '"' | '\'' if text[..index].trim_end().ends_with(['[', '{', ',', ':']) => {
                if let Some(end) = quoted_end(rest) {
                    index += end;
                    continue;
                }
            }
            _ => {}
        }
        index += first.len_utf8();
    }
    text.len()
}

/// The end of the block entry whose key stands in the line that begins at `line`, indented by
/// `indent`: behind its last line that is neither blank nor a comment of what follows.
pub(super) fn block_end(text: &str, line: usize, indent: usize, holds_list: bool) -> usize {
    let mut end = line;
    let mut position = line;
    for (number, content) in text[line..].split_inclusive('\n').enumerate() {
        let words = content.trim_start_matches(' ');
        let depth = content.len() - words.len();
        let blank = words.trim().is_empty();
        let belongs = number == 0
            || blank
            || depth > indent
            || (holds_list && depth == indent && (words.starts_with("- ") || words.trim() == "-"));
        if !belongs {
            break;
        }
        position += content.len();
        if !blank {
            end = position;
        }
    }
    end
}
