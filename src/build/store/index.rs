//! The index: which chunks make the store, and for which program and folder they count.
//!
//! Ends with the fingerprint of all before it; of an index that was damaged, nothing is believed.

use crate::base::{ByteReader, ByteWriter, Fingerprint, Stored, stored};
use crate::build::Surroundings;

/// Named in the file, so that whoever looks into it knows whose it is.
const FIRST_LINE: &[u8] = b"newsprint store 1\n";

/// What the index says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Index {
    /// The program that wrote it: another one may mean other things by the same bytes.
    pub program: Fingerprint,
    /// What the sources were parsed by, besides the files.
    pub settings: Option<Fingerprint>,
    /// The output folder that stamps are of.
    pub folder: Vec<u8>,
    /// What stands for the text of its manifest.
    pub manifest: Option<Fingerprint>,
    /// What stands for everything that a page may show besides its own file.
    pub surroundings: Option<Surroundings>,
    pub sources: Vec<Fingerprint>,
    pub media: Vec<Fingerprint>,
    pub outputs: Vec<Fingerprint>,
    /// The file that says what is known of the build as a whole.
    pub standing: Option<Fingerprint>,
}

stored!(struct Index { program, settings, folder, manifest, surroundings, sources, media, outputs, standing });

impl Index {
    /// Writes it.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = ByteWriter::default();
        writer.raw(FIRST_LINE);
        self.store(&mut writer);
        let seal = Fingerprint::of_bytes(writer.bytes());
        seal.store(&mut writer);
        writer.finish()
    }

    /// Reads it; nothing when it is damaged, or another program's.
    pub fn parse(bytes: &[u8], program: Fingerprint) -> Option<Self> {
        let (body, seal) = bytes.split_at_checked(bytes.len().checked_sub(16)?)?;
        if Fingerprint::of_bytes(body).bytes() != *seal {
            return None;
        }
        let mut reader = ByteReader::new(body.strip_prefix(FIRST_LINE)?);
        let index = Self::restore(&mut reader)?;
        (reader.is_at_end() && index.program == program).then_some(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_whole_and_for_its_own_program() {
        let mark = |text: &str| Fingerprint::of_bytes(text.as_bytes());
        let index = Index {
            program: mark("this"),
            settings: Some(mark("settings")),
            folder: b"/srv/public".to_vec(),
            manifest: Some(mark("manifest")),
            surroundings: Stored::restore(&mut ByteReader::new(b"what stands for the surroundings")),
            sources: vec![mark("1"), mark("2")],
            media: Vec::new(),
            outputs: vec![mark("3")],
            standing: Some(mark("4")),
        };
        let bytes = index.to_bytes();
        assert_eq!(Index::parse(&bytes, mark("this")), Some(index));
        assert_eq!(Index::parse(&bytes, mark("other")), None);
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << (at % 8);
            assert_eq!(Index::parse(&damaged, mark("this")), None, "byte {at}");
            assert_eq!(Index::parse(&bytes[..at], mark("this")), None, "cut at {at}");
        }
    }
}
