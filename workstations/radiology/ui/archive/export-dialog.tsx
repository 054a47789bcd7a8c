// Exports a study: for a disc or without its person, whole or some series; then what leaves, what does not and why, and the download.
import { AnchorButton, Button, Checkbox, InputGroup, TextArea } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type { ExportOptions, ExportPlan } from '../../../../core/imaging/keeping.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { shownName } from '../../../../renderer/imaging/index.ts';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { sizeText, useKeepingText } from './keeping-texts.ts';
import type { Study } from './matching.ts';

const kinds = ['media', 'anonymised'] as const;
type Kind = (typeof kinds)[number];
const anonymousChoices = ['shiftDates', 'keepCharacteristics', 'cleanDescriptors', 'includeBurnedIn'] as const;

const first: ExportOptions = {
  shiftDates: true,
  keepCharacteristics: true,
  cleanDescriptors: false,
  includeBurnedIn: false,
  index: true,
  fileSetId: 'YISHU',
};

function toggled(set: ReadonlySet<string>, value: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}

export function ExportDialog({ study, onClose }: { study: Study; onClose: () => void }) {
  const text = useKeepingText();
  const { client, query } = useApi();
  const [kind, setKind] = useState<Kind>('media');
  const [options, setOptions] = useState(first);
  const [out, setOut] = useState<ReadonlySet<string>>(new Set());
  const [reason, setReason] = useState('');
  const [plan, setPlan] = useState<z.infer<typeof ExportPlan> | null>(null);
  const manifest = useQuery(query.imaging.manifest.queryOptions({ input: { studyUid: study.uid } }));
  const start = useCommand(client.imaging.startExport, { onDone: setPlan });
  const series = manifest.data?.series ?? [];
  const chosen = series.filter((each) => !out.has(each.seriesInstanceUid)).map((each) => each.seriesInstanceUid);
  const ready =
    kind === 'media'
      ? [text('export.reason.patient'), text('export.reason.referral')]
      : [text('export.reason.teaching'), text('export.reason.research')];
  const good = reason.trim().length >= 2 && chosen.length > 0 && /^[A-Z0-9_ ]{0,16}$/.test(options.fileSetId);
  const confirm = () => {
    if (!good || start.isPending || plan) return;
    const seriesUids = out.size === 0 ? [] : chosen;
    start.mutate({ kind, studyUids: [study.uid], seriesUids, options, reason: reason.trim() });
  };
  const toggle = (key: keyof ExportOptions) => setOptions((now) => ({ ...now, [key]: !now[key] }));
  return (
    <Modal
      title={text('export.title', { study: shownName(study.patientName) || study.patientId })}
      onClose={onClose}
      onConfirm={confirm}
      width={560}
      testId="export"
      actions={
        plan
          ? []
          : ready.map((each, at) => ({ id: each, label: each, keys: [`Alt+${at + 1}`], run: () => setReason(each) }))
      }
      hint={!plan && chosen.length === 0 && manifest.data ? text('export.series.none') : null}
      footer={
        plan ? (
          <AnchorButton
            intent="primary"
            href={plan.url}
            download
            disabled={plan.objects === 0}
            text={text('export.download')}
            data-testid="export-download"
          />
        ) : (
          <Button type="submit" intent="primary" disabled={!good} loading={start.isPending} data-testid="export-start">
            {text('export.start')} <KeyCap name="Ctrl+Enter" />
          </Button>
        )
      }
    >
      {plan ? (
        <PlanView plan={plan} />
      ) : (
        <>
          <Field label={text('export.kind')}>
            {() => (
              <Segments
                label={text('export.kind')}
                value={kind}
                onChange={setKind}
                options={kinds.map((value) => ({ value, label: text(`export.${value}`) }))}
                testId="export-kind"
              />
            )}
          </Field>
          <p className="note">{text(`export.${kind}.lead`)}</p>
          <Field label={text('export.series')}>
            {() => (
              <Answer of={manifest}>
                {() => (
                  <div className="export-series">
                    {series.map((each) => (
                      <Checkbox
                        key={each.seriesInstanceUid}
                        checked={!out.has(each.seriesInstanceUid)}
                        onChange={() => setOut((now) => toggled(now, each.seriesInstanceUid))}
                        label={`${each.number ?? ''} ${each.modality} ${each.description} (${each.instances.length})`}
                      />
                    ))}
                  </div>
                )}
              </Answer>
            )}
          </Field>
          {kind === 'anonymised' ? (
            anonymousChoices.map((key) => (
              <Checkbox
                key={key}
                checked={options[key]}
                onChange={() => toggle(key)}
                label={text(`export.${key}`)}
                data-testid={`export-${key}`}
              />
            ))
          ) : (
            <>
              <Field label={text('export.fileSetId')} hint={text('export.fileSetId.hint')}>
                {(id) => (
                  <InputGroup
                    id={id}
                    size="small"
                    maxLength={16}
                    value={options.fileSetId}
                    onValueChange={(fileSetId) => setOptions({ ...options, fileSetId: fileSetId.toUpperCase() })}
                  />
                )}
              </Field>
              <Checkbox checked={options.index} onChange={() => toggle('index')} label={text('export.index')} />
            </>
          )}
          <ReasonField ready={ready} reason={reason} onChange={setReason} />
        </>
      )}
    </Modal>
  );
}

function ReasonField(props: { ready: readonly string[]; reason: string; onChange: (reason: string) => void }) {
  const shared = useKeepingText();
  return (
    <>
      <div className="ready">
        {props.ready.map((each, at) => (
          <button key={each} type="button" aria-pressed={props.reason === each} onClick={() => props.onChange(each)}>
            <KeyCap name={`Alt+${at + 1}`} /> {each}
          </button>
        ))}
      </div>
      <Field label={shared('export.reason')} required>
        {(id) => (
          <TextArea
            id={id}
            fill
            rows={2}
            maxLength={200}
            value={props.reason}
            onChange={(event) => props.onChange(event.currentTarget.value)}
            data-testid="export-reason"
          />
        )}
      </Field>
    </>
  );
}

function PlanView({ plan }: { plan: z.infer<typeof ExportPlan> }) {
  const text = useKeepingText();
  return (
    <div className="export-plan" data-testid="export-plan">
      <p>
        <b>
          {plan.objects === 0
            ? text('export.nothing')
            : text('export.ready', { objects: plan.objects, size: sizeText(plan.bytes) })}
        </b>
      </p>
      {plan.burnedIn > 0 ? <p className="contradicts">{text('export.burnedIn', { count: plan.burnedIn })}</p> : null}
      {plan.leftOut.length > 0 ? (
        <>
          <p>{text('export.leftOut')}</p>
          <ul>
            {plan.leftOut.map((each) => (
              <li key={`${each.seriesUid} ${each.reason}`}>
                {each.description || each.seriesUid}：{text('objects', { count: each.objects })}，
                {text(`left.${each.reason}`)}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {plan.objects > 0 ? <p className="note">{text('export.until', { time: dateTime(plan.expiresAt) })}</p> : null}
    </div>
  );
}
