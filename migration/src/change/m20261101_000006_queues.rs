//! Queue states shared by all workers, and what keeps a malformed row out of the job table: the queue's own worker
//! ends on an id that is no ULID, and good jobs behind it would never run.

super::change! {
    up: r"
CREATE TABLE queue_states (
    name text PRIMARY KEY,
    paused_at timestamptz,
    paused_reason text,
    CONSTRAINT queue_states_reason_with_pause CHECK (paused_reason IS NULL OR paused_at IS NOT NULL)
);

ALTER TABLE apalis.jobs ADD CONSTRAINT jobs_id_is_ulid CHECK (id ~ '^[0-7][0-9A-HJKMNP-TV-Z]{25}$');
ALTER TABLE apalis.jobs ADD CONSTRAINT jobs_status_known
    CHECK (status IN ('Pending', 'Queued', 'Running', 'Done', 'Failed', 'Killed'));
CREATE INDEX jobs_by_queue_status ON apalis.jobs (job_type, status, run_at);
CREATE INDEX jobs_by_completion ON apalis.jobs (done_at) WHERE status = 'Done';
",
    down: r"
DROP INDEX apalis.jobs_by_completion;
DROP INDEX apalis.jobs_by_queue_status;
ALTER TABLE apalis.jobs DROP CONSTRAINT jobs_status_known;
ALTER TABLE apalis.jobs DROP CONSTRAINT jobs_id_is_ulid;
DROP TABLE queue_states;
",
}
