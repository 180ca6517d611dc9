import { networkInterfaces } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export type Config =
  | {
      ok: true;
      help: boolean;
      port: number;
      host: string | undefined;
      dataDir: string;
      publicUrl: string | null;
      secure: boolean;
      snapshotEvery: number;
    }
  | { ok: false; message: string };

export const helpText = `一窗 OneWindow

  npm start [-- 选项 options]

  --port N        端口 port                     (PORT, 8080)
  --host H        监听地址 address to listen on  (HOST, 所有 all)
  --data-dir DIR  数据目录 data folder           (DATA_DIR, ./data)
  --public-url U  二维码里的地址 address in QR codes (PUBLIC_URL; 空则只印短码 empty: short codes only)
  --snapshot-every N 每 N 条记录存一次快照 a snapshot after N entries (SNAPSHOT_EVERY, 500)
  --help          本说明 this text
`;

/** Command line over environment over defaults; a bad one is named instead of guessed. */
export function readConfig(args: readonly string[], env: NodeJS.ProcessEnv): Config {
  const parsed = parse(args);
  if (typeof parsed === 'string') return { ok: false, message: `${parsed}\n\n${helpText}` };
  const port = Number(parsed['port'] ?? (env['PORT'] || 8080));
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    return { ok: false, message: `端口不对 Not a port: ${String(parsed['port'] ?? env['PORT'])}` };
  }
  const given = parsed['public-url'] ?? env['PUBLIC_URL'];
  if (given !== undefined && given !== '' && !/^https?:\/\/[^\s/]+$/.test(given.toString())) {
    return { ok: false, message: `PUBLIC_URL 应像 should look like http://hall.example:8080 : ${String(given)}` };
  }
  const snapshotEvery = Number(parsed['snapshot-every'] ?? (env['SNAPSHOT_EVERY'] || 500));
  if (!Number.isInteger(snapshotEvery) || snapshotEvery < 1) {
    return {
      ok: false,
      message: `SNAPSHOT_EVERY 应是正整数 should be a whole number from 1: ${String(snapshotEvery)}`,
    };
  }
  return {
    ok: true,
    help: parsed['help'] === true,
    port,
    // Left to Node: every interface, also on a PC without IPv6.
    host: parsed['host']?.toString() ?? (env['HOST'] || undefined),
    dataDir: resolve(String(parsed['data-dir'] ?? env['DATA_DIR'] ?? 'data')),
    publicUrl: given === undefined ? null : String(given),
    secure: env['SECURE_COOKIES'] === '1',
    snapshotEvery,
  };
}

function parse(args: readonly string[]): Record<string, string | boolean | undefined> | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        'data-dir': { type: 'string' },
        'public-url': { type: 'string' },
        'snapshot-every': { type: 'string' },
        help: { type: 'boolean' },
      },
    });
    return values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The address under which a phone on the hall's Wi-Fi finds this PC. */
export function firstLanAddress(): string {
  for (const addresses of Object.values(networkInterfaces())) {
    const found = addresses?.find((address) => address.family === 'IPv4' && !address.internal);
    if (found) return found.address;
  }
  return 'localhost';
}
