// The state of a specimen or report: the same icon, word and colour in every station; never colour alone.
import type { SpecimenState } from '../../core/lab/model.ts';
import { useShellText } from '../locales/use-shell-text.ts';
import { Glyph, type GlyphName } from './glyph.tsx';

/** Draft grey, working blue, waiting for review amber, final green, withdrawn struck through. */
export type StateTone = 'draft' | 'working' | 'waiting' | 'final' | 'withdrawn';

export const stateLook: Record<SpecimenState, { tone: StateTone; glyph: GlyphName }> = {
  ordered: { tone: 'draft', glyph: 'draft' },
  collected: { tone: 'draft', glyph: 'tag' },
  received: { tone: 'working', glyph: 'inbox' },
  testing: { tone: 'working', glyph: 'working' },
  tested: { tone: 'waiting', glyph: 'laboratory' },
  reviewed: { tone: 'waiting', glyph: 'reviewed' },
  released: { tone: 'final', glyph: 'final' },
  printed: { tone: 'final', glyph: 'print' },
  rejected: { tone: 'withdrawn', glyph: 'refuse' },
  recalled: { tone: 'withdrawn', glyph: 'undo' },
};

export function StateChip({ state, size = 12 }: { state: SpecimenState; size?: number }) {
  const text = useShellText();
  const look = stateLook[state];
  return (
    <span className={`state state-${look.tone}`} data-state={state}>
      <Glyph name={look.glyph} size={size} />
      <span>{text(`state.${state}`)}</span>
    </span>
  );
}

/** The same three marks for things that are not specimens: messages, queues, connections. */
export function ToneChip({ tone, glyph, word }: { tone: StateTone; glyph: GlyphName; word: string }) {
  return (
    <span className={`state state-${tone}`}>
      <Glyph name={glyph} size={12} />
      <span>{word}</span>
    </span>
  );
}
