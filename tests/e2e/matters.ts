import { createHash, randomBytes, randomInt } from 'node:crypto';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import WebSocket from 'ws';
import * as syncProtocol from 'y-protocols/sync';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import {
  commandClasses,
  decodeEntry,
  emptyState,
  evolveEntry,
  keyOfEntry,
  makeMatterNumber,
  mapRoots,
  textRoot,
  type CommandBodies,
  type CommandKind,
  type DossierContent,
  type HallState,
  type LedgerEvent,
  type Matter,
  type PickupCheck,
  type SessionView,
  type Setup,
  type Ticket,
} from '#lib/domain/index.ts';
import { contentHash } from '../../sync-server/rooms/content-hash.ts';
import { readContent } from '../../sync-server/rooms/dossier-schema.ts';
import { companyContent, companyResults, companyReviewers, type SampleWishes } from './sample-content.ts';
import { PASSWORD, type Stage } from './stage.ts';

export interface Decided {
  id: string;
  ok: boolean;
  code?: string;
  data?: Record<string, unknown>;
}

/** What `fileMatter` made. */
export interface Filed {
  dossier: string;
  /** Leads to the applicant's page: `/r/<token>`. */
  token: string;
  no: string;
  pickupCode: string;
}

/**
 * A member of staff without a browser: signs in at the real relay, keeps the ledger, sends commands
 * and edits dossiers, to bring matters where a test needs them. Close it when the test is over.
 */
export class Desk {
  readonly stage: Stage;
  readonly account: string;
  readonly session: SessionView;
  readonly setup: Setup;
  readonly #incarnation: string;
  readonly #cookies: string;
  readonly #doc = new Y.Doc();
  readonly #socket: WebSocket;
  readonly #state: HallState = emptyState();
  readonly #answers = new Map<string, (decision: Decided) => void>();
  readonly #dossiers = new Map<string, WebsocketProvider>();
  readonly #listeners = new Set<() => void>();
  #n = 0;
  #lastFact: number | null = null;
  #serial = 0;

  private constructor(
    stage: Stage,
    account: string,
    incarnation: string,
    cookies: string,
    session: SessionView,
    setup: Setup,
  ) {
    this.stage = stage;
    this.account = account;
    this.session = session;
    this.setup = setup;
    this.#incarnation = incarnation;
    this.#cookies = cookies;
    this.#socket = new WebSocket(`ws://localhost:${stage.hall.port}/rooms/${session.ledger}`, {
      headers: { cookie: cookies, origin: stage.hall.url },
    });
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.on('message', (data: ArrayBuffer) => this.#receive(new Uint8Array(data)));
    this.#socket.on('error', () => undefined);
  }

  static async open(stage: Stage, account: string): Promise<Desk> {
    const incarnation = randomBytes(15).toString('base64url');
    const jar = new Map<string, string>();
    const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
      const response = await fetch(`${stage.hall.url}${path}`, {
        method,
        headers: { origin: stage.hall.url, cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [pair = ''] = cookie.split(';');
        jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
      }
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path} of ${account}: ${response.status} ${text}`);
      return text ? JSON.parse(text) : null;
    };
    const isFirst = !stage.isKnown(account);
    const password = isFirst ? stage.hall.password(account) : PASSWORD;
    await ask('POST', '/api/session', { account, password, incarnation });
    if (isFirst) await ask('POST', '/api/session/password', { current: password, next: PASSWORD });
    stage.know(account);
    const session = (await ask('GET', '/api/session')) as SessionView;
    const setup = (await ask('GET', `/api/setup/${session.setup}`)) as Setup;
    const cookies = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const desk = new Desk(stage, account, incarnation, cookies, session, setup);
    await desk.#enter();
    return desk;
  }

  close(): void {
    for (const provider of this.#dossiers.values()) {
      provider.destroy();
      provider.doc.destroy();
    }
    this.#socket.terminate();
  }

  /** The day as it has come here. */
  get state(): HallState {
    return this.#state;
  }

  /** Everything that happened today, in order. */
  get events(): LedgerEvent[] {
    const entries = this.#doc.getMap('e');
    return Array.from({ length: this.#state.seq }, (_, at) => decodeEntry(entries.get(keyOfEntry(at + 1)))).flat();
  }

  /** A number for the first matter of 企业开办; its ticket. */
  async take(code = 'YJS-01'): Promise<Ticket> {
    const tokenHash = randomBytes(16).toString('base64url');
    await this.act('take', { code, care: false, tokenHash, channel: 'staff' });
    return this.until(({ tickets, ticketsByToken }) => tickets.get(ticketsByToken.get(tokenHash) ?? 0));
  }

  /** This device's number in the day's ledger; 0 before its first command. */
  get device(): number {
    return this.#state.deviceNumbers.get(this.#incarnation) ?? 0;
  }

  matter(dossier: string): Matter {
    const matter = this.#state.matters.get(this.#state.mattersByDossier.get(dossier) ?? 0);
    if (!matter) throw new Error(`no matter ${dossier}`);
    return matter;
  }

  /** Waits until the ledger as it has come here says so. */
  until<T>(find: (state: HallState) => T | undefined | null | false): Promise<T> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = find(this.#state);
        if (found === undefined || found === null || found === false) return;
        this.#listeners.delete(look);
        resolve(found);
      };
      this.#listeners.add(look);
      look();
    });
  }

  /** Sends a command and answers with the hall's decision, refused or not. */
  async ask<Kind extends CommandKind>(kind: Kind, body: Omit<CommandBodies[Kind], 'day'>): Promise<Decided> {
    this.#n += 1;
    const isFact = commandClasses[kind] === 'fact';
    const row = {
      id: `${this.#incarnation}.${this.#n}`,
      after: isFact ? this.#lastFact : null,
      class: commandClasses[kind],
      kind,
      setup: this.session.setup,
      staff: this.account,
      at: Date.now(),
      body: { day: this.#state.day, ...body },
    };
    if (isFact) this.#lastFact = this.#n;
    const decided = new Promise<Decided>((resolve) => this.#answers.set(row.id, resolve));
    this.#frame(100, JSON.stringify(row));
    return decided;
  }

  /** The same, for what must be accepted. */
  async act<Kind extends CommandKind>(kind: Kind, body: Omit<CommandBodies[Kind], 'day'>): Promise<void> {
    const decision = await this.ask(kind, body);
    if (!decision.ok) throw new Error(`${kind} of ${this.account}: ${decision.code} ${JSON.stringify(decision.data)}`);
  }

  /** The shared document of a dossier that the ledger names, once it has come. */
  async dossier(id: string): Promise<Y.Doc> {
    const open = this.#dossiers.get(id);
    if (open) return open.doc;
    const headers = { cookie: this.#cookies, origin: this.stage.hall.url };
    class WithCookies extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols, { headers });
      }
    }
    const provider = new WebsocketProvider(
      `ws://localhost:${this.stage.hall.port}/rooms`,
      `dossier/${this.session.hall}/${id}/${this.session.epoch}`,
      new Y.Doc(),
      { WebSocketPolyfill: WithCookies as unknown as typeof globalThis.WebSocket, disableBc: true },
    );
    this.#dossiers.set(id, provider);
    await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
    return provider.doc;
  }

  async content(id: string): Promise<DossierContent> {
    return readContent(await this.dossier(id));
  }

  async hash(id: string): Promise<string> {
    return contentHash(await this.content(id));
  }

  /** Types into a dossier: whole texts, and marks. */
  async write(id: string, texts: Record<string, string>, marks: Record<string, unknown> = {}): Promise<void> {
    const doc = await this.dossier(id);
    doc.transact(() => {
      for (const [path, text] of Object.entries(texts)) {
        const shared = doc.getText(textRoot(path));
        shared.delete(0, shared.length);
        shared.insert(0, text);
      }
      for (const [name, mark] of Object.entries(marks)) doc.getMap(mapRoots.marks).set(name, mark);
    });
  }

  async put(id: string, content: DossierContent): Promise<void> {
    await this.write(id, content.texts, content.marks);
    const doc = await this.dossier(id);
    doc.transact(() => {
      for (const [path, { value, by, at }] of Object.entries(content.choices))
        doc.getMap(mapRoots.choices).set(path, [value, by, at]);
      for (const [list, rows] of Object.entries(content.rows))
        rows.forEach((row, order) => doc.getMap(mapRoots.rows).set(`${list}/${row}`, order + 1));
      for (const [key, check] of Object.entries(content.materials)) doc.getMap(mapRoots.materials).set(key, check);
      for (const [name, signature] of Object.entries(content.signatures))
        doc.getMap(mapRoots.signatures).set(name, signature);
    });
  }

  /** A number of this device, once the hall has given it a terminal part. */
  async matterNumber(): Promise<string> {
    const terminal = await this.until((state) => state.terminalsByIncarnation.get(this.#incarnation));
    this.#serial += 1;
    const { region, hall } = this.setup.numbers;
    const made = makeMatterNumber({ region, hall, date: this.#state.day, terminal, serial: this.#serial });
    if (!made.ok) throw new Error(made.code);
    return made.value;
  }

  async #enter(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#socket.once('open', () => resolve());
      this.#socket.once('close', (code) => reject(new Error(`ledger closed with ${code}`)));
    });
    this.#send((encoder) => {
      encoding.writeVarUint(encoder, 0);
      syncProtocol.writeSyncStep1(encoder, this.#doc);
    });
    this.#frame(103, JSON.stringify({ version: 1, incarnation: this.#incarnation, undecided: [] }));
    await this.until((state) => state.day !== '');
  }

  #send(write: (encoder: encoding.Encoder) => void): void {
    this.#socket.send(encoding.encode(write));
  }

  #frame(type: number, text: string): void {
    this.#send((encoder) => {
      encoding.writeVarUint(encoder, type);
      encoding.writeVarString(encoder, text);
    });
  }

  #receive(bytes: Uint8Array): void {
    const decoder = decoding.createDecoder(bytes);
    const type = decoding.readVarUint(decoder);
    if (type === 0) {
      const reply = encoding.createEncoder();
      encoding.writeVarUint(reply, 0);
      syncProtocol.readSyncMessage(decoder, reply, this.#doc, 'relay');
      this.#fold();
    } else if (type === 101) {
      const decision = JSON.parse(decoding.readVarString(decoder)) as Decided;
      this.#answers.get(decision.id)?.(decision);
      this.#answers.delete(decision.id);
    } else if (type === 106) {
      // It never calls by itself: what it is asked for it gives.
      const gave = JSON.parse(decoding.readVarString(decoder)) as string[];
      this.#frame(107, JSON.stringify({ gave, called: [] }));
    }
  }

  #fold(): void {
    const entries = this.#doc.getMap('e');
    for (let seq = this.#state.seq + 1; entries.has(keyOfEntry(seq)); seq += 1)
      evolveEntry(this.#state, seq, decodeEntry(entries.get(keyOfEntry(seq))));
    for (const listener of [...this.#listeners]) listener();
  }
}

/**
 * A matter of 企业开办一件事, begun, filled in, received and accepted at a window of this clerk. `until`
 * stops earlier; `ticket` ties it to a number, `content` is filed instead of the sample's.
 */
export async function fileMatter(
  clerk: Desk,
  options: SampleWishes & {
    until?: 'opened' | 'received' | 'accepted';
    window?: number;
    ticket?: number;
    code?: string;
    content?: DossierContent;
  } = {},
): Promise<Filed> {
  const { until = 'accepted', window = 3, ticket = 0, code = 'YJS-01' } = options;
  const dossier = randomBytes(16).toString('base64url');
  const token = randomBytes(16).toString('base64url');
  const tokenHash = createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url');
  const filed: Filed = { dossier, token, no: '', pickupCode: '' };
  await clerk.act('openMatter', { window, ticket, code, dossier, tokenHash });
  const content = options.content ?? companyContent(clerk.state.day, clerk.account, Date.now(), options);
  await clerk.put(dossier, { ...content, marks: { ...content.marks, token } });
  if (until === 'opened') return filed;
  filed.no = await clerk.matterNumber();
  const items = Object.keys(companyReviewers).filter((item) => !(options.without ?? []).includes(item));
  await clerk.act('receive', { dossier, no: filed.no, items: code === 'YJS-01' ? items : [code] });
  if (until === 'received') return filed;
  filed.pickupCode = String(randomInt(1_000_000)).padStart(6, '0');
  await clerk.act('accept', { dossier, hash: await clerk.hash(dossier), window, pickupCode: filed.pickupCode });
  await clerk.until((state) => state.matters.get(state.mattersByDossier.get(dossier) ?? 0)?.parts.length);
  return filed;
}

/** A part is decided and its results are sent, as its department would. `reviewer` is of that department. */
export async function decidePart(
  reviewer: Desk,
  dossier: string,
  item: string,
  outcome: 'granted' | 'refused' = 'granted',
): Promise<void> {
  const results = outcome === 'granted' ? companyResults[item] : { refusal: '不符合登记条件' };
  const texts = Object.entries(results ?? {}).map(([field, text]) => [`result/${item}/${field}`, text]);
  if (item === 'QY-01' && outcome === 'granted') texts.push(['result/QY-01/issuedOn', reviewer.state.day]);
  await reviewer.write(dossier, Object.fromEntries(texts) as Record<string, string>);
  const expected = reviewer.matter(dossier).slots.map((slot) => slot.slot);
  const pieces = (companyReviewers[item]?.pieces ?? []).filter(([slot]) => expected.includes(slot));
  const { since } = reviewer.matter(dossier).parts.find((part) => part.item === item) ?? { since: 0 };
  await reviewer.act('decidePart', {
    dossier,
    item,
    outcome,
    at: since,
    hash: await reviewer.hash(dossier),
    pieces: outcome === 'granted' ? pieces : [],
  });
}

/** Every part of a matter, each by a reviewer of its department; opens and closes them. */
export async function decideAll(stage: Stage, dossier: string, without: readonly string[] = []): Promise<void> {
  const items = Object.keys(companyReviewers);
  for (const item of items.filter((code) => !without.includes(code))) {
    const reviewer = await Desk.open(stage, companyReviewers[item]?.account ?? '');
    try {
      const part = reviewer.matter(dossier).parts.find((candidate) => candidate.item === item);
      if (part?.phase === 'running') await decidePart(reviewer, dossier, item);
    } finally {
      reviewer.close();
    }
  }
}

/** What was sent is received at this pickup desk and kept there. */
export async function confirmAll(pickup: Desk, dossier: string): Promise<void> {
  for (const { slot, phase } of pickup.matter(dossier).slots) {
    if (phase === 'sent') await pickup.act('confirmDelivery', { dossier, slot, shelf: '', condition: 'good' });
  }
}

/** The bundle is checked, signed for and handed over by the desk that keeps it. */
export async function handOver(pickup: Desk, dossier: string, by: 'self' | 'agent' = 'self'): Promise<void> {
  const at = Date.now();
  const check: PickupCheck = {
    by,
    name: by === 'self' ? '张示例' : '王示例',
    identityMasked: by === 'self' ? '110000********0013' : '110000********0033',
    relation: by === 'self' ? '' : '员工',
    authorisation: '',
    authorisationUntil: '',
    checkedBy: pickup.account,
    checkedAt: at,
  };
  const doc = await pickup.dossier(dossier);
  doc.transact(() => {
    doc.getMap(mapRoots.marks).set('pickup', check);
    doc.getMap(mapRoots.signatures).set('pickup', {
      strokes: [
        [0.1, 0.2, 0.4, 0.6, 0.8, 0.3],
        [0.5, 0.1, 0.5, 0.9],
      ],
      aspect: 2,
      by: pickup.account,
      at,
    });
  });
  await pickup.act('handOver', { dossier, by });
}
