//! The local language model, in a process of its own: llama.cpp behind JSON lines on stdio.
