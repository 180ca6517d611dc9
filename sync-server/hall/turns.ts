/** A hall that is busy beyond this decides what it has. */
const LARGEST_BATCH = 256;

const turnOfTheLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * One turn after the other. A turn takes everything that has arrived: no timer, at once when idle, and what arrives
 * meanwhile is the next one's.
 */
export class Turns<Job> {
  readonly #turn: (batch: readonly Job[]) => Promise<void>;
  #jobs: Job[] = [];
  #running: Promise<void> | null = null;

  /** `turn` settles its jobs, whatever happens: it never rejects. */
  constructor(turn: (batch: readonly Job[]) => Promise<void>) {
    this.#turn = turn;
  }

  /** What waits for its turn. */
  get waiting(): number {
    return this.#jobs.length;
  }

  add(job: Job): void {
    this.#jobs.push(job);
    if (!this.#running) this.#occupy(this.#run());
  }

  /** Takes out what waits and must not have its turn. */
  withdraw(which: (job: Job) => boolean): Job[] {
    const withdrawn = this.#jobs.filter(which);
    this.#jobs = this.#jobs.filter((job) => !withdrawn.includes(job));
    return withdrawn;
  }

  /** Work that no turn may run beside; what arrives meanwhile has its turn afterwards. */
  async exclusively(work: () => Promise<void>): Promise<void> {
    while (this.#running) await this.#running.catch(() => undefined);
    const done = work();
    this.#occupy(done);
    await done;
  }

  #occupy(work: Promise<void>): void {
    const settled = (): void => {
      this.#running = null;
      if (this.#jobs.length > 0) this.#occupy(this.#run());
    };
    this.#running = work.then(settled, settled);
  }

  async #run(): Promise<void> {
    while (this.#jobs.length > 0) {
      await this.#gather();
      const batch = this.#jobs;
      this.#jobs = [];
      await this.#turn(batch);
    }
  }

  /** What the sockets bring in the same turn of the loop joins the batch, and so on while each turn brings more. */
  async #gather(): Promise<void> {
    for (let before = 0; this.#jobs.length > before && before < LARGEST_BATCH;) {
      before = this.#jobs.length;
      await turnOfTheLoop();
    }
  }
}
