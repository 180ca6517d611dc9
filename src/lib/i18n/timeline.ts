import { timeline as en } from './en/timeline.ts';
import type { Bundle } from './locale.ts';
import { timeline as zh } from './zh-CN/timeline.ts';
import type { TimelineMessages } from './timeline-words.ts';

export const timelineMessages: Bundle<TimelineMessages> = { 'zh-CN': zh, en };
