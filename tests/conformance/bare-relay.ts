import { createServer, type Server } from 'node:http';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import * as awarenessProtocol from 'y-protocols/awareness';
import * as syncProtocol from 'y-protocols/sync';
import * as Y from 'yjs';

interface Room {
  doc: Y.Doc;
  awareness: awarenessProtocol.Awareness;
  sockets: Set<WebSocket>;
}

/**
 * A bare y-websocket relay, as its authors publish one: a document in memory for each path, sync both
 * ways, awareness, no storage, nobody refused. What every relay of this protocol does, ours does too.
 */
export function bareRelay(): { server: Server; close: () => Promise<void> } {
  const rooms = new Map<string, Room>();
  const server = createServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  sockets.on('connection', (socket, request) => join(roomAt(rooms, request.url ?? ''), socket));
  return {
    server,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      for (const { awareness, doc } of rooms.values()) {
        awareness.destroy();
        doc.destroy();
      }
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function roomAt(rooms: Map<string, Room>, name: string): Room {
  const known = rooms.get(name);
  if (known) return known;
  const doc = new Y.Doc();
  const room: Room = { doc, awareness: new awarenessProtocol.Awareness(doc), sockets: new Set() };
  room.awareness.setLocalState(null);
  const tell = (bytes: Uint8Array): void => room.sockets.forEach((socket) => socket.send(bytes));
  doc.on('update', (update: Uint8Array) => tell(frame(0, (encoder) => syncProtocol.writeUpdate(encoder, update))));
  room.awareness.on('update', ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>) => {
    const news = awarenessProtocol.encodeAwarenessUpdate(room.awareness, [...added, ...updated, ...removed]);
    tell(frame(1, (encoder) => encoding.writeVarUint8Array(encoder, news)));
  });
  rooms.set(name, room);
  return room;
}

function join(room: Room, socket: WebSocket): void {
  const { doc, awareness, sockets } = room;
  const brought = new Set<number>();
  const mine = ({ added }: { added: number[] }, origin: unknown): void => {
    if (origin === socket) added.forEach((client) => brought.add(client));
  };
  awareness.on('update', mine);
  sockets.add(socket);
  socket.on('error', () => socket.terminate());
  socket.on('message', (data: RawData) => {
    const decoder = decoding.createDecoder(new Uint8Array(data as Buffer));
    const type = decoding.readVarUint(decoder);
    if (type === 0) {
      const reply = frame(0, (encoder) => void syncProtocol.readSyncMessage(decoder, encoder, doc, socket));
      if (reply.length > 1) socket.send(reply);
    } else if (type === 1) {
      awarenessProtocol.applyAwarenessUpdate(awareness, decoding.readVarUint8Array(decoder), socket);
    }
  });
  socket.on('close', () => {
    sockets.delete(socket);
    awareness.off('update', mine);
    awarenessProtocol.removeAwarenessStates(awareness, [...brought], null);
  });
  socket.send(frame(0, (encoder) => syncProtocol.writeSyncStep1(encoder, doc)));
  const here = [...awareness.getStates().keys()];
  if (here.length > 0) {
    const states = awarenessProtocol.encodeAwarenessUpdate(awareness, here);
    socket.send(frame(1, (encoder) => encoding.writeVarUint8Array(encoder, states)));
  }
}

function frame(type: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, type);
    write(encoder);
  });
}
