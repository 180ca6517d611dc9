import { LazyBundle } from './lazy-bundle.svelte.ts';
import { common as zh, type CommonMessages } from './zh-CN/common.ts';

export const commonMessages = new LazyBundle<CommonMessages>(zh, () =>
  import('./en/common.ts').then(({ common }) => common),
);
