//! Two texts compared by word, as an editor would mark the changes in a proof.
//!
//! Whole lines are matched first, which is quick and keeps paragraphs together; only the lines
//! that differ are then compared by word. Words are Unicode's. The matching itself is `similar`'s.

use std::{collections::HashMap, ops::Range, time::Instant};

use similar::{
    Algorithm, DiffOp,
    algorithms::{Capture, Replace, diff_slices_deadline},
};

use script::Script;

pub mod comparison;
mod script;
#[cfg(test)]
mod tests;
mod tokens;

/// A step from the old text to the new one. What is kept and deleted makes up the old text, what
/// is kept and inserted the new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit<'a> {
    /// In both.
    Kept(&'a str),
    /// In the old one only. Comes before what was inserted in its place.
    Deleted(&'a str),
    /// In the new one only.
    Inserted(&'a str),
}

/// The steps from one text to another, by word. Texts that have little to do with each other can
/// take long to match; what is not matched by `until` counts as replaced.
#[must_use]
pub fn by_word<'a>(old: &'a str, new: &'a str, until: Instant) -> Vec<Edit<'a>> {
    let mut script = Script::new(old, new);
    let (prefix, suffix) = shared_lines(old, new);
    script.keep(prefix);
    let (old, new) = (&old[prefix..old.len() - suffix], &new[prefix..new.len() - suffix]);
    let (old_lines, new_lines) = (tokens::sentences(old), tokens::sentences(new));
    let (mut old_at, mut new_at) = (0, 0);
    for op in matched(Algorithm::Myers, &old_lines, &new_lines, until) {
        let (was, is) = (length(&old_lines[op.old_range()]), length(&new_lines[op.new_range()]));
        if let DiffOp::Equal { .. } = op {
            script.keep(was);
        } else {
            let (old, new) = (&old[old_at..old_at + was], &new[new_at..new_at + is]);
            add_words(&mut script, old, new, until);
        }
        old_at += was;
        new_at += is;
    }
    script.keep(suffix);
    script.edits()
}

/// Compares lines that differ, by word.
fn add_words(script: &mut Script<'_>, old: &str, new: &str, until: Instant) {
    let (prefix, suffix) = shared_words(old, new);
    script.keep(prefix);
    let (old, new) = (&old[prefix..old.len() - suffix], &new[prefix..new.len() - suffix]);
    if old.is_empty() || new.is_empty() {
        script.replace(old.len(), new.len());
    } else {
        let (old, new) = (tokens::of(old), tokens::of(new));
        for op in matched(Algorithm::Myers, &old, &new, until) {
            let (old, new) = (length(&old[op.old_range()]), length(&new[op.new_range()]));
            if let DiffOp::Equal { .. } = op { script.keep(old) } else { script.replace(old, new) }
        }
    }
    script.keep(suffix);
}

/// Matches pieces by number, so that each is read once however often it is compared.
fn matched(algorithm: Algorithm, old: &[&str], new: &[&str], until: Instant) -> Vec<DiffOp> {
    let mut numbers = HashMap::with_capacity(old.len() + new.len());
    let mut number = |piece| {
        let next = numbers.len() as u32;
        *numbers.entry(piece).or_insert(next)
    };
    let old: Vec<u32> = old.iter().copied().map(&mut number).collect();
    let new: Vec<u32> = new.iter().copied().map(&mut number).collect();
    let mut hook = Replace::new(Capture::new());
    match diff_slices_deadline(algorithm, &mut hook, &old, &new, Some(until)) {
        Ok(()) => hook.into_inner().into_ops(),
        Err(never) => match never {},
    }
}

fn length(pieces: &[&str]) -> usize {
    pieces.iter().map(|piece| piece.len()).sum()
}

/// How many bytes of whole lines both texts begin and end with.
fn shared_lines(old: &str, new: &str) -> (usize, usize) {
    shared(old, new, |byte| byte == b'\n')
}

/// How many bytes of whole words both texts begin and end with.
fn shared_words(old: &str, new: &str) -> (usize, usize) {
    shared(old, new, |byte| byte.is_ascii_whitespace())
}

/// The bytes that both texts begin and end with, up to and from the outermost of the places
/// behind a byte that `ends` a piece. They do not overlap in either text.
fn shared(old: &str, new: &str, ends: impl Fn(u8) -> bool) -> (usize, usize) {
    if old == new {
        return (old.len(), 0);
    }
    let (old, new) = (old.as_bytes(), new.as_bytes());
    let prefix = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let prefix = old[..prefix].iter().rposition(|byte| ends(*byte)).map_or(0, |at| at + 1);
    let (old, new) = (&old[prefix..], &new[prefix..]);
    let suffix = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let tail: Range<usize> = old.len() - suffix..old.len();
    let suffix = old[tail].iter().position(|byte| ends(*byte)).map_or(0, |at| suffix - at - 1);
    (prefix, suffix)
}
