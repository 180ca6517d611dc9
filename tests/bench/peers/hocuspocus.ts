/**
 * Hocuspocus 4 with its SQLite extension, as its documentation sets it up: one file, its own defaults (broadcasts of a
 * turn merged, the whole document stored two seconds after the last change, ten at most). Prints its port.
 */
interface Listening {
  listen(): Promise<unknown>;
  readonly address: { port: number };
}
type Loaded = Record<string, new (options: object) => Listening>;

// By name: they are installed for the benchmark alone, and the project is checked without them.
const load = (name: string): Promise<Loaded> => import(name) as Promise<Loaded>;
const { Server } = await load('@hocuspocus/server');
const { SQLite } = await load('@hocuspocus/extension-sqlite');
if (!Server || !SQLite) throw new Error('Hocuspocus has changed');

const database = process.env['DATABASE'] ?? '';
const server = new Server({
  port: 0,
  address: '127.0.0.1',
  quiet: true,
  extensions: [new SQLite({ database })],
  // Each update by itself, as it was before broadcasts were merged.
  ...(process.env['UNMERGED'] ? { flushDelay: false } : {}),
});
await server.listen();
process.send?.({ port: server.address.port });

export type {};
