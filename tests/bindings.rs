//! The window's types are generated from the app's. This fails when they are not the same any
//! more; `UPDATE_BINDINGS=1 cargo nextest run bindings` writes them anew.

use std::{fmt::Write as _, fs, path::PathBuf};

use copydeck::{
    CommandError,
    commands::{export::CopyFormat, startup::Startup},
};
use copydeck_core::{
    domain::{
        allowance::{Allowance, Remainder},
        diff::comparison::{Comparison, Segment, SegmentKind},
        draft::{BinStay, Brief, Draft, DraftStatus, DraftSummary, Found, StreamMark, Utf16Offset},
        draft_list::{DraftPlace, DraftQuery, DraftSort, DraftStage},
        expectation::{Finding, TestOutline, TestResult},
        fields::{
            again::Rewrite,
            form::{FormField, FormText},
            rules::{FieldProblem, Flaw},
            values::FieldPath,
        },
        format::{
            CheaperText, Counting, DearCharacter, Evidence, FieldCheck, Fold, Format, FormatField,
            ItemCount, LengthLimit, Measure, Recommended, SmsMeasure, Verdict,
            counting::sms::Alphabet,
            mixing::{Combination, Mix, MixedText, Repeat},
        },
        id::{
            CredentialId, DraftId, LibraryItemId, LocalModelId, OpenImportId, OpenPackId,
            PackChangeId, ProviderId, RevisionId, RunId, SourceId,
        },
        importing::Guess,
        library::{
            Counted, ItemKind, ItemSummary, ItemVersion, LibraryItem, LibraryQuery, Origin, Shelf,
        },
        model::{
            KeySource, LocalModel, ModelChoice, ProviderConfig, ProviderKey, ProviderKind,
            TestReport, TestStep,
        },
        pack::{
            installed::InstalledPack,
            item::ItemState,
            manifest::PackId,
            merge,
            version::PackVersion,
            warning::{Warning, WarningCode},
        },
        passage::{Passage, TextRange},
        prompt::{Media, Message, Part, Role},
        refining::{OpenProposal, RefineAsk, Refinement, pieces::Piece},
        revision::{Revision, RevisionCause, RevisionSummary},
        run::{DraftingMode, ProviderFailure, Run, RunState, StopReason},
        sent::{SentHeader, SentRequest},
        settings::{Appearance, CopySize, LineWidth, Settings},
        source::{
            Place, SourceKind, SourcePassage, SourceSummary, SourceText, facts::ChosenPassage,
        },
        tag::Tag,
        template::{
            HelperUse,
            edit::{TemplateEdit, TextEdit},
            lint::{Fix, Problem, Severity},
        },
        tone::{Tone, ToneStep},
        usage::TokenUsage,
        variable::{Variable, VariableKind, VariableValues},
        variant::{Variant, VariantCount, VariantNumber, VariantRound},
    },
    markdown::live::{PreviewBlock, PreviewPatch, TextChange},
    services::{
        desk::DraftDocument,
        drafting::{
            DraftingStarted,
            event::DraftingEvent,
            refining::{CutProposal, RefiningStarted, TakenTexts},
            variants::VariantEvent,
        },
        exporting::ExportFormat,
        history::Against,
        imports::{ImportPreview, ImportedTemplate},
        library::{
            ComparedWith, ItemRecord, LibraryOutline, MadeDraft, TemplateForm, TemplatePreview,
            TemplateReading, TemplateSummary, WritingAids,
            formats::{CopyMeasure, FormatReading},
        },
        models::{BundledModel, ModelList},
        packs::{
            Choice, ExportDetails, ExportOutline, ExportProblem, Imported, ItemChoice, ItemDetails,
            ItemPreview, ItemRef, MadeFile, PackPreview, Trust,
        },
        previewing::{PreviewId, PreviewUpdate},
        providers::{ProviderDetails, ProviderSummary},
        sources::BriefSources,
        template_tests::TemplateTestEvent,
    },
    store::{
        backup::BackupSummary,
        backup_name::{BackupName, BackupReason},
        desk_list::{DraftCursor, DraftPage},
        library::list::{LibraryCursor, LibraryPage},
        recovery::Recovery,
        revisions::{RestoredDraft, RevisionPage},
        template_tests::TemplateTestRun,
    },
};
use ts_rs::{Config, TS};

const HEADER: &str = "// Generated from the Rust types by tests/bindings.rs; do not edit.\n\n";

fn declaration<T: TS>(config: &Config, out: &mut String) {
    writeln!(out, "export {}", T::decl(config)).expect("a string takes all");
}

fn generated() -> String {
    let config = Config::default();
    let mut out = HEADER.to_owned();
    macro_rules! declare {
        ($($type:ty),* $(,)?) => { $(declaration::<$type>(&config, &mut out);)* };
    }
    declare![
        // Ids
        DraftId,
        RevisionId,
        RunId,
        LibraryItemId,
        ProviderId,
        CredentialId,
        LocalModelId,
        SourceId,
        // Drafts
        Utf16Offset,
        ToneStep,
        Tone,
        VariableValues,
        Brief,
        StreamMark,
        Tag,
        DraftStatus,
        BinStay,
        Draft,
        TextRange,
        Passage,
        Found,
        DraftSummary,
        DraftPlace,
        DraftStage,
        DraftSort,
        DraftQuery,
        DraftCursor,
        DraftPage,
        DraftDocument,
        // History
        RevisionCause,
        Revision,
        RevisionSummary,
        RevisionPage,
        RestoredDraft,
        Against,
        SegmentKind,
        Segment,
        Comparison,
        // Runs
        DraftingMode,
        StopReason,
        ProviderFailure,
        TokenUsage,
        SentHeader,
        SentRequest,
        RunState,
        Run,
        DraftingStarted,
        DraftingEvent,
        VariantCount,
        VariantNumber,
        Variant,
        VariantRound,
        VariantEvent,
        // Copy in fields
        Alphabet,
        DearCharacter,
        CheaperText,
        SmsMeasure,
        LengthLimit,
        Verdict,
        Measure,
        FieldPath,
        FieldProblem,
        Flaw,
        Rewrite,
        FormField,
        FormText,
        // Refining
        RefineAsk,
        OpenProposal,
        Refinement,
        RefiningStarted,
        Piece,
        CutProposal,
        TakenTexts,
        // Formats
        Counting,
        Evidence,
        Recommended,
        Fold,
        ItemCount,
        FormatField,
        Format,
        FormatReading,
        FieldCheck,
        MixedText,
        Repeat,
        Mix,
        Combination,
        CopyMeasure,
        // Documents
        SourceKind,
        Place,
        SourcePassage,
        SourceText,
        SourceSummary,
        ChosenPassage,
        BriefSources,
        // Preview and export
        TextChange,
        PreviewBlock,
        PreviewPatch,
        PreviewId,
        PreviewUpdate,
        ExportFormat,
        CopyFormat,
        // Library
        VariableKind,
        Variable,
        TemplateSummary,
        TemplateForm,
        ItemKind,
        Origin,
        ItemSummary,
        LibraryItem,
        ItemVersion,
        Shelf,
        LibraryQuery,
        Counted,
        LibraryOutline,
        LibraryCursor,
        LibraryPage,
        ComparedWith,
        MadeDraft,
        ItemRecord,
        // Prompts from elsewhere
        OpenImportId,
        Guess,
        ImportedTemplate,
        ImportPreview,
        // Packs
        OpenPackId,
        PackChangeId,
        PackId,
        PackVersion,
        WarningCode,
        Warning,
        Trust,
        ItemState,
        ItemPreview,
        PackPreview,
        merge::Part,
        merge::Side,
        ItemDetails,
        Choice,
        ItemChoice,
        InstalledPack,
        Imported,
        ItemRef,
        ExportDetails,
        ExportProblem,
        ExportOutline,
        MadeFile,
        // A template being written
        Severity,
        TextEdit,
        Fix,
        Problem,
        TemplateEdit,
        Role,
        Media,
        Part,
        Message,
        Finding,
        TestOutline,
        TestResult,
        TemplateTestRun,
        TemplateTestEvent,
        TemplateReading,
        TemplatePreview,
        HelperUse,
        WritingAids,
        // Models
        ModelChoice,
        ProviderKind,
        KeySource,
        Remainder,
        Allowance,
        ProviderConfig,
        ProviderSummary,
        ProviderDetails,
        ProviderKey,
        LocalModel,
        BundledModel,
        ModelList,
        TestStep,
        TestReport,
        // Backups
        BackupReason,
        BackupName,
        BackupSummary,
        Recovery,
        // The window
        Appearance,
        CopySize,
        LineWidth,
        Settings,
        CommandError,
        Startup,
    ];
    out
}

#[test]
fn the_windows_types_are_the_apps() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("ui/src/ipc/bindings/types.ts");
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        fs::write(&file, generated()).expect("written");
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == generated(),
        "{} is not what the Rust types say. Run: UPDATE_BINDINGS=1 cargo nextest run bindings",
        file.display()
    );
}
