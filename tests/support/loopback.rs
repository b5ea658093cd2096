//! A model server on this machine that answers as told: in any pieces, at any pace, with any
//! status, cut anywhere, or never. It speaks just enough HTTP/1.1 over a raw socket, because a
//! well-behaved server library would not misbehave.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{ReadHalf, WriteHalf},
    },
    task::JoinHandle,
    time::sleep,
};

/// One answer, and how it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    head_after: Duration,
    chunk_bytes: usize,
    chunk_after: Duration,
    ending: Ending,
}

/// How an answer ends.
#[derive(Clone, Debug)]
enum Ending {
    /// With the whole body, and a mark that it is whole.
    Whole,
    /// With the whole body and the end of the connection, which is also the only mark.
    Bare,
    /// After so many bytes, with the end of the connection where more was promised.
    Cut(usize),
    /// After so many bytes, with the connection reset.
    Reset(usize),
    /// Never: after the body nothing more comes, and the connection stays.
    Stall,
    /// Never: the last bytes repeat.
    Repeat { bytes: Vec<u8>, every: Duration },
    /// The body is all there is, no HTTP around it.
    Noise,
}

impl Script {
    /// An answer with this status, type and body.
    pub(crate) fn answer(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type".into(), content_type.into())],
            body: body.into(),
            head_after: Duration::ZERO,
            chunk_bytes: usize::MAX,
            chunk_after: Duration::ZERO,
            ending: Ending::Whole,
        }
    }

    /// A stream with this body.
    pub(crate) fn stream(body: impl Into<Vec<u8>>) -> Self {
        Self::answer(200, "text/event-stream; charset=utf-8", body)
    }

    /// A whole stream of this text, word by word.
    pub(crate) fn text(text: &str) -> Self {
        Self::stream(super::chat_stream::whole(text))
    }

    /// A JSON answer.
    pub(crate) fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::answer(status, "application/json", body.to_string())
    }

    /// An error in OpenAI's shape.
    pub(crate) fn error(status: u16, code: &str, message: &str) -> Self {
        Self::json(status, &json!({ "error": { "message": message, "type": code, "code": code } }))
    }

    /// A web page.
    pub(crate) fn page(status: u16, title: &str) -> Self {
        let page = format!("<!doctype html><html><head><title>{title}</title></head></html>");
        Self::answer(status, "text/html", page)
    }

    /// A redirect to another address.
    pub(crate) fn redirect(status: u16, to: &str) -> Self {
        Self::answer(status, "text/plain", "").header("location", to)
    }

    /// A list of models.
    pub(crate) fn models(ids: &[&str]) -> Self {
        let data: Vec<_> = ids.iter().map(|id| json!({ "id": id, "object": "model" })).collect();
        Self::json(200, &json!({ "object": "list", "data": data }))
    }

    /// Bytes that are no HTTP, in answer to whatever comes first.
    pub(crate) fn noise(bytes: impl Into<Vec<u8>>) -> Self {
        Self { ending: Ending::Noise, ..Self::answer(200, "", bytes) }
    }

    /// Adds a header.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Packs the body, as a proxy on the way might.
    pub(crate) fn gzip(mut self) -> Self {
        use std::io::Write;

        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(&self.body).expect("memory takes all");
        self.body = packed.finish().expect("memory takes all");
        self.header("content-encoding", "gzip")
    }

    /// Waits before the answer begins.
    pub(crate) fn head_after(self, wait: Duration) -> Self {
        Self { head_after: wait, ..self }
    }

    /// Sends the body in chunks of so many bytes, with a wait before each.
    pub(crate) fn in_chunks(self, bytes: usize, wait: Duration) -> Self {
        Self { chunk_bytes: bytes, chunk_after: wait, ..self }
    }

    /// Ends with the connection, and no other mark that the body is whole.
    pub(crate) fn bare(self) -> Self {
        Self { ending: Ending::Bare, ..self }
    }

    /// Ends the connection in order after so many bytes of the body, though more was promised.
    pub(crate) fn cut_at(self, byte: usize) -> Self {
        Self { ending: Ending::Cut(byte), ..self }
    }

    /// Resets the connection after so many bytes of the body.
    pub(crate) fn reset_at(self, byte: usize) -> Self {
        Self { ending: Ending::Reset(byte), ..self }
    }

    /// Sends nothing after the body and never ends.
    pub(crate) fn stall(self) -> Self {
        Self { ending: Ending::Stall, ..self }
    }

    /// Repeats these bytes after the body and never ends.
    pub(crate) fn repeat(self, bytes: impl Into<Vec<u8>>, every: Duration) -> Self {
        Self { ending: Ending::Repeat { bytes: bytes.into(), every }, ..self }
    }

    async fn send(&self, socket: &mut WriteHalf<'_>) -> io::Result<()> {
        sleep(self.head_after).await;
        let chunked = !matches!(self.ending, Ending::Bare);
        socket.write_all(self.head(chunked).as_bytes()).await?;
        let end = match self.ending {
            Ending::Cut(byte) | Ending::Reset(byte) => byte.min(self.body.len()),
            _ => self.body.len(),
        };
        for chunk in self.body[..end].chunks(self.chunk_bytes.max(1)) {
            if !self.chunk_after.is_zero() {
                sleep(self.chunk_after).await;
            }
            send_chunk(socket, chunk, chunked).await?;
        }
        match &self.ending {
            Ending::Whole => socket.write_all(b"0\r\n\r\n").await?,
            Ending::Bare | Ending::Cut(_) | Ending::Noise => {}
            Ending::Reset(_) => {
                // What was sent must have been read, or the reset would take it back.
                sleep(Duration::from_millis(30)).await;
                socket.as_ref().set_zero_linger()?;
            }
            Ending::Stall => std::future::pending().await,
            Ending::Repeat { bytes, every } => loop {
                send_chunk(socket, bytes, chunked).await?;
                sleep(*every).await;
            },
        }
        Ok(())
    }

    fn head(&self, chunked: bool) -> String {
        let mut head = format!("HTTP/1.1 {} Scripted\r\nconnection: close\r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if chunked {
            head.push_str("transfer-encoding: chunked\r\n");
        }
        head + "\r\n"
    }
}

async fn send_chunk(socket: &mut WriteHalf<'_>, bytes: &[u8], chunked: bool) -> io::Result<()> {
    if !chunked {
        return socket.write_all(bytes).await;
    }
    let mut framed = format!("{:x}\r\n", bytes.len()).into_bytes();
    framed.extend_from_slice(bytes);
    framed.extend_from_slice(b"\r\n");
    socket.write_all(&framed).await
}

/// A request as it came over the wire.
#[derive(Clone, Debug)]
pub(crate) struct RecordedRequest {
    /// `GET`, `POST`.
    pub(crate) method: String,
    /// The path with its query.
    pub(crate) path: String,
    headers: Vec<(String, String)>,
    /// The exact bytes of the body.
    pub(crate) body: Vec<u8>,
}

impl RecordedRequest {
    /// The value of a header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// What the server does, and what was done to it.
struct State {
    chat: Vec<Script>,
    models: Script,
    answered: AtomicUsize,
    hung_up: AtomicUsize,
    requests: Mutex<Vec<RecordedRequest>>,
}

/// A running server. It stops when it is dropped.
pub(crate) struct LoopbackServer {
    address: SocketAddr,
    state: Arc<State>,
    listening: JoinHandle<()>,
}

impl LoopbackServer {
    /// A server that gives this answer to every chat request, and lists one model, `loopback-1`.
    pub(crate) async fn start(script: Script) -> Self {
        Self::start_with([script], Script::models(&["loopback-1"])).await
    }

    /// A server that gives these answers to chat requests in turn, the last one over and over,
    /// and this one where its models are asked for.
    pub(crate) async fn start_with(chat: impl IntoIterator<Item = Script>, models: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let state = Arc::new(State {
            chat: chat.into_iter().collect(),
            models,
            answered: AtomicUsize::new(0),
            hung_up: AtomicUsize::new(0),
            requests: Mutex::default(),
        });
        let shared = Arc::clone(&state);
        let listening = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let state = Arc::clone(&shared);
                tokio::spawn(async move {
                    // The client hanging up is no failure of the server's.
                    let _hung_up = state.serve(socket).await;
                });
            }
        });
        Self { address, state, listening }
    }

    /// The address to configure: `http://127.0.0.1:PORT/v1`.
    pub(crate) fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// The address without `/v1`, where nothing but 404 is found.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// All requests so far, in order.
    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        self.state.requests.lock().expect("no test panics while it records").clone()
    }

    /// Waits until the client has hung up on an answer that was not at its end.
    pub(crate) async fn hung_up_on(&self) {
        while self.state.hung_up.load(Ordering::SeqCst) == 0 {
            sleep(Duration::from_millis(5)).await;
        }
    }
}

impl Drop for LoopbackServer {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl State {
    async fn serve(&self, mut socket: TcpStream) -> io::Result<()> {
        socket.set_nodelay(true)?;
        if let [Script { ending: Ending::Noise, body, .. }] = &self.chat[..] {
            // Whatever is said first, and in whatever protocol.
            let (mut reader, mut writer) = socket.split();
            let _first = reader.read(&mut [0_u8; 1024]).await?;
            writer.write_all(body).await?;
            end_of(&mut reader).await;
            return Ok(());
        }
        let Some(request) = read_request(&mut socket).await? else { return Ok(()) };
        let path = request.path.split('?').next().unwrap_or_default().to_owned();
        self.requests.lock().expect("no test panics while it records").push(request);
        let script = match path.as_str() {
            path if is_for_completions(path) => {
                let turn = self.answered.fetch_add(1, Ordering::SeqCst);
                self.chat[turn.min(self.chat.len() - 1)].clone()
            }
            "/v1/models" => self.models.clone(),
            _ => Script::json(404, &json!({ "detail": "Not Found" })),
        };
        let (mut reader, mut writer) = socket.split();
        tokio::select! {
            sent = script.send(&mut writer) => sent?,
            // Seen here even while nothing is sent.
            () = end_of(&mut reader) => {
                self.hung_up.fetch_add(1, Ordering::SeqCst);
                return Ok(());
            }
        }
        if matches!(script.ending, Ending::Whole | Ending::Bare) {
            writer.shutdown().await?;
            // The client closes first, so that no byte is lost to a reset.
            end_of(&mut reader).await;
        }
        Ok(())
    }
}

/// Whether completions are asked for here: under `/v1`, as most servers want it, or under a
/// deployment's path, as on Azure.
fn is_for_completions(path: &str) -> bool {
    matches!(path, "/v1/chat/completions" | "/v1/responses" | "/v1/messages")
        || (path.starts_with("/openai/deployments/") && path.ends_with("/chat/completions"))
}

/// Waits until the client sends no more and never will.
async fn end_of(reader: &mut ReadHalf<'_>) {
    let mut ignored = [0_u8; 64];
    while reader.read(&mut ignored).await.is_ok_and(|bytes| bytes > 0) {}
}

async fn read_request(socket: &mut TcpStream) -> io::Result<Option<RecordedRequest>> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if socket.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    };
    let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
    let mut lines = head.split("\r\n");
    let mut request_line = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers
        .iter()
        .find(|(name, _)| name == "content-length")
        .and_then(|(_, value)| value.parse().ok())
        .unwrap_or(0);
    let mut body = bytes.split_off(head_end + 4);
    while body.len() < length {
        if socket.read_buf(&mut body).await? == 0 {
            break;
        }
    }
    Ok(Some(RecordedRequest {
        method: request_line.next().unwrap_or_default(),
        path: request_line.next().unwrap_or_default(),
        headers,
        body,
    }))
}
