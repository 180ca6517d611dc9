import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CommandKind, RefusalCode } from '#lib/domain/index.ts';
import type { CommandDecision } from './hall/envelope.ts';
import { StorageError, type Storage } from './storage/storage.ts';

/** What a relay is asked for when its figures are read. */
export interface MetricSources {
  connections(): number;
  rooms(): number;
  /** Commands that wait for their turn. */
  backlog(): number;
  quarantine(): number;
  /** The disk refused the last commit. */
  failing(): boolean;
}

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500];
const NANOSECONDS = 1e9;

/**
 * One relay's figures as Prometheus reads them. No account, device, number or address is a label: labels are kinds of
 * commands, codes and routes, of which there are as many as the program has.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #loop = monitorEventLoopDelay({ resolution: 20 });
  readonly #commands = this.#counter('onewindow_commands_total', 'Commands by kind and outcome', ['kind', 'outcome']);
  readonly #refusals = this.#counter('onewindow_refusals_total', 'Refusals by code, of commands and requests', [
    'code',
  ]);
  readonly #requests = this.#counter('onewindow_requests_total', 'HTTP requests by route and status', [
    'route',
    'status',
  ]);
  readonly #closed = this.#counter('onewindow_closed_total', 'Websockets that the hall ended, by close code', ['code']);
  readonly #broadcast = this.#counter('onewindow_broadcast_bytes_total', 'Bytes of updates sent to rooms', []);
  readonly #lastBackup = this.#gauge(
    'onewindow_last_backup_timestamp_seconds',
    'When the last backup was verified; 0: none is known',
  );
  readonly #commit = new Histogram({
    name: 'onewindow_commit_seconds',
    help: 'From handing a batch to the store until it is on the disk',
    buckets: SECONDS,
    registers: [this.#registry],
  });
  readonly #failed = this.#counter('onewindow_commits_failed_total', 'Commits that the disk refused', []);
  readonly #batch = new Histogram({
    name: 'onewindow_batch_commands',
    help: 'Commands that were kept in one commit',
    buckets: SIZES,
    registers: [this.#registry],
  });

  constructor() {
    this.#loop.enable();
  }

  /** Read whenever the figures are. */
  watch(sources: MetricSources): void {
    const read: [name: string, help: string, value: () => number][] = [
      ['onewindow_connections', 'Websockets that are open', sources.connections],
      ['onewindow_rooms_open', 'Rooms edited together that are in memory', sources.rooms],
      ['onewindow_backlog_commands', 'Commands that wait for their turn', sources.backlog],
      ['onewindow_quarantine_facts', 'Late facts that wait for a supervisor', sources.quarantine],
      ['onewindow_disk_failing', '1 while the disk refuses', () => Number(sources.failing())],
      ['process_resident_memory_bytes', 'Resident memory', () => process.memoryUsage.rss()],
      ['process_uptime_seconds', 'Since the start', () => process.uptime()],
      ['onewindow_event_loop_delay_p50_seconds', 'Since it was last read', () => this.#loop.percentile(50)],
      ['onewindow_event_loop_delay_p99_seconds', 'Since it was last read', () => this.#loop.percentile(99)],
      ['onewindow_event_loop_delay_max_seconds', 'Since it was last read', () => this.#loop.max],
    ];
    for (const [name, help, value] of read) {
      const scale = name.startsWith('onewindow_event_loop') ? NANOSECONDS : 1;
      const gauge = this.#gauge(name, help, () => gauge.set(value() / scale));
    }
  }

  /** Null: the disk refused it. */
  decided(kind: CommandKind, decision: CommandDecision | null): void {
    const outcome = decision === null ? 'not-saved' : decision.ok ? 'accepted' : 'refused';
    this.#commands.inc({ kind, outcome });
    if (decision && !decision.ok) this.#refusals.inc({ code: decision.code });
  }

  /** `route` as the table has it, with `:name` for what differs; 'file' for the app's own files. */
  answered(route: string, status: number, code: RefusalCode | null): void {
    this.#requests.inc({ route, status: String(status) });
    if (code) this.#refusals.inc({ code });
  }

  /** A websocket was ended by us. */
  ended(code: number): void {
    this.#closed.inc({ code: String(code) });
  }

  /** So many bytes to so many sockets. */
  sent(bytes: number, sockets: number): void {
    if (sockets > 0) this.#broadcast.inc(bytes * sockets);
  }

  /** The last backup that was verified, epoch ms. */
  backedUp(at: number): void {
    this.#lastBackup.set(at / 1000);
  }

  /** The same store, timed. */
  timed(storage: Storage): Storage {
    return {
      ...storage,
      commit: async (changes) => {
        const began = performance.now();
        try {
          await storage.commit(changes);
        } catch (error) {
          // A record that is there already is no fault of the disk.
          if (!(error instanceof StorageError && error.fault === 'taken')) this.#failed.inc();
          throw error;
        }
        this.#commit.observe((performance.now() - began) / 1000);
        const commands = changes.filter((change) => change.op === 'create' && change.table === 'command').length;
        if (commands > 0) this.#batch.observe(commands);
      },
    };
  }

  async text(): Promise<{ type: string; body: string }> {
    const body = await this.#registry.metrics();
    this.#loop.reset();
    return { type: this.#registry.contentType, body };
  }

  close(): void {
    this.#loop.disable();
    this.#registry.clear();
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }

  #gauge(name: string, help: string, collect?: () => void): Gauge {
    return new Gauge({ name, help, registers: [this.#registry], ...(collect ? { collect } : {}) });
  }
}
