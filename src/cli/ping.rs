//! `newsprint ping`: tells the hub of `[websub]` that feeds changed (W3C WebSub, 5.1 and 7: publishing).
//!
//! Prints the requests, and sends nothing unless it is told to. Sending is curl's: newsprint itself opens no connection.

use super::args::{Common, Format, Ping};
use super::{Exit, Place, environment, print_json, refuse};
use crate::base::Permalink;
use crate::plan::Recipe;
use serde_json::json;
use std::io;
use std::process::{Command, Stdio};

pub(super) fn run(args: &Ping, common: &Common) -> Exit {
    let place = Place::of(common);
    let (edition, findings) = place.edition();
    let Some(edition) = edition else { return refuse(&place, common, &findings) };
    let config = &edition.project().config;
    let Some(hub) = &config.hub else {
        anstream::eprintln!("error: site.toml names no hub to be told of news");
        anstream::eprintln!("  help: add to site.toml: [websub] hub = \"https://pubsubhubbub.appspot.com/\"");
        return Exit::Usage;
    };
    let is_told = |recipe: &Recipe| matches!(recipe, Recipe::Feed(feed) if feed.has_hub());
    let outputs = edition.plan().outputs.iter().filter(|output| is_told(&output.recipe));
    let feeds: Vec<String> = outputs.map(|output| config.base_url.canonical(&Permalink::of(&output.path))).collect();
    if args.send
        && let Some(exit) = feeds.iter().find_map(|feed| send(hub, feed).err())
    {
        return exit;
    }
    match common.format {
        Format::Json => print_json(&json!({ "hub": hub, "feeds": feeds, "sent": args.send })),
        _ if args.send && common.quiet => {}
        _ if args.send => anstream::println!("{} feeds told to {hub}", feeds.len()),
        _ => feeds.iter().for_each(|feed| anstream::println!("{}", line(hub, feed))),
    }
    Exit::Done
}

/// What curl is called with.
fn arguments(hub: &str, feed: &str) -> [String; 9] {
    let plain = ["--fail", "--silent", "--show-error", "--data", "hub.mode=publish", "--data-urlencode"].map(str::to_owned);
    let [fail, silent, show, data, mode, encoded] = plain;
    [fail, silent, show, data, mode, encoded, format!("hub.url={feed}"), "--".to_owned(), hub.to_owned()]
}

/// The request as a line for a shell.
fn line(hub: &str, feed: &str) -> String {
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.=/:".contains(&byte));
    let quoted = |text: &String| if is_plain(text) { text.clone() } else { format!("'{}'", text.replace('\'', "'\\''")) };
    format!("curl {}", arguments(hub, feed).iter().map(quoted).collect::<Vec<_>>().join(" "))
}

fn send(hub: &str, feed: &str) -> Result<(), Exit> {
    let called = Command::new("curl").args(arguments(hub, feed)).stdin(Stdio::null()).stdout(Stdio::null()).status();
    match called {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(environment(&format!("the hub was not told of {feed}: curl ended with {status}"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let exit = environment(&"there is no `curl` on this machine, which sends the requests");
            anstream::eprintln!("  help: install curl, or run what `newsprint ping` prints on a machine that has it");
            Err(exit)
        }
        Err(error) => Err(environment(&error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_can_be_given_to_any_shell() {
        assert_eq!(
            line("https://hub.example.org/?a=1&b='2'", "https://x.org/feed.xml"),
            "curl --fail --silent --show-error --data hub.mode=publish --data-urlencode hub.url=https://x.org/feed.xml -- \
             'https://hub.example.org/?a=1&b='\\''2'\\'''"
        );
    }
}
