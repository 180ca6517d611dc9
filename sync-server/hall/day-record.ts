import type { Change, Storage } from '../storage/storage.ts';

const TABLE = 'day';

/** Which day of a hall is open, and which was before it. */
export interface DayRecord {
  today: string;
  /** Null: the first of the hall, or of its epoch. */
  previous: string | null;
}

export function readDay(storage: Storage, hall: string): Promise<DayRecord | undefined> {
  return storage.get<DayRecord>(TABLE, hall);
}

export function dayChange(hall: string, record: DayRecord): Change {
  return { op: 'put', table: TABLE, key: hall, value: record };
}
