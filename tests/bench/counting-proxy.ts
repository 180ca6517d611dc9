import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface CountingProxy {
  url: string;
  /** Bytes that came from the hall: headers, bodies, sockets, everything. */
  received: () => number;
  close: () => void;
}

/** Stands between a browser and a hall and counts what really crosses. */
export async function countingProxy(port: number): Promise<CountingProxy> {
  let received = 0;
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    far.on('data', (chunk: Buffer) => (received += chunk.length));
    near.pipe(far).pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    received: () => received,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
