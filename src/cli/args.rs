//! What was typed: commands and flags, in Hugo's short forms, with Zola's and Jekyll's long ones as hidden aliases.
//!
//! Only the words; what they do stands in a file a command.

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::net::IpAddr;
use std::path::PathBuf;

/// Turns a folder of Markdown stories into a newspaper.
#[derive(Debug, Parser)]
#[command(name = "newsprint", version, about, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = "Exit status: 0 done, 1 the site has errors, 2 wrong usage, 3 the environment failed.")]
pub(super) struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub common: Common,
}

/// Flags of every command.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// The paper's folder [default: this one, or the nearest above with a site.toml]
    #[arg(short = 's', long, alias = "source", alias = "input", value_name = "DIR", global = true)]
    pub root: Option<PathBuf>,
    /// Where the site is written [default: public in the paper's folder]
    #[arg(short = 'd', long, alias = "output-dir", alias = "destination", value_name = "DIR", global = true)]
    pub output: Option<PathBuf>,
    /// Replaces base_url of site.toml
    #[arg(short = 'b', long, alias = "baseURL", value_name = "URL", global = true)]
    pub base_url: Option<String>,
    /// Includes drafts and stories in review
    #[arg(short = 'D', long, aliases = ["buildDrafts", "build-drafts", "show_drafts"], global = true)]
    pub drafts: bool,
    /// Includes what is scheduled or under embargo
    #[arg(short = 'F', long, aliases = ["buildFuture", "build-future"], global = true)]
    pub future: bool,
    /// Includes what has expired
    #[arg(short = 'E', long, aliases = ["buildExpired", "build-expired", "unpublished"], global = true)]
    pub expired: bool,
    /// The moment of the run: "2025-06-03 06:00" is the outlet's time [default: now, or SOURCE_DATE_EPOCH]
    #[arg(long, alias = "clock", value_name = "TIME", global = true)]
    pub now: Option<String>,
    /// Takes warnings for errors
    #[arg(long, aliases = ["panicOnWarning", "panic-on-warning"], global = true)]
    pub strict: bool,
    /// How findings and results are printed
    #[arg(long, value_enum, default_value_t = Format::Human, global = true)]
    pub format: Format,
    /// Prints errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Prints every note and warning
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Number of threads [default: one a processor]
    #[arg(short = 'j', long, value_name = "N", global = true)]
    pub threads: Option<usize>,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people, with the source and a caret
    Human,
    /// One JSON object
    Json,
    /// Annotations of GitHub Actions
    Github,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Builds the site, once
    #[command(visible_alias = "b")]
    Build(Build),
    /// Previews the site while you edit
    #[command(visible_aliases = ["s", "server"])]
    Serve(Serve),
    /// Lists stories with their status
    List(List),
    /// Says why a story is on the site, or why not
    Why(Why),
    /// Prints the configuration, and where each value comes from
    Config,
    /// Starts a story, an author, a page or a whole paper
    New(New),
    /// Tells the hub of [websub] that feeds changed: prints the requests, and sends them only when told to
    Ping(Ping),
    /// Explains a finding by its code
    Explain(Explain),
    /// Prints completions for a shell
    #[command(visible_alias = "completion")]
    Completions(Completions),
    /// Prints the manual page
    Man(Man),
}

/// `build`.
#[derive(Debug, Args)]
pub(super) struct Build {
    /// Builds again whenever a file changes
    #[arg(short, long)]
    pub watch: bool,
    /// Leaves stories with errors out, names them, and builds the rest
    #[arg(long)]
    pub skip_broken: bool,
    /// Makes everything anew: neither reads nor writes what is kept in .newsprint
    #[arg(long, alias = "ignoreCache")]
    pub no_cache: bool,
    /// Builds once more without the cache, in memory, and names every difference
    #[arg(long, conflicts_with_all = ["no_cache", "watch"])]
    pub verify_incremental: bool,
}

/// `serve`.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// The port, or the next free one if it is taken; 0 is any [default: 1313]
    #[arg(short, long, value_name = "PORT")]
    pub port: Option<u16>,
    /// The address to listen at [default: 127.0.0.1]
    #[arg(long, aliases = ["interface", "host"], value_name = "ADDRESS")]
    pub bind: Option<IpAddr>,
    /// Opens the preview in a browser
    #[arg(short = 'O', long, alias = "open-browser")]
    pub open: bool,
    /// Looks for changes from time to time, where the system does not tell them
    #[arg(long)]
    pub poll: bool,
    /// Shows the preview to phones in the same network as well
    #[arg(long)]
    pub lan: bool,
}

/// `list`.
#[derive(Debug, Args)]
pub(super) struct List {
    /// Which stories
    #[arg(value_enum, default_value_t = Which::All)]
    pub which: Which,
}

/// Which stories are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Which {
    /// All of them
    All,
    /// Drafts and stories in review
    Drafts,
    /// Scheduled, or under embargo
    #[value(alias = "future")]
    Scheduled,
    /// Their time is over
    Expired,
    /// On the site
    Published,
}

/// `why`.
#[derive(Debug, Args)]
pub(super) struct Why {
    /// A file of the paper, or an address of the site
    #[arg(value_name = "FILE|URL")]
    pub what: String,
}

/// `new`.
#[derive(Debug, Args)]
pub(super) struct New {
    #[command(subcommand)]
    pub what: NewWhat,
}

/// What is started.
#[derive(Debug, Subcommand)]
pub(super) enum NewWhat {
    /// A story: content/articles/YEAR/slug.md, as a draft
    #[command(visible_alias = "story")]
    Article {
        /// The headline
        title: String,
        /// Who writes it: a name, or the name of an author file
        #[arg(short, long)]
        author: Option<String>,
        /// Its section
        #[arg(long)]
        section: Option<String>,
        /// Its language
        #[arg(long)]
        lang: Option<String>,
        /// Puts it in a folder of its own, for photos beside it
        #[arg(long)]
        folder: bool,
    },
    /// A policy page with a text to start from: ethics, corrections, ownership …
    Policy {
        /// Which one, as `[outlet] policies` names it; without it, all are listed
        key: Option<String>,
        /// Its language
        #[arg(long)]
        lang: Option<String>,
    },
    /// A person: content/authors/slug.md
    Author {
        /// The name, as bylines print it
        name: String,
        /// The name in the other script
        #[arg(long)]
        native: Option<String>,
        /// "Reporter", "Editor" …
        #[arg(long)]
        role: Option<String>,
        /// An address, kept private unless the file says otherwise
        #[arg(long)]
        email: Option<String>,
    },
    /// A page such as "About us": content/pages/slug.md
    Page {
        /// The title
        title: String,
        /// Its language
        #[arg(long)]
        lang: Option<String>,
    },
    /// A theme of one's own that changes another: themes/NAME/
    Theme {
        /// Its name
        name: String,
        /// The theme that it changes
        #[arg(long, value_name = "THEME", default_value = "broadsheet")]
        extends: String,
    },
    /// A paper of one's own
    #[command(visible_alias = "paper")]
    Site {
        /// A folder that does not exist, or is empty
        dir: PathBuf,
        /// The paper's name
        #[arg(long)]
        title: Option<String>,
        /// IANA name: America/Los_Angeles
        #[arg(long, alias = "time-zone")]
        timezone: Option<String>,
        /// The paper's city
        #[arg(long)]
        city: Option<String>,
        /// The main language
        #[arg(long)]
        lang: Option<String>,
    },
}

/// `ping`.
#[derive(Debug, Args)]
pub(super) struct Ping {
    /// Sends the requests, by the system's curl
    #[arg(long)]
    pub send: bool,
}

/// `explain`.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The code in brackets, such as front-matter/unknown-key; without one, all are listed
    pub code: Option<String>,
}

/// `completions`.
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    pub shell: Shell,
}

/// `man`.
#[derive(Debug, Args)]
pub(super) struct Man {
    /// Writes one page a command into this folder
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}
