//! The server: connections, requests, and which answer each gets.
//!
//! Serves what the plan holds and the client's own few addresses; no file is ever opened by its address.

use super::guard::Guard;
use super::respond::{self, Body};
use super::shown::Shown;
use super::{Page, Preview, address, live, state};
use crate::base::{DateError, codes, parse_when};
use http_body_util::{BodyExt, Either, Limited};
use hyper::body::Incoming;
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// The script and the style sheet of the client.
const SCRIPT: &str = concat!(include_str!("client/idiomorph.js"), "\n", include_str!("client/preview.js"));
const STYLE: &str = include_str!("client/preview.css");

/// How long a browser may take for the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long a head may be.
const HEAD_SIZE: usize = 16 * 1024;
/// How many connections are held at once, and how many of them may wait for events.
const CONNECTIONS: usize = 900;
const LINES: usize = 400;
/// What pages of the preview may change.
const SWITCHES: [&str; 4] = ["now", "drafts", "future", "expired"];
/// How many bytes a change of the switches may have.
const CHANGE_SIZE: usize = 4096;

/// Where the preview is heard.
pub struct Door {
    listeners: Vec<TcpListener>,
    /// The port that was free.
    pub port: u16,
}

impl Door {
    /// Opens the first free port from `port` on; 0 is any. `others` hear at the same port.
    ///
    /// # Errors
    /// The address is not this computer's, the port is for the system alone, or none is free.
    pub fn open(at: IpAddr, others: &[IpAddr], port: u16) -> io::Result<Self> {
        const TRIES: u16 = 20;
        let mut last = None;
        for port in (0..TRIES).filter_map(|step| port.checked_add(step)) {
            match Self::at(at, others, port) {
                Ok(door) => return Ok(door),
                Err(error) if error.kind() == io::ErrorKind::AddrInUse && port != 0 => last = Some(error),
                Err(error) => return Err(error),
            }
        }
        Err(last.unwrap_or_else(|| io::ErrorKind::AddrInUse.into()))
    }

    fn at(at: IpAddr, others: &[IpAddr], port: u16) -> io::Result<Self> {
        let first = TcpListener::bind(SocketAddr::new(at, port))?;
        let port = first.local_addr()?.port();
        let mut listeners = vec![first];
        for other in others {
            listeners.push(TcpListener::bind(SocketAddr::new(*other, port))?);
        }
        for listener in &listeners {
            listener.set_nonblocking(true)?;
        }
        Ok(Self { listeners, port })
    }

    fn addresses(&self) -> Vec<IpAddr> {
        let address = |listener: &TcpListener| listener.local_addr().ok().map(|address| address.ip());
        self.listeners.iter().filter_map(address).filter(|address| !address.is_unspecified()).collect()
    }
}

/// What all connections share.
struct Hall {
    preview: Arc<Preview>,
    guard: Guard,
    server: String,
    connections: AtomicUsize,
}

/// Serves until the process is asked to end (Ctrl-C, or the system's polite signal).
///
/// # Errors
/// The system gives no more sockets or threads.
pub fn run(preview: Arc<Preview>, door: Door, server: String) -> io::Result<()> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(4).thread_name("render").build()?;
    let guard = Guard { bound: door.addresses(), port: door.port };
    let hall = Arc::new(Hall { preview, guard, server, connections: AtomicUsize::new(0) });
    let served = runtime.block_on(async move {
        for listener in door.listeners {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            tokio::spawn(accept(listener, Arc::clone(&hall)));
        }
        asked_to_end().await
    });
    // Pages that are being rendered end with the process.
    runtime.shutdown_background();
    served
}

#[cfg(unix)]
async fn asked_to_end() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn asked_to_end() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

async fn accept(listener: tokio::net::TcpListener, hall: Arc<Hall>) {
    loop {
        let Ok((stream, peer)) = listener.accept().await else {
            // No handles left: those that are open will close.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        if hall.connections.fetch_add(1, Ordering::Relaxed) >= CONNECTIONS {
            hall.connections.fetch_sub(1, Ordering::Relaxed);
            continue;
        }
        stream.set_nodelay(true).ok();
        let hall = Arc::clone(&hall);
        tokio::spawn(async move {
            let answer = |request| answer(Arc::clone(&hall), request, peer.ip());
            let mut server = hyper::server::conn::http1::Builder::new();
            server.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(HEAD_SIZE);
            // A connection that breaks is the browser's affair.
            server.serve_connection(TokioIo::new(stream), service_fn(answer)).await.ok();
            hall.connections.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

async fn answer(hall: Arc<Hall>, request: Request<Incoming>, peer: IpAddr) -> Result<Response<Body>, Infallible> {
    if let Some(status) = hall.guard.refuses(request.uri(), request.headers()) {
        return Ok(respond::text(status, "the preview answers only to this computer's own names"));
    }
    let path = request.uri().path().to_owned();
    let own = path.strip_prefix("/__newsprint/").map(str::to_owned);
    let is_post = request.method() == Method::POST && own.as_deref() == Some("options");
    if !is_post && request.method() != Method::GET && request.method() != Method::HEAD {
        let mut response = respond::text(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD");
        let allowed = if own.as_deref() == Some("options") { "POST" } else { "GET, HEAD" };
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
        return Ok(response);
    }
    Ok(match own.as_deref() {
        Some("options") if is_post => options(&hall, request).await,
        Some("options") => {
            let mut response = respond::text(StatusCode::METHOD_NOT_ALLOWED, "only POST");
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
            response
        }
        Some("preview.js") => respond::own("text/javascript; charset=utf-8", SCRIPT, request.headers()),
        Some("preview.css") => respond::own("text/css; charset=utf-8", STYLE, request.headers()),
        Some("state") => page_state(&hall, request.uri().query(), peer).await,
        Some("live") => line(&hall, request.uri().query(), peer),
        Some(_) => respond::text(StatusCode::NOT_FOUND, "nothing stands here"),
        None => page(&hall, &path, request.headers()).await,
    })
}

/// Renders and answers; waits a moment for the look that is due when a file was saved in between.
async fn page(hall: &Arc<Hall>, path: &str, asked: &HeaderMap) -> Response<Body> {
    let Some(address) = address::decode(path) else {
        return respond::text(StatusCode::BAD_REQUEST, "this is not an address");
    };
    let mut news = hall.preview.news.subscribe();
    for patience in [400, 400, 2000, 2000, 0] {
        news.borrow_and_update();
        let (preview, wanted) = (Arc::clone(&hall.preview), address.clone());
        let found = tokio::task::spawn_blocking(move || {
            let shown = preview.shown();
            let page = shown.page(&wanted);
            if let Page::Made(made) = &page {
                preview.remember(&wanted, made);
            }
            (shown, page)
        });
        let Ok((shown, found)) = found.await else { return respond::waiting("failed") };
        match found {
            Page::Failed(told) if told.code == codes::FILE_CHANGED && shown.has_failed() => {
                return reply(&shown, &address, path, hall.preview.last_good(&address).unwrap_or(Page::Failed(told)), asked);
            }
            Page::Failed(told) if told.code == codes::FILE_CHANGED => {
                if patience == 0 {
                    let last = hall.preview.last_good(&address).unwrap_or(Page::Failed(told));
                    return reply(&shown, &address, path, last, asked);
                }
                if patience > 400 {
                    hall.preview.doubt();
                }
                tokio::time::timeout(Duration::from_millis(patience), news.changed()).await.ok();
            }
            found => return reply(&shown, &address, path, found, asked),
        }
    }
    respond::waiting("failed")
}

fn reply(shown: &Shown, address: &str, path: &str, found: Page, asked: &HeaderMap) -> Response<Body> {
    let seen = found.seen();
    match found {
        Page::Made(made) => respond::made(StatusCode::OK, made, &seen, asked),
        Page::Failed(_) | Page::NoEdition => respond::waiting(&seen),
        Page::NotFound(page) => {
            let base = shown.base_path();
            let has_page =
                |address: &str| shown.edition.as_ref().is_some_and(|edition| super::output_at(edition, address).is_some());
            if !address.ends_with('/') && has_page(&format!("{address}/")) {
                return respond::moved(&format!("{path}/"));
            }
            if base != "/" && (address == "/" || address == "/index.html") {
                return respond::moved(&base);
            }
            match page {
                Some(made) => respond::made(StatusCode::NOT_FOUND, made, &seen, asked),
                None => respond::text(StatusCode::NOT_FOUND, "nothing stands here"),
            }
        }
    }
}

/// Returns a parameter of a query, decoded.
fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    let pairs = url::form_urlencoded::parse(query?.as_bytes());
    pairs.into_iter().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

async fn page_state(hall: &Arc<Hall>, query: Option<&str>, peer: IpAddr) -> Response<Body> {
    let page = parameter(query, "page").unwrap_or_default();
    let Some(address) = address::decode(&page) else {
        return respond::text(StatusCode::BAD_REQUEST, "`page` is the path of an open page");
    };
    let preview = Arc::clone(&hall.preview);
    let state = tokio::task::spawn_blocking(move || state::of(&preview, &address, peer.is_loopback())).await;
    match state {
        Ok(state) => respond::json(StatusCode::OK, &state),
        Err(_) => respond::text(StatusCode::INTERNAL_SERVER_ERROR, "the state of this page cannot be told"),
    }
}

fn line(hall: &Arc<Hall>, query: Option<&str>, peer: IpAddr) -> Response<Body> {
    let page = parameter(query, "page").unwrap_or_default();
    let seen = parameter(query, "seen").unwrap_or_default();
    if address::decode(&page).is_none() || seen.len() > 100 {
        return respond::text(StatusCode::BAD_REQUEST, "`page` is the path of an open page");
    }
    if hall.preview.open_lines() >= LINES {
        return respond::text(StatusCode::SERVICE_UNAVAILABLE, "too many pages are open");
    }
    let stream = live::open(Arc::clone(&hall.preview), page, seen, peer.is_loopback(), hall.server.clone());
    let mut response = respond::with(StatusCode::OK, "text/event-stream; charset=utf-8", "");
    *response.body_mut() = Either::Right(stream);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Changes what the preview shows.
async fn options(hall: &Arc<Hall>, request: Request<Incoming>) -> Response<Body> {
    let refuse = |status, words: &str| respond::json(status, &serde_json::json!({ "message": words, "help": null }));
    // A page of this preview sends its origin; a form of another site cannot send this type.
    if !request.headers().get(header::ORIGIN).is_some_and(|origin| hall.guard.is_own(origin)) {
        return refuse(StatusCode::FORBIDDEN, "only pages of this preview may change what it shows");
    }
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    if kind.split(';').next().map(str::trim) != Some("application/json") {
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "send application/json");
    }
    let body = match tokio::time::timeout(HEAD_TIME, Limited::new(request.into_body(), CHANGE_SIZE).collect()).await {
        Ok(Ok(body)) => body.to_bytes(),
        _ => return refuse(StatusCode::PAYLOAD_TOO_LARGE, "that is too long"),
    };
    let Ok(serde_json::Value::Object(change)) = serde_json::from_slice(&body) else {
        return refuse(StatusCode::BAD_REQUEST, "that is no JSON object");
    };
    let now = match change.get("now") {
        None => None,
        Some(serde_json::Value::Null) => Some(None),
        Some(serde_json::Value::String(typed)) if is_moment(&hall.preview, typed) => Some(Some(typed.clone())),
        Some(typed) => {
            let typed = typed.as_str().map_or_else(|| typed.to_string(), str::to_owned);
            let help = "write day and time: 2025-06-03 06:00";
            let told = serde_json::json!({ "message": format!("`{typed}` is not a date that can be read"), "help": help });
            return respond::json(StatusCode::UNPROCESSABLE_ENTITY, &told);
        }
    };
    let is_switch = |(name, value): (&String, &serde_json::Value)| name == "now" || value.is_boolean();
    if !change.iter().all(is_switch) || change.keys().any(|name| !SWITCHES.contains(&name.as_str())) {
        let words = "the switches are now, drafts, future and expired; but for now, each is true or false";
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, words);
    }
    let switch = |name: &str| change.get(name).and_then(serde_json::Value::as_bool);
    let (drafts, future, expired) = (switch("drafts"), switch("future"), switch("expired"));
    hall.preview.set(|options| {
        if let Some(now) = now {
            options.now = now;
        }
        options.drafts = drafts.unwrap_or(options.drafts);
        options.future = future.unwrap_or(options.future);
        options.expired = expired.unwrap_or(options.expired);
    });
    respond::json(StatusCode::OK, &serde_json::json!({ "ok": true }))
}

fn is_moment(preview: &Preview, typed: &str) -> bool {
    let shown = preview.shown();
    let zone = shown.edition.as_ref().map_or(chrono_tz::UTC, |edition| edition.project().config.zone);
    matches!(parse_when(typed, zone), Ok(_) | Err(DateError::Doubled(_) | DateError::Skipped(_)))
}
