//! "Did you mean": the nearest of the names that exist.
//!
//! Knows words, not what they name.

/// Returns the candidate that `typed` was most likely meant to be, if any is near enough.
pub fn nearest<'c>(typed: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let typed_low: Vec<char> = typed.to_lowercase().chars().collect();
    let limit = (typed.chars().count() / 3).clamp(1, 3);
    // A letter has one to four bytes: what differs by more cannot be near, and is passed over without a closer look.
    let is_near = |candidate: &&str| candidate.len().abs_diff(typed.len()) <= limit * 4;
    candidates
        .into_iter()
        .filter(is_near)
        .filter_map(|candidate| Some((distance(&typed_low, candidate, limit)?, candidate)))
        .min()
        .map(|(_, candidate)| candidate)
}

/// Counts the single edits between two words, up to a limit; a swap of neighbours is one (optimal string alignment).
fn distance(a: &[char], candidate: &str, limit: usize) -> Option<usize> {
    let b: Vec<char> = candidate.chars().flat_map(char::to_lowercase).collect();
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let same = |pairs: &mut dyn Iterator<Item = (&char, &char)>| pairs.take_while(|(a, b)| a == b).count();
    let start = same(&mut a.iter().zip(&b));
    let (a, b) = (&a[start..], &b[start..]);
    let end = same(&mut a.iter().rev().zip(b.iter().rev()));
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i);
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        if row.iter().min().is_some_and(|least| *least > limit) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|far| *far <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_slips_and_not_strangers() {
        let keys = ["title", "dateline", "date", "deck", "author"];
        assert_eq!(nearest("datline", keys), Some("dateline"));
        assert_eq!(nearest("tilte", keys), Some("title"));
        assert_eq!(nearest("Author", keys), Some("author"));
        assert_eq!(nearest("weather", keys), None);
    }
}
