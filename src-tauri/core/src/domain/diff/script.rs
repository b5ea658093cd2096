//! The changes as they are found, made into edits that read well.

use super::Edit;

/// How long an unchanged stretch between two changes may be, in bytes, to be taken as part of
/// them: “of the” between two new phrases only breaks the reading.
const MOST_ABSORBED: usize = 24;

/// A stretch of both texts.
#[derive(Clone, Copy, Debug)]
enum Run {
    /// The same bytes in both.
    Kept(usize),
    /// So many bytes of the old text in the place of so many of the new one.
    Replaced(usize, usize),
}

/// How one text becomes the other, from its beginning on.
#[derive(Debug)]
pub(super) struct Script<'a> {
    old: &'a str,
    new: &'a str,
    runs: Vec<Run>,
}

impl<'a> Script<'a> {
    pub(super) fn new(old: &'a str, new: &'a str) -> Self {
        Self { old, new, runs: Vec::new() }
    }

    /// The next bytes are the same in both texts.
    pub(super) fn keep(&mut self, bytes: usize) {
        match self.runs.last_mut() {
            _ if bytes == 0 => {}
            Some(Run::Kept(before)) => *before += bytes,
            _ => self.runs.push(Run::Kept(bytes)),
        }
    }

    /// The next bytes of the old text give way to the next of the new one.
    pub(super) fn replace(&mut self, old: usize, new: usize) {
        match self.runs.last_mut() {
            _ if old == 0 && new == 0 => {}
            Some(Run::Replaced(before_old, before_new)) => {
                *before_old += old;
                *before_new += new;
            }
            _ => self.runs.push(Run::Replaced(old, new)),
        }
    }

    /// All of it as edits.
    pub(super) fn edits(self) -> Vec<Edit<'a>> {
        let mut edits = Vec::with_capacity(2 * self.runs.len());
        let (mut old, mut new) = (0, 0);
        for run in absorb_short_ones(self.old, &self.runs) {
            let (old_bytes, new_bytes) = match run {
                Run::Kept(bytes) => (bytes, bytes),
                Run::Replaced(old_bytes, new_bytes) => (old_bytes, new_bytes),
            };
            let (was, is) = (&self.old[old..old + old_bytes], &self.new[new..new + new_bytes]);
            match run {
                Run::Kept(_) => edits.push(Edit::Kept(is)),
                Run::Replaced(..) => {
                    edits.extend((!was.is_empty()).then_some(Edit::Deleted(was)));
                    edits.extend((!is.is_empty()).then_some(Edit::Inserted(is)));
                }
            }
            old += old_bytes;
            new += new_bytes;
        }
        edits
    }
}

/// Joins two changes where what stands between them is shorter than either.
fn absorb_short_ones(old: &str, runs: &[Run]) -> Vec<Run> {
    let mut tidy: Vec<Run> = Vec::with_capacity(runs.len());
    // Where in the old text the runs in `tidy` end.
    let mut end = 0;
    for run in runs {
        let mut run = *run;
        while let Run::Replaced(was, is) = run
            && let [.., Run::Replaced(was_before, is_before), Run::Kept(bytes)] = tidy[..]
            && reads_as_one(&old[end - bytes..end], was_before.max(is_before), was.max(is))
        {
            run = Run::Replaced(was_before + bytes + was, is_before + bytes + is);
            tidy.truncate(tidy.len() - 2);
            end -= was_before + bytes;
        }
        end += match run {
            Run::Kept(bytes) | Run::Replaced(bytes, _) => bytes,
        };
        tidy.push(run);
    }
    tidy
}

/// Whether two changes, so many bytes long, read better as one with what stands between them.
fn reads_as_one(between: &str, before: usize, after: usize) -> bool {
    let says_nothing = !between.contains(char::is_alphanumeric);
    between.len() <= MOST_ABSORBED
        && !between.contains('\n')
        && (says_nothing || between.len() <= before.min(after))
}
