// Runs under whatever Node the machine has, before every command: installs what is missing or older
// than the lockfile, so that `npm start` and `npm test` work on a clean checkout.
const { existsSync, statSync, utimesSync } = require('node:fs');
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');

const root = join(__dirname, '..');
const installed = join(root, 'node_modules', '.package-lock.json');
const lock = join(root, 'package-lock.json');

if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
  console.log('正在安装依赖 Installing packages …');
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
  // npm leaves its own mark as old as the packages' archive sometimes; ours is now.
  const now = new Date();
  utimesSync(installed, now, now);
}
