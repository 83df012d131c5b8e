//! Colours as options take them: contrast by WCAG 2.2, and the nearest shade that can be read.
//!
//! sRGB only, without names and without transparency. What a colour is for, options know.

use std::fmt;

/// The least contrast of text and paper, by WCAG 2.2 at level AA.
pub(super) const LEAST: f64 = 4.5;

/// A colour of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour([u8; 3]);

impl Colour {
    /// Reads `#0b4a8f`, or `#048` for `#004488`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        let part = |text: &str| u8::from_str_radix(text, 16).ok();
        match digits.len() {
            3 => Some(Self([part(&digits[..1])? * 17, part(&digits[1..2])? * 17, part(&digits[2..])? * 17])),
            6 => Some(Self([part(&digits[..2])?, part(&digits[2..4])?, part(&digits[4..])?])),
            _ => None,
        }
    }

    /// Returns the contrast with another colour: 1 with itself, 21 of black and white.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Returns the least contrast with several.
    pub fn contrast_with(self, papers: &[Self]) -> f64 {
        papers.iter().map(|paper| self.contrast(*paper)).fold(21.0, f64::min)
    }

    /// Returns the nearest shade of the same hue that has this contrast with the papers.
    pub fn shade(self, papers: &[Self], contrast: f64) -> Self {
        let are_dark = papers.iter().all(|paper| paper.luminance() < 0.18);
        let (hue, saturation, lightness) = self.hsl();
        let shades = (0..=100).map(|step| {
            let step = f64::from(step) / 100.0;
            let lightness = if are_dark { lightness + step } else { lightness - step };
            Self::of_hsl(hue, saturation, lightness.clamp(0.0, 1.0))
        });
        std::iter::once(self).chain(shades).find(|shade| shade.contrast_with(papers) >= contrast).unwrap_or(if are_dark {
            Self([255; 3])
        } else {
            Self([0; 3])
        })
    }

    fn luminance(self) -> f64 {
        let linear = self.parts().map(|part| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    fn parts(self) -> [f64; 3] {
        self.0.map(|part| f64::from(part) / 255.0)
    }

    fn hsl(self) -> (f64, f64, f64) {
        let [red, green, blue] = self.parts();
        let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
        let (span, lightness) = (most - least, f64::midpoint(most, least));
        if span == 0.0 {
            return (0.0, 0.0, lightness);
        }
        let hue = if most == red {
            ((green - blue) / span).rem_euclid(6.0)
        } else if most == green {
            (blue - red) / span + 2.0
        } else {
            (red - green) / span + 4.0
        };
        (hue, span / (1.0 - (2.0 * lightness - 1.0).abs()), lightness)
    }

    fn of_hsl(hue: f64, saturation: f64, lightness: f64) -> Self {
        let reach = saturation * lightness.min(1.0 - lightness);
        let part = |offset: f64| {
            let place = (offset + hue * 2.0).rem_euclid(12.0);
            let value = lightness - reach * (place - 3.0).min(9.0 - place).clamp(-1.0, 1.0);
            // Between 0 and 255 by construction.
            (value * 255.0).round() as u8
        };
        Self([part(0.0), part(8.0), part(4.0)])
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(to, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).expect("a colour")
    }

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        assert!((colour("#000").contrast(colour("#fff")) - 21.0).abs() < 1e-9);
        assert!((colour("#777777").contrast(colour("#ffffff")) - 4.478).abs() < 0.001);
        assert!((colour("#0b4a8f").contrast(colour("#ffffff")) - 8.8).abs() < 0.1);
    }

    #[test]
    fn a_shade_keeps_its_hue_and_can_be_read() {
        let papers = [colour("#ffffff"), colour("#faf8f4")];
        for text in ["#ffcc00", "#ffffff", "#0b4a8f", "#7fff00"] {
            assert!(colour(text).shade(&papers, LEAST).contrast_with(&papers) >= LEAST, "{text}");
        }
        let night = [colour("#14161a")];
        for text in ["#0b4a8f", "#000000", "#98301b"] {
            assert!(colour(text).shade(&night, 9.0).contrast_with(&night) >= 9.0, "{text}");
        }
        assert_eq!(colour("#0b4a8f").shade(&papers, LEAST), colour("#0b4a8f"));
    }

    #[test]
    fn hues_there_and_back() {
        for text in ["#0b4a8f", "#98301b", "#1b5e41", "#6c2a6d", "#808080", "#ff0000", "#00ff7f"] {
            let (hue, saturation, lightness) = colour(text).hsl();
            assert_eq!(Colour::of_hsl(hue, saturation, lightness).to_string(), text);
        }
    }

    #[test]
    fn what_is_no_colour() {
        for text in ["", "#", "#12", "#12345", "#gggggg", "0b4a8f", "#ééé", "#+1+1+1"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }
}
