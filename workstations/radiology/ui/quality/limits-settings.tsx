// Time limits by priority and modality, in the order in which they are asked; saving them confirms them.
import { Button, HTMLTable, InputGroup, NumericInput } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ExamPriority } from '../../../../core/orders/exam.ts';
import { deadLimits, type QualitySettings, type TimeLimit } from '../../../../core/quality/limits.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useSharedText } from '../parts/texts.ts';
import { useManagerText } from './manager-texts.ts';

export function LimitsSettings() {
  const { query } = useApi();
  const settings = useQuery(query.quality.settings.queryOptions());
  return <Answer of={settings}>{(known) => <Limits key={known.version} known={known} />}</Answer>;
}

function Limits({ known }: { known: QualitySettings }) {
  const text = useManagerText();
  const shared = useSharedText();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const online = useOnline();
  const [limits, setLimits] = useState<readonly TimeLimit[]>(known.limits);
  const [criticalMinutes, setCritical] = useState(known.criticalMinutes);
  const refetch = () => void queries.invalidateQueries({ queryKey: query.quality.settings.key() });
  const save = useCommand(client.quality.saveSettings, {
    onDone: () => {
      refetch();
      show({ tone: 'done', title: text('limits.saved') });
    },
    onFailed: refetch,
  });
  const dead = new Set(deadLimits(limits));
  const off = online ? null : shared('offline.off');
  const good = dead.size === 0 && off === null;
  const send = () =>
    good &&
    !save.isPending &&
    save.mutate({ settings: { version: known.version, limits: [...limits], criticalMinutes } });
  const change = (index: number, part: Partial<TimeLimit>) =>
    setLimits(limits.map((limit, at) => (at === index ? { ...limit, ...part } : limit)));
  const up = (index: number) =>
    setLimits(
      limits.map((limit, at) =>
        at === index - 1 ? (limits[index] ?? limit) : at === index ? (limits[index - 1] ?? limit) : limit,
      ),
    );
  useActions({ title: text('limits'), depth: 1 }, [
    { id: 'limits.save', label: text('limit.save'), keys: ['Ctrl+S'], run: send, off, main: true },
  ]);
  const { confirmed } = known;
  return (
    <section>
      <header>
        <h2>{text('limits')}</h2>
        <span className={confirmed ? 'quality-confirmed' : 'quality-unconfirmed'} data-testid="limits-state">
          {confirmed
            ? text('limits.confirmed', { name: confirmed.by, time: dateTime(confirmed.at) })
            : text('limits.shipped')}
        </span>
      </header>
      <p>{text('limits.hint')}</p>
      <HTMLTable compact className="plain-table quality-limits" data-testid="limits">
        <thead>
          <tr>
            <th>{text('limit.priority')}</th>
            <th>{text('limit.modality')}</th>
            <th>{text('limit.minutes')}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {limits.map((limit, index) => (
            // A rule has no other identity than its place.
            <tr key={index}>
              <td>
                <Pick
                  label={text('limit.priority')}
                  value={limit.priority}
                  options={[
                    { value: '', label: text('limit.any') },
                    ...ExamPriority.options.map((value) => ({ value, label: text(`priority.${value}`) })),
                  ]}
                  onChange={(priority) => change(index, { priority })}
                />
              </td>
              <td>
                <InputGroup
                  size="small"
                  aria-label={text('limit.modality')}
                  placeholder={text('limit.any')}
                  value={limit.modality}
                  maxLength={16}
                  onValueChange={(modality) => change(index, { modality: modality.trim().toUpperCase() })}
                />
              </td>
              <td>
                <NumericInput
                  size="small"
                  aria-label={text('limit.minutes')}
                  min={1}
                  max={43_200}
                  clampValueOnBlur
                  buttonPosition="none"
                  value={limit.minutes}
                  onValueChange={(minutes) => Number.isInteger(minutes) && minutes > 0 && change(index, { minutes })}
                />
              </td>
              <td>
                <Button
                  size="small"
                  variant="minimal"
                  disabled={index === 0}
                  text={text('limit.up')}
                  onClick={() => up(index)}
                />
                <Button
                  size="small"
                  variant="minimal"
                  text={text('limit.remove')}
                  onClick={() => setLimits(limits.filter((_, at) => at !== index))}
                />
                {dead.has(index) ? <small className="field-error">{text('limit.dead')}</small> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </HTMLTable>
      <Button
        size="small"
        text={text('limit.add')}
        onClick={() => setLimits([...limits, { priority: 'routine', modality: 'US', minutes: 60 }])}
      />
      <Field label={text('limits.critical')}>
        {(id) => (
          <NumericInput
            id={id}
            size="small"
            min={1}
            max={1440}
            clampValueOnBlur
            value={criticalMinutes}
            onValueChange={(minutes) => Number.isInteger(minutes) && minutes > 0 && setCritical(minutes)}
          />
        )}
      </Field>
      <Button
        intent="primary"
        disabled={!good}
        title={off ?? undefined}
        loading={save.isPending}
        onClick={send}
        data-testid="limits-save"
      >
        {text('limit.save')} <KeyCap name="Ctrl+S" />
      </Button>
    </section>
  );
}
