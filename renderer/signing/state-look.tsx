// A certificate's state as a chip: waiting, usable, near its end, ended, withdrawn; icon and word, never colour alone.
import type { PersonCertificate } from '../../core/signing/model.ts';
import { daysLeft, lifeOf } from '../../core/signing/rules.ts';
import { ToneChip } from '../parts/state-chip.tsx';
import { useSigningText } from './texts.ts';

export function CertificateChip({ certificate, now }: { certificate: PersonCertificate; now: Date }) {
  const text = useSigningText();
  const { state, notAfter } = certificate;
  const life = lifeOf(certificate, now);
  if (state === 'withdrawn') return <ToneChip tone="withdrawn" glyph="refuse" word={text('state.withdrawn')} />;
  if (life === 'expired') return <ToneChip tone="withdrawn" glyph="time" word={text('state.expired')} />;
  if (state === 'pending') return <ToneChip tone="waiting" glyph="time" word={text('state.pending')} />;
  if (life === 'notYetValid') return <ToneChip tone="draft" glyph="time" word={text('state.notYetValid')} />;
  if (life === 'endsSoon')
    return <ToneChip tone="waiting" glyph="warning" word={text('state.endsSoon', { days: daysLeft(notAfter, now) })} />;
  return <ToneChip tone="final" glyph="done" word={text('state.approved')} />;
}
