import { networkInterfaces } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { CertificatePaths } from './http/certificate.ts';

export interface Settings {
  help: boolean;
  port: number;
  host: string | undefined;
  dataDir: string;
  publicUrl: string | null;
  secure: boolean;
  snapshotEvery: number;
  /** Null: plain http. */
  tls: CertificatePaths | null;
  /** The second way in, for phones outside; null: there is none. */
  publicPort: number | null;
  publicHost: string | undefined;
  metricsToken: string;
  /** Null: lines go to stderr. */
  logFile: string | null;
}

export type Config = ({ ok: true } & Settings) | { ok: false; message: string };

export const helpText = `一窗 OneWindow

  npm start [-- 选项 options]

  --port N        端口 port                     (PORT, 8080)
  --host H        监听地址 address to listen on  (HOST, 所有 all)
  --data-dir DIR  数据目录 data folder           (DATA_DIR, ./data)
  --public-url U  二维码里的地址 address in QR codes (PUBLIC_URL; 空则只印短码 empty: short codes only)
  --tls-cert F --tls-key F  证书和私钥 certificate and key, PEM (TLS_CERT, TLS_KEY)
  --public-port N  只给手机页面的第二个端口 a second port for phone pages alone (PUBLIC_PORT)
  --public-host H  它的监听地址 its address               (PUBLIC_HOST, 所有 all)
  --log-file F    日志文件 log file              (LOG_FILE, 标准错误 stderr)
  --snapshot-every N 每 N 条记录存一次快照 a snapshot after N entries (SNAPSHOT_EVERY, 500)
  --help          本说明 this text

  METRICS_TOKEN   别的电脑读 /metrics 用 for other computers to read /metrics (Authorization: Bearer …)
`;

/** Command line over environment over defaults; a bad one is named instead of guessed. */
export function readConfig(args: readonly string[], env: NodeJS.ProcessEnv): Config {
  const parsed = parse(args);
  if (typeof parsed === 'string') return { ok: false, message: `${parsed}\n\n${helpText}` };
  const setting = (option: string, variable: string): string | undefined =>
    parsed[option]?.toString() ?? (env[variable] || undefined);
  const port = portOf(setting('port', 'PORT') ?? '8080');
  const publicText = setting('public-port', 'PUBLIC_PORT');
  const publicPort = publicText === undefined ? null : portOf(publicText);
  if (port === undefined || publicPort === undefined) {
    return {
      ok: false,
      message: `端口不对 Not a port: ${String(port === undefined ? setting('port', 'PORT') : publicText)}`,
    };
  }
  const given = parsed['public-url'] ?? env['PUBLIC_URL'];
  if (given !== undefined && given !== '' && !/^https?:\/\/[^\s/]+$/.test(given.toString())) {
    return { ok: false, message: `PUBLIC_URL 应像 should look like http://hall.example:8080 : ${String(given)}` };
  }
  const snapshotEvery = Number(setting('snapshot-every', 'SNAPSHOT_EVERY') ?? 500);
  if (!Number.isInteger(snapshotEvery) || snapshotEvery < 1) {
    return {
      ok: false,
      message: `SNAPSHOT_EVERY 应是正整数 should be a whole number from 1: ${String(snapshotEvery)}`,
    };
  }
  const [cert, key] = [setting('tls-cert', 'TLS_CERT'), setting('tls-key', 'TLS_KEY')];
  if ((cert === undefined) !== (key === undefined)) {
    return { ok: false, message: '证书和私钥要一起给 TLS_CERT and TLS_KEY belong together' };
  }
  const metricsToken = env['METRICS_TOKEN'] ?? '';
  if (metricsToken !== '' && metricsToken.length < 22) {
    return { ok: false, message: 'METRICS_TOKEN 至少 22 个字符 METRICS_TOKEN needs at least 22 characters' };
  }
  const logFile = setting('log-file', 'LOG_FILE');
  return {
    ok: true,
    help: parsed['help'] === true,
    port,
    // Left to Node: every interface, also on a PC without IPv6.
    host: setting('host', 'HOST'),
    dataDir: resolve(setting('data-dir', 'DATA_DIR') ?? 'data'),
    publicUrl: given === undefined ? null : String(given),
    secure: env['SECURE_COOKIES'] === '1',
    snapshotEvery,
    tls: cert !== undefined && key !== undefined ? { cert: resolve(cert), key: resolve(key) } : null,
    publicPort,
    publicHost: setting('public-host', 'PUBLIC_HOST'),
    metricsToken,
    logFile: logFile === undefined ? null : resolve(logFile),
  };
}

/** Undefined: it is none. 0 leaves the choice to the system. */
function portOf(text: string): number | undefined {
  const port = Number(text);
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : undefined;
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
        'tls-cert': { type: 'string' },
        'tls-key': { type: 'string' },
        'public-port': { type: 'string' },
        'public-host': { type: 'string' },
        'log-file': { type: 'string' },
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
