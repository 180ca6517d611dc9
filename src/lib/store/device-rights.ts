import type { IDBPDatabase } from 'idb';
import {
  actStores,
  isBehindKnown,
  putRow,
  strict,
  undone,
  type ActTransaction,
  type DeviceSchema,
  type KnownLedger,
  type Mark,
  type OutboxRow,
  type RowDraft,
} from './device-rows.ts';

/** A call of the hall for one of this device's windows, stored here before people see it. */
export interface StoredCall {
  /** `2026-11-23#17.1`: day, ticket and round. */
  key: string;
  label: string;
  window: number;
}

/** `used`: the right is marked already. `moved`: the hall has called for this device what this page did not know. */
export type NotByRight = 'used' | 'moved';

/**
 * The device's rights to call by itself: what it has done with each, in its own database, shared by its tabs and kept
 * across days and epochs. Every act here is one strict transaction over all that it looks at, so that of two tabs, or of
 * a call and an answer to the hall, exactly one comes first.
 */
export interface DeviceRights {
  marks(): Promise<ReadonlyMap<string, Mark>>;
  /**
   * CU5: marks the right as called and stores the row, or neither. `seen`: the stored call that this page knows of.
   * Rejects when the disk is full: then there was no call.
   */
  addRowByRight(draft: RowDraft, place: string, grant: string, seen: string | null): Promise<OutboxRow | NotByRight>;
  /**
   * CU6: marks as given what is not marked. Resolves when that is on the disk, and only then it may be said.
   * `isTakenBack`: the hall has called by this right for us, and by its ledger the number waits again.
   */
  give(
    grants: readonly string[],
    isTakenBack: (grant: string) => boolean,
  ): Promise<{ gave: string[]; called: string[] }>;
  /** CU14: what this device has called, whatever a hall that lost its disk knows of it: never given up. */
  keepCalled(grants: readonly string[]): Promise<void>;
  /**
   * CU8: stores a call of the hall, its right as used. False, and nothing is stored: this device has called another
   * number at that window by itself meanwhile, which the hall is still to hear, or it has known more of the ledger than
   * the page that asks: the call may be over.
   */
  storeCall(call: StoredCall, grant: string | null, page: KnownLedger): Promise<boolean>;
  storedCall(): Promise<StoredCall | null>;
  /** P6: marks the right as used and stores the row, or neither; the mark that was there before, if one was. */
  addRowOnce(draft: RowDraft, place: string, grant: string): Promise<OutboxRow | Mark>;
  /** P6: somebody stands here for the bundle of this right: it is not given away meanwhile. Null: nobody does. */
  hold(grant: string | null): Promise<void>;
  dropMarks(grants: readonly string[]): Promise<void>;
}

const CALLED = 'called';
const HELD = 'handing-over';
/** Who has gone without a word is not waited for longer. */
const HELD_FOR = 15 * 60_000;

interface HeldRight {
  grant: string;
  at: number;
}

export function deviceRights(db: IDBPDatabase<DeviceSchema>, incarnation: string, tell: () => void): DeviceRights {
  /** All or nothing; other tabs are told afterwards. */
  async function act<T>(work: (transaction: ActTransaction) => Promise<T>): Promise<T> {
    const transaction = db.transaction(actStores, 'readwrite', strict);
    let value: T;
    try {
      value = await work(transaction);
    } catch (error) {
      return undone(transaction, error);
    }
    await transaction.done;
    tell();
    return value;
  }

  return {
    async marks() {
      const transaction = db.transaction('marks');
      const [keys, values] = await Promise.all([transaction.store.getAllKeys(), transaction.store.getAll()]);
      const marks = new Map<string, Mark>();
      keys.forEach((key, index) => {
        const value = values[index];
        if (value) marks.set(key, value.mark);
      });
      return marks;
    },
    addRowByRight: (draft, place, grant, seen) =>
      act(async (transaction) => {
        const marks = transaction.objectStore('marks');
        if (await marks.get(grant)) return 'used';
        const stored = (await transaction.objectStore('kept').get(CALLED)) as StoredCall | undefined;
        if ((stored?.key ?? null) !== seen) return 'moved';
        await marks.put({ mark: 'called', byHall: false }, grant);
        return putRow(transaction, incarnation, draft, place);
      }),
    give: (grants, isTakenBack) =>
      act(async (transaction) => {
        const marks = transaction.objectStore('marks');
        const [gave, called]: [string[], string[]] = [[], []];
        const held = (await transaction.objectStore('kept').get(HELD)) as HeldRight | undefined;
        for (const grant of grants) {
          const kept = await marks.get(grant);
          // No word about it: silence is never consent.
          if (!kept && held?.grant === grant && Math.abs(Date.now() - held.at) < HELD_FOR) continue;
          if (!kept) await marks.put({ mark: 'given', byHall: false }, grant);
          if (!kept || kept.mark === 'given' || (kept.byHall && isTakenBack(grant))) gave.push(grant);
          else called.push(grant);
        }
        return { gave, called };
      }),
    async keepCalled(grants) {
      await act(async (transaction) => {
        const marks = transaction.objectStore('marks');
        for (const grant of grants) {
          if (!(await marks.get(grant))) await marks.put({ mark: 'called', byHall: false }, grant);
        }
      });
    },
    storeCall: (call, grant, page) =>
      act(async (transaction) => {
        if (await isBehindKnown(transaction.objectStore('kept'), page)) return false;
        const rows = await transaction.objectStore('rows').getAll();
        if (isLeft(rows, call.window, ticketOf(call.key))) return false;
        await transaction.objectStore('kept').put(call, CALLED);
        if (grant === null) return true;
        const marks = transaction.objectStore('marks');
        if (!(await marks.get(grant))) await marks.put({ mark: 'called', byHall: true }, grant);
        return true;
      }),
    addRowOnce: (draft, place, grant) =>
      act(async (transaction) => {
        const marks = transaction.objectStore('marks');
        const before = await marks.get(grant);
        if (before) return before.mark;
        await marks.put({ mark: 'called', byHall: false }, grant);
        return putRow(transaction, incarnation, draft, place);
      }),
    async hold(grant) {
      await act(async (transaction) => {
        const kept = transaction.objectStore('kept');
        if (grant === null) await kept.delete(HELD);
        else await kept.put({ grant, at: Date.now() } satisfies HeldRight, HELD);
      });
    },
    storedCall: async () => ((await db.get('kept', CALLED)) as StoredCall | undefined) ?? null,
    async dropMarks(grants) {
      await act(async (transaction) => {
        await Promise.all(grants.map((grant) => transaction.objectStore('marks').delete(grant)));
      });
    },
  };
}

/**
 * CU8: what this device has done by itself, and the hall has not decided, comes after a call of the hall that it has not
 * stored: it has called somebody else at the window, or its person has gone, or it has done something with the number, as
 * that it did not come.
 */
export function isLeft(rows: readonly OutboxRow[], window: number, ticket: number): boolean {
  return rows.some(
    (row) =>
      row.class === 'fact' &&
      (((row.kind === 'callAlone' || row.kind === 'closeWindow') && windowOf(row) === window) ||
        (row.body as { ticket?: unknown }).ticket === ticket),
  );
}

/** Of a stored call's key, `day#ticket.round`. */
function ticketOf(key: string): number {
  return Number(/#(\d+)\./.exec(key)?.[1]);
}

function windowOf({ body }: OutboxRow): unknown {
  return (body as { window?: unknown }).window;
}
