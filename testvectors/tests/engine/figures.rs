//! Figures for whoever looks at them: one row for each thing that was counted, with `--nocapture`.

/// Prints a row of a table. Nobody sees it who does not ask.
#[expect(clippy::print_stderr, reason = "figures are for whoever looks at them")]
pub(crate) fn row(cells: &[&str]) {
    eprintln!("| {} |", cells.join(" | "));
}

/// A number with commas.
pub(crate) fn number(value: usize) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[test]
fn numbers() {
    for (value, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (65_536, "65,536"), (1_234_567, "1,234,567")] {
        assert_eq!(number(value), text);
    }
}
