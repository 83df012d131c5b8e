//! The command line: the only place that prints, reads the environment, and knows exit statuses.
//!
//! Thinks about nothing else: each command asks the library and shows the answer.
#![expect(clippy::disallowed_methods, reason = "the environment ends here")]

mod args;
mod build;
mod config;
mod explain;
mod ledger;
mod list;
mod new;
mod ping;
mod policies;
mod prove;
mod report;
mod serve;
mod why;

use crate::base::{Diagnostics, Fingerprint};
use crate::build::{Edition, stored_sources};
use crate::config::{Options, SITE_TOML};
use crate::source::Sources;
use crate::world::{DiskWorld, World};
use args::{Cli, Command, Common, Format};
use clap::{CommandFactory, Parser};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    Done = 0,
    SiteHasErrors = 1,
    Usage = 2,
    Environment = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// Reads the command line and does what it says.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    if let Some(threads) = cli.common.threads {
        if threads == 0 {
            anstream::eprintln!("error: `--threads` is at least 1");
            return Exit::Usage.into();
        }
        rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().ok();
    }
    let exit = match &cli.command {
        Command::Build(args) => build::run(args, &cli.common),
        Command::Serve(args) => serve::run(args, &cli.common),
        Command::List(args) => list::run(args, &cli.common),
        Command::Why(args) => why::run(args, &cli.common),
        Command::Config => config::run(&cli.common),
        Command::New(args) => new::run(args, &cli.common),
        Command::Ping(args) => ping::run(args, &cli.common),
        Command::Explain(args) => explain::run(args),
        Command::Completions(args) => {
            clap_complete::generate(args.shell, &mut Cli::command(), "newsprint", &mut std::io::stdout());
            Exit::Done
        }
        Command::Man(args) => man(args),
    };
    exit.into()
}

fn man(args: &args::Man) -> Exit {
    let done = match &args.dir {
        Some(dir) => std::fs::create_dir_all(dir).and_then(|()| clap_mangen::generate_to(Cli::command(), dir)),
        None => clap_mangen::Man::new(Cli::command()).render(&mut std::io::stdout()),
    };
    done.map_or_else(|error| environment(&error), |()| Exit::Done)
}

/// Says what the system refused.
fn environment(error: &dyn std::fmt::Display) -> Exit {
    anstream::eprintln!("error: {error}");
    Exit::Environment
}

/// The project that a command is about.
struct Place {
    root: PathBuf,
    world: Arc<dyn World>,
    options: Options,
    /// The moment that the environment fixes.
    fixed: Option<chrono::DateTime<chrono::Utc>>,
}

impl Place {
    /// Finds the root: `--root`, else the nearest folder with a site.toml from here up.
    fn of(common: &Common) -> Self {
        let here = || std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
        let nearest = || here().ancestors().find(|folder| folder.join(SITE_TOML).is_file()).map(Path::to_path_buf);
        let root = common.root.clone().or_else(nearest).unwrap_or_else(here);
        let epoch = || std::env::var("SOURCE_DATE_EPOCH").ok()?.trim().parse::<i64>().ok();
        let fixed = epoch().and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0)).filter(|_| common.now.is_none());
        let options = Options {
            base_url: common.base_url.clone(),
            now: common.now.clone(),
            drafts: common.drafts,
            future: common.future,
            expired: common.expired,
            strict: common.strict,
            skip_broken: false,
        };
        let world: Arc<dyn World> = Arc::new(DiskWorld::new(root.clone(), fixed));
        Self { root, world, options, fixed }
    }

    /// Returns where the site is written.
    fn output(&self, common: &Common) -> PathBuf {
        common.output.clone().unwrap_or_else(|| self.root.join("public"))
    }

    /// Returns what stands for this build of the program; nothing when its own file cannot be read.
    fn program() -> Option<Fingerprint> {
        let file = File::open(std::env::current_exe().ok()?).ok()?;
        Fingerprint::of_reader(file).ok()
    }

    /// Returns what the last build parsed, for a command that only looks.
    fn stored(&self) -> Option<Sources> {
        let is_there = self.root.join(".newsprint").is_dir();
        stored_sources(&*self.world, is_there.then(Self::program).flatten()?)
    }

    /// Makes the edition for a command that only looks.
    fn edition(&self) -> (Option<Edition>, Diagnostics) {
        let mut findings = Diagnostics::new();
        let edition = Edition::prepare(&self.world, &self.options, self.stored().as_ref()).drain_into(&mut findings);
        findings.sort();
        (edition, findings)
    }
}

/// Prints one JSON object to standard output.
fn print_json(value: &serde_json::Value) {
    anstream::println!("{}", serde_json::to_string_pretty(value).expect("plain values"));
}

/// Prints errors that keep a command from answering.
fn refuse(place: &Place, common: &Common, findings: &Diagnostics) -> Exit {
    report::print(findings, common.format, &*place.world, common.quiet, common.verbose);
    if common.format == Format::Json {
        print_json(&serde_json::json!({ "diagnostics": report::as_json(findings, &*place.world) }));
    }
    Exit::SiteHasErrors
}
