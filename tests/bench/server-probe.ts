/** Loaded before a server that is measured: tells who started it what its process has used. */
export interface Usage {
  /** User and system CPU of all its threads since its start, µs. */
  cpu: number;
  /** Bytes. */
  resident: number;
  heap: number;
  /** Largest resident size until now, bytes. */
  peak: number;
}

process.on('message', (asked) => {
  if (asked !== 'usage' && asked !== 'usage after collection') return;
  if (asked !== 'usage') globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  const peak = process.resourceUsage().maxRSS * 1024;
  process.send?.({ cpu: user + system, resident: rss, heap: heapUsed + external, peak } satisfies Usage);
});
// The parent's line keeps nobody alive: a server ends as it would without it.
process.channel?.unref();
