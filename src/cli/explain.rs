//! `newsprint explain CODE`: what a finding means, with an example of wrong and right.
//!
//! The texts stand with the codes.

use super::Exit;
use super::args::Explain;
use crate::base::{codes, nearest};

pub(super) fn run(args: &Explain) -> Exit {
    let Some(code) = &args.code else {
        for (code, text) in codes::ALL {
            let first = text.split(['.', ':', ';']).next().unwrap_or(text);
            anstream::println!("{:<30} {first}", code.name());
        }
        return Exit::Done;
    };
    let typed = code.trim_matches(['[', ']']);
    match codes::ALL.iter().find(|(code, _)| code.name() == typed) {
        Some((code, text)) => {
            anstream::println!("{code}\n\n{text}");
            Exit::Done
        }
        None => {
            anstream::eprintln!("error: there is no code `{typed}`");
            match nearest(typed, codes::ALL.iter().map(|(code, _)| code.name())) {
                Some(close) => anstream::eprintln!("  help: did you mean `{close}`?"),
                None => anstream::eprintln!("  help: `newsprint explain` lists them all"),
            }
            Exit::Usage
        }
    }
}
