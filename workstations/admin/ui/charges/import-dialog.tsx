// A file of charge items: what it would change is shown first, row by row with why some are refused; only then can it be stored.
import { Checkbox } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type ChargePreview, chargeFileLimit, previewRows } from '../../../../core/lab/charges/contract.ts';
import { failureOf } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { type ChosenFile, FileChoice } from '../../../../renderer/parts/file-choice.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { PreviewTable } from './preview-table.tsx';
import { useChargeText } from './texts.ts';

interface ImportDialogProps {
  onClose: () => void;
  onDone: () => void;
}

export type PreviewPart = 'added' | 'changed' | 'gone' | 'refused';
const parts: readonly PreviewPart[] = ['added', 'changed', 'gone', 'refused'];

const megabytes = chargeFileLimit / 1024 / 1024;

const firstPart = ({ counts }: ChargePreview): PreviewPart => parts.find((part) => counts[part] > 0) ?? 'added';

export function ImportDialog({ onClose, onDone }: ImportDialogProps) {
  const text = useChargeText();
  const { client, query } = useApi();
  const { show } = useToasts();
  const [file, setFile] = useState<ChosenFile | null>(null);
  const [whole, setWhole] = useState(false);
  const [part, setPart] = useState<PreviewPart | null>(null);
  const preview = useQuery(
    query.charges.preview.queryOptions({
      input: { name: file?.name ?? '', content: file?.content ?? '', whole },
      enabled: file !== null,
      staleTime: 0,
      gcTime: 0,
      retry: false,
    }),
  );
  const store = useCommand(client.charges.importFile, {
    handles: ['VERSION_CONFLICT'],
    onDone: (counts) => {
      show({ tone: 'done', title: text('import.done', counts) });
      onDone();
    },
    onFailed: (error) => {
      if (failureOf(error).code !== 'VERSION_CONFLICT') return;
      show({ tone: 'waiting', title: text('import.overtaken') });
      void preview.refetch();
    },
  });
  const counts = preview.data?.counts;
  const changes = counts ? counts.added + counts.changed + counts.gone : 0;
  const send = () => {
    if (!file || !preview.data || changes === 0 || store.isPending || preview.isFetching) return;
    store.mutate({ ...file, whole, digest: preview.data.digest });
  };
  const choose = (chosen: ChosenFile) => {
    setPart(null);
    setFile(chosen);
  };
  return (
    <Modal
      title={text('import.title')}
      onClose={onClose}
      onConfirm={send}
      width={920}
      testId="import-dialog"
      hint={counts && changes === 0 ? text('import.same') : null}
      footer={
        <ConfirmButton
          word={text('import.store', { count: changes })}
          off={changes === 0 || preview.isFetching}
          busy={store.isPending}
          testId="import-store"
        />
      }
    >
      <div className="charge-file">
        <FileChoice
          accept=".csv,.txt,.tsv"
          mostBytes={chargeFileLimit}
          label={text('import.choose')}
          name={file?.name ?? ''}
          onChosen={choose}
          onRefused={(name, why) => show({ tone: 'error', title: text(`import.${why}`, { name, size: megabytes }) })}
          autoFocus={file === null}
          testId="import-file"
        />
        <Checkbox
          inline
          checked={whole}
          label={text('import.whole')}
          onChange={({ currentTarget: { checked } }) => setWhole(checked)}
          data-testid="import-whole"
        />
      </div>
      <p className="charge-faint">{text('import.hint')}</p>
      <div className="charge-preview">
        {file === null ? (
          <EmptyPanel glyph="inbox" title={text('import.choose')} hint={text('import.noFile')} />
        ) : (
          <Answer of={preview}>
            {(shown) => {
              const now = part ?? firstPart(shown);
              return (
                <>
                  <div className="charge-file">
                    <Segments
                      label={text('import.what')}
                      value={now}
                      onChange={setPart}
                      options={parts.map((each) => ({
                        value: each,
                        label: text(`import.${each}`),
                        count: shown.counts[each],
                      }))}
                      testId="import-parts"
                    />
                    <span className="charge-faint">
                      {text('import.unchanged')} {shown.counts.unchanged}
                    </span>
                    <span className="charge-faint admin-right">
                      {shown.encoding.toUpperCase()}
                      {shown.counts[now] > previewRows ? ` · ${text('import.more', { count: previewRows })}` : ''}
                    </span>
                  </div>
                  <PreviewTable preview={shown} part={now} />
                </>
              );
            }}
          </Answer>
        )}
      </div>
    </Modal>
  );
}
