//! Text arrives whole, and nothing else is taken for it.

use rstest::rstest;

use super::*;

type D = Dialect;

#[rstest]
#[tokio::test]
async fn copy_arrives_whole_in_whatever_pieces_it_travels(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
    #[values(1, 3, 64, usize::MAX)] bytes: usize,
) {
    let outcome = complete_with(dialect, dialect.text(COPY).in_chunks(bytes, Duration::ZERO)).await;
    outcome.is(COPY, StopReason::Complete);
    let usage = TokenUsage { input: 12, output: 34, ..TokenUsage::default() };
    assert_eq!(outcome.usage, Some(usage));
}

#[rstest]
#[tokio::test]
async fn thoughts_are_never_shown(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
    #[values(1, 7, usize::MAX)] bytes: usize,
) {
    let inline = "<think>In the text.</think>\n\nRun today.";
    let words = dialect.words(inline);
    let end = dialect.end(StopReason::Complete).expect("an end");
    let body = format!("{}{words}{end}", dialect.thought("Hm, shoes."));
    let script = Script::stream(body).in_chunks(bytes, Duration::ZERO);
    complete_with(dialect, script).await.is("Run today.", StopReason::Complete);
}

#[rstest]
#[tokio::test]
async fn the_text_ends_before_a_stop_sequence_that_the_server_did_not_heed(
    #[values(D::Responses)] dialect: Dialect,
) {
    let server = LoopbackServer::start(dialect.text("Run today. <e nd> <end> Notes")).await;
    let provider = provider_at(dialect, &server.base_url(), LIMITS);
    complete(&provider).await.is("Run today. <e nd> ", StopReason::Complete);
    // All but the protocols that are skipped are told of it.
    for dialect in Dialect::ALL.into_iter().filter(|dialect| !skips("stop sequences", *dialect)) {
        let server = LoopbackServer::start(dialect.text(COPY)).await;
        complete(&provider_at(dialect, &server.base_url(), LIMITS)).await;
        let body = String::from_utf8(server.requests()[0].body.clone()).expect("text");
        assert!(body.contains("\"<end>\""), "{body}");
    }
}

#[rstest]
#[tokio::test]
async fn an_answer_that_is_not_streamed_is_accepted(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    let outcome = complete_with(dialect, Script::json(200, &dialect.document(COPY))).await;
    outcome.is(COPY, StopReason::Complete);
    assert_eq!(outcome.usage.expect("counted").output, 34);
}

#[rstest]
#[tokio::test]
async fn a_stream_that_is_packed_on_the_way_is_unpacked(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    let packed = Script::stream(dialect.whole(COPY)).gzip();
    complete_with(dialect, packed.in_chunks(50, Duration::ZERO))
        .await
        .is(COPY, StopReason::Complete);
}

#[rstest]
#[tokio::test]
async fn a_packed_stream_that_is_broken_is_named(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    let broken = dialect.text(COPY).header("content-encoding", "gzip");
    let outcome = complete_with(dialect, broken).await;
    assert_eq!(outcome.failure(), ProviderFailure::MalformedResponse, "{outcome:?}");
}

#[rstest]
#[tokio::test]
async fn counts_that_a_provider_leaves_out_are_estimated_and_say_so(
    #[values(D::Responses, D::Chat)] dialect: Dialect,
) {
    let outcome = complete_with(dialect, Script::stream(dialect.words(COPY))).await;
    let usage = outcome.usage.expect("an estimate");
    assert!(usage.estimated && usage.input > 0 && usage.output > 0, "{usage:?}");
}
