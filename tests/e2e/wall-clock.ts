/**
 * Loaded into the relay's process before anything else (`--import`): its wall clock runs ahead of
 * this machine's by `WALL_AHEAD` milliseconds, so that a test can come back on another day.
 */
const ahead = Number(process.env['WALL_AHEAD'] ?? 0);
const now = Date.now;
Date.now = () => now() + ahead;
