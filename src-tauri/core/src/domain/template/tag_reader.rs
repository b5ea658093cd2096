//! Reads one tag of a template's text: what kind it is, what it calls and which values it uses.

use super::{
    error::TemplateProblem,
    helpers,
    tags::{Call, Located, Path, Tag, TagKind},
};

/// Bytes of one tag, comments aside.
const MAX_TAG: usize = 2_000;
/// Parentheses within parentheses.
const MAX_PARENTHESES: usize = 8;
/// Named arguments of one tag: each is copied with the values a partial sees.
const MAX_NAMED: usize = 16;

/// A piece of a tag.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Token<'a> {
    Word(&'a str),
    /// A word followed by `=`.
    Name(&'a str),
    Text,
    Open,
    Close,
    Bar,
    End,
}

/// Reads one tag. Positions are bytes of the whole text.
pub(super) struct Reader<'a> {
    text: &'a str,
    position: usize,
    start: usize,
}

impl<'a> Reader<'a> {
    pub(super) const fn at(text: &'a str, start: usize) -> Self {
        Self { text, position: start, start }
    }

    /// The tag, and where the text after it begins.
    pub(super) fn tag(mut self) -> Located<(Tag, usize)> {
        let at = self.position;
        if self.eat("{{{{") {
            return Err((at, TemplateProblem::Unsupported { what: "a raw block ({{{{…}}}})" }));
        }
        let closing = if self.eat("{{{") { "}}}" } else { "}}" };
        self.eat("{{");
        self.eat("~");
        self.skip_space();
        let sigil = self.sigil()?;
        let mut tag = Tag {
            kind: TagKind::Value,
            at,
            calls: Vec::new(),
            paths: Vec::new(),
            binds: Vec::new(),
        };
        match sigil {
            '/' => {
                tag.kind = TagKind::Close(self.word()?.to_owned());
                self.expect_end(closing)?;
            }
            '>' => {
                tag.kind = TagKind::Partial(self.partial_name()?);
                self.arguments(&mut tag, None, closing)?;
            }
            '^' => {
                if !self.at_end(closing) {
                    let what = "an inverted block ({{^…}}), which is {{#unless …}},";
                    return Err((at, TemplateProblem::Unsupported { what }));
                }
                tag.kind = TagKind::Else;
                self.expect_end(closing)?;
            }
            '#' => {
                let call = self.helper()?;
                tag.kind = TagKind::Open(call.helper.clone());
                self.arguments(&mut tag, Some(call), closing)?;
            }
            _ => self.value(&mut tag, closing)?,
        }
        Ok((tag, self.position))
    }

    /// `#`, `/`, `>`, `^`, or a blank for a value.
    fn sigil(&mut self) -> Located<char> {
        let at = self.position;
        let refused = |what| Err((at, TemplateProblem::Unsupported { what }));
        if self.eat("#>") || self.eat("# >") {
            return refused("a partial with a block ({{#> …}})");
        }
        if self.eat("#*") || self.eat("*") {
            return refused("a decorator ({{* …}})");
        }
        for sigil in ['#', '/', '>', '^'] {
            if self.eat(sigil.encode_utf8(&mut [0; 4])) {
                self.skip_space();
                return Ok(sigil);
            }
        }
        if self.eat("&") {
            self.skip_space();
        }
        Ok(' ')
    }

    fn value(&mut self, tag: &mut Tag, closing: &str) -> Located<()> {
        let at = self.position;
        if self.peek() == Some('(') {
            return self.arguments(tag, None, closing);
        }
        let word = self.word()?;
        if word == "else" {
            tag.kind = TagKind::Else;
            self.skip_space();
            if self.at_end(closing) {
                return self.expect_end(closing);
            }
            let call = self.helper()?;
            return self.arguments(tag, Some(call), closing);
        }
        self.skip_space();
        if self.at_end(closing) {
            if helpers::is_known(word) {
                let call = Call { helper: word.to_owned(), at, arguments: 0, named: Vec::new() };
                tag.calls.push(call);
            } else if !is_literal(word) {
                tag.paths.push(Path { text: word.to_owned(), at });
            }
            return self.expect_end(closing);
        }
        let call = Call { helper: word.to_owned(), at, arguments: 0, named: Vec::new() };
        self.arguments(tag, Some(call), closing)
    }

    fn helper(&mut self) -> Located<Call> {
        let at = self.position;
        let helper = self.word()?.to_owned();
        Ok(Call { helper, at, arguments: 0, named: Vec::new() })
    }

    /// Reads to the end of the tag. `own` is the tag's own call, if it makes one; calls whose
    /// arguments are being read are kept as indices into `tag.calls`.
    fn arguments(&mut self, tag: &mut Tag, own: Option<Call>, closing: &str) -> Located<()> {
        let mut open: Vec<usize> = own.iter().map(|_| 0).collect();
        let outermost = open.len();
        tag.calls.extend(own);
        let (mut named, mut names) = (false, 0);
        loop {
            let at = self.after_space();
            let token = self.token(closing)?;
            if let (Token::Open | Token::Text | Token::Word(_), Some(&call)) = (token, open.last())
                && !std::mem::take(&mut named)
                && token != Token::Word("as")
            {
                tag.calls[call].arguments += 1;
            }
            match token {
                Token::End if open.len() == outermost => return Ok(()),
                Token::End => return Err((at, TemplateProblem::TagUnreadable { found: '}' })),
                Token::Open if open.len() < MAX_PARENTHESES => {
                    self.skip_space();
                    open.push(tag.calls.len());
                    let call = self.helper()?;
                    tag.calls.push(call);
                }
                Token::Open => return Err((at, TemplateProblem::TagTooLong)),
                Token::Close if open.len() > outermost => {
                    open.pop();
                }
                Token::Close => return Err((at, TemplateProblem::TagUnreadable { found: ')' })),
                Token::Name(name) => {
                    named = true;
                    names += 1;
                    if names > MAX_NAMED {
                        return Err((at, TemplateProblem::TagTooLong));
                    }
                    if let Some(&call) = open.last() {
                        tag.calls[call].named.push(name.to_owned());
                    }
                }
                Token::Text => {}
                Token::Word("as") => self.bindings(tag, closing)?,
                Token::Word(word) if is_literal(word) => {}
                Token::Word(word) => tag.paths.push(Path { text: word.to_owned(), at }),
                Token::Bar => return Err((at, TemplateProblem::TagUnreadable { found: '|' })),
            }
        }
    }

    fn bindings(&mut self, tag: &mut Tag, closing: &str) -> Located<()> {
        let at = self.after_space();
        if self.token(closing)? != Token::Bar {
            return Err((at, TemplateProblem::TagUnreadable { found: 'a' }));
        }
        loop {
            let at = self.after_space();
            match self.token(closing)? {
                Token::Word(word) => tag.binds.push(word.to_owned()),
                Token::Bar => return Ok(()),
                _ => return Err((at, TemplateProblem::TagUnreadable { found: '|' })),
            }
        }
    }

    fn token(&mut self, closing: &str) -> Located<Token<'a>> {
        self.skip_space();
        if self.at_end(closing) {
            self.expect_end(closing)?;
            return Ok(Token::End);
        }
        let at = self.position;
        match self.peek() {
            None => Err((self.start, TemplateProblem::TagOpen)),
            Some('(') => {
                self.position += 1;
                Ok(Token::Open)
            }
            Some(')') => {
                self.position += 1;
                Ok(Token::Close)
            }
            Some('|') => {
                self.position += 1;
                Ok(Token::Bar)
            }
            Some(quote @ ('"' | '\'')) => self.quoted(quote).map(|_| Token::Text),
            Some(_) => {
                let word = self.word()?;
                let after = self.position;
                self.skip_space();
                if self.peek() == Some('=') {
                    self.position += 1;
                    return Ok(Token::Name(word));
                }
                self.position = after;
                self.within_limit(at)?;
                Ok(Token::Word(word))
            }
        }
    }

    fn quoted(&mut self, quote: char) -> Located<&'a str> {
        let inside = self.position + 1;
        let mut escaped = false;
        for (index, character) in self.text[inside..].char_indices().take(MAX_TAG) {
            if escaped {
                escaped = false;
            } else if character == '\\' {
                escaped = true;
            } else if character == quote {
                let end = inside + index;
                let at = self.position;
                self.position = end + 1;
                self.within_limit(at)?;
                return Ok(&self.text[inside..end]);
            }
        }
        Err((self.start, TemplateProblem::TagOpen))
    }

    fn within_limit(&self, at: usize) -> Located<()> {
        if self.position - self.start > MAX_TAG {
            return Err((at, TemplateProblem::TagTooLong));
        }
        Ok(())
    }

    /// A name or a path: `product`, `../product.name`, `@index`, `people.[first name]`.
    fn word(&mut self) -> Located<&'a str> {
        let rest = &self.text[self.position..];
        let mut end = 0;
        let mut bracket = false;
        for character in rest.chars() {
            match character {
                '[' if !bracket => bracket = true,
                ']' if bracket => bracket = false,
                ' ' if bracket => {}
                _ if is_word_character(character) => {}
                _ => break,
            }
            end += character.len_utf8();
        }
        let at = self.position;
        if end == 0 || bracket {
            return match rest[end..].chars().next() {
                None => Err((self.start, TemplateProblem::TagOpen)),
                Some(found) => Err((at, TemplateProblem::TagUnreadable { found })),
            };
        }
        self.position += end;
        self.within_limit(at)?;
        Ok(&rest[..end])
    }

    fn partial_name(&mut self) -> Located<String> {
        let at = self.position;
        let unnamed = TemplateProblem::Unsupported { what: "a partial whose name is worked out" };
        match self.peek() {
            Some('(') => Err((at, unnamed)),
            Some('\'') => self.quoted('\'').map(str::to_owned),
            _ => {
                let name = self.word()?;
                if name.contains(['[', '@', '/', '$', ':']) || name.starts_with("..") {
                    return Err((at, TemplateProblem::Unsupported { what: "this partial’s name" }));
                }
                Ok(name.to_owned())
            }
        }
    }

    fn at_end(&self, closing: &str) -> bool {
        let rest = &self.text[self.position..];
        rest.strip_prefix('~').unwrap_or(rest).starts_with(closing)
    }

    fn expect_end(&mut self, closing: &str) -> Located<()> {
        self.skip_space();
        if !self.at_end(closing) {
            return match self.peek() {
                None => Err((self.start, TemplateProblem::TagOpen)),
                Some(found) => Err((self.position, TemplateProblem::TagUnreadable { found })),
            };
        }
        self.eat("~");
        self.eat(closing);
        Ok(())
    }

    fn eat(&mut self, expected: &str) -> bool {
        let there = self.text[self.position..].starts_with(expected);
        if there {
            self.position += expected.len();
        }
        there
    }

    fn skip_space(&mut self) {
        let rest = &self.text[self.position..];
        self.position += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn peek(&self) -> Option<char> {
        self.text[self.position..].chars().next()
    }

    fn after_space(&mut self) -> usize {
        self.skip_space();
        self.position
    }
}

fn is_word_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-_$:@./".contains(character) || !character.is_ascii()
}

fn is_literal(word: &str) -> bool {
    let number = word.strip_prefix('-').unwrap_or(word);
    matches!(word, "true" | "false" | "null" | "undefined")
        || number.starts_with(|first: char| first.is_ascii_digit())
}
