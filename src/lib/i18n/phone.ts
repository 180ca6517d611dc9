import { LazyBundle } from './lazy-bundle.svelte.ts';
import { phone as zh, type PhoneMessages } from './zh-CN/phone.ts';

export const phoneMessages = new LazyBundle<PhoneMessages>(zh, () =>
  import('./en/phone.ts').then(({ phone }) => phone),
);
