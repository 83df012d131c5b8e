//! Another order for a long list, in the memory that it has: a second list would be as much again, never touched before.
//!
//! Decides no order.

/// Puts items in an order: first the one that stands at the first of these places, and so on. Each place is named once.
pub fn arrange<T>(items: &mut [T], mut order: Vec<usize>) {
    for new in 0..order.len() {
        // What made room for another has to be followed to where it went.
        let mut old = order[new];
        while old < new {
            old = order[old];
        }
        order[new] = old;
        items.swap(new, old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn each_item_comes_to_its_place(order in (0..40_usize).prop_flat_map(|count| Just((0..count).collect::<Vec<_>>()).prop_shuffle())) {
            let mut items: Vec<usize> = (0..order.len()).map(|at| at * 10).collect();
            arrange(&mut items, order.clone());
            prop_assert_eq!(items, order.into_iter().map(|at| at * 10).collect::<Vec<_>>());
        }
    }
}
