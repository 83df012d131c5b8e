//! A body between its two readings: its HTML, with holes for what only the finished site and its theme know.
//!
//! Written while the digest is made, when every link leads where it says. A hole is a stretch of that HTML, perhaps an empty
//! one, in whose place something else may come: where a link leads, a picture, the dateline, the theme's own markup. What is
//! filled in is what [`render`](super::render) makes of the text, byte by byte; a property test holds it to that. There is no
//! draft of a body that may hold authors' HTML, or that has footnotes: cleaning and gathering move text around.

use super::address::Address;
use super::directive::Directive;
use super::figure::{push_figures, push_image};
use super::inlines::push_link;
use super::writer::Frame;
use super::{Element, Figure, Hooks, Options};
use std::borrow::Cow;

/// Stands where a picture will be.
pub(super) const NO_PICTURE: &str = "<img>";

/// Longer texts are not drafted: nothing holds them.
pub(super) const LONGEST: usize = 1 << 20;

/// The HTML of a body, to be filled in.
#[derive(Debug)]
pub struct Draft {
    html: Box<str>,
    holes: Box<[Hole]>,
    options: Options,
}

/// A stretch of the HTML: where it begins, and how long it is.
#[derive(Debug)]
struct Hole {
    at: u32,
    len: u32,
    what: What,
}

impl Hole {
    fn new(at: usize, end: usize, what: What) -> Self {
        Self { at: short(at), len: short(end - at), what }
    }
}

fn short(offset: usize) -> u32 {
    u32::try_from(offset).expect("the HTML of a short text is short")
}

#[derive(Debug)]
enum What {
    /// The dateline, where there is one.
    LeadIn,
    /// The start of an element, as newsprint writes it.
    Start,
    /// The start of a link.
    Link(Box<Link>),
    /// The end of the element that began last.
    End(End),
    /// A picture within a line of text, with its title.
    Image(Box<(Figure, String)>),
    /// Pictures that are a paragraph of their own.
    Figures(Box<[Figure]>),
}

/// Where a link leads, as typed.
#[derive(Debug)]
struct Link {
    address: Box<str>,
    title: Box<str>,
    place: Address,
}

/// What ends, with what a theme is told of it.
#[derive(Debug)]
pub(super) enum End {
    Link,
    Heading { level: u8, id: Box<str> },
    Quote(Option<&'static str>),
    Table,
    Code(Box<Code>),
    Directive(Box<Directive>),
}

/// A block of code, as a theme is told of it.
#[derive(Debug)]
pub(super) struct Code {
    pub language: String,
    pub text: String,
}

/// The holes of a draft that is being written, in the order of their places.
#[derive(Debug, Default)]
pub(super) struct Holes(Vec<Hole>);

impl Holes {
    /// Returns how many there are: what a frame that is opened now remembers.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Leaves a place for the dateline.
    pub fn lead_in(&mut self, at: usize) {
        self.0.push(Hole::new(at, at, What::LeadIn));
    }

    /// Takes a picture that was written from `at` to `end`.
    pub fn image(&mut self, at: usize, end: usize, figure: Figure, title: String) {
        self.0.push(Hole::new(at, end, What::Image(Box::new((figure, title)))));
    }

    /// Makes one hole, from `at` to `end`, of a paragraph's pictures.
    pub fn figures(&mut self, from: usize, at: usize, end: usize) {
        let pictures = self.0.split_off(from).into_iter().filter_map(|hole| match hole.what {
            What::Image(image) => Some(image.0),
            _ => None,
        });
        let figures = pictures.collect();
        self.0.push(Hole::new(at, end, What::Figures(figures)));
    }

    /// Drops the holes of what is not written after all.
    pub fn forget(&mut self, from: usize) {
        self.0.truncate(from);
    }

    /// Makes room for a start tag of `len` bytes that was set before content which was written already.
    pub fn shift(&mut self, from: usize, len: usize) {
        for hole in &mut self.0[from..] {
            hole.at += short(len);
        }
    }

    /// Takes an element that began with `frame`: its start ends at `inner`, and its end is from `closing` to `end`.
    pub fn element(&mut self, frame: &Frame<'_>, inner: usize, (closing, end): (usize, usize), what: End) {
        self.0.insert(frame.holes, Hole::new(frame.outer, inner, What::Start));
        self.0.push(Hole::new(closing, end, What::End(what)));
    }

    /// Takes a link that began with `frame`.
    pub fn link(&mut self, frame: &Frame<'_>, (address, title, place): (&str, &str, Address), (closing, end): (usize, usize)) {
        self.element(frame, frame.inner, (closing, end), End::Link);
        let link = Link { address: address.into(), title: title.into(), place };
        self.0[frame.holes].what = What::Link(Box::new(link));
    }
}

/// An element that is open while holes are filled.
struct Open<'d> {
    outer: usize,
    inner: usize,
    /// Of a link: where it leads, if anywhere.
    link: Option<(Cow<'d, str>, &'d Link)>,
}

impl Draft {
    pub(super) fn of(html: &str, holes: Holes, options: &Options) -> Self {
        // Thousands of drafts wait at a time: without the room in which they grew.
        Self { html: html.into(), holes: holes.0.into_boxed_slice(), options: options.clone() }
    }

    /// Returns about how many bytes it takes in memory.
    pub fn size(&self) -> usize {
        // What hangs on a hole is mostly a link or the id of a heading.
        self.html.len() + self.holes.len() * (size_of::<Hole>() + 64)
    }

    /// Makes the HTML of the body, as [`render`](super::render) does; none if that would have to read the text.
    pub fn fill(&self, options: &Options, lead_in: Option<&str>, hooks: &dyn Hooks) -> Option<String> {
        // Punctuation behind a picture is another when there is no picture.
        let is_missing = |hole: &Hole| matches!(&hole.what, What::Image(image) if hooks.image(&image.0.src).is_none());
        if *options != self.options || self.holes.iter().any(is_missing) {
            return None;
        }
        let room = self.html.len() + self.holes.len() * 32 + lead_in.map_or(0, str::len);
        let mut filler = Filler { out: String::with_capacity(room), open: Vec::new(), lead_in, hooks };
        let mut done = 0;
        for hole in &*self.holes {
            let (start, end) = (hole.at as usize, (hole.at + hole.len) as usize);
            filler.out.push_str(&self.html[done..start]);
            if filler.keeps(&hole.what, &self.html[start..end]) {
                filler.out.push_str(&self.html[start..end]);
            }
            done = end;
        }
        filler.out.push_str(&self.html[done..]);
        Some(filler.out)
    }
}

/// Fills holes in the order of their places.
struct Filler<'d> {
    out: String,
    open: Vec<Open<'d>>,
    lead_in: Option<&'d str>,
    hooks: &'d dyn Hooks,
}

impl<'d> Filler<'d> {
    /// Fills a hole; returns whether what newsprint wrote there, `built_in`, stays.
    fn keeps(&mut self, what: &'d What, built_in: &str) -> bool {
        let outer = self.out.len();
        match what {
            What::LeadIn => {
                for part in self.lead_in.into_iter().flat_map(|lead_in| [lead_in, " "]) {
                    self.out.push_str(part);
                }
                false
            }
            What::Start => {
                self.open.push(Open { outer, inner: outer + built_in.len(), link: None });
                true
            }
            What::Link(link) => self.start_link(link, built_in),
            What::End(end) => self.end(end),
            What::Image(image) => {
                let (figure, title) = &**image;
                if let Some(figure) = self.found(figure) {
                    push_image(&figure, title, &mut self.out);
                }
                false
            }
            What::Figures(figures) => {
                let figures: Vec<Figure> = figures.iter().filter_map(|figure| self.found(figure)).collect();
                push_figures(&figures, self.hooks, &mut self.out);
                false
            }
        }
    }

    fn start_link(&mut self, link: &'d Link, built_in: &str) -> bool {
        let outer = self.out.len();
        let is_fixed = link.place != Address::Site;
        let href = if is_fixed { Some(Cow::Borrowed(&*link.address)) } else { self.hooks.link(&link.address).map(Cow::Owned) };
        let inner = match &href {
            Some(_) if is_fixed => outer + built_in.len(),
            Some(href) => {
                push_link(href, &link.title, &mut self.out);
                self.out.len()
            }
            None => outer,
        };
        self.open.push(Open { outer, inner, link: href.map(|href| (href, link)) });
        is_fixed
    }

    /// Ends an element; returns whether the end that newsprint wrote stays.
    fn end(&mut self, end: &End) -> bool {
        let Some(open) = self.open.pop() else { return true };
        let html = &self.out[open.inner..];
        let element = match (end, &open.link) {
            (End::Link, None) => return false,
            (End::Link, Some((href, link))) => {
                Element::Link { href, title: &link.title, html, external: link.place == Address::Web }
            }
            (End::Heading { level, id }, _) => Element::Heading { level: *level, id, html },
            (End::Quote(kind), _) => Element::BlockQuote { html, kind: *kind },
            (End::Table, _) => Element::Table { html },
            (End::Code(code), _) => Element::Code { language: &code.language, text: &code.text },
            (End::Directive(directive), _) => {
                Element::Directive { name: directive.name(), arguments: &directive.arguments, html }
            }
        };
        let Some(own) = self.hooks.element(&element) else { return true };
        self.out.truncate(open.outer);
        self.out.push_str(&own);
        false
    }

    /// Returns a picture as the site has it.
    fn found(&self, figure: &Figure) -> Option<Figure> {
        let picture = self.hooks.image(&figure.src)?;
        Some(Figure { src: picture.src, width: picture.width, height: picture.height, ..figure.clone() })
    }
}
