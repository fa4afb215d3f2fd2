//! Backups, and room on the disk.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};

use super::report::{Check, Outcome, Report};
use super::settings::CheckSettings;

/// Backups are made each night; one may take its time.
const OLDEST_BACKUP: TimeDelta = TimeDelta::hours(26);
/// With less the database stops soon, bytes.
const LEAST_ROOM: u64 = 1 << 30;
/// With less somebody should look, of a hundred.
const LITTLE_ROOM: u64 = 10;

const BACKUP: Check = Check::new(
    "azl.E080",
    "there is a backup of the last 26 hours",
    "docker compose run --rm backup, each night: docs/operations/backup-and-restore.md",
);
const SEALED: Check = Check::new(
    "azl.W080",
    "the last backup is encrypted",
    "set BACKUP_RECIPIENT to a public key of age-keygen: a backup holds all that guests told you",
);
const ROOM: Check = Check::new("azl.E081", "the disk has a gigabyte left", "docs/operations/disk-full.md");
const PLENTY: Check = Check::new("azl.W081", "a tenth of the disk is free", "docs/operations/disk-full.md");

pub(super) fn check(settings: &CheckSettings, now: DateTime<Utc>, report: &mut Report) {
    let directory = &settings.backup_directory;
    match newest(directory) {
        Err(error) => report.note(BACKUP, Outcome::Bad(format!("{}: {error}", directory.display()))),
        Ok(None) => report.note(BACKUP, Outcome::Bad(format!("{} holds none", directory.display()))),
        Ok(Some((name, made))) => {
            let hours = (now - made).num_hours();
            report
                .note(BACKUP, Outcome::unless(now - made > OLDEST_BACKUP, || format!("the last one is {hours} h old")));
            let sealed = Path::new(&name).extension().is_some_and(|end| end == "age");
            report.note(SEALED, Outcome::unless(!sealed, || format!("{name} is not")));
        }
    }
    let beside = if directory.exists() { directory.as_path() } else { Path::new("/") };
    match rustix::fs::statvfs(beside) {
        Err(error) => report.note(ROOM, Outcome::Untold(error.to_string())),
        Ok(disk) => {
            let [free, size] = [disk.f_bavail, disk.f_blocks].map(|blocks| blocks.saturating_mul(disk.f_frsize));
            report.note(ROOM, room(free));
            report.note(PLENTY, plenty(free, size));
        }
    }
}

fn room(free: u64) -> Outcome {
    Outcome::unless(free < LEAST_ROOM, || format!("{} MiB are left", free >> 20))
}

fn plenty(free: u64, size: u64) -> Outcome {
    let share = free.saturating_mul(100) / size.max(1);
    Outcome::unless(share < LITTLE_ROOM, || format!("{share} % are free"))
}

/// Name and time of the newest backup.
fn newest(directory: &Path) -> std::io::Result<Option<(String, DateTime<Utc>)>> {
    let mut newest: Option<(String, DateTime<Utc>)> = None;
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let archive = Path::new(name.strip_suffix(".age").unwrap_or(&name));
        if !(name.starts_with("azionelab-") && archive.extension().is_some_and(|end| end == "tar")) {
            continue;
        }
        let made = DateTime::<Utc>::from(entry.metadata()?.modified()?);
        if newest.as_ref().is_none_or(|(_, before)| made > *before) {
            newest = Some((name, made));
        }
    }
    Ok(newest)
}

#[cfg(test)]
mod tests {
    use super::super::report::Outcome;
    use super::{plenty, room};

    #[test]
    fn a_disk_that_fills_is_told_before_the_database_stops() {
        const GIB: u64 = 1 << 30;
        assert_eq!([room(GIB), plenty(10 * GIB, 100 * GIB)], [Outcome::Fine, Outcome::Fine]);
        assert_eq!(room(GIB - 1), Outcome::Bad("1023 MiB are left".to_owned()));
        assert_eq!(plenty(9 * GIB, 100 * GIB), Outcome::Bad("9 % are free".to_owned()));
    }
}
