//! How long ago, in one unit that people read at a glance.

/// A time of `seconds`: `12 s`, `3 min`, `2 h`, `5 d`.
pub(super) fn lasting(seconds: i64) -> String {
    match seconds {
        ..120 => format!("{} s", seconds.max(0)),
        120..7200 => format!("{} min", seconds / 60),
        7200..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::lasting;

    #[test]
    fn a_time_is_told_in_the_unit_that_fits_it() {
        let told = [-3, 119, 120, 7200, 172_800].map(lasting);
        assert_eq!(told, ["0 s", "119 s", "2 min", "2 h", "2 d"]);
    }
}
