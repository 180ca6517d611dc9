import { randomBytes } from 'node:crypto';
import { formOf, makeMatterNumber, type DossierContent, type Matter } from '#lib/domain/index.ts';
import type { Hall } from '../../sync-server/hall/hall.ts';
import { contentHash } from '../../sync-server/rooms/content-hash.ts';
import { sampleDossier, withResult } from '../unit/domain/sample-dossier.ts';
import { Player } from './day.ts';

/** An item with one department and no paper to fetch. */
const CODE = 'QY-04';
const WINDOW = 5;
/** Days from acceptance to decision. */
const DECIDED_AFTER = 2;
/** One in so many is begun and never comes to acceptance. */
const GIVEN_UP = 30;

interface Running {
  dossier: string;
  content: DossierContent;
}

/** So many matters accepted on each of a hall's days, and decided later. Their dossiers are samples, and in no room. */
export class MattersOfDays {
  readonly #hall: Hall;
  readonly #perDay: number;
  readonly #clerk: Player;
  readonly #reviewers = new Map<string, Player>();
  #day = 0;
  readonly #toDecide = new Map<number, Running[]>();

  constructor(hall: Hall, perDay: number) {
    this.#hall = hall;
    this.#perDay = perDay;
    const author = { surface: 'staff', label: '', account: '0317', roles: ['clerk'] } as const;
    this.#clerk = new Player(hall, 'clerk of matters', author);
  }

  /** One day, all at once at each step. */
  async play(): Promise<void> {
    this.#day += 1;
    const decided = this.#toDecide.get(this.#day) ?? [];
    this.#toDecide.delete(this.#day);
    await this.#clerk.act('openWindow', { window: WINDOW });
    await this.#accept();
    await Promise.all(decided.map((running) => this.#decide(running)));
    await this.#clerk.act('closeWindow', { window: WINDOW });
  }

  async #accept(): Promise<void> {
    const { setup, state } = this.#hall.engine;
    const items = formOf(setup, CODE)?.items ?? [CODE];
    const begun = Array.from({ length: this.#perDay }, (): Running => ({
      dossier: randomBytes(16).toString('base64url'),
      content: sampleDossier(setup, CODE),
    }));
    await Promise.all(
      begun.map(({ dossier }) => {
        const tokenHash = randomBytes(16).toString('base64url');
        return this.#clerk.act('openMatter', { window: WINDOW, ticket: 0, code: CODE, dossier, tokenHash });
      }),
    );
    const going = begun.filter((_, index) => index % GIVEN_UP > 0);
    for (const [index, { dossier }] of going.entries()) {
      const { region, hall } = setup.numbers;
      const made = makeMatterNumber({ region, hall, date: state.day, terminal: 501, serial: index + 1 });
      if (!made.ok) throw new Error(made.code);
      await this.#clerk.act('receive', { dossier, no: made.value, items: [...items] });
    }
    await Promise.all(
      going.map(({ dossier, content }, index) => {
        const hash = contentHash(content);
        const pickupCode = String(100_000 + ((this.#day * 1000 + index) % 900_000));
        return this.#clerk.act('accept', { dossier, hash, window: WINDOW, pickupCode }, { dossier: { hash, content } });
      }),
    );
    this.#toDecide.set(this.#day + DECIDED_AFTER, going);
  }

  async #decide({ dossier, content }: Running): Promise<void> {
    const matter = this.#matter(dossier);
    const form = formOf(this.#hall.setup, CODE);
    for (const part of matter.parts) {
      const filled = form ? withResult(form, content, part.item) : content;
      const hash = contentHash(filled);
      const pieces = matter.slots
        .filter((slot) => matter.parts[slot.part]?.item === part.item)
        .map((slot): [string, number] => [slot.slot, 1]);
      const at = Math.floor(this.#hall.engine.t / 60_000);
      const body = { dossier, item: part.item, outcome: 'granted' as const, at, hash, pieces };
      await this.#reviewer(part.department).act('decidePart', body, { dossier: { hash, content: filled } });
    }
  }

  #matter(dossier: string): Matter {
    const { matters, mattersByDossier } = this.#hall.engine.state;
    const matter = matters.get(mattersByDossier.get(dossier) ?? 0);
    if (!matter) throw new Error('a matter was lost over midnight');
    return matter;
  }

  #reviewer(department: string): Player {
    const known = this.#reviewers.get(department);
    if (known) return known;
    const author = { surface: 'staff', label: '', account: '0801', roles: ['reviewer'], department } as const;
    const reviewer = new Player(this.#hall, `reviewer of ${department}`, author);
    this.#reviewers.set(department, reviewer);
    return reviewer;
  }
}
