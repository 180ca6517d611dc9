import { formOf, hallMinute, makeMatterNumber, type DossierContent, type Matter } from '#lib/domain/index.ts';
import { sampleDossier, withResult } from './sample-dossier.ts';
import { at, DAY, hashOf, pickupDesk, reviewer, type TestHall } from './test-hall.ts';

export const DOSSIER = 'dossier-of-a-test-0001';
export const TOKEN = 'token-of-a-test-000001';

let serial = 0;

export function numberOf(terminal = 103): string {
  serial += 1;
  const made = makeMatterNumber({ region: '990000', hall: '11', date: DAY, terminal, serial });
  if (!made.ok) throw new Error(made.code);
  return made.value;
}

/** One matter through its life, with the people who move it. */
export class TestMatter {
  readonly hall: TestHall;
  readonly dossier: string;
  readonly code: string;
  readonly window: number;

  constructor(hall: TestHall, code = 'YJS-01', dossier = DOSSIER, window = 3) {
    this.hall = hall;
    this.code = code;
    this.dossier = dossier;
    this.window = window;
  }

  get matter(): Matter {
    const matter = this.hall.state.matters.get(this.hall.state.mattersByDossier.get(this.dossier) ?? 0);
    if (!matter) throw new Error('no matter');
    return matter;
  }

  get content(): DossierContent {
    const content = this.hall.dossiers.get(this.dossier);
    if (!content) throw new Error('no dossier');
    return content;
  }

  get hash(): string {
    return hashOf(this.content);
  }

  open(change?: (content: DossierContent) => void, ticket = 0): this {
    this.hall.dossiers.set(this.dossier, sampleDossier(this.hall.setup, this.code, change));
    this.hall.must(
      'openMatter',
      { window: this.window, ticket, code: this.code, dossier: this.dossier, tokenHash: `t${this.dossier.slice(1)}` },
      at(this.window),
    );
    return this;
  }

  receive(): this {
    const items = formOf(this.hall.setup, this.code)?.items ?? [];
    this.hall.must('receive', { dossier: this.dossier, no: numberOf(100 + this.window), items }, at(this.window));
    return this;
  }

  tryAccept(hash = this.hash) {
    const pickupCode = String(100_000 + this.matter.id);
    return this.hall.act('accept', { dossier: this.dossier, hash, window: this.window, pickupCode }, at(this.window));
  }

  accept(): this {
    const outcome = this.tryAccept();
    if (!outcome.ok) throw new Error(`accept refused: ${outcome.code} ${JSON.stringify(outcome.data)}`);
    return this;
  }

  partOf(item: string) {
    const part = this.matter.parts.find((candidate) => candidate.item === item);
    if (!part) throw new Error(`no part ${item}`);
    return part;
  }

  tryDecide(
    item: string,
    extra: Partial<{ outcome: 'granted' | 'refused'; at: number; pieces: [string, number][] }> = {},
  ) {
    const form = formOf(this.hall.setup, this.code);
    if (form) this.hall.dossiers.set(this.dossier, withResult(form, this.content, item));
    const slots = this.matter.slots.filter((slot) => this.matter.parts[slot.part]?.item === item);
    const body = {
      dossier: this.dossier,
      item,
      outcome: 'granted' as const,
      at: Math.floor(this.hall.t / 60_000),
      hash: this.hash,
      pieces: slots.map((slot): [string, number] => [slot.slot, 1]),
      ...extra,
    };
    return this.hall.act('decidePart', body, reviewer(this.partOf(item).department));
  }

  decide(item: string): this {
    const outcome = this.tryDecide(item);
    if (!outcome.ok) throw new Error(`decide refused: ${outcome.code} ${JSON.stringify(outcome.data)}`);
    return this;
  }

  confirm(slot: string, by = pickupDesk): this {
    this.hall.must('confirmDelivery', { dossier: this.dossier, slot, shelf: '', condition: 'good' }, by);
    return this;
  }

  /** Hall minute of a moment today. */
  minute(clock: string): number {
    const [hours = 0, minutes = 0] = clock.split(':').map(Number);
    return hallMinute(DAY, hours * 60 + minutes) - hallMinute(DAY, 0);
  }
}

/** Paper invoices and a tax device: the four slots of the package's bundle. */
export function withEverything(content: DossierContent): void {
  content.choices['tax.invoiceForm'] = { value: 'paper', by: '0317', at: 0 };
  content.choices['tax.device'] = { value: 'ukey', by: '0317', at: 0 };
}

export function clock(hall: TestHall, time: string): void {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  hall.t = (hours * 60 + minutes) * 60_000;
}
