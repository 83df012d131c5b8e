//! newsprint turns a folder of Markdown stories with front matter into a finished static newspaper.
//!
//! A small compiler: sources in, a site out, one way downhill. Modules stand on layers, and a module uses only what
//! stands below it (`tests/tidy.rs` enforces it). From the top:
//!
//! | layer | modules | what they do |
//! |---|---|---|
//! | 12 | [`cli`] | arguments, printing, exit statuses |
//! | 11 | [`serve`] | the preview |
//! | 10 | [`watch`] | "something changed" |
//! | 9 | [`build`] | the edition, the press that prints it, and the store of what is kept |
//! | 8 | [`render`] | an output into bytes, with the reads it made |
//! | 7 | [`plan`] | which files the site has |
//! | 6 | [`view`] | what templates may see |
//! | 5 | [`site`] | the immutable model: permalinks, people, sections, archive |
//! | 4 | [`theme`] | templates as text, words, options, assets |
//! | 3 | [`source`] | files into parsed sources |
//! | 2 | [`config`], [`output`] | site.toml; the finished site and its one writer |
//! | 1 | [`world`], [`markdown`], [`formats`], [`image`], [`notation`] | leaves |
//! | 0 | [`base`] | paths, spans, findings, fingerprints, dates, slugs |
//!
//! The journey of a site is the body of [`build::Edition::prepare`], and then of [`build::build`].

pub mod base;
pub mod build;
pub mod cli;
pub mod config;
pub mod formats;
pub mod image;
pub mod markdown;
pub mod notation;
pub mod output;
pub mod plan;
pub mod render;
pub mod serve;
pub mod site;
pub mod source;
pub mod theme;
pub mod view;
pub mod watch;
pub mod world;
