//! Finds bytes in a text, many at a time: most of a story is letters and blanks, which nobody looks for.
//!
//! Bytes only, so what is sought has to be ASCII, or the first byte of a letter.

/// Returns the place of the first byte that is sought; `is_sought` must not branch, or it is slow (`|`, not `||`).
#[inline]
pub fn first_byte(text: &str, is_sought: impl Fn(u8) -> bool + Copy) -> Option<usize> {
    let bytes = text.as_bytes();
    if bytes.len() < 16 && is_short_without(bytes, is_sought) {
        return None;
    }
    // Long strides through what holds nothing, then short ones up to the place.
    let far = passed::<64>(bytes, is_sought);
    let near = far + passed::<16>(&bytes[far..], is_sought);
    if near > 0 && bytes.len() - near < 16 && bytes.last_chunk::<16>().is_some_and(|end| !has_one(end, is_sought)) {
        return None;
    }
    bytes[near..].iter().position(|byte| is_sought(*byte)).map(|at| near + at)
}

/// Returns whether nothing is sought in a short text, by looking at its two ends, which may overlap.
#[inline]
fn is_short_without(bytes: &[u8], is_sought: impl Fn(u8) -> bool + Copy) -> bool {
    let halves = bytes.first_chunk::<8>().zip(bytes.last_chunk::<8>());
    let quarters = bytes.first_chunk::<4>().zip(bytes.last_chunk::<4>());
    match (halves, quarters) {
        (Some((start, end)), _) => !has_one(start, is_sought) && !has_one(end, is_sought),
        (None, Some((start, end))) => !has_one(start, is_sought) && !has_one(end, is_sought),
        (None, None) => false,
    }
}

/// Returns whether a text has no other bytes than these; `is_one` must not branch, as in [`first_byte`].
#[inline]
pub fn has_only(text: &str, is_one: impl Fn(u8) -> bool + Copy) -> bool {
    first_byte(text, |byte| !is_one(byte)).is_none()
}

/// Returns whether two bytes that are sought stand one behind the other; `is_sought` must not branch, as in [`first_byte`].
#[inline]
pub fn has_pair(text: &str, is_sought: impl Fn(u8, u8) -> bool) -> bool {
    let Some((_, behind)) = text.as_bytes().split_first() else { return false };
    let pairs = text.as_bytes()[..behind.len()].iter().zip(behind);
    pairs.fold(0, |found, (one, next)| found | u8::from(is_sought(*one, *next))) != 0
}

/// Returns how many bytes from the start on are not sought, in whole strides.
#[inline]
fn passed<const STRIDE: usize>(bytes: &[u8], is_sought: impl Fn(u8) -> bool + Copy) -> usize {
    let (strides, _) = bytes.as_chunks::<STRIDE>();
    strides.iter().position(|stride| has_one(stride, is_sought)).unwrap_or(strides.len()) * STRIDE
}

/// Judges all bytes of a stride before it asks whether one was sought: processors do that in one go.
#[inline]
fn has_one<const STRIDE: usize>(stride: &[u8; STRIDE], is_sought: impl Fn(u8) -> bool) -> bool {
    stride.iter().fold(0, |found, byte| found | u8::from(is_sought(*byte))) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_found_wherever_it_stands() {
        for length in 0..150 {
            for at in 0..length {
                let text = "a".repeat(at) + "<" + &"<a".repeat(length)[..length - at - 1];
                assert_eq!(first_byte(&text, |byte| byte == b'<'), Some(at), "{text}");
            }
            assert_eq!(first_byte(&"가".repeat(length), |byte| byte == b'<'), None);
            assert!(has_only(&"a".repeat(length), |byte| byte == b'a'));
            assert!(!has_pair(&"a-".repeat(length), |one, next| (one == b'-') & (next == b'-')));
            assert!(has_pair(&("a-".repeat(length) + "-"), |one, next| (one == b'-') & (next == b'-')) == (length > 0));
        }
    }
}
