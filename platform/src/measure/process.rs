//! What the process takes of its machine, under the names that Prometheus' own libraries use. Linux tells it in `/proc`;
//! on other systems only the start is known.

use metrics::{Unit, counter, describe_counter, describe_gauge, gauge};

use crate::clock::{Clock as _, SystemClock};

const MEMORY: &str = "process_resident_memory_bytes";
const PROCESSOR: &str = "process_cpu_seconds_total";
const FILES: &str = "process_open_fds";
const MOST_FILES: &str = "process_max_fds";
const START: &str = "process_start_time_seconds";

/// proc(5) counts processor time in these, on every architecture that we run on.
const TICKS_PER_SECOND: u64 = 100;

/// Tells scrapers what the figures mean, and when the process began.
pub(super) fn describe() {
    describe_gauge!(MEMORY, Unit::Bytes, "Memory that the process occupies");
    describe_counter!(PROCESSOR, Unit::Seconds, "Processor time that the process has used, in whole seconds");
    describe_gauge!(FILES, Unit::Count, "Open files and connections");
    describe_gauge!(MOST_FILES, Unit::Count, "Files and connections that may be open");
    describe_gauge!(START, Unit::Seconds, "When the process began, in seconds since 1970");
    let now = SystemClock.now().timestamp();
    gauge!(START).set(f64::from(u32::try_from(now).unwrap_or(u32::MAX)));
}

/// Looks once.
pub(super) fn look() {
    let read = |file: &str| std::fs::read_to_string(format!("/proc/self/{file}")).ok();
    if let Some(bytes) = read("status").and_then(|text| resident_bytes(&text)) {
        gauge!(MEMORY).set(bytes);
    }
    if let Some(seconds) = read("stat").and_then(|text| processor_seconds(&text)) {
        counter!(PROCESSOR).absolute(seconds);
    }
    if let Some(most) = read("limits").and_then(|text| most_files(&text)) {
        gauge!(MOST_FILES).set(most);
    }
    if let Ok(files) = std::fs::read_dir("/proc/self/fd") {
        // Whoever counts holds the directory itself open.
        let open = files.count().saturating_sub(1);
        gauge!(FILES).set(u32::try_from(open).unwrap_or(u32::MAX));
    }
}

/// `VmRSS:     17444 kB`; as a floating-point number, which holds every amount of memory to the byte.
fn resident_bytes(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok()? * 1024.0)
}

/// Fields 14 and 15; the second field is a name in brackets, which may hold blanks.
fn processor_seconds(stat: &str) -> Option<u64> {
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    let ticks = |field: usize| fields.get(field - 3)?.parse::<u64>().ok();
    Some((ticks(14)? + ticks(15)?) / TICKS_PER_SECOND)
}

/// `Max open files            1024                 524288               files`.
fn most_files(limits: &str) -> Option<f64> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{most_files, processor_seconds, resident_bytes};

    #[test]
    fn the_kernels_words_are_understood() {
        let status = "Name:\tapi\nVmHWM:\t   20000 kB\nVmRSS:\t   17444 kB\nThreads:\t5\n";
        assert_eq!(resident_bytes(status), Some(17_862_656.0));
        let stat = "42 (a) b) S 1 42 42 0 -1 4194304 900 0 0 0 350 150 0 0 20 0 5 0 100 1 2";
        assert_eq!(processor_seconds(stat), Some(5));
        let limits = "Limit                     Soft Limit           Hard Limit           Units\n\
                      Max open files            1024                 524288               files\n";
        assert_eq!(most_files(limits), Some(1024.0));
        assert_eq!((resident_bytes(""), processor_seconds("1 (x"), most_files("Max open files")), (None, None, None));
    }
}
