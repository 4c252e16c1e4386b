//! Numbers of some days: as bars, and as a table.

use super::words::Text;

/// How many bars there are.
const BARS: usize = 30;

/// How wide a bar is, with the gap after it, and how high the highest. The template's `viewBox` is as wide and a little higher.
const WIDTH: usize = 10;
const HEIGHT: u64 = 56;

/// A bar for each of [`BARS`] days.
pub(crate) struct Chart {
    /// What it shows, for whoever does not see it.
    pub(crate) text: String,
    /// The bars, for the attribute `d` of a path.
    bars: String,
}

impl Chart {
    /// The bars of these numbers, and `text`, which says what they show.
    pub(crate) fn new(numbers: &[u32; BARS], text: String) -> Self {
        let most = numbers.iter().copied().max().unwrap_or_default().max(1);
        let mut bars = String::new();
        for (place, number) in numbers.iter().enumerate() {
            // What is more than nothing is seen.
            let height = (u64::from(*number) * HEIGHT / u64::from(most)).max(1);
            if *number > 0 {
                let x = (place * WIDTH + 1).to_string();
                for part in ["M", &x, " 60v-", &height.to_string(), "h8V60z"] {
                    bars.push_str(part);
                }
            }
        }
        Self { text, bars }
    }

    /// See [`Chart::bars`].
    pub(super) fn bars(&self) -> &str {
        &self.bars
    }
}

/// Numbers in rows, which somebody opens.
pub(crate) struct Table {
    /// What opens it.
    pub(crate) show: Text,
    pub(crate) columns: &'static [Text],
    /// The cells of each row. The first one says what the row is about.
    pub(crate) rows: Vec<Vec<String>>,
}
