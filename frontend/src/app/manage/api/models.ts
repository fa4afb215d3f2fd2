import { components } from './schema';

/** The documents of administration, by the names of its HTTP contract: `Admin['ManagedShow']`. */
export type Admin = components['schemas'];

/** A page of a list, as every list of the contract answers. */
export interface Page<T> {
  readonly results: readonly T[];
  readonly total: number;
  readonly page: number;
  readonly page_size: number;
  /** False where counting on would take longer than the answer is worth. */
  readonly total_is_exact?: boolean;
}
