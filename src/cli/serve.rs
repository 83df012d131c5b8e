//! `newsprint serve`: the preview while editing, until Ctrl-C.
//!
//! Says where it is, and after each save what changed; the pages themselves show the rest.

use super::args::{self, Common, Format};
use super::{Exit, Place, environment, report};
use crate::base::{Severity, codes};
use crate::config;
use crate::serve::{self, Door, Look, Preview};
use crate::watch::{Change, Means, Watch};
use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Instant;

/// The port that people know from other generators.
const PORT: u16 = 1313;

pub(super) fn run(args: &args::Serve, common: &Common) -> Exit {
    let place = Place::of(common);
    if !place.root.join(config::SITE_TOML).is_file() {
        anstream::eprintln!("error: there is no site.toml in {}", place.root.display());
        anstream::eprintln!(
            "  help: go to the folder of your paper, name it with `--root DIR`, or start one: newsprint new site DIR"
        );
        return Exit::SiteHasErrors;
    }
    let findings = config::open(&*place.world, &place.options).diagnostics;
    if findings.iter().any(|found| found.code == codes::NOW_FORM) {
        return super::refuse(&place, common, &findings);
    }
    let asked = args.port.or_else(|| port_of_site(&place)).unwrap_or(PORT);
    let (at, others) = match addresses(args) {
        Ok(addresses) => addresses,
        Err(why) => return environment(&why),
    };
    let door = match Door::open(at, &others, asked) {
        Ok(door) => door,
        Err(error) => return refused(&error, at, asked),
    };
    // Nothing of the paper is looked at before it is watched; what an earlier run parsed is no part of it.
    let (watch, stored) = rayon::join(|| Watch::start_somehow(&place.root, args.poll), || place.stored());
    let watch = match watch {
        Ok(watch) => watch,
        Err(error) => return environment(&format!("{}: {error}", place.root.display())),
    };
    let port = door.port;
    let host = if args.lan { others.first().copied().unwrap_or(at) } else { at };
    let origin = format!("http://{}", authority(host, port));
    let now = place.fixed;
    let root = std::fs::canonicalize(&place.root).unwrap_or_else(|_| place.root.clone());
    let preview = Arc::new(Preview::new(root, now, place.options.clone(), origin, watch.waker()));
    if asked != port && asked != 0 {
        say(common, &format!("port {asked} is taken; using {port}"));
    }
    let teller = Teller { common: Speech { format: common.format, is_quiet: common.quiet, is_loud: common.verbose } };
    preview.lend(stored);
    if let Some(look) = preview.look(&Change::Woken) {
        teller.first(&look, &preview);
    }
    let address = format!(
        "http://{}{}",
        authority(if at.is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { at }, port),
        preview.shown().base_path()
    );
    teller.ready(&address, port, watch.means());
    if args.lan || !at.is_loopback() {
        on_the_network(common, &preview.address());
    }
    if args.open && open::that_detached(&address).is_err() {
        say(common, "no browser could be opened; open the address yourself");
    }
    let looking = Arc::clone(&preview);
    let started = std::thread::Builder::new().name("look".into()).spawn(move || look_on(&looking, watch, &teller));
    if let Err(error) = started {
        return environment(&error);
    }
    let server = crate::base::Fingerprint::of(&(std::process::id(), preview.world().now().timestamp_nanos_opt())).short(16);
    match serve::run(preview, door, server) {
        Ok(()) => Exit::Done,
        Err(error) => environment(&error),
    }
}

/// `[serve] port`; a site.toml that cannot be read says nothing.
fn port_of_site(place: &Place) -> Option<u16> {
    config::open(&*place.world, &place.options).value?.config.serve.port
}

/// Where to listen: at one address, and with `--lan` at the network's as well.
fn addresses(args: &args::Serve) -> Result<(IpAddr, Vec<IpAddr>), String> {
    let at = args.bind.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    if !args.lan || !at.is_loopback() {
        return Ok((at, Vec::new()));
    }
    match serve::network_address() {
        Some(address) => Ok((at, vec![address])),
        None => {
            Err("this computer is in no network that could be found\n  help: name its address: --bind 192.168.1.7".to_owned())
        }
    }
}

fn authority(host: IpAddr, port: u16) -> String {
    std::net::SocketAddr::new(host, port).to_string()
}

fn refused(error: &io::Error, at: IpAddr, port: u16) -> Exit {
    let help = match error.kind() {
        io::ErrorKind::PermissionDenied => "ports below 1024 are for the system: choose another with `--port 1313`",
        io::ErrorKind::AddrInUse => "end the other program, or choose another port with `--port 4000`",
        io::ErrorKind::AddrNotAvailable => "that is not an address of this computer: leave `--bind` out, or name one that is",
        _ => "choose another with `--port` or `--bind`",
    };
    environment(&format!("cannot listen at {}: {error}\n  help: {help}", authority(at, port)))
}

fn say(common: &Common, words: &str) {
    if !common.quiet {
        anstream::eprintln!("{words}");
    }
}

fn on_the_network(common: &Common, address: &str) {
    say(common, "warning: everyone in this network can read the preview, drafts included; Ctrl-C ends it");
    if common.format == Format::Human && !common.quiet {
        let code = serve::qr(address).unwrap_or_default();
        anstream::println!("\n{code}\n{address}\n");
    }
}

/// Looks again whenever something changed, until the process ends.
fn look_on(preview: &Preview, mut watch: Watch, teller: &Teller) {
    loop {
        let change = watch.wait(preview.due());
        preview.strike();
        let started = Instant::now();
        // A mistake of ours in one look must not end the preview: the next save is another chance.
        let looked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| preview.look(&change)));
        match looked {
            Ok(Some(look)) => teller.again(&look, preview),
            Ok(None) => {}
            Err(_) => anstream::eprintln!("error: newsprint made a mistake here; the preview goes on with the last good site"),
        }
        watch.pace(started.elapsed());
    }
}

/// What of the command line matters for what is said.
struct Speech {
    format: Format,
    is_quiet: bool,
    is_loud: bool,
}

/// Says what happened, for people or for programs.
struct Teller {
    common: Speech,
}

impl Teller {
    fn first(&self, look: &Look, preview: &Preview) {
        self.edition(look, preview);
        if self.common.format == Format::Json || self.common.is_quiet {
            return;
        }
        let shown = preview.shown();
        let stories = shown.edition.as_ref().map_or(0, |edition| edition.site().len());
        let took = look.took.as_millis();
        anstream::println!("{stories} {} read in {took} ms", if stories == 1 { "story" } else { "stories" });
    }

    fn ready(&self, address: &str, port: u16, means: &Means) {
        let watching = if *means == Means::Events { "events" } else { "polling" };
        match self.common.format {
            Format::Json => {
                print_line(&serde_json::json!({ "event": "ready", "url": address, "port": port, "watching": watching }));
            }
            Format::Human | Format::Github => {
                anstream::println!("preview at {address} (Ctrl-C ends it)");
            }
        }
        if let Means::Polling(why) = means
            && !self.common.is_quiet
        {
            anstream::eprintln!("changes are looked for about twice a second: {why}");
        }
    }

    fn again(&self, look: &Look, preview: &Preview) {
        self.edition(look, preview);
        if self.common.format != Format::Json && !self.common.is_quiet {
            anstream::println!("{}", in_a_line(look));
        }
    }

    fn edition(&self, look: &Look, preview: &Preview) {
        let world = preview.world();
        if self.common.format == Format::Json {
            print_line(&serde_json::json!({
                "event": "edition",
                "number": look.number,
                "changed": look.changed,
                "open_pages": look.open_pages,
                "changed_pages": look.changed_pages,
                "milliseconds": look.took.as_secs_f64() * 1000.0,
                "errors": look.errors(),
                "warnings": look.findings.count(Severity::Warning),
                "diagnostics": report::as_json(&look.findings, world),
            }));
            return;
        }
        // After a save only errors are told, and what is new: the rest was read before.
        report::print(&look.findings, self.common.format, world, self.common.is_quiet || look.number > 1, self.common.is_loud);
    }
}

fn print_line(value: &serde_json::Value) {
    anstream::println!("{value}");
    io::stdout().flush().ok();
}

/// "city/rent-cap.md saved → 1 open page changed, 12 ms".
fn in_a_line(look: &Look) -> String {
    let mut names = look.changed.iter().map(|path| path.strip_prefix("content/articles/").unwrap_or(path));
    let what = match (names.next(), look.changed.len()) {
        (None, _) => "looked again".to_owned(),
        (Some(one), 1) => format!("{one} saved"),
        (Some(one), count) => format!("{one} and {} more saved", count - 1),
    };
    let took = look.took.as_secs_f64() * 1000.0;
    let took = if took < 10.0 { format!("{took:.1} ms") } else { format!("{took:.0} ms") };
    let errors = look.errors();
    if errors > 0 {
        let them = if errors == 1 { "1 error".to_owned() } else { format!("{errors} errors") };
        return format!("{what} → {them}; the last good page stays, {took}");
    }
    let pages = match (look.open_pages, look.changed_pages) {
        (0, _) => "no page is open".to_owned(),
        (_, 0) => "no open page changed".to_owned(),
        (_, 1) => "1 open page changed".to_owned(),
        (_, count) => format!("{count} open pages changed"),
    };
    format!("{what} → {pages}, {took}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Diagnostics;
    use std::time::Duration;

    #[test]
    fn a_line_reads_as_an_editor_would_say_it() {
        let look = |changed: &[&str], open_pages, changed_pages| Look {
            number: 2,
            changed: changed.iter().map(|path| (*path).to_owned()).collect(),
            open_pages,
            changed_pages,
            took: Duration::from_millis(12),
            findings: Diagnostics::new(),
        };
        let story = "content/articles/city/rent-cap.md";
        assert_eq!(in_a_line(&look(&[story], 2, 1)), "city/rent-cap.md saved → 1 open page changed, 12 ms");
        assert_eq!(
            in_a_line(&look(&[story, "site.toml"], 2, 2)),
            "city/rent-cap.md and 1 more saved → 2 open pages changed, 12 ms"
        );
        assert_eq!(in_a_line(&look(&["site.toml"], 0, 0)), "site.toml saved → no page is open, 12 ms");
        assert_eq!(in_a_line(&look(&[], 1, 0)), "looked again → no open page changed, 12 ms");
    }
}
