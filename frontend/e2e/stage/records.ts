import { createRequire } from 'node:module';
import path from 'node:path';

import { databaseUrl } from './surroundings';

interface Client {
  connect(): Promise<void>;
  query(
    sql: string,
    values: readonly unknown[],
  ): Promise<{ rowCount: number | null; rows: unknown[] }>;
  end(): Promise<void>;
}

/** The client of the programs that run the local stack: the web app itself has none. */
const { Client: PgClient } = createRequire(
  path.resolve(import.meta.dirname, '../../../local/package.json'),
)('pg') as { Client: new (url: string) => Client };

/** Talks to the system's database for as long as `work` takes. */
export async function withDatabase<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new PgClient(databaseUrl());
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** An entry of the audit log, as far as it tells who did something by which request. */
export interface Act {
  readonly request_id: string;
  readonly actor: string;
  readonly role: string | null;
}

/** What the audit log holds of these requests. */
export function actsOf(requestIds: readonly string[]): Promise<readonly Act[]> {
  return withDatabase(async (client) => {
    const { rows } = await client.query(
      `SELECT l.request_id, l.actor, u.role FROM audit_log l
       LEFT JOIN staff_users u ON u.id = l.user_id WHERE l.request_id = ANY($1)`,
      [requestIds],
    );
    return rows as Act[];
  });
}
