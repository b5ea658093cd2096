//! Variants: runs that write to no draft until one is picked. Their texts are recorded, and ended
//! after a crash, like those of all runs.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, named_params};

use super::{
    Store, StoreError, drafts,
    revisions::{self, NewRevision, RestoreIds, RestoredDraft},
    runs::{self, NewRun},
    sql::{parsed_option, time},
};
use crate::domain::{
    fields::again::Rewrites,
    id::{DraftId, RunId},
    model::ModelChoice,
    revision::RevisionCause,
    run::{Run, RunState},
    variant::{Variant, VariantNumber, VariantRound},
};

impl Store {
    /// Begins the variants of a round, all or none. The draft takes their brief; its copy stays
    /// as it is. Gives the round.
    ///
    /// # Errors
    /// [`StoreError::DraftIsLive`] while a run writes to the draft; [`StoreError::NotFound`] when
    /// there is no such draft.
    pub async fn start_variants(
        &self,
        draft_id: DraftId,
        runs: Vec<(VariantNumber, NewRun)>,
        now: Timestamp,
    ) -> Result<u32, StoreError> {
        let instance = self.access.instance()?.name().to_owned();
        self.write(move |sql| {
            let draft = drafts::draft(sql, draft_id)?;
            if draft.stream_mark.is_some() {
                return Err(StoreError::DraftIsLive);
            }
            let round = rounds(sql, draft_id)? + 1;
            for (number, run) in &runs {
                runs::insert(sql, run, &instance, now)?;
                sql.prepare_cached(
                    "INSERT INTO variants (run_id, draft_id, round, number)
                     VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute((
                    run.id.to_string(),
                    draft_id.to_string(),
                    round,
                    number.0,
                ))?;
            }
            if let Some((_, run)) = runs.first() {
                runs::take_brief(sql, run)?;
            }
            drafts::set_text(sql, draft_id, &draft.text, None, now)?;
            Ok(round)
        })
        .await
    }

    /// How many rounds of variants a draft has.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn variant_rounds(&self, draft_id: DraftId) -> Result<u32, StoreError> {
        self.read(move |sql| rounds(sql, draft_id)).await
    }

    /// A round of a draft's variants with all of their text that has been saved; the newest where
    /// none is named. `None` where the draft has no such round.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn variants(
        &self,
        draft_id: DraftId,
        round: Option<u32>,
    ) -> Result<Option<VariantRound>, StoreError> {
        let found = self
            .read(move |sql| {
                let rounds = rounds(sql, draft_id)?;
                let round = round.unwrap_or(rounds);
                Ok((round, rounds, read_round(sql, draft_id, round)?))
            })
            .await?;
        let (round, rounds, rows) = found;
        let Some(started_at) = rows.first().map(|row| row.run.started_at) else { return Ok(None) };
        let variants = rows
            .into_iter()
            .map(|row| {
                let run = self.as_it_is(row.run);
                Variant {
                    run_id: run.id,
                    number: row.number,
                    on_this_computer: matches!(run.model, ModelChoice::Local { .. }),
                    model_name: run.model_name,
                    text: row.text.unwrap_or(run.text),
                    state: run.state,
                    usage: run.usage,
                    picked_at: row.picked_at,
                }
            })
            .collect();
        Ok(Some(VariantRound { draft_id, round, rounds, started_at, variants }))
    }

    /// Makes a variant the draft's text, as a revision. The present text is kept first.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the draft has no such variant; [`StoreError::DraftIsLive`]
    /// while the variant is being written, or a run writes to the draft.
    pub async fn pick_variant(
        &self,
        draft_id: DraftId,
        run_id: RunId,
        ids: RestoreIds,
        now: Timestamp,
    ) -> Result<RestoredDraft, StoreError> {
        self.write(move |sql| {
            let (run, text) = one(sql, draft_id, run_id)?
                .ok_or_else(|| StoreError::not_found("variant", run_id))?;
            let draft = drafts::draft(sql, draft_id)?;
            if draft.stream_mark.is_some() || run.state == RunState::Live {
                return Err(StoreError::DraftIsLive);
            }
            let text = text.unwrap_or(run.text);
            let cause = RevisionCause::BeforeDrafting;
            let replaced = revisions::keep_present(sql, &draft, ids.present, cause, now)?;
            drafts::set_text(sql, draft_id, &text, None, now)?;
            sql.prepare_cached("UPDATE drafts SET status = 'draft' WHERE id = ?1")?
                .execute([draft_id.to_string()])?;
            sql.prepare_cached("UPDATE variants SET picked_at = ?2 WHERE run_id = ?1")?
                .execute([run_id.to_string(), time(now)])?;
            revisions::add(
                sql,
                NewRevision {
                    id: ids.restored,
                    draft_id,
                    cause: RevisionCause::Drafted,
                    run_id: Some(run_id),
                    brought_back: None,
                    text: &text,
                    at: now,
                },
            )?;
            Ok(RestoredDraft { draft: drafts::draft(sql, draft_id)?, replaced })
        })
        .await
    }
}

/// Keeps what a variant says in the end, if some of it was written anew. Of any other run there is
/// nothing to keep here.
pub(super) fn end(
    sql: &Connection,
    run_id: RunId,
    text: &str,
    rewrites: Option<&Rewrites>,
) -> Result<(), StoreError> {
    let Some(rewrites) = rewrites else { return Ok(()) };
    let rewritten = rewrites.apply(text);
    if rewritten != text {
        sql.prepare_cached("UPDATE variants SET text = ?2 WHERE run_id = ?1")?
            .execute([run_id.to_string(), rewritten])?;
    }
    Ok(())
}

fn rounds(sql: &Connection, draft_id: DraftId) -> Result<u32, StoreError> {
    Ok(sql
        .prepare_cached("SELECT coalesce(max(round), 0) FROM variants WHERE draft_id = ?1")?
        .query_row([draft_id.to_string()], |row| row.get(0))?)
}

struct VariantRow {
    number: VariantNumber,
    run: Run,
    text: Option<String>,
    picked_at: Option<Timestamp>,
}

fn read_round(
    sql: &Connection,
    draft_id: DraftId,
    round: u32,
) -> Result<Vec<VariantRow>, StoreError> {
    let mut statement = sql.prepare_cached(
        "SELECT runs.*, number, variants.text AS rewritten, picked_at
         FROM variants JOIN runs ON runs.id = run_id
         WHERE variants.draft_id = :draft AND round = :round ORDER BY number",
    )?;
    let rows = statement.query_map(
        named_params! { ":draft": draft_id.to_string(), ":round": round },
        |row| {
            Ok(VariantRow {
                number: VariantNumber(row.get("number")?),
                run: runs::from_row(row)?,
                text: row.get("rewritten")?,
                picked_at: parsed_option(row, "picked_at")?,
            })
        },
    )?;
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    rows.into_iter()
        .map(|row| Ok(VariantRow { run: runs::with_text(sql, row.run)?, ..row }))
        .collect()
}

fn one(
    sql: &Connection,
    draft_id: DraftId,
    run_id: RunId,
) -> Result<Option<(Run, Option<String>)>, StoreError> {
    Ok(sql
        .prepare_cached(
            "SELECT runs.*, variants.text AS rewritten FROM variants JOIN runs ON runs.id = run_id
             WHERE run_id = ?1 AND variants.draft_id = ?2",
        )?
        .query_row([run_id.to_string(), draft_id.to_string()], |row| {
            Ok((runs::from_row(row)?, row.get("rewritten")?))
        })
        .optional()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{
            draft::{Brief, Draft},
            id::RevisionId,
            run::{DraftingMode, StopReason},
            sent::SentRequest,
            variant::VariantCount,
        },
        store::runs::RunEnd,
    };

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).expect("a time")
    }

    async fn store_with_draft(folder: &std::path::Path, text: &str) -> (Store, DraftId) {
        let store = Store::open(folder, at(0)).await.expect("a store");
        let id = DraftId::generate();
        let template = "launch-email".into();
        let draft = Draft {
            text: text.into(),
            ..Draft::new(id, "Launch email".into(), template, Brief::default(), at(1))
        };
        store.insert_draft(&draft).await.expect("saved");
        (store, id)
    }

    fn three(draft_id: DraftId) -> Vec<(VariantNumber, NewRun)> {
        let count = VariantCount::try_from(3).expect("a count");
        let run = || NewRun {
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
        };
        count.numbers().map(|number| (number, run())).collect()
    }

    fn complete() -> RunEnd {
        RunEnd {
            state: RunState::Finished { reason: StopReason::Complete },
            usage: None,
            rewrites: None,
            revision: RevisionId::generate(),
        }
    }

    fn ids() -> RestoreIds {
        RestoreIds { present: RevisionId::generate(), restored: RevisionId::generate() }
    }

    #[tokio::test]
    async fn variants_leave_the_copy_alone_until_one_is_picked_and_it_can_be_brought_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, draft) = store_with_draft(folder.path(), "Earlier copy").await;
        let runs = three(draft);
        let ids_of: Vec<_> = runs.iter().map(|(_, run)| run.id).collect();
        assert_eq!(store.start_variants(draft, runs, at(2)).await.expect("started"), 1);
        for (id, text) in ids_of.iter().zip(["One", "Two", "Three"]) {
            store.append_run_text(*id, 0, text.into()).await.expect("saved");
        }
        for id in &ids_of[..2] {
            store.end_run(*id, complete(), at(3)).await.expect("ended");
        }
        assert_eq!(store.draft(draft).await.expect("found").text, "Earlier copy");
        assert_eq!(store.last_run(draft).await.expect("read"), None);
        let live = store.pick_variant(draft, ids_of[2], ids(), at(4)).await;
        assert_eq!(live.expect_err("live").code(), "draft_is_live");

        let picked = store.pick_variant(draft, ids_of[1], ids(), at(4)).await.expect("picked");
        assert_eq!(picked.draft.text, "Two");
        let replaced = picked.replaced.expect("kept");
        let back = store.restore_revision(draft, replaced, ids(), at(5)).await.expect("restored");
        assert_eq!(back.draft.text, "Earlier copy");

        let round = store.variants(draft, None).await.expect("read").expect("a round");
        let texts: Vec<_> = round.variants.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(texts, ["One", "Two", "Three"]);
        let picked: Vec<_> = round.variants.iter().map(|it| it.picked_at.is_some()).collect();
        assert_eq!(picked, [false, true, false]);
    }

    #[tokio::test]
    async fn what_a_dead_process_had_saved_of_its_variants_is_there_at_the_next_start() {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, draft) = store_with_draft(folder.path(), "").await;
        let runs = three(draft);
        let first = runs[0].1.id;
        store.start_variants(draft, runs, at(2)).await.expect("started");
        store.append_run_text(first, 0, "Cold at ".into()).await.expect("saved");
        store.append_run_text(first, 1, "mile twenty".into()).await.expect("saved");
        drop(store);

        let store = Store::open(folder.path(), at(9)).await.expect("a store");
        let round = store.variants(draft, None).await.expect("read").expect("a round");
        assert_eq!(round.variants[0].text, "Cold at mile twenty");
        assert!(round.variants.iter().all(|it| it.state == RunState::Interrupted));
        assert_eq!(store.draft(draft).await.expect("found").text, "");
        store.pick_variant(draft, first, ids(), at(10)).await.expect("picked");
        assert_eq!(store.draft(draft).await.expect("found").text, "Cold at mile twenty");
    }

    #[tokio::test]
    async fn each_round_is_kept_and_the_newest_is_shown_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, draft) = store_with_draft(folder.path(), "").await;
        assert_eq!(store.variants(draft, None).await.expect("read"), None);
        for round in 1..=3 {
            let started = store.start_variants(draft, three(draft), at(round.into())).await;
            assert_eq!(started.expect("started"), round);
        }
        let newest = store.variants(draft, None).await.expect("read").expect("a round");
        assert_eq!((newest.round, newest.rounds, newest.started_at), (3, 3, at(3)));
        let first = store.variants(draft, Some(1)).await.expect("read").expect("a round");
        assert_eq!((first.round, first.variants.len()), (1, 3));
        assert_eq!(store.variants(draft, Some(4)).await.expect("read"), None);
    }

    #[tokio::test]
    async fn a_variant_of_another_draft_is_not_to_be_picked() {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, draft) = store_with_draft(folder.path(), "").await;
        let runs = three(draft);
        let run = runs[0].1.id;
        store.start_variants(draft, runs, at(2)).await.expect("started");
        let picked = store.pick_variant(DraftId::generate(), run, ids(), at(3)).await;
        assert_eq!(picked.expect_err("none").code(), "not_found");
    }
}
