//! The name that was probably meant where an unknown one is written.

/// The one of `names` that is closest to `written`, unless none is close.
pub fn suggest<'a>(written: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let longest = written.chars().count();
    let limit = (longest / 3).max(1);
    // Names of very different lengths are far from each other, and comparing them would take long where one is very long.
    let names = names.filter(|name| name.chars().count().abs_diff(longest) <= limit);
    let near = names.map(|name| (distance(written, name), name)).filter(|(distance, _)| *distance <= limit);
    near.min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// How many letters have to be added, removed, replaced or swapped with their neighbour.
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let width = right.len() + 1;
    let mut table = vec![0; (left.len() + 1) * width];
    for row in 0..=left.len() {
        for column in 0..=right.len() {
            let at = row * width + column;
            if row == 0 || column == 0 {
                table[at] = row.max(column);
                continue;
            }
            let is_other = usize::from(left[row - 1] != right[column - 1]);
            let mut least = (table[at - 1] + 1).min(table[at - width] + 1).min(table[at - width - 1] + is_other);
            let is_swapped =
                row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1];
            if is_swapped {
                least = least.min(table[at - 2 * width - 2] + 1);
            }
            table[at] = least;
        }
    }
    table.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_pen() {
        let names = ["start", "seats", "status", "deadline"];
        for (written, meant) in [
            ("strat", Some("start")),
            ("seat", Some("seats")),
            ("dedline", Some("deadline")),
            ("colour", None),
            ("x", None),
        ] {
            assert_eq!(suggest(written, names.into_iter()), meant, "{written}");
        }
    }
}
