import type { IncomingMessage, Server } from 'node:http';
import { Admission } from './http/admission.ts';
import { adminRoutes } from './http/admin-routes.ts';
import { boardRoutes } from './http/board-routes.ts';
import { bookingRoutes } from './http/booking-routes.ts';
import { Certificate, type CertificatePaths } from './http/certificate.ts';
import { checkInRoutes } from './http/check-in-routes.ts';
import { colleagueRoutes } from './http/colleague-routes.ts';
import { commandRoutes } from './http/command-routes.ts';
import { deviceRoutes } from './http/device-routes.ts';
import { openDoor, type DoorLimits } from './http/doors.ts';
import { dossierRoutes } from './http/dossier-routes.ts';
import { machineRoutes } from './http/machine-routes.ts';
import { oversightRoutes } from './http/oversight-routes.ts';
import { ratingRoutes } from './http/rating-routes.ts';
import { ReceiptAccess } from './http/receipt-access.ts';
import { receiptRoutes } from './http/receipt-routes.ts';
import { recoveryRoutes, waitsForRecovery } from './http/recovery-routes.ts';
import { Router } from './http/router.ts';
import { seriesRoutes } from './http/series-routes.ts';
import { sessionListRoutes } from './http/session-list-routes.ts';
import { sessionRoutes } from './http/session-routes.ts';
import { staticFiles } from './http/static-files.ts';
import { Visitors } from './http/visitors.ts';
import { addErasures, reconcileErasures } from './backup/erasure-list.ts';
import { foundSampleHall, type FirstRun } from './hall/founding.ts';
import { CustodyDesk } from './hall/custody-desk.ts';
import { Hall } from './hall/hall.ts';
import { readHall } from './hall/hall-record.ts';
import { LedgerSnapshots } from './hall/ledger-snapshots.ts';
import { OwnCommands } from './hall/own-commands.ts';
import { RatingTexts } from './hall/rating-texts.ts';
import { Receipts } from './hall/receipts.ts';
import { SeriesDesk } from './hall/series-desk.ts';
import { Timelines } from './hall/timelines.ts';
import { Accounts } from './identity/accounts.ts';
import { Devices } from './identity/devices.ts';
import { log } from './log.ts';
import { Metrics } from './metrics.ts';
import { Audit } from './oversight/audit.ts';
import { noteEvents } from './oversight/note-events.ts';
import { Quarantine } from './oversight/quarantine.ts';
import { Recovery } from './recovery/recovery.ts';
import { CommandDesk } from './rooms/command-desk.ts';
import { Dossiers } from './rooms/dossiers.ts';
import { OpenRooms } from './rooms/open-rooms.ts';
import { erasedNames } from './rooms/dossier-records.ts';
import { SetupDraft } from './rooms/setup-draft.ts';
import { RoomSockets } from './sockets/room-sockets.ts';
import type { Storage } from './storage/storage.ts';

export interface RelayOptions {
  storage: Storage;
  /** The built app's folder. */
  build: string;
  publicUrl: string;
  /** Reached by TLS of somebody before us: cookies are `Secure`. */
  secure: boolean;
  /** Our own TLS. */
  tls?: CertificatePaths | undefined;
  /** With it programs of other computers read `/metrics`; without it only those of this one. */
  metricsToken?: string | undefined;
  limits?: Partial<DoorLimits>;
  /** Wall clock, epoch ms. */
  wall: () => number;
  /** Where erased dossiers are listed beside the store, so that no older copy brings one back. Left out: nowhere. */
  erasures?: string;
  /** So many entries of a log are followed by a snapshot; 500. */
  snapshotEvery?: number;
  /** Hears the sample hall's passwords and links before it is founded. */
  tell?: (firstRun: FirstRun) => void;
}

export interface Relay {
  server: Server;
  /** For phones outside the hall, where it is to listen. */
  publicServer: Server;
  router: Router;
  /** Null without TLS of our own. */
  certificate: Certificate | null;
  metrics: Metrics;
  audit: Audit;
  quarantine: Quarantine;
  hall: Hall;
  accounts: Accounts;
  devices: Devices;
  rooms: OpenRooms;
  dossiers: Dossiers;
  /** Null: this store was never put back from a backup. */
  recovery: Recovery | null;
  draft: SetupDraft;
  commands: CommandDesk;
  sockets: RoomSockets;
  /** Set when this start founded the sample hall: passwords and links, told once. */
  firstRun: FirstRun | null;
  close(): Promise<void>;
}

const TICK = 1000;
const SNAPSHOT_EVERY = 500;

/** Puts a hall together: storage, identities, ledger, rooms and routes behind one HTTP server. */
export async function createRelay(options: RelayOptions): Promise<Relay> {
  const { wall } = options;
  const certificate = options.tls ? new Certificate(options.tls) : null;
  const secure = options.secure || certificate !== null;
  const metrics = new Metrics();
  const storage = metrics.timed(options.storage);
  const accounts = new Accounts(storage, wall);
  const devices = new Devices(storage, wall);
  await accounts.load();
  await devices.load();
  let firstRun: FirstRun | null = null;
  if (!(await readHall(storage))) {
    await foundSampleHall(storage, accounts, devices, (told) => {
      firstRun = told;
      options.tell?.(told);
    });
  }
  const hall = await Hall.open(storage, wall, (account) => accounts.get(account)?.active === true);
  if (options.erasures !== undefined) await reconcileErasures(storage, options.erasures, wall());
  const audit = new Audit(storage, wall);
  await audit.load();
  const quarantine = new Quarantine(hall, storage, audit);
  await quarantine.load();
  noteEvents(hall, audit);
  const visitors = new Visitors(accounts, devices);
  const rooms = new OpenRooms();
  const { snapshotEvery = SNAPSHOT_EVERY } = options;
  const snapshots = new LedgerSnapshots(storage, snapshotEvery);
  snapshots.follow(hall);
  const dossiers = new Dossiers(hall, storage, rooms, snapshotEvery);
  const recovery = await Recovery.load(hall, storage, devices);
  const listErasures = (): void => {
    const { erasures } = options;
    if (erasures === undefined) return;
    erasedNames(storage)
      .then((names) => addErasures(erasures, names))
      // The store knows it; the next start, and the next backup, list it.
      .catch((error: unknown) => log.error('erasures not listed', error));
  };
  dossiers.onErased(listErasures);
  recovery?.onOpened(listErasures);
  const draft = new SetupDraft(hall, storage, rooms, snapshotEvery);
  const custody = new CustodyDesk(hall);
  const commands = new CommandDesk(hall, dossiers, custody, (kind, decision) => metrics.decided(kind, decision));
  const sockets = new RoomSockets(hall, (request) => visitors.visitor(request), {
    storage,
    rooms,
    dossiers,
    draft,
    commands,
    custody,
    metrics,
    audit,
    quarantine,
  });
  accounts.sessions.onEnded((hash) => sockets.disconnect((visitor) => visitor.sessionHash === hash));
  devices.onRevoked((incarnation) => {
    sockets.disconnect((visitor) => visitor.incarnation === incarnation);
    // Whatever the disk does, nobody is let in by a session on it (`Visitors.session`).
    accounts.sessions.endOn(incarnation).catch((error: unknown) => log.error('sessions not ended', error));
  });
  metrics.watch({
    connections: () => sockets.size,
    rooms: () => rooms.size,
    backlog: () => hall.engine.backlog,
    quarantine: () => quarantine.size,
    failing: () => hall.engine.isFailing,
  });
  const receipts = new Receipts(hall, storage, dossiers);
  const access = new ReceiptAccess(hall, receipts);
  const phone = new OwnCommands(hall, commands, 'phone');
  const routes = [
    ...machineRoutes(hall, metrics),
    ...sessionRoutes(hall, visitors, audit, { publicUrl: options.publicUrl, secure }),
    ...sessionListRoutes(visitors, audit),
    ...deviceRoutes(devices, audit, { secure, wall }),
    ...boardRoutes(hall, visitors),
    ...receiptRoutes(hall, receipts, access, phone),
    ...bookingRoutes(hall, receipts, access, phone, dossiers),
    ...ratingRoutes(receipts, access, phone, new RatingTexts(hall, storage)),
    ...checkInRoutes(hall, commands, dossiers),
    ...seriesRoutes(hall, new SeriesDesk(hall)),
    ...colleagueRoutes(visitors),
    ...commandRoutes(hall, commands),
    ...adminRoutes(hall, visitors, draft, audit),
    ...recoveryRoutes(recovery, visitors, dossiers),
    ...dossierRoutes(hall, dossiers, new Timelines(hall, storage), audit),
    ...oversightRoutes(audit, quarantine, wall),
  ];
  const router = new Router(routes, new Admission(visitors, options.metricsToken ?? ''), metrics);
  const door = {
    router,
    files: staticFiles(options.build),
    certificate,
    notNow: (request: IncomingMessage) => (waitsForRecovery(hall, request) ? ('hall-recovering' as const) : null),
    limits: options.limits ?? {},
  };
  const server = openDoor('inside', door);
  const publicServer = openDoor('outside', door);
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
  const timer = setInterval(() => {
    hall.tick().catch((error: unknown) => log.error('change of day failed; tried again in a second', error));
  }, TICK);
  return {
    server,
    publicServer,
    router,
    certificate,
    metrics,
    audit,
    quarantine,
    hall,
    accounts,
    devices,
    rooms,
    dossiers,
    recovery,
    draft,
    commands,
    sockets,
    firstRun,
    close: async () => {
      clearInterval(timer);
      sockets.close();
      [server, publicServer].forEach(closeDoor);
      certificate?.close();
      await rooms.close();
      await hall.close();
      await audit.close();
      await snapshots.close();
      metrics.close();
      await storage.close();
    },
  };
}

/** Nobody comes in any more, and no answer is waited for; lines say farewell by themselves. */
function closeDoor(server: Server): void {
  server.close();
  server.closeAllConnections();
}
