import { LazyBundle } from './lazy-bundle.svelte.ts';
import { progress as zh, type ProgressMessages } from './zh-CN/progress.ts';

export const progressMessages = new LazyBundle<ProgressMessages>(zh, () =>
  import('./en/progress.ts').then(({ progress }) => progress),
);
