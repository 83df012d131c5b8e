//! The store: parsed sources and traces on disk, so that a build in a new process costs what changed.
//!
//! Lies in `.newsprint/store/` of the project and may be deleted, damaged or swapped for another at any time: what is
//! not whole, or another program's, counts as absent, and every answer is checked as the one that lies in memory is. It
//! is read through `World`, like all files, and written after the output folder. A store that is older or newer than
//! the folder costs time, never a page: an output is kept only if the folder's manifest and file agree with its trace.

mod chunk;
mod disk;
mod index;
mod item;
#[cfg(test)]
mod tests;

use super::{Remembered, Standing, Traces};
use crate::base::{ByteReader, ByteWriter, Fingerprint, LookUp, OutputPath, ProjectPath, Stored};
use crate::config::Options;
use crate::output::{Folder, Looks, Stamp, Stamps};
use crate::source::{MediaPlace, Sources};
use crate::world::{AskedWorld, Kind, World};
use chunk::{Bytes, Family, LARGEST, file_name};
use disk::Disk;
use index::Index;
use item::{NewerOutput, NewerSource, Output, Source};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const FOLDER: &str = ".newsprint/store";
const INDEX: &str = "index";
/// Of a build that says more, nothing is kept as a whole.
const WORDIEST: usize = 1 << 20;

/// The store of one project, for one run.
pub struct Store {
    program: Fingerprint,
    /// There is none when nothing can be written; says why.
    disk: Result<Disk, io::Error>,
    /// No file was looked at before this moment.
    began: i64,
    index: Option<Index>,
    sources: Family<Source>,
    media: Family<MediaPlace>,
    outputs: Family<Output>,
}

impl Store {
    /// Takes the store of the project in `root`, before any of its files is looked at. `program` stands for this build of
    /// the program.
    pub fn open(root: &Path, program: Fingerprint) -> Self {
        let opened = Disk::open(root).and_then(|mut disk| Ok((disk.moment()?, disk)));
        let (began, disk) = match opened {
            Ok((moment, disk)) => (moment, Ok(disk)),
            Err(error) => (i64::MIN, Err(error)),
        };
        let (sources, media, outputs) = Default::default();
        Self { program, disk, began, index: None, sources, media, outputs }
    }

    /// Returns why nothing will be written, if so.
    pub fn trouble(&self) -> Option<&io::Error> {
        self.disk.as_ref().err()
    }

    /// Returns the moment before which no file was looked at.
    pub fn began(&self) -> i64 {
        self.began
    }

    /// Returns the build that an earlier run left in `folder`, if one with these options would be the same. Reads nothing else
    /// of the store; asks `asked` what that build asked.
    pub fn standing(&self, world: &dyn World, asked: &AskedWorld, options: &Options, folder: &mut Folder) -> Option<Standing> {
        let (index, read) = open(world, self.program)?;
        let is_of_folder = index.folder == folder.path().as_os_str().as_encoded_bytes() && index.manifest == folder.mark();
        let name = index.standing.filter(|_| is_of_folder)?;
        let bytes = read(&standing_file(name)).filter(|bytes| Fingerprint::of_bytes(bytes) == name)?;
        let mut reader = ByteReader::new(&bytes);
        let standing = Standing::restore(&mut reader).filter(|_| reader.is_at_end())?;
        standing.holds(asked, options, folder).then_some(standing)
    }

    /// Reads everything that an earlier run left.
    pub fn load(&mut self, world: &dyn World) -> Remembered {
        let Some((index, read)) = open(world, self.program) else { return Remembered::default() };
        let (outputs, inputs) = rayon::join(
            || Family::<Output>::load(&index.outputs, &read),
            || (Family::<Source>::load(&index.sources, &read), Family::<MediaPlace>::load(&index.media, &read)),
        );
        (self.outputs, (self.sources, self.media)) = (outputs, inputs);
        let outputs = &self.outputs;
        let ((traces, files), sources) = rayon::join(
            || rayon::join(|| traces_of(outputs), || stamps_of(outputs)),
            || index.settings.map(|settings| sources_of(settings, &self.sources, &self.media)),
        );
        // Where a chunk is missing, these are not all files of the manifest.
        let is_whole = self.outputs.names() == index.outputs;
        let entries = || traces.iter().map(|(path, trace)| (path.clone(), trace.entry)).collect();
        let site = index.manifest.filter(|_| is_whole).map(|manifest| (manifest, entries()));
        let stamps = Stamps { folder: folder_of(&index.folder), files: Arc::new(files), site };
        let surroundings = index.surroundings;
        // What is damaged was passed over, and has to be written again.
        self.index =
            Some(Index { sources: self.sources.names(), media: self.media.names(), outputs: self.outputs.names(), ..index });
        Remembered { sources, traces, surroundings, stamps, standing: None }
    }

    /// Keeps what was built and written; costs what changed. A store that cannot be written stays as it was.
    ///
    /// # Errors
    /// The system refuses: the next run takes what is there for damaged, or for what it is.
    pub fn save(&mut self, remembered: &Remembered) -> io::Result<()> {
        let (Ok(disk), Some(from)) = (&mut self.disk, &remembered.sources) else { return Ok(()) };
        let (now, began) = (disk.moment()?, self.began);
        let (sources, media) = (std::mem::take(&mut self.sources), std::mem::take(&mut self.media));
        let outputs = std::mem::take(&mut self.outputs);
        let stamp = |path: &OutputPath| remembered.stamps.files.get(path).copied();
        let paths: Vec<&OutputPath> = remembered.traces.keys().collect();
        let stamps: Vec<Option<Stamp>> = paths.into_par_iter().map(stamp).collect();
        // The index first names chunks that are there; what nothing names is deleted last.
        let write = |file: &str, bytes: &[u8]| disk.write(file, bytes);
        let (inputs, outputs) = rayon::join(
            || {
                let kept = from.all_kept().filter(|(_, kept)| kept.was_read());
                let kept: Vec<_> = kept.map(|(path, kept)| NewerSource { path, kept, began }).collect();
                let sources = sources.renew(&kept, &write)?;
                Ok::<_, io::Error>((sources, media.renew(&from.media.settled(began).collect::<Vec<_>>(), &write)?))
            },
            || {
                let settled = stamps.iter().map(|stamp| stamp.filter(|stamp| stamp.is_settled(now)));
                let made = remembered.traces.iter().zip(settled).map(|((path, trace), stamp)| NewerOutput { path, trace, stamp });
                outputs.renew(&made.collect::<Vec<_>>(), &write)
            },
        );
        let ((sources, media), outputs) = (inputs?, outputs?);
        let standing = remembered.standing.as_ref().and_then(|standing| {
            let mut writer = ByteWriter::default();
            standing.looking(Looks::of(&stamps, now)?).store(&mut writer);
            Some(writer.finish()).filter(|bytes| bytes.len() <= WORDIEST)
        });
        let standing = standing.map(|bytes| {
            let name = Fingerprint::of_bytes(&bytes);
            write(&standing_file(name), &bytes).map(|()| name)
        });
        let index = Index {
            program: self.program,
            settings: Some(from.settings()),
            folder: remembered.stamps.folder.as_os_str().as_encoded_bytes().to_vec(),
            manifest: remembered.stamps.site.as_ref().map(|(manifest, _)| *manifest),
            surroundings: remembered.surroundings,
            sources: sources.names(),
            media: media.names(),
            outputs: outputs.names(),
            standing: standing.transpose()?,
        };
        if self.index.as_ref() != Some(&index) {
            disk.write(INDEX, &index.to_bytes())?;
            disk.keep_only(&files_of(&index))?;
        }
        (self.index, self.sources, self.media, self.outputs) = (Some(index), sources, media, outputs);
        Ok(())
    }
}

/// Reads what was parsed, for a run that writes nothing.
pub fn stored_sources(world: &dyn World, program: Fingerprint) -> Option<Sources> {
    let (index, read) = open(world, program)?;
    Some(sources_of(index.settings?, &Family::load(&index.sources, &read), &Family::load(&index.media, &read)))
}

/// Reads the index; returns it with what reads its chunks. Only plain files of sane sizes are opened.
fn open(world: &dyn World, program: Fingerprint) -> Option<(Index, impl Fn(&str) -> Option<Bytes> + Sync + '_)> {
    let files = world.files(FOLDER).ok()?.into_iter().filter(|found| found.kind == Kind::File);
    let files: BTreeMap<String, (ProjectPath, u64)> =
        files.map(|found| (found.path.name().to_owned(), (found.path, found.size))).collect();
    let read = move |name: &str| {
        let (path, _) = files.get(name).filter(|(_, size)| *size <= LARGEST as u64)?;
        world.read(path).ok()
    };
    let index = Index::parse(&read(INDEX)?, program)?;
    Some((index, read))
}

fn sources_of(settings: Fingerprint, sources: &Family<Source>, media: &Family<MediaPlace>) -> Sources {
    let kept = sources.items().map(|source| (source.path.clone(), source.kept.clone())).collect();
    Sources::of_store(settings, kept, media.items().cloned().collect())
}

fn traces_of(outputs: &Family<Output>) -> Traces {
    outputs.items().map(|output| (output.path.clone(), Arc::clone(&output.trace))).collect()
}

fn stamps_of(outputs: &Family<Output>) -> LookUp<OutputPath, Stamp> {
    let count = outputs.chunks.iter().map(|chunk| chunk.items.len()).sum();
    let mut files = LookUp::with_capacity_and_hasher(count, Default::default());
    files.extend(outputs.items().filter_map(|output| Some((output.path.clone(), output.stamp?))));
    files
}

fn folder_of(bytes: &[u8]) -> PathBuf {
    // A folder whose name is no UTF-8 is another folder: its files are read instead of looked at.
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

fn files_of(index: &Index) -> BTreeSet<String> {
    let sources = index.sources.iter().map(|name| file_name::<Source>(*name));
    let media = index.media.iter().map(|name| file_name::<MediaPlace>(*name));
    let outputs = index.outputs.iter().map(|name| file_name::<Output>(*name));
    let standing = index.standing.map(standing_file);
    sources.chain(media).chain(outputs).chain(standing).chain([INDEX.to_owned()]).collect()
}

fn standing_file(name: Fingerprint) -> String {
    format!("b-{name}")
}
