//! newsprint.
pub mod base;
pub mod build;
pub mod cli;
pub mod config;
pub mod image;
pub mod markdown;
pub mod notation;
pub mod output;
pub mod plan;
pub mod render;
pub mod site;
pub mod source;
pub mod theme;
pub mod view;
pub mod watch;
pub mod world;
