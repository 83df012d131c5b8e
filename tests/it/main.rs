//! What users see, one module for each part of it. Each test shows its whole paper.
//!
//! Papers are in memory; only the tests of the output folder and of the command line touch a disk.
#![allow(clippy::disallowed_methods, reason = "tests of the disk and of the command line")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(missing_docs, reason = "tests are named as sentences")]

mod archive;
mod bad_input;
mod bylines;
mod command_line;
mod content;
mod documentation;
mod drawn;
mod feeds;
mod foreign;
mod formats;
mod front_page;
mod golden;
mod incremental;
mod leaks;
mod model_article;
mod newsroom;
mod output_folder;
mod safety;
mod sample;
mod sitemaps;
mod standing;
mod store;
mod themes;
mod wire;
