//! Chat Completions, streamed: OpenAI and the many servers that speak like it.
