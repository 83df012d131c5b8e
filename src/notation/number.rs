//! Numbers with a fraction that can be compared and hashed, so that they can be part of fingerprints.
//!
//! Two numbers are equal when their bits are.

use crate::base::stored;

/// A floating-point number by its bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Real {
    bits: u64,
}

stored!(struct Real { bits });

impl Real {
    /// Wraps a number.
    pub fn new(number: f64) -> Self {
        Self { bits: number.to_bits() }
    }

    /// Returns the number.
    pub fn get(self) -> f64 {
        f64::from_bits(self.bits)
    }
}
