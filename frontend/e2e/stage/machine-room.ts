import { withDatabase } from './records';

/** What happens to mails where no page leads: in the database. */
export class MachineRoom {
  /**
   * Has the mails that wait for these guests be refused for good, as the worker notes it when a mail server says
   * `words`. The queue is to be paused: nobody else may have them.
   */
  async refuse(addresses: readonly string[], words: (index: number) => string): Promise<void> {
    await withDatabase(async (client) => {
      for (const [index, address] of addresses.entries()) {
        const said = words(index);
        const cause = `the mail server refused the mail: ${said}`;
        const { rowCount } = await client.query(
          `WITH refused AS (
             UPDATE email_deliveries d
             SET status = 'failed', attempts = 1, last_attempt_at = now(), failed_at = now(),
                 last_error = $2, smtp_response = $3
             FROM reservations r
             WHERE r.id = d.reservation_id AND r.email = $1 AND d.status = 'queued' RETURNING d.id)
           UPDATE apalis.jobs j
           SET status = 'Killed', attempts = 1, done_at = now(),
               last_result = jsonb_build_object('Err', 'AbortError: ' || $2)
           FROM refused
           WHERE j.job_type = 'emails' AND j.idempotency_key = 'delivery:' || refused.id`,
          [address, cause, said],
        );
        if (rowCount !== 1) {
          throw new Error(`Expected one mail that waits, found ${rowCount ?? 0}.`);
        }
      }
    });
  }
}
