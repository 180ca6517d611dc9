/** The relay that y-websocket came with (2.1.0, for yjs 13): keeps documents in memory, stores nothing. */
import { createServer, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { WebSocket, WebSocketServer } from 'ws';

// From this folder's own packages: one copy of yjs and of ws in this process.
const require = createRequire(import.meta.url);
const { setupWSConnection } = require('y-websocket/bin/utils') as {
  setupWSConnection: (socket: WebSocket, request: IncomingMessage) => void;
};
const ws = require('ws') as { WebSocketServer: new (options: { noServer: true }) => WebSocketServer };

const sockets = new ws.WebSocketServer({ noServer: true });
sockets.on('connection', setupWSConnection);
const server = createServer((_, response) => response.end('okay'));
server.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (websocket) => sockets.emit('connection', websocket, request));
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
