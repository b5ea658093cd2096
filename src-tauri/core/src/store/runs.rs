//! Runs: what was asked of a model and all it wrote, saved as it comes.

use std::{collections::HashSet, path::Path};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};

use super::{
    Store, StoreError, drafts,
    instance::is_alive_in,
    library, refinements,
    revisions::{self, NewRevision},
    sent,
    sql::{from_json, from_json_option, json, parsed, parsed_option, time},
    variants,
};
use crate::domain::{
    draft::{Brief, StreamMark, Utf16Offset},
    fields::again::Rewrites,
    folding::folded,
    id::{DraftId, RevisionId, RunId},
    library::VersionOf,
    model::ModelChoice,
    revision::RevisionCause,
    run::{DraftingMode, Run, RunState},
    sent::SentRequest,
    usage::TokenUsage,
};

/// What a run that is about to start needs to be stored.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// Its identity.
    pub id: RunId,
    /// The draft it writes to.
    pub draft_id: DraftId,
    /// The template and brief it starts from; saved with it, as the draft's.
    pub template: String,
    /// See `template`.
    pub brief: Brief,
    /// The title that follows from the brief.
    pub title: String,
    /// Who writes.
    pub model: ModelChoice,
    /// Who writes, as the user knows it.
    pub model_name: String,
    /// Where its text goes.
    pub mode: DraftingMode,
    /// The identity of the revision that keeps the copy as it was before.
    pub replaced: RevisionId,
    /// What it sends.
    pub sent: SentRequest,
    /// Which version of the library's template that is; none of a file from elsewhere.
    pub made_with: Option<VersionOf>,
}

/// How a run came to its end.
#[derive(Clone, Debug)]
pub struct RunEnd {
    /// How it ended; not [`RunState::Live`].
    pub state: RunState,
    /// What it used, where known.
    pub usage: Option<TokenUsage>,
    /// What it put in the place of something else it had written.
    pub rewrites: Option<Rewrites>,
    /// The identity of the revision that keeps what it made of the draft.
    pub revision: RevisionId,
}

impl Store {
    /// Begins a run: keeps the draft's present copy as a revision, empties the draft
    /// unless the run goes on with it, and marks it as being written to, and as not ready any
    /// more. Gives the revision's id, or `None` when there was no copy.
    ///
    /// # Errors
    /// [`StoreError::DraftIsLive`] while another run writes to the draft;
    /// [`StoreError::NotFound`] when there is no such draft.
    pub async fn start_run(
        &self,
        run: NewRun,
        now: Timestamp,
    ) -> Result<Option<RevisionId>, StoreError> {
        let instance = self.access.instance()?.name().to_owned();
        self.write(move |sql| {
            let draft = drafts::draft(sql, run.draft_id)?;
            if draft.stream_mark.is_some() {
                return Err(StoreError::DraftIsLive);
            }
            let cause = RevisionCause::BeforeDrafting;
            let replaced = revisions::keep_present(sql, &draft, run.replaced, cause, now)?;
            insert(sql, &run, &instance, now)?;
            take_brief(sql, &run)?;
            sql.prepare_cached("UPDATE drafts SET status = 'draft' WHERE id = ?1")?
                .execute([run.draft_id.to_string()])?;
            let (text, insert_at) = match run.mode {
                DraftingMode::Afresh => ("", Utf16Offset(0)),
                DraftingMode::Continue { at } => (draft.text.as_str(), at),
            };
            let mark = StreamMark { insert_at, ..StreamMark::start_of(run.id) };
            drafts::set_text(sql, run.draft_id, text, Some(&mark), now)?;
            Ok(replaced)
        })
        .await
    }

    /// Saves more of a live run's text. `position` counts the pieces from 0; a piece saved twice
    /// is saved once, so that a failed call can simply be made again.
    ///
    /// # Errors
    /// When it can't be saved.
    pub async fn append_run_text(
        &self,
        id: RunId,
        position: u32,
        text: String,
    ) -> Result<(), StoreError> {
        self.write(move |sql| {
            sql.prepare_cached(
                "INSERT INTO run_chunks (run_id, position, text) VALUES (?1, ?2, ?3)
                 ON CONFLICT (run_id, position) DO UPDATE SET text = excluded.text",
            )?
            .execute((id.to_string(), position, text))?;
            Ok(())
        })
        .await
    }

    /// Ends a run: its text is joined into the draft and kept as a revision, all in one step.
    /// A run that has ended already stays as it is.
    ///
    /// # Errors
    /// When it can't be saved; the run is then still live and the call can be made again.
    pub async fn end_run(&self, id: RunId, end: RunEnd, now: Timestamp) -> Result<(), StoreError> {
        self.write(move |sql| finish(sql, id, &end, now)).await
    }

    /// A run with all of its text that has been saved.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none of this id.
    pub async fn run(&self, id: RunId) -> Result<Run, StoreError> {
        self.read(move |sql| whole(sql, id)).await.map(|run| self.as_it_is(run))
    }

    /// The newest run that wrote to a draft; variants and refinements write to none.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn last_run(&self, draft_id: DraftId) -> Result<Option<Run>, StoreError> {
        self.read(move |sql| {
            let found = sql
                .prepare_cached(
                    "SELECT * FROM runs
                     WHERE draft_id = ?1 AND id NOT IN (SELECT run_id FROM variants)
                       AND id NOT IN (SELECT run_id FROM refinements)
                     ORDER BY id DESC LIMIT 1",
                )?
                .query_row([draft_id.to_string()], from_row)
                .optional()?;
            found.map(|run| with_text(sql, run)).transpose()
        })
        .await
        .map(|run| run.map(|run| self.as_it_is(run)))
    }

    /// A run that nobody writes any more is not live, though it can't be ended where the store is
    /// only read.
    pub(super) fn as_it_is(&self, mut run: Run) -> Run {
        if run.state == RunState::Live && self.access.is_abandoned(run.draft_id) {
            run.state = RunState::Interrupted;
        }
        run
    }

    /// The drafts that are marked as being written by a process that is gone.
    pub(super) async fn abandoned_drafts(
        &self,
        data_folder: &Path,
    ) -> Result<HashSet<DraftId>, StoreError> {
        let live = self.read(live_runs).await?;
        let dead = live.into_iter().filter(|run| !is_alive_in(data_folder, &run.instance));
        Ok(dead.map(|run| run.draft_id).collect())
    }

    /// Ends the runs whose process is gone, with all they had written in their drafts.
    pub(super) async fn interrupt_dead_runs(&self, now: Timestamp) -> Result<(), StoreError> {
        let live = self.read(live_runs).await?;
        let own = self.access.instance()?;
        for LiveRun { id, instance, .. } in live {
            if !own.is_alive(&instance) {
                let revision = RevisionId::generate();
                let end =
                    RunEnd { state: RunState::Interrupted, usage: None, rewrites: None, revision };
                self.end_run(id, end, now).await?;
            }
        }
        Ok(())
    }
}

/// A run as it begins.
pub(super) struct RunRow<'a> {
    pub(super) id: RunId,
    pub(super) draft_id: DraftId,
    pub(super) instance: &'a str,
    pub(super) model: &'a ModelChoice,
    pub(super) model_name: &'a str,
    pub(super) made_with: Option<VersionOf>,
    pub(super) sent: &'a SentRequest,
}

/// Writes down that a run begins, and what it sends.
pub(super) fn begin(
    sql: &Transaction<'_>,
    run: &RunRow<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (template_item, template_version) = library::columns_of(run.made_with);
    sql.prepare_cached(
        "INSERT INTO runs (id, draft_id, instance, model, model_name, text, state, started_at,
                           template_item, template_version)
         VALUES (:id, :draft_id, :instance, :model, :model_name, '', :state, :started_at,
                 :template_item, :template_version)",
    )?
    .execute(named_params! {
        ":id": run.id.to_string(),
        ":draft_id": run.draft_id.to_string(),
        ":instance": run.instance,
        ":model": json(run.model)?,
        ":model_name": run.model_name,
        ":state": json(&RunState::Live)?,
        ":started_at": time(now),
        ":template_item": template_item,
        ":template_version": template_version,
    })?;
    sent::keep(sql, run.id, run.sent)
}

/// A run that has not ended, and the process that wrote it.
struct LiveRun {
    id: RunId,
    draft_id: DraftId,
    instance: String,
}

fn live_runs(sql: &Connection) -> Result<Vec<LiveRun>, StoreError> {
    let mut statement =
        sql.prepare_cached("SELECT id, draft_id, instance FROM runs WHERE ended_at IS NULL")?;
    let rows = statement.query_map([], |row| {
        Ok(LiveRun {
            id: parsed(row, "id")?,
            draft_id: parsed(row, "draft_id")?,
            instance: row.get("instance")?,
        })
    })?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?)
}

/// Ends every live run as interrupted, whoever writes it.
pub(super) fn interrupt_all(sql: &Connection, now: Timestamp) -> Result<(), StoreError> {
    let mut statement = sql.prepare("SELECT id FROM runs WHERE ended_at IS NULL")?;
    let live: Vec<RunId> =
        statement.query_map([], |row| parsed(row, "id"))?.collect::<Result<_, _>>()?;
    for id in live {
        let revision = RevisionId::generate();
        finish(
            sql,
            id,
            &RunEnd { state: RunState::Interrupted, usage: None, rewrites: None, revision },
            now,
        )?;
    }
    Ok(())
}

/// Adds a run that is about to begin, with what it sends.
pub(super) fn insert(
    sql: &Transaction<'_>,
    run: &NewRun,
    instance: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    library::note_use(sql, run.made_with, now)?;
    let row = RunRow {
        id: run.id,
        draft_id: run.draft_id,
        instance,
        model: &run.model,
        model_name: &run.model_name,
        made_with: run.made_with,
        sent: &run.sent,
    };
    begin(sql, &row, now)
}

/// Gives a draft the template and brief that a run of it starts from.
pub(super) fn take_brief(sql: &Connection, run: &NewRun) -> Result<(), StoreError> {
    sql.prepare_cached(
        "UPDATE drafts SET template = :template, brief = :brief,
                title = CASE WHEN titled_by_user THEN title ELSE :title END,
                title_key = CASE WHEN titled_by_user THEN title_key ELSE :title_key END
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": run.draft_id.to_string(),
        ":template": run.template,
        ":brief": json(&run.brief)?,
        ":title": run.title,
        ":title_key": folded(&run.title),
    })?;
    Ok(())
}

/// All of a run's text that has been saved, live or not.
pub(super) fn text(sql: &Connection, id: RunId) -> Result<String, StoreError> {
    Ok(whole(sql, id)?.text)
}

/// A run with all of its text that has been saved.
pub(super) fn whole(sql: &Connection, id: RunId) -> Result<Run, StoreError> {
    let run = sql
        .prepare_cached("SELECT * FROM runs WHERE id = ?1")?
        .query_row([id.to_string()], from_row)
        .optional()?
        .ok_or_else(|| StoreError::not_found("run", id))?;
    with_text(sql, run)
}

pub(super) fn with_text(sql: &Connection, mut run: Run) -> Result<Run, StoreError> {
    if run.state == RunState::Live {
        let mut statement =
            sql.prepare_cached("SELECT text FROM run_chunks WHERE run_id = ?1 ORDER BY position")?;
        let mut rows = statement.query([run.id.to_string()])?;
        while let Some(row) = rows.next()? {
            run.text.push_str(row.get_ref("text")?.as_str().map_err(rusqlite::Error::from)?);
        }
    }
    Ok(run)
}

fn finish(sql: &Connection, id: RunId, end: &RunEnd, now: Timestamp) -> Result<(), StoreError> {
    let run = whole(sql, id)?;
    if run.state != RunState::Live {
        return Ok(());
    }
    sql.prepare_cached(
        "UPDATE runs SET text = :text, state = :state, usage = :usage, ended_at = :now WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id.to_string(),
        ":text": run.text,
        ":state": json(&end.state)?,
        ":usage": end.usage.as_ref().map(json).transpose()?,
        ":now": time(now),
    })?;
    sql.prepare_cached("DELETE FROM run_chunks WHERE run_id = ?1")?.execute([id.to_string()])?;

    variants::end(sql, id, &run.text, end.rewrites.as_ref())?;
    if refinements::ended(sql, &run, end, now)? {
        return Ok(());
    }
    let draft = drafts::draft(sql, run.draft_id)?;
    let Some(mark) = draft.stream_mark.filter(|mark| mark.run_id == id) else { return Ok(()) };
    let text = mark.join(&draft.text, &run.text);
    let text = end.rewrites.as_ref().map_or(text.clone(), |rewrites| rewrites.apply(&text));
    drafts::set_text(sql, run.draft_id, &text, None, now)?;
    if run.text.is_empty() {
        return Ok(());
    }
    revisions::add(
        sql,
        NewRevision {
            id: end.revision,
            draft_id: run.draft_id,
            cause: RevisionCause::Drafted,
            run_id: Some(id),
            brought_back: None,
            text: &text,
            at: now,
        },
    )
}

pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Run> {
    Ok(Run {
        id: parsed(row, "id")?,
        draft_id: parsed(row, "draft_id")?,
        model: from_json(row, "model")?,
        model_name: row.get("model_name")?,
        text: row.get("text")?,
        state: from_json(row, "state")?,
        usage: from_json_option(row, "usage")?,
        started_at: parsed(row, "started_at")?,
        ended_at: parsed_option(row, "ended_at")?,
    })
}

#[cfg(test)]
mod tests {
    use super::{revisions::RestoreIds, *};
    use crate::domain::{draft::Draft, run::StopReason};

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).expect("a time")
    }

    async fn store_with_draft(folder: &Path, text: &str) -> (Store, DraftId) {
        let store = Store::open(folder, at(0)).await.expect("a store");
        let id = DraftId::generate();
        let template = "launch-email".into();
        let draft = Draft {
            text: text.into(),
            ..Draft::new(id, "Launch email".into(), template, Brief::default(), at(1))
        };
        store.insert_draft(&draft).await.expect("saved");
        (store, draft.id)
    }

    fn new_run(draft_id: DraftId) -> NewRun {
        NewRun {
            made_with: None,
            id: RunId::generate(),
            draft_id,
            template: "launch-email".into(),
            brief: Brief::default(),
            title: "Brightleaf: launch email".into(),
            model: ModelChoice::default(),
            model_name: "SmolLM2 135M".into(),
            mode: DraftingMode::Afresh,
            replaced: RevisionId::generate(),
            sent: SentRequest::default(),
        }
    }

    fn finished(reason: StopReason) -> RunEnd {
        RunEnd {
            state: RunState::Finished { reason },
            usage: None,
            rewrites: None,
            revision: RevisionId::generate(),
        }
    }

    #[tokio::test]
    async fn the_copy_a_drafting_replaces_is_kept_and_can_be_brought_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, draft) = store_with_draft(folder.path(), "Earlier copy").await;
        let run = new_run(draft);
        let replaced = store.start_run(run.clone(), at(2)).await.expect("started").expect("kept");
        store.append_run_text(run.id, 0, "New copy".into()).await.expect("saved");
        store.end_run(run.id, finished(StopReason::Complete), at(3)).await.expect("ended");
        assert_eq!(store.draft(draft).await.expect("found").text, "New copy");

        let ids = RestoreIds { present: RevisionId::generate(), restored: RevisionId::generate() };
        let restored = store.restore_revision(draft, replaced, ids, at(4)).await.expect("restored");
        assert_eq!(restored.draft.text, "Earlier copy");
        let page = store.revision_page(draft, None).await.expect("read");
        let causes: Vec<_> = page.items.iter().map(|item| item.cause).collect();
        assert_eq!(
            causes,
            [RevisionCause::Restored, RevisionCause::Drafted, RevisionCause::BeforeDrafting]
        );
        assert_eq!(page.items[1].model_name.as_deref(), Some("SmolLM2 135M"));
    }

    #[tokio::test]
    async fn a_run_that_goes_on_writes_where_the_copy_stopped() {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, draft) = store_with_draft(folder.path(), "Cold at\n\nPS").await;
        let run = NewRun { mode: DraftingMode::Continue { at: Utf16Offset(7) }, ..new_run(draft) };
        store.start_run(run.clone(), at(2)).await.expect("started");
        assert_eq!(store.draft(draft).await.expect("found").text, "Cold at\n\nPS");
        store.append_run_text(run.id, 0, " mile twenty".into()).await.expect("saved");
        store.end_run(run.id, finished(StopReason::Complete), at(3)).await.expect("ended");
        assert_eq!(store.draft(draft).await.expect("found").text, "Cold at mile twenty\n\nPS");
    }

    #[tokio::test]
    async fn what_a_dead_process_had_saved_of_a_run_is_in_the_draft_at_the_next_start() {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, draft) = store_with_draft(folder.path(), "").await;
        let run = new_run(draft);
        store.start_run(run.clone(), at(2)).await.expect("started");
        store.append_run_text(run.id, 0, "Cold at ".into()).await.expect("saved");
        store.append_run_text(run.id, 1, "mile twenty".into()).await.expect("saved");
        // The window had shown the first piece and the user had typed behind it.
        let mark =
            StreamMark { run_id: run.id, received: Utf16Offset(8), insert_at: Utf16Offset(8) };
        store
            .save_text(draft, "Cold at \n\nPS".into(), Some(mark), RevisionId::generate(), at(3))
            .await
            .expect("saved");
        drop(store);

        let store = Store::open(folder.path(), at(9)).await.expect("a store");
        let found = store.draft(draft).await.expect("found");
        assert_eq!(found.text, "Cold at mile twenty\n\nPS");
        assert_eq!(found.stream_mark, None);
        let run = store.run(run.id).await.expect("found");
        assert_eq!(run.state, RunState::Interrupted);
        assert_eq!(run.text, "Cold at mile twenty");
    }

    #[tokio::test]
    async fn a_run_of_a_process_that_still_lives_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let (window, draft) = store_with_draft(folder.path(), "").await;
        let run = new_run(draft);
        window.start_run(run.clone(), at(2)).await.expect("started");
        let command_line = Store::open(folder.path(), at(3)).await.expect("a store");
        assert_eq!(command_line.run(run.id).await.expect("found").state, RunState::Live);
        let second = command_line.start_run(new_run(draft), at(4)).await;
        assert_eq!(second.expect_err("live").code(), "draft_is_live");
    }

    #[tokio::test]
    async fn a_save_that_the_end_of_the_run_overtook_still_holds_the_whole_run() {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, draft) = store_with_draft(folder.path(), "").await;
        let run = new_run(draft);
        store.start_run(run.clone(), at(2)).await.expect("started");
        store.append_run_text(run.id, 0, "One two".into()).await.expect("saved");
        store.end_run(run.id, finished(StopReason::Complete), at(3)).await.expect("ended");
        let mark =
            StreamMark { run_id: run.id, received: Utf16Offset(3), insert_at: Utf16Offset(3) };
        store
            .save_text(draft, "One, typed".into(), Some(mark), RevisionId::generate(), at(4))
            .await
            .expect("saved");
        assert_eq!(store.draft(draft).await.expect("found").text, "One two, typed");
    }

    #[tokio::test]
    async fn a_save_from_before_the_run_keeps_the_words_and_the_run_follows_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, draft) = store_with_draft(folder.path(), "").await;
        let run = new_run(draft);
        store.start_run(run.clone(), at(2)).await.expect("started");
        store
            .save_text(draft, "typed late. ".into(), None, RevisionId::generate(), at(3))
            .await
            .expect("saved");
        store.append_run_text(run.id, 0, "Drafted.".into()).await.expect("saved");
        store.end_run(run.id, finished(StopReason::Stopped), at(4)).await.expect("ended");
        assert_eq!(store.draft(draft).await.expect("found").text, "typed late. Drafted.");
    }

    #[tokio::test]
    async fn saving_the_same_piece_again_after_a_failure_does_not_repeat_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, draft) = store_with_draft(folder.path(), "").await;
        let run = new_run(draft);
        store.start_run(run.clone(), at(2)).await.expect("started");
        for _ in 0..2 {
            store.append_run_text(run.id, 0, "once".into()).await.expect("saved");
        }
        assert_eq!(store.run(run.id).await.expect("found").text, "once");
    }
}
