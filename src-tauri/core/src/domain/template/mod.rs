//! Prompt templates: Dotprompt files parsed, checked and rendered. Nothing outside this module
//! knows the format.
