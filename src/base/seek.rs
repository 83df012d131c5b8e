//! Finds bytes in a text, sixteen at a time: most of a story is letters and blanks, which nobody looks for.
//!
//! Bytes only, so what is sought has to be ASCII, or the first byte of a letter.

/// So many bytes are judged before it is asked whether one of them was sought; processors do them in one go.
const CHUNK: usize = 16;

/// Returns the place of the first byte that is sought; `is_sought` must not branch, or it is slow (`|`, not `||`).
#[inline]
pub fn first_byte(text: &str, is_sought: impl Fn(u8) -> bool) -> Option<usize> {
    let (chunks, rest) = text.as_bytes().as_chunks::<CHUNK>();
    let has_one = |chunk: &[u8; CHUNK]| chunk.iter().fold(0, |found, byte| found | u8::from(is_sought(*byte))) != 0;
    let (start, within) = match chunks.iter().position(has_one) {
        Some(at) => (at * CHUNK, &chunks[at][..]),
        None => (chunks.len() * CHUNK, rest),
    };
    within.iter().position(|byte| is_sought(*byte)).map(|at| start + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_found_wherever_it_stands() {
        for length in 0..70 {
            for at in 0..length {
                let text = "a".repeat(at) + "<" + &"<a".repeat(length)[..length - at - 1];
                assert_eq!(first_byte(&text, |byte| byte == b'<'), Some(at), "{text}");
            }
            assert_eq!(first_byte(&"가".repeat(length), |byte| byte == b'<'), None);
        }
    }
}
