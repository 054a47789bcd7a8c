// Lossless packing at rest: whether, when, how far it has come and what it saves.
import { Checkbox, InputGroup } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import type { ArchivePolicy } from '../../../../core/imaging/keeping.ts';
import type { PackingState } from '../../../../core/imaging/packing.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { sizeText, useKeepingText } from './keeping-texts.ts';

const stateMs = 5000;
const mostDays = 3650;

type Packing = ArchivePolicy['packing'];

export function PackingSection({ packing, onChange }: { packing: Packing; onChange: (next: Packing) => void }) {
  const text = useKeepingText();
  const { query } = useApi();
  const state = useQuery({ ...query.imaging.packing.queryOptions(), refetchInterval: stateMs });
  return (
    <section>
      <h2>{text('packing.title')}</h2>
      <p className="note">{text('packing.lead')}</p>
      <Answer of={state}>{(now) => <PackingLine now={now} />}</Answer>
      <Checkbox
        checked={packing.active}
        onChange={() => onChange({ ...packing, active: !packing.active })}
        label={text('packing.active')}
        data-testid="packing-active"
      />
      <Field label={text('packing.days')} hint={text('packing.days.hint')}>
        {(id) => (
          <InputGroup
            id={id}
            size="small"
            type="number"
            min={0}
            max={mostDays}
            disabled={!packing.active}
            value={String(packing.afterDays)}
            onValueChange={(value) =>
              onChange({ ...packing, afterDays: Math.min(mostDays, Math.max(0, Math.round(Number(value)) || 0)) })
            }
            data-testid="packing-days"
          />
        )}
      </Field>
    </section>
  );
}

const glyphs = { off: 'help', current: 'yes', packing: 'working', paused: 'time', stopped: 'error' } as const;

function PackingLine({ now }: { now: PackingState }) {
  const text = useKeepingText();
  const saved = now.bytes - now.storedBytes;
  return (
    <div className={`replica-state is-${now.state}`} data-testid="packing-state" data-state={now.state}>
      <p>
        <Glyph name={glyphs[now.state]} size={12} /> <b>{text(`packing.${now.state}`)}</b>
        {' · '}
        {now.objects > 0
          ? text('packing.counts', {
              objects: now.objects,
              before: sizeText(now.bytes),
              after: sizeText(now.storedBytes),
              saved: sizeText(saved),
              percent: Math.round((saved / now.bytes) * 100),
            })
          : text('packing.nothing')}
        {now.waiting > 0 ? text('packing.waiting', { count: now.waiting }) : null}
      </p>
      {now.problem ? (
        <p className="contradicts">
          {text(`packing.problem.${now.problem}`, { count: now.failed })} {now.detail}
        </p>
      ) : null}
    </div>
  );
}
