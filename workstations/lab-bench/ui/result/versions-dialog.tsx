// All versions of one result: when, from where, what; and which of them is reported.
import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import type { ResultVersion, TestLine } from '../../../../core/lab/model.ts';
import { undecidedVersions } from '../../../../core/lab/versions.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { ReasonField } from './reason-field.tsx';
import { Mark } from './result-row.tsx';
import { useResultText } from './texts.ts';

interface VersionsDialogProps {
  line: TestLine;
  locked: string | null;
  onClose: () => void;
  onChoose: (resultId: string, reason: string) => void;
}

export function VersionsDialog({ line, locked, onClose, onChoose }: VersionsDialogProps) {
  const text = useResultText();
  const locale = useLocale();
  const [chosen, setChosen] = useState(line.currentId ?? undecidedVersions(line).at(-1)?.id ?? null);
  const [reason, setReason] = useState('');
  const given = reason.trim();
  const ready = locked === null && chosen !== null && chosen !== line.currentId && given !== '';
  const choose = () => ready && chosen && onChoose(chosen, given);
  return (
    <Modal
      title={text('versions.title', { name: pickName(locale, line) })}
      onClose={onClose}
      onConfirm={choose}
      width={740}
      hint={locked ? text('versions.readonly', { why: locked }) : text('versions.hint')}
      testId="result-versions-dialog"
      footer={
        <>
          <Button text={text('reason.cancel')} onClick={onClose} />
          <Button type="submit" intent="primary" disabled={!ready} text={text('versions.use')} />
        </>
      }
    >
      <div className="result-version-list" role="radiogroup" aria-label={text('versions.column')}>
        {[...line.versions].reverse().map((version) => (
          <VersionChoice
            key={version.id}
            version={version}
            current={version.id === line.currentId}
            chosen={version.id === chosen}
            disabled={locked !== null}
            onChoose={setChosen}
          />
        ))}
      </div>
      {locked === null && line.versions.length > 1 ? (
        <ReasonField label={text('versions.reason')} value={reason} onChange={setReason} autoFocus />
      ) : null}
    </Modal>
  );
}

interface VersionChoiceProps {
  version: ResultVersion;
  current: boolean;
  chosen: boolean;
  disabled: boolean;
  onChoose: (id: string) => void;
}

function VersionChoice({ version, current, chosen, disabled, onChoose }: VersionChoiceProps) {
  const text = useResultText();
  const source = version.instrumentId ?? text(`source.${version.source}`);
  return (
    <label className={chosen ? 'result-version result-version-chosen' : 'result-version'}>
      <input
        type="radio"
        name="result-version"
        checked={chosen}
        disabled={disabled}
        onChange={() => onChoose(version.id)}
      />
      <b className="result-version-value">{version.noValue ? `${text('noValue')} ${version.value}` : version.value}</b>
      <Mark abnormality={version.abnormality} />
      <span>{version.unit}</span>
      <span className="result-quiet">
        {dateTime(version.receivedAt)} · {source}
        {version.enteredBy ? ` · ${version.enteredBy.name}` : ''}
        {version.instrumentTime
          ? ` · ${text('versions.instrumentTime', { time: version.instrumentTime.replace('T', ' ') })}`
          : ''}
        {version.instrumentFlags.length > 0 ? ` · ${version.instrumentFlags.join(' ')}` : ''}
        {version.reason ? ` · ${text('versions.why', { reason: version.reason })}` : ''}
      </span>
      {current ? <em>{text('versions.current')}</em> : null}
    </label>
  );
}
