//! Links in a text as X finds them: with `https://`, or a bare host under a top-level domain.
//!
//! A reading of the expressions of X's twitter-text library in one pass, so that no text makes it
//! slow. What a link leads to is of no concern here.

use std::ops::Range;

use url::Host;

/// Where the links are, in bytes, in order.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let mut links = Vec::new();
    if !text.contains('.') {
        return links;
    }
    let mut at = 0;
    let mut before = None;
    while let Some(first) = text[at..].chars().next() {
        let protocol = if may_stand_before(before) { protocol(&text[at..]) } else { 0 };
        let start = at;
        let host_at = at + protocol;
        let run = host_at + run_of(&text[host_at..], is_host_char);
        if protocol > 0
            && let Some(host) = host(text, host_at..run)
            && host.start == host_at
        {
            let end = after_host(text, host.end);
            links.push(start..end);
            at = end;
        } else if protocol == 0 && run > at {
            let found = bare_links(text, at..run, before, &mut links);
            at = found.max(run - protocol_at_end(text, at..run));
        } else {
            at += first.len_utf8();
        }
        before = text[..at].chars().next_back();
    }
    links
}

/// Links without a protocol in a run of the characters of hosts. Returns the end of the last.
fn bare_links(
    text: &str,
    run: Range<usize>,
    before: Option<char>,
    links: &mut Vec<Range<usize>>,
) -> usize {
    let mut from = run.start;
    let mut before = before;
    for character in text[run.clone()].chars() {
        if may_stand_before(before) {
            break;
        }
        from += character.len_utf8();
        before = Some(character);
    }
    let Some(host) = host(text, from..run.end) else { return run.start };
    let before = if host.start == from { before } else { text[..host.start].chars().next_back() };
    if before.is_some_and(|c| matches!(c, '-' | '_' | '.' | '/')) {
        return after_host(text, host.end);
    }
    // Of a host in several scripts, only what is in Latin letters.
    let known = links.len();
    let mut at = host.start;
    while at < host.end {
        let rest = &text[at..host.end];
        let length = run_of(rest, |c| is_latin(c) || matches!(c, '-' | '.'));
        if length > 0
            && let Some(latin) = host_of_labels(text, at..at + length, host.end, is_latin_label)
        {
            links.push(latin);
        }
        at += length.max(rest.chars().next().map_or(1, char::len_utf8));
    }
    let Some(last) = links[known..].last_mut() else { return host.end };
    // Without a protocol a port or a query makes no link, unless there is a path too.
    let end = after_host(text, host.end);
    if last.end == host.end && text[host.end..end].contains('/') {
        last.end = end;
    }
    last.end
}

/// The longest host under a top-level domain in a run.
fn host(text: &str, run: Range<usize>) -> Option<Range<usize>> {
    let next = text[run.end..].chars().next();
    let end = run.end;
    let open = matches!(next, Some('@' | '+'));
    let found = host_of_labels(text, run, end, is_label)?;
    (found.end < end || !open).then_some(found)
}

/// The longest host in a range; what follows its top-level domain lies before `limit`.
fn host_of_labels(
    text: &str,
    range: Range<usize>,
    limit: usize,
    is_valid: fn(&str, bool) -> usize,
) -> Option<Range<usize>> {
    let mut labels: Vec<Range<usize>> = Vec::new();
    let mut at = range.start;
    for label in text[range].split('.') {
        labels.push(at..at + label.len());
        at += label.len() + 1;
    }
    let (index, end) = (1..labels.len()).rev().find_map(|index| {
        let from = labels[index].start;
        // The domain's own name must end right before the dot.
        let name = &text[labels[index - 1].clone()];
        let length = (is_valid(name, true) < name.len())
            .then(|| top_level_domain(&text[from..labels[index].end], &text[from..limit]))??;
        Some((index, from + length))
    })?;
    let mut start = labels[index].start;
    for (distance, label) in labels[..index].iter().rev().enumerate() {
        let skipped = is_valid(&text[label.clone()], distance == 0);
        if skipped == label.len() {
            break;
        }
        start = label.start + skipped;
        if skipped > 0 {
            break;
        }
    }
    Some(start..end)
}

/// How much of a label's start can't be part of it; all of it if its end can't. The name right
/// before the top-level domain has no underscore.
fn is_label(label: &str, is_name: bool) -> usize {
    if label.ends_with(['-', '_']) {
        return label.len();
    }
    let cut = if is_name { label.rfind('_').map_or(0, |at| at + 1) } else { 0 };
    cut + run_of(&label[cut..], |c| matches!(c, '-' | '_'))
}

fn is_latin_label(label: &str, _: bool) -> usize {
    if label.is_empty() { label.len() } else { 0 }
}

/// The top-level domain that a label is or begins with, in bytes.
fn top_level_domain(label: &str, rest: &str) -> Option<usize> {
    let ascii = run_of(label, |c| c.is_ascii_alphanumeric() || c == '-');
    let follows = rest[ascii..].chars().next();
    let ends = !follows.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '@' | '+' | '-'));
    if ascii > 0 {
        return (ends && tld::exist(&label[..ascii].to_ascii_lowercase())).then_some(ascii);
    }
    match Host::parse(label) {
        Ok(Host::Domain(domain)) => tld::exist(&domain).then_some(label.len()),
        _ => None,
    }
}

/// Where a link ends whose host ends here: after its port, path and query.
fn after_host(text: &str, mut at: usize) -> usize {
    if let Some(rest) = text[at..].strip_prefix(':') {
        let digits = run_of(rest, |c| c.is_ascii_digit());
        if digits > 0 {
            at += 1 + digits;
        }
    }
    if text[at..].starts_with('/') {
        at += 1 + path(&text[at + 1..]);
    }
    if let Some(rest) = text[at..].strip_prefix('?') {
        let length = run_of(rest, is_query_char);
        let end = rest[..length].rfind(|c: char| c.is_ascii_alphanumeric() || "-_&=#/".contains(c));
        if let Some(end) = end {
            at += 1 + end + 1;
        }
    }
    at
}

/// The length of a path: up to the last character that can end one, or closes brackets.
fn path(text: &str) -> usize {
    let (mut at, mut end) = (0, 0);
    while let Some(character) = text[at..].chars().next() {
        if character == '(' {
            let Some(length) = brackets(&text[at..]) else { break };
            at += length;
            end = at;
        } else if is_path_char(character) {
            at += character.len_utf8();
            if is_letter_of_path(character) || "+-=_#/".contains(character) {
                end = at;
            }
        } else {
            break;
        }
    }
    end
}

/// The length of brackets with at most one pair inside, if they close.
fn brackets(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, character) in text.char_indices() {
        match character {
            '(' if depth < 2 => depth += 1,
            ')' if text[..at].ends_with('(') => return None,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ if is_path_char(character) => {}
            _ => return None,
        }
    }
    None
}

fn protocol(text: &str) -> usize {
    let begins = |with: &str| text.get(..with.len()).is_some_and(|t| t.eq_ignore_ascii_case(with));
    ["https://", "http://"].iter().find(|with| begins(with)).map_or(0, |with| with.len())
}

/// The length of `http` or `https` at the end of a run, where it begins a link.
fn protocol_at_end(text: &str, run: Range<usize>) -> usize {
    let begins_link = |at: &usize| {
        let before = text[run.start..*at].chars().next_back();
        before.is_some() && may_stand_before(before) && protocol(&text[*at..]) > 0
    };
    let scheme = run.end.saturating_sub("https".len())..=run.end.saturating_sub("http".len());
    let at = scheme.filter(|at| *at > run.start && text.is_char_boundary(*at)).find(begins_link);
    at.map_or(0, |at| run.end - at)
}

fn run_of(text: &str, is_part: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}

/// Whether a link may begin after this character.
fn may_stand_before(character: Option<char>) -> bool {
    character.is_none_or(|c| {
        is_direction(c)
            || !(c.is_ascii_alphanumeric()
                || matches!(
                    c,
                    '@' | '＠' | '$' | '#' | '＃' | '\u{fffe}' | '\u{feff}' | '\u{ffff}'
                ))
    })
}

fn is_host_char(character: char) -> bool {
    matches!(character, '-' | '_' | '.')
        || !(character.is_ascii_punctuation() && character != '"' && character != '`'
            || character.is_whitespace()
            || character.is_ascii_control()
            || is_direction(character)
            || matches!(character, '\u{180e}' | '\u{fffe}' | '\u{feff}' | '\u{ffff}'))
}

const fn is_direction(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}')
}

fn is_path_char(character: char) -> bool {
    is_letter_of_path(character) || "!*';:=+,.$/%#[]-–_~@|&".contains(character)
}

fn is_letter_of_path(character: char) -> bool {
    is_latin(character) || matches!(character, '\u{400}'..='\u{4ff}')
}

fn is_query_char(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!?*'@();:&=+$/%#[]-_.,~|".contains(character)
}

/// Latin letters and digits, accents included.
fn is_latin(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || matches!(character, '\u{c0}'..='\u{24f}' if !matches!(character, '×' | '÷'))
        || matches!(
            character,
            'ɓ' | 'ɔ' | 'ɖ' | 'ɗ' | 'ə' | 'ɛ' | 'ɣ' | 'ɨ' | 'ɯ' | 'ɲ' | 'ʉ' | 'ʻ'
                | '\u{300}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}'
        )
}
