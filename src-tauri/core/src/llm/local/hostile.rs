//! What reading the engine's lines promises on bytes that no engine should send.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::FutureExt;
use tokio::io::{AsyncRead, ReadBuf};

use super::lines::Lines;
use crate::llm::engine_protocol::{EngineReply, EngineRequest};

/// Bytes that come in chunks of this size, and never late.
struct Chunks<'a> {
    rest: &'a [u8],
    size: usize,
}

impl AsyncRead for Chunks<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let size = self.size.min(self.rest.len()).min(buffer.remaining());
        let (chunk, rest) = self.rest.split_at(size);
        buffer.put_slice(chunk);
        self.rest = rest;
        Poll::Ready(Ok(()))
    }
}

/// The lines of these bytes, up to one that is too long.
fn lines(bytes: &[u8], size: usize) -> Vec<Vec<u8>> {
    const LIMIT: usize = 256;
    let mut lines = Lines::new(Chunks { rest: bytes, size }, LIMIT);
    let mut read = Vec::new();
    while let Ok(Some(line)) = lines.next().now_or_never().expect("bytes that are there") {
        assert!(line.len() <= LIMIT && !line.contains(&b'\n'), "{line:?}");
        read.push(line);
    }
    read
}

/// Reads lines in any cut; what is a message is the same when it is written and read again.
pub fn engine_lines(bytes: &[u8]) {
    let size = bytes.first().map_or(1, |&byte| 1 + usize::from(byte) % 61);
    let read = lines(bytes, bytes.len().max(1));
    assert_eq!(lines(bytes, size), read);
    for line in read {
        if let Ok(reply) = serde_json::from_slice::<EngineReply>(&line) {
            let again = serde_json::to_vec(&reply).expect("a reply is JSON");
            assert!(!again.contains(&b'\n'), "one line");
            assert_eq!(serde_json::from_slice::<EngineReply>(&again).expect("a reply"), reply);
        }
        if let Ok(request) = serde_json::from_slice::<EngineRequest>(&line) {
            let again = serde_json::to_vec(&request).expect("a request is JSON");
            assert!(!again.contains(&b'\n'), "one line");
            assert_eq!(serde_json::from_slice::<EngineRequest>(&again).expect("one"), request);
        }
    }
}
