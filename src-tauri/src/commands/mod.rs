//! What the window may ask for, a file per domain. Each command delegates to a service in a few
//! lines; which of them the window may call is in `permissions/app.toml`.

use std::sync::Arc;

use tauri::{State, ipc::Invoke};

use crate::{CommandError, state::Services, window::AppState};

pub mod backups;
pub mod desk;
pub mod desk_list;
pub mod drafting;
pub mod export;
pub mod fields;
pub mod formats;
pub mod history;
pub mod imports;
pub mod library;
pub mod models;
pub mod packs;
pub mod preview;
pub mod providers;
pub mod refining;
pub mod settings;
pub mod sources;
pub mod startup;
pub mod template;
pub mod variants;

type Outcome<T> = Result<T, CommandError>;
type App<'a> = State<'a, AppState>;

/// The services, or the reason why there are none.
fn services(app: &App<'_>) -> Outcome<Arc<Services>> {
    app.services()
}

/// Takes the window's calls to the commands.
pub(crate) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        startup::get_startup,
        startup::finish_closing,
        startup::keep_open,
        backups::list_backups,
        backups::back_up_now,
        backups::restore_backup,
        backups::reopen_store,
        backups::restore_over_damage,
        backups::begin_anew,
        backups::open_data_folder,
        library::list_templates,
        library::get_template,
        library::list_library,
        library::get_library_outline,
        library::get_library_item,
        library::add_library_item,
        library::save_library_item,
        library::keep_working_text,
        library::reset_library_item,
        library::list_versions,
        library::compare_version,
        library::note_version,
        library::restore_version,
        library::get_item_record,
        library::mark_favourite,
        library::move_to_folder,
        library::delete_library_item,
        library::undelete_library_item,
        library::delete_library_items,
        imports::choose_import_file,
        imports::choose_import_folder,
        imports::get_import_text,
        imports::take_import,
        imports::close_import,
        template::get_writing_aids,
        template::read_template,
        template::preview_template,
        template::edit_template,
        template::try_template,
        template::run_template_tests,
        template::list_template_tests,
        desk::get_draft,
        desk::create_draft,
        desk::save_brief,
        desk::save_text,
        desk::rename_draft,
        desk_list::list_drafts,
        desk_list::set_draft_status,
        desk_list::archive_draft,
        desk_list::delete_draft,
        desk_list::undelete_draft,
        desk_list::empty_bin,
        desk_list::list_tags,
        desk_list::add_tag,
        desk_list::remove_tag,
        history::list_revisions,
        history::get_revision,
        history::compare_revision,
        history::name_revision,
        history::restore_revision,
        history::keep_typed,
        drafting::start_drafting,
        drafting::cancel_drafting,
        drafting::get_run,
        drafting::preview_request,
        drafting::get_sent_requests,
        refining::start_refining,
        refining::preview_refinement,
        refining::get_open_refinement,
        refining::cut_proposal,
        refining::decide_refinement,
        variants::start_variants,
        variants::get_variants,
        variants::pick_variant,
        fields::read_fields,
        formats::read_format,
        formats::measure_copy,
        formats::list_combinations,
        preview::update_preview,
        preview::close_preview,
        preview::open_link,
        export::copy_draft,
        export::choose_export_file,
        export::export_draft,
        export::print_window,
        packs::choose_pack,
        packs::read_pack,
        packs::take_offered_pack,
        packs::get_pack_item,
        packs::import_pack,
        packs::close_pack,
        packs::undo_pack_change,
        packs::list_packs,
        packs::remove_pack,
        packs::outline_pack,
        packs::export_pack,
        models::list_models,
        models::choose_model_file,
        models::add_local_model,
        models::remove_local_model,
        providers::add_provider,
        providers::update_provider,
        providers::replace_key,
        providers::remove_provider,
        providers::test_provider,
        providers::list_keys,
        providers::add_key,
        providers::use_key,
        providers::remove_key,
        sources::attach_source,
        sources::list_sources,
        sources::get_source_text,
        sources::remove_source,
        sources::restore_source,
        settings::get_settings,
        settings::save_settings,
    ]
}
