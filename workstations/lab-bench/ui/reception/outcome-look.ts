// How each outcome of a scan looks: icon and tone beside its word, the same on the card and in the log.
import type { GlyphName } from '../../../../renderer/parts/glyph.tsx';
import type { Outcome } from './sitting.ts';

export const outcomeLook: Record<Outcome, { glyph: GlyphName; tone: 'good' | 'notice' | 'bad' | 'plain' }> = {
  received: { glyph: 'done', tone: 'good' },
  registered: { glyph: 'add', tone: 'good' },
  waiting: { glyph: 'inbox', tone: 'plain' },
  already: { glyph: 'repeat', tone: 'notice' },
  refused: { glyph: 'refuse', tone: 'plain' },
  rejected: { glyph: 'refuse', tone: 'bad' },
  unknown: { glyph: 'error', tone: 'bad' },
  failed: { glyph: 'warning', tone: 'bad' },
};
