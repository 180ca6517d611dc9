import type { AddressInfo } from 'node:net';
import { WebSocketServer, type RawData } from 'ws';

/** What a relay costs that does nothing: whatever comes from one goes to all. Prints its port. */
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
server.on('connection', (socket) => {
  socket.on('error', () => socket.terminate());
  socket.on('message', (data: RawData) => {
    for (const client of server.clients) client.send(data);
  });
});
server.on('listening', () => console.log((server.address() as AddressInfo).port));
