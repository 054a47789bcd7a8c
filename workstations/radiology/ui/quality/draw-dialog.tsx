// Drawing a sample: period of release, modality, authors, how many of each, and a seed for one who wants to draw the same again.
import { Button, Checkbox, InputGroup, NumericInput } from '@blueprintjs/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { mostSeed } from '../../../../core/quality/draw.ts';
import type { QualitySample } from '../../../../core/quality/sample.ts';
import { DateEntry } from '../../../../renderer/booking/date-entry.tsx';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { usePeriod } from '../../../../renderer/statistics/period-picker.tsx';
import { usePeriodText } from '../../../../renderer/statistics/texts.ts';
import { useManagerText } from './manager-texts.ts';

export function DrawDialog({ onClose, onDone }: { onClose: () => void; onDone: (sample: QualitySample) => void }) {
  const text = useManagerText();
  const periodText = usePeriodText();
  const { client, query } = useApi();
  const { show } = useToasts();
  const period = usePeriod('month');
  const [modality, setModality] = useState('');
  const [perDoctor, setPerDoctor] = useState(5);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [seed, setSeed] = useState('');
  const doctors = useQuery({
    ...query.quality.sampleDoctors.queryOptions({ input: { ...period.period, modality } }),
    enabled: period.good,
    placeholderData: keepPreviousData,
  });
  const draw = useCommand(client.quality.drawSample, {
    onDone: (sample) => {
      show({ tone: 'done', title: text('draw.done', { count: sample.size }) });
      onDone(sample);
    },
  });
  const known = doctors.data ?? [];
  const chosen = known.filter(({ personId }) => !left.has(personId));
  const good = period.good && chosen.length > 0 && /^\d{0,10}$/.test(seed) && Number(seed) <= mostSeed;
  const confirm = () =>
    good &&
    !draw.isPending &&
    draw.mutate({
      criteria: {
        ...period.period,
        ...{ modality, perDoctor },
        doctors: chosen.length === known.length ? [] : chosen.map(({ personId }) => personId),
      },
      seed: seed === '' ? null : Number(seed),
    });
  const toggle = (personId: string) => {
    const next = new Set(left);
    if (!next.delete(personId)) next.add(personId);
    setLeft(next);
  };
  return (
    <Modal
      title={text('draw.title')}
      onClose={onClose}
      onConfirm={confirm}
      width={600}
      testId="draw-dialog"
      hint={period.good ? text('sample.blind') : periodText('wrong')}
      footer={
        <Button type="submit" intent="primary" disabled={!good} loading={draw.isPending} data-testid="draw-confirm">
          {text('draw')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <div className="form-columns">
        {(['from', 'to'] as const).map((end) => (
          <Field key={end} label={text(`draw.${end}`)} required>
            {(id) => (
              <DateEntry
                id={id}
                value={period.period[end]}
                onValue={(value) => period.type({ [end]: value })}
                testId={`draw-${end}`}
              />
            )}
          </Field>
        ))}
        <Field label={text('draw.modality')}>
          {(id) => (
            <InputGroup
              id={id}
              value={modality}
              maxLength={16}
              placeholder={text('all')}
              onValueChange={(value) => setModality(value.trim().toUpperCase())}
              data-testid="draw-modality"
            />
          )}
        </Field>
        <Field label={text('draw.perDoctor')} required>
          {(id) => (
            <NumericInput
              id={id}
              fill
              buttonPosition="none"
              min={1}
              max={50}
              clampValueOnBlur
              value={perDoctor}
              onValueChange={(value) => Number.isInteger(value) && value > 0 && value <= 50 && setPerDoctor(value)}
              data-testid="draw-per-doctor"
            />
          )}
        </Field>
      </div>
      <Field label={text('draw.doctors')}>
        {() =>
          known.length === 0 ? (
            <p>{text('draw.doctors.none')}</p>
          ) : (
            <ul className="quality-doctors" data-testid="draw-doctors">
              {known.map(({ personId, personName, reports }) => (
                <li key={personId}>
                  <Checkbox
                    checked={!left.has(personId)}
                    label={`${personName}　${text('draw.reports', { count: reports })}`}
                    onChange={() => toggle(personId)}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </Field>
      <Field label={text('draw.seed')} hint={text('draw.seed.hint')}>
        {(id) => <InputGroup id={id} value={seed} maxLength={10} onValueChange={(value) => setSeed(value.trim())} />}
      </Field>
    </Modal>
  );
}
