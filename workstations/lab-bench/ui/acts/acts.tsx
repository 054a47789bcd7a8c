// The acts on the chosen specimen and on the ticked ones: buttons with their keys, and the dialogs that they open.
import { Button, Menu, MenuItem, PopoverNext } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SpecimenRow } from '../../../../core/lab/model.ts';
import { useDictionaries } from '../../../../renderer/client/dictionaries.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useRights, useSession } from '../../../../renderer/client/session.tsx';
import { type Action, useActions } from '../../../../renderer/keys/actions.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { useBench } from '../bench/state.tsx';
import { useBenchText } from '../locales/use-bench-text.ts';
import { hasDraft, printable, type Refusal, refusalOf, versionsRefusal } from './act-rules.ts';
import { AddTests } from './add-tests.tsx';
import { BatchReview } from './batch-review.tsx';
import { LabelPrint } from './label-print.tsx';
import { PrintReports } from './print-reports.tsx';
import { RejectDialog } from './reject-dialog.tsx';
import { ReportVersions } from './report-versions.tsx';
import { ReviewDialog } from './review-dialog.tsx';
import { useReview } from './use-review.ts';
import { RecallDialog, UnreviewDialog } from './withdraw-dialogs.tsx';

interface ActsProps {
  shown: readonly SpecimenRow[];
  specimenId: string | null;
  at: number;
  selectAt: (index: number) => void;
}

type Dialog = 'batch' | 'reject' | 'print' | 'unreview' | 'recall' | 'versions' | 'addTests' | 'label';

export function Acts({ shown, specimenId, at, selectAt }: ActsProps) {
  const text = useBenchText();
  const shell = useShellText();
  const { query } = useApi();
  const can = useRights();
  const online = useOnline();
  const session = useSession();
  const dictionaries = useDictionaries();
  const { checked, selectedId } = useBench();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const specimen = useQuery({
    ...query.lab.specimen.queryOptions({ input: { id: specimenId ?? '' } }),
    enabled: specimenId !== null,
  });
  const settled = specimenId !== null && specimenId === selectedId && specimen.data?.document.id === specimenId;
  const document = settled ? (specimen.data?.document ?? null) : null;

  /** The next specimen that waits for review, below first. */
  const goOn = () => {
    const waits = (row: SpecimenRow) => row.state === 'tested' && row.id !== specimenId;
    const below = shown.findIndex((row, index) => index > at && waits(row));
    const next = below >= 0 ? below : shown.findIndex(waits);
    if (next >= 0) selectAt(next);
  };
  const review = useReview({ onReviewed: goOn });

  const circumstances = { document, personId: session.person.id, can, online };
  const why = (refusal: Refusal | null): string | null => {
    if (refusal === null) return null;
    if (refusal === 'state') return text('off.state', { state: document ? shell(`state.${document.state}`) : '' });
    return text(`off.${refusal}`);
  };
  const ticked = shown.filter((row) => checked.has(row.id));
  const candidates = (ticked.length > 0 ? ticked : shown).filter((row) => row.state === 'tested');
  const toPrint = ticked.length > 0 ? ticked.filter((row) => printable(row.state)) : [];
  const batchOff = !can('lab.review')
    ? text('off.right')
    : !online
      ? text('off.offline')
      : candidates.length === 0
        ? text('off.noneToReview')
        : null;
  /** F9 before the signature shows the report as it would be. */
  const draft = ticked.length === 0 && document !== null && hasDraft(document);
  const printOff =
    ticked.length > 0
      ? !can('lab.print')
        ? text('off.right')
        : !online
          ? text('off.offline')
          : toPrint.length === 0
            ? text('off.noneToPrint')
            : null
      : draft
        ? can('lab.view') && online
          ? null
          : text(online ? 'off.right' : 'off.offline')
        : why(refusalOf('print', circumstances));
  const second =
    document && dictionaries ? (dictionaries.group[document.groupId]?.requireSecondReview ?? false) : false;

  const actions = {
    review: {
      id: 'act.review',
      label: text('act.review'),
      keys: ['F6'],
      off: why(refusalOf('review', circumstances)),
      run: () => document && review.begin(document, second),
    },
    second: {
      id: 'act.second',
      label: text('act.second'),
      keys: ['Shift+F6'],
      off: why(refusalOf('secondReview', circumstances)),
      run: () => document && review.second(document),
    },
    batch: {
      id: 'act.batch',
      label: ticked.length > 0 ? text('act.batch.ticked', { count: candidates.length }) : text('act.batch'),
      keys: ['F7'],
      off: batchOff,
      run: () => setDialog('batch'),
    },
    reject: {
      id: 'act.reject',
      label: text('act.reject'),
      keys: ['F8'],
      off: why(refusalOf('reject', circumstances)),
      run: () => setDialog('reject'),
    },
    print: {
      id: 'act.print',
      label:
        ticked.length > 0
          ? text('act.print.ticked', { count: toPrint.length })
          : text(draft ? 'act.preview' : 'act.print'),
      keys: ['F9'],
      off: printOff,
      run: () => setDialog('print'),
    },
    unreview: {
      id: 'act.unreview',
      label: text('act.unreview'),
      keys: ['Ctrl+F6'],
      off: why(refusalOf('unreview', circumstances)),
      run: () => setDialog('unreview'),
    },
    recall: {
      id: 'act.recall',
      label: text('act.recall'),
      keys: ['Ctrl+F8'],
      off: why(refusalOf('recall', circumstances)),
      run: () => setDialog('recall'),
    },
    versions: {
      id: 'act.versions',
      label: text('act.versions'),
      keys: ['Alt+B'],
      off: why(versionsRefusal(circumstances)),
      run: () => setDialog('versions'),
    },
    addTests: {
      id: 'act.addTests',
      label: text('act.addTests'),
      keys: ['Alt+A'],
      off: why(refusalOf('addTest', circumstances)),
      run: () => setDialog('addTests'),
    },
    label: {
      id: 'act.label',
      label: text('act.label'),
      keys: ['Alt+L'],
      off: why(refusalOf('printLabel', circumstances)),
      run: () => setDialog('label'),
    },
  } satisfies Record<string, Action>;
  useActions({ title: text('acts'), depth: 1 }, Object.values(actions));

  const close = () => setDialog(null);
  const main = [actions.review, actions.batch, actions.second, actions.reject, actions.print];
  const more = [actions.unreview, actions.recall, actions.versions, actions.addTests, actions.label];
  return (
    <div className="acts" role="toolbar" aria-label={text('acts')}>
      {main.map((action) => (
        <Button
          key={action.id}
          intent={action === actions.review ? 'primary' : 'none'}
          disabled={action.off !== null}
          title={action.off ?? undefined}
          onClick={action.run}
          loading={action === actions.review && review.busy}
          data-testid={action.id.replace('.', '-')}
        >
          {action.label} <KeyCap name={action.keys[0] ?? ''} />
        </Button>
      ))}
      <PopoverNext
        arrow={false}
        placement="top-end"
        content={
          <Menu>
            {more.map((action) => (
              <MenuItem
                key={action.id}
                text={action.label}
                label={action.keys[0]}
                disabled={action.off !== null}
                title={action.off ?? undefined}
                onClick={action.run}
                data-testid={action.id.replace('.', '-')}
              />
            ))}
          </Menu>
        }
      >
        <Button text={text('act.more')} endIcon="caret-up" data-testid="act-more" />
      </PopoverNext>
      {ticked.length > 0 ? <span className="acts-ticked">{text('ticked', { count: ticked.length })}</span> : null}

      {review.asking ? (
        <ReviewDialog asking={review.asking} onClose={review.cancel} onReview={review.confirm} busy={review.busy} />
      ) : null}
      {dialog === 'batch' ? <BatchReview rows={candidates} onClose={close} /> : null}
      {dialog === 'reject' && document ? <RejectDialog document={document} onClose={close} /> : null}
      {dialog === 'print' ? (
        <PrintReports
          draft={draft}
          specimens={ticked.length > 0 ? toPrint : shown.filter((row) => row.id === specimenId)}
          onClose={close}
        />
      ) : null}
      {dialog === 'unreview' && document ? <UnreviewDialog document={document} onClose={close} /> : null}
      {dialog === 'recall' && document ? <RecallDialog document={document} onClose={close} /> : null}
      {dialog === 'versions' && document ? <ReportVersions document={document} onClose={close} /> : null}
      {dialog === 'addTests' && document ? <AddTests document={document} onClose={close} /> : null}
      {dialog === 'label' && document ? <LabelPrint document={document} onClose={close} /> : null}
    </div>
  );
}
