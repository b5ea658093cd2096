//! What is sent is what can be shown, to the byte.

use rstest::rstest;
use serde_json::Value;

use super::*;

type D = Dialect;

#[rstest]
#[tokio::test]
async fn the_bytes_on_the_wire_are_the_ones_that_can_be_shown(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    let server = LoopbackServer::start(dialect.text(COPY)).await;
    let provider = provider_at(dialect, &server.base_url(), LIMITS);
    complete(&provider).await;
    let requests = server.requests();
    let [sent] = &requests[..] else { panic!("{requests:?}") };
    let shown = provider.sent(&request());
    assert_eq!((sent.method.as_str(), sent.path.as_str()), ("POST", dialect.path()));
    assert_eq!(shown.url, Some(format!("{}{}", server.origin(), dialect.path())));
    assert_eq!(sent.body, shown.body.as_bytes());
    let (name, value) = dialect.key_header(KEY);
    for header in &shown.headers {
        let real = sent.header(&header.name).expect("a header that is shown is sent");
        if header.name == name {
            assert_eq!(real, value);
            assert!(!header.value.contains("canary"), "{header:?}");
        } else {
            assert_eq!(real, header.value, "{}", header.name);
        }
    }
    assert!(shown.headers.iter().any(|header| header.name == name));
}

#[rstest]
#[tokio::test]
async fn a_server_without_a_key_is_sent_none(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    install_crypto();
    let server = LoopbackServer::start(dialect.text(COPY)).await;
    let provider = dialect.provider(Endpoint { key: None, ..endpoint(&server.base_url(), LIMITS) });
    complete(&provider).await;
    let (name, _) = dialect.key_header(KEY);
    assert_eq!(server.requests()[0].header(name), None);
    assert!(provider.sent(&request()).headers.iter().all(|header| header.name != name));
}

#[rstest]
#[tokio::test]
async fn the_template_decides_how_the_words_are_chosen(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    install_crypto();
    let provider = provider_at(dialect, "http://llm.example/v1", LIMITS);
    let body: Value = serde_json::from_str(&provider.sent(&request()).body).expect("JSON");
    assert_eq!(body["temperature"], 0.5);
    let limits = ["max_output_tokens", "max_tokens", "max_completion_tokens"];
    assert!(limits.iter().any(|limit| body[limit] == 400), "{body}");
    if !skips("seed", dialect) {
        assert_eq!(body["seed"], 7);
    }
    assert_eq!(body["stream"], true);
}

#[rstest]
#[tokio::test]
async fn a_deployment_on_azure_is_reached_by_its_path_with_its_own_header(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    if skips("deployments", dialect) {
        return;
    }
    install_crypto();
    let server = LoopbackServer::start(dialect.text(COPY)).await;
    let base_url = BaseUrl::parse(&server.origin()).expect("an address");
    let azure = base_url.on_azure(Some("copy-4o"), Some("2024-10-21"));
    let endpoint = Endpoint { base_url: azure, ..endpoint(&server.base_url(), LIMITS) };
    complete(&dialect.provider(endpoint)).await.is(COPY, StopReason::Complete);
    let requests = server.requests();
    let path = "/openai/deployments/copy-4o/chat/completions?api-version=2024-10-21";
    assert_eq!(requests[0].path, path);
    assert_eq!(requests[0].header("api-key"), Some(KEY));
    assert_eq!(requests[0].header("authorization"), None);
}
