//! What is printed: the machine, the scale, and the lines side by side.

use serde_json::{Value, json};

use super::line::Line;
use super::machine::Machine;
use super::scale::Scale;

const HEADINGS: [&str; 6] = ["What", "Figure", "Reference", "Ratio", "Target", ""];
/// The columns that hold numbers, which are read from the right.
const FROM_THE_RIGHT: [bool; 6] = [false, true, true, true, true, false];

/// The lines so far.
pub struct Report {
    machine: Machine,
    scale: Scale,
    lines: Vec<Line>,
}

impl Report {
    /// Without any line.
    pub fn new(machine: Machine, scale: Scale) -> Self {
        Self { machine, scale, lines: Vec::new() }
    }

    /// How much is measured.
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// Where and how much, before anything is measured.
    pub fn head(&self) -> String {
        format!("{}scale     {}\n", self.machine, self.scale.said())
    }

    /// Says on the way what is being done.
    pub fn begin(&self, what: &str) {
        eprintln!("… {what}");
    }

    /// Adds a line and says it on the way.
    pub fn add(&mut self, line: Line) {
        eprintln!("  {}", line.cells().into_iter().filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join("  "));
        self.lines.push(line);
    }

    /// All lines.
    pub fn table(&self) -> String {
        if self.lines.is_empty() { String::new() } else { layout(&self.lines) }
    }

    /// For machines.
    pub fn json(&self) -> Value {
        json!({
            "machine": self.machine.json(),
            "scale": self.scale,
            "lines": self.lines.iter().map(Line::json).collect::<Vec<_>>(),
        })
    }
}

/// A table whose columns are as wide as what is in them.
fn layout(lines: &[Line]) -> String {
    let mut rows = vec![HEADINGS.map(str::to_owned)];
    rows.extend(lines.iter().map(Line::cells));
    let width = |column: usize| rows.iter().map(|row| row.get(column).map_or(0, |cell| cell.chars().count())).max();
    let widths: Vec<usize> = (0..HEADINGS.len()).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for row in &rows {
        let cells = row.iter().zip(&widths).zip(FROM_THE_RIGHT).map(|((cell, width), from_the_right)| {
            if from_the_right { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
        });
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::Measure;
    use super::super::line::{Figure, Target, Unit};
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let unit = Unit::PerSecond("rows");
        let lines = [
            Line::of(Measure::Ingest, "customers, persisted", Figure { value: 12_500.0, unit })
                .against("COPY", Figure { value: 50_000.0, unit })
                .target(Target::Share(0.25)),
            Line::of(Measure::Ready, "start to ready", Figure::ms(1250.0)).target(Target::Most(1000.0)),
        ];
        let expected = "\
What                         Figure           Reference  Ratio            Target
customers, persisted  12,500 rows/s  COPY 50,000 rows/s   0.25     at least 0.25  met
start to ready             1,250 ms                             at most 1,000 ms  missed
";
        assert_eq!(layout(&lines), expected);
    }
}
