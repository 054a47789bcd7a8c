// The remark that goes onto the report: typed or put together from the laboratory's phrases.
import { Button } from '@blueprintjs/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Dictionaries } from '../../../../core/lab/dictionary.ts';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { useResultText } from './texts.ts';
import { useShowDocument } from './use-specimen.ts';

interface RemarkPanelProps {
  document: SpecimenDocument;
  dictionaries: Dictionaries | null;
  /** Why the remark cannot be changed; null when it can. */
  locked: string | null;
  draft: string | null;
  onDraft: (draft: string | null) => void;
}

export function RemarkPanel({ document, dictionaries, locked, draft, onDraft }: RemarkPanelProps) {
  const text = useResultText();
  const locale = useLocale();
  const { client } = useApi();
  const showDocument = useShowDocument();
  const field = useRef<HTMLTextAreaElement>(null);
  /** What stood there when typing began: another text now is another person's. */
  const [base, setBase] = useState(document.remark);
  useEffect(() => {
    if (draft === null) setBase(document.remark);
  }, [draft, document.remark]);
  const saving = useCommand(client.lab.setRemark, {
    onDone: (answer) => {
      showDocument(answer);
      onDraft(null);
    },
  });
  const shown = draft ?? document.remark;
  const changed = draft !== null && draft.trim() !== document.remark;
  const save = () => {
    if (changed && !saving.isPending)
      saving.mutate({ specimenId: document.id, expectedVersion: document.version, remark: shown.trim() });
  };
  const phrases = Object.values(dictionaries?.phrase ?? {}).filter(
    (phrase) => phrase.kind === 'remark' && phrase.enabled,
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && event.ctrlKey) save();
    else if (event.key === 'Escape' && draft !== null) onDraft(null);
    else return;
    event.preventDefault();
  };
  return (
    <div className="result-remark" data-testid="remark-panel">
      <textarea
        ref={field}
        aria-label={text('remark.label')}
        value={shown}
        readOnly={locked !== null}
        maxLength={1000}
        placeholder={locked ? '' : text('remark.label')}
        data-testid="result-remark"
        onChange={(event) => onDraft(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {locked ? <small className="result-quiet">{locked}</small> : null}
      {draft !== null && document.remark !== base ? (
        <small className="result-remark-clash">{text('remark.clash', { remark: document.remark })}</small>
      ) : null}
      {locked === null ? (
        <div className="result-remark-acts">
          <span className="result-phrases">
            {phrases.length === 0 ? <small className="result-quiet">{text('remark.noPhrases')}</small> : null}
            {phrases.map((phrase) => (
              <button
                key={phrase.code}
                type="button"
                onClick={() => {
                  onDraft([shown.trimEnd(), pickName(locale, phrase)].filter(Boolean).join(' '));
                  field.current?.focus();
                }}
              >
                {pickName(locale, phrase)}
              </button>
            ))}
          </span>
          {changed ? <em>{text('remark.changed')}</em> : null}
          <Button size="small" text={text('remark.undo')} disabled={draft === null} onClick={() => onDraft(null)} />
          <Button
            size="small"
            intent="primary"
            text={`${text('remark.save')} Ctrl+Enter`}
            disabled={!changed}
            loading={saving.isPending}
            onClick={save}
          />
        </div>
      ) : null}
    </div>
  );
}
