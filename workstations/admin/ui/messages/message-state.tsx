// The state of a message of another system in the house's colours: done green, on its way blue, waiting or failed amber.
import type { IntegrationMessage } from '../../../../core/integration/contract.ts';
import type { GlyphName } from '../../../../renderer/parts/glyph.tsx';
import { type StateTone, ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';

const look: Record<IntegrationMessage['state'], { tone: StateTone; glyph: GlyphName }> = {
  received: { tone: 'working', glyph: 'inbox' },
  done: { tone: 'final', glyph: 'done' },
  failed: { tone: 'waiting', glyph: 'error' },
  waiting: { tone: 'draft', glyph: 'time' },
  sent: { tone: 'working', glyph: 'exchange' },
  accepted: { tone: 'final', glyph: 'done' },
  refused: { tone: 'waiting', glyph: 'refuse' },
  givenUp: { tone: 'waiting', glyph: 'warning' },
};

export function MessageState({ state }: { state: IntegrationMessage['state'] }) {
  const text = useAdminText();
  return <ToneChip {...look[state]} word={text(`message.state.${state}`)} />;
}
