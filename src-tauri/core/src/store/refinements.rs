//! Refinements: what is proposed for a passage of a draft, kept as it streams, and what the user
//! takes of it. The text streams as that of any run; see [`super::runs`].

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{
    Store, StoreError, drafts,
    revisions::{self, NewRevision},
    runs::{self, RunEnd, RunRow},
    sql::{from_json, json, parsed, time},
};
use crate::domain::{
    draft::{Draft, Utf16Offset},
    id::{DraftId, RevisionId, RunId},
    model::ModelChoice,
    refining::{self, OpenProposal, RefineAsk, Refinement},
    revision::RevisionCause,
    run::{Run, RunState, StopReason},
    sent::SentRequest,
};

/// What a refinement that is about to start needs to be stored.
#[derive(Clone, Debug)]
pub struct NewRefinement {
    /// The identity of its run.
    pub id: RunId,
    /// The draft it is for.
    pub draft_id: DraftId,
    /// What is asked.
    pub ask: RefineAsk,
    /// The passage, and where it begins.
    pub open: OpenProposal,
    /// Whether it is taken as a whole when it is complete.
    pub unasked: bool,
    /// Who writes.
    pub model: ModelChoice,
    /// Who writes, as the user knows it.
    pub model_name: String,
    /// What it sends.
    pub sent: SentRequest,
}

/// The draft's text before and after something of a proposal was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Before, as the user saw it.
    pub before: String,
    /// After.
    pub after: String,
    /// The identities of the revisions that keep the two.
    pub revisions: [RevisionId; 2],
}

impl Store {
    /// Begins a refinement. The draft stays as it is.
    ///
    /// # Errors
    /// [`StoreError::DraftIsLive`] while a drafting writes to the draft;
    /// [`StoreError::NotFound`] when there is no such draft.
    pub async fn start_refinement(
        &self,
        new: NewRefinement,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let instance = self.access.instance()?.name().to_owned();
        self.write(move |sql| {
            if drafts::draft(sql, new.draft_id)?.stream_mark.is_some() {
                return Err(StoreError::DraftIsLive);
            }
            let run = RunRow {
                id: new.id,
                draft_id: new.draft_id,
                instance: &instance,
                model: &new.model,
                model_name: &new.model_name,
                made_with: None,
                sent: &new.sent,
            };
            runs::begin(sql, &run, now)?;
            sql.prepare_cached(
                "INSERT INTO refinements (run_id, draft_id, ask, passage, at, unasked)
                 VALUES (:run_id, :draft_id, :ask, :passage, :at, :unasked)",
            )?
            .execute(named_params! {
                ":run_id": new.id.to_string(),
                ":draft_id": new.draft_id.to_string(),
                ":ask": json(&new.ask)?,
                ":passage": new.open.passage,
                ":at": new.open.at.0,
                ":unasked": new.unasked,
            })?;
            Ok(())
        })
        .await
    }

    /// The newest refinement of a draft of which something is left to decide.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn open_refinement(
        &self,
        draft_id: DraftId,
    ) -> Result<Option<Refinement>, StoreError> {
        let found = self
            .read(move |sql| {
                let row = sql
                    .prepare_cached(
                        "SELECT * FROM refinements
                         WHERE draft_id = ?1 AND settled_at IS NULL AND NOT unasked
                         ORDER BY run_id DESC LIMIT 1",
                    )?
                    .query_row([draft_id.to_string()], from_row)
                    .optional()?;
                row.map(|(run_id, ask, open, _)| {
                    Ok(Refinement { run: runs::whole(sql, run_id)?, ask, open })
                })
                .transpose()
            })
            .await?;
        Ok(found.map(|found| Refinement { run: self.as_it_is(found.run), ..found }))
    }

    /// Keeps what the user has decided of a proposal: what was taken, as revisions of the draft,
    /// and what is still open; nothing is, where `open` is `None`. The draft's own text is saved
    /// as any other.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such refinement.
    pub async fn decide_refinement(
        &self,
        run_id: RunId,
        taken: Option<Taken>,
        open: Option<OpenProposal>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(move |sql| {
            let draft_id: DraftId = sql
                .prepare_cached("SELECT draft_id FROM refinements WHERE run_id = ?1")?
                .query_row([run_id.to_string()], |row| parsed(row, "draft_id"))
                .optional()?
                .ok_or_else(|| StoreError::not_found("refinement", run_id))?;
            if let Some(taken) = taken {
                keep_taken(sql, draft_id, run_id, &taken, now)?;
            }
            match open {
                None => settle(sql, run_id, now),
                Some(OpenProposal { passage, at, proposal }) => {
                    sql.prepare_cached(
                        "UPDATE refinements SET passage = ?2, at = ?3, proposal = ?4,
                                settled_at = NULL
                         WHERE run_id = ?1",
                    )?
                    .execute((run_id.to_string(), passage, at.0, proposal))?;
                    Ok(())
                }
            }
        })
        .await
    }

    /// Whether all of a refinement is decided.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn refinement_is_settled(&self, run_id: RunId) -> Result<bool, StoreError> {
        self.read(move |sql| {
            let settled = sql
                .prepare_cached("SELECT settled_at IS NOT NULL FROM refinements WHERE run_id = ?1")?
                .query_row([run_id.to_string()], |row| row.get(0))
                .optional()?;
            Ok(settled.unwrap_or(false))
        })
        .await
    }
}

/// Does what follows from the end of a run that is a refinement; says whether it is one. Of one
/// that nobody is to be asked about, a whole text takes the passage's place, where that still
/// stands in the draft.
pub(super) fn ended(
    sql: &Connection,
    run: &Run,
    end: &RunEnd,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let row = sql
        .prepare_cached("SELECT * FROM refinements WHERE run_id = ?1")?
        .query_row([run.id.to_string()], from_row)
        .optional()?;
    let Some((_, _, open, unasked)) = row else { return Ok(false) };
    if run.text.trim().is_empty() {
        settle(sql, run.id, now)?;
        return Ok(true);
    }
    let reason = match end.state {
        RunState::Finished { reason } => Some(reason),
        _ => None,
    };
    if !unasked {
        return Ok(true);
    }
    let is_whole = matches!(reason, Some(StopReason::Complete | StopReason::Unknown));
    let draft = drafts::draft(sql, run.draft_id)?;
    let place = refining::find(&draft.text, &open.passage, open.at);
    if let Some(place) = place.filter(|_| is_whole && draft.stream_mark.is_none()) {
        let after = [&draft.text[..place.start], &run.text, &draft.text[place.end..]].concat();
        let revisions = [RevisionId::generate(), end.revision];
        let before = draft.text;
        keep_taken(
            sql,
            run.draft_id,
            run.id,
            &Taken { before, after: after.clone(), revisions },
            now,
        )?;
        drafts::set_text(sql, run.draft_id, &after, None, now)?;
        settle(sql, run.id, now)?;
    } else {
        // The user is asked after all.
        sql.prepare_cached("UPDATE refinements SET unasked = 0 WHERE run_id = ?1")?
            .execute([run.id.to_string()])?;
    }
    Ok(true)
}

fn keep_taken(
    sql: &Connection,
    draft_id: DraftId,
    run_id: RunId,
    taken: &Taken,
    now: Timestamp,
) -> Result<(), StoreError> {
    let [before, after] = taken.revisions;
    let draft = Draft { text: taken.before.clone(), ..drafts::draft(sql, draft_id)? };
    revisions::keep_present(sql, &draft, before, RevisionCause::BeforeRefining, now)?;
    let new = NewRevision {
        id: after,
        draft_id,
        cause: RevisionCause::Refined,
        run_id: Some(run_id),
        brought_back: None,
        text: &taken.after,
        at: now,
    };
    revisions::add(sql, new)
}

fn settle(sql: &Connection, run_id: RunId, now: Timestamp) -> Result<(), StoreError> {
    sql.prepare_cached("UPDATE refinements SET settled_at = ?2 WHERE run_id = ?1")?
        .execute([run_id.to_string(), time(now)])?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<(RunId, RefineAsk, OpenProposal, bool)> {
    let open = OpenProposal {
        passage: row.get("passage")?,
        at: Utf16Offset(row.get("at")?),
        proposal: row.get("proposal")?,
    };
    Ok((parsed(row, "run_id")?, from_json(row, "ask")?, open, row.get("unasked")?))
}
