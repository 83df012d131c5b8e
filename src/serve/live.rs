//! The line to each open page: server-sent events (HTML Living Standard, 9.2).
//!
//! A page is told when its own bytes changed, and nothing of other pages.

use super::{Preview, state};
use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use serde_json::json;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::mpsc;

/// A line that is silent for longer is given up by some browsers and proxies.
const PULSE: Duration = Duration::from_secs(15);

/// The events as a body.
pub(super) struct Stream(mpsc::Receiver<Bytes>);

impl hyper::body::Body for Stream {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(context).map(|event| event.map(|bytes| Ok(Frame::data(bytes))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}

/// Whoever holds it reads a page.
struct Reader {
    preview: Arc<Preview>,
    page: String,
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.preview.closed(&self.page);
    }
}

/// What a page is told at one moment.
struct Now {
    number: u64,
    seen: String,
    state: String,
    assets: Vec<String>,
}

/// Opens a line for the page at an address; `seen` stands for the bytes that it shows.
pub(super) fn open(preview: Arc<Preview>, page: String, seen: String, links: bool, server: String) -> Stream {
    let (sender, receiver) = mpsc::channel(16);
    tokio::spawn(async move {
        // An end that is closed is the usual end.
        tell(preview, page, seen, links, server, sender).await.ok();
    });
    Stream(receiver)
}

async fn tell(
    preview: Arc<Preview>,
    page: String,
    mut seen: String,
    links: bool,
    server: String,
    sender: mpsc::Sender<Bytes>,
) -> Result<(), mpsc::error::SendError<Bytes>> {
    let mut news = preview.news.subscribe();
    preview.opened(&page, &seen);
    let reader = Reader { preview: Arc::clone(&preview), page: page.clone() };
    let mut number = preview.shown().number;
    sender.send("retry: 1000\n\n".into()).await?;
    sender.send(event("hello", &json!({ "server": server, "edition": number }).to_string())).await?;
    let mut told = String::new();
    loop {
        news.borrow_and_update();
        let now = look(&preview, &page, links, number).await;
        number = now.number;
        if now.state != told {
            sender.send(event("state", &now.state)).await?;
            told = now.state;
        }
        if now.seen != seen {
            sender.send(event("page", &json!({ "seen": now.seen }).to_string())).await?;
            seen = now.seen;
        }
        if !now.assets.is_empty() {
            sender.send(event("asset", &json!({ "paths": now.assets }).to_string())).await?;
        }
        loop {
            tokio::select! {
                () = sender.closed() => { drop(reader); return Ok(()) }
                changed = news.changed() => { if changed.is_err() { return Ok(()) } break }
                () = tokio::time::sleep(PULSE) => sender.send(": \n\n".into()).await?,
            }
        }
    }
}

/// Looks at the page, away from the thread that talks.
async fn look(preview: &Arc<Preview>, page: &str, links: bool, since: u64) -> Now {
    let (preview, page) = (Arc::clone(preview), page.to_owned());
    let looked = tokio::task::spawn_blocking(move || {
        let shown = preview.shown();
        let address = super::address::decode(&page).unwrap_or_default();
        let seen = preview.page(&shown, &address).seen();
        let state = state::of(&preview, &address, links).to_string();
        Now { number: shown.number, seen, state, assets: preview.assets_since(since) }
    });
    looked.await.unwrap_or_else(|_| Now { number: since, seen: String::new(), state: "{}".to_owned(), assets: Vec::new() })
}

fn event(name: &str, data: &str) -> Bytes {
    format!("event: {name}\ndata: {data}\n\n").into()
}
