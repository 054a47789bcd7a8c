// One layout under work: its sketch, the properties of what is chosen in it, and its sample. Saved as a whole against the version that was seen.
import { Button } from '@blueprintjs/core';
import { useEffect, useState } from 'react';
import { localMinute } from '../../../../core/kernel/hospital-time.ts';
import type {
  LayoutBlock,
  LayoutZone,
  PaperLayout,
  StoredPaperLayout,
} from '../../../../core/reporting/paper-layout.ts';
import { layoutProblems } from '../../../../core/reporting/paper-rules.ts';
import { failureOf } from '../../../../renderer/client/failure.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { BlockBoard, pageChoice } from './block-board.tsx';
import { BlockForm } from './block-form.tsx';
import { useProblemText } from './block-name.ts';
import { add, type BlockKind, begin, blocksOf, change, moveBy, moveTo, redo, remove, step, undo } from './edit.ts';
import { LayoutPreview } from './layout-preview.tsx';
import { PageForm } from './page-form.tsx';

interface LayoutEditorProps {
  /** Null: a new one, or the one that ships. */
  stored: StoredPaperLayout | null;
  layout: PaperLayout;
  /** Version that was worked on; 0 for a new one. */
  baseVersion: number;
  /** What was there and is not saved, found again. */
  restored: PaperLayout | null;
  readOnly: boolean;
  institutions: readonly { id: string; name: string }[];
  modalities: readonly string[];
  onDirty: (unsaved: PaperLayout | null) => void;
  onSaved: (saved: StoredPaperLayout) => void;
  onCopy: (layout: PaperLayout) => void;
  /** Takes what the other one saved. */
  onReload: () => void;
}

export function LayoutEditor(props: LayoutEditorProps) {
  const { stored, layout: given, baseVersion, readOnly, onDirty } = props;
  const text = useAdminText();
  const problemText = useProblemText();
  const { client } = useApi();
  const { show } = useToasts();
  const online = useOnline();
  const [steps, setSteps] = useState(() => (props.restored ? step(begin(given), props.restored, '') : begin(given)));
  const [chosen, setChosen] = useState(pageChoice);
  // A new layout has its id from birth: a second try after a lost answer saves the same one.
  const [id] = useState(() => stored?.id ?? crypto.randomUUID());
  const layout = steps.now;
  const places = blocksOf(layout);
  const place = places.find(({ block }) => block.id === chosen) ?? null;
  const problems = layoutProblems(layout);
  const wrong = new Set(problems.flatMap(({ block }) => block ?? []));
  const dirty =
    !readOnly && (baseVersion === 0 || (layout !== given && JSON.stringify(layout) !== JSON.stringify(given)));
  useEffect(() => {
    onDirty(dirty ? layout : null);
  }, [dirty, layout, onDirty]);

  const set = (next: PaperLayout, name: string) => setSteps((before) => (readOnly ? before : step(before, next, name)));
  const move = (by: number) => place && set(moveBy(layout, place, by), '');
  const takeOut = () => {
    if (!place || layout[place.zone].length < 2) return;
    set(remove(layout, place), '');
    setChosen(places[places.indexOf(place) + 1]?.block.id ?? pageChoice);
  };
  const put = (zone: LayoutZone, kind: BlockKind) => {
    const made = crypto.randomUUID().slice(0, 8);
    const next = add(layout, zone, kind, { after: place?.zone === zone ? place.block.id : null, id: made });
    if (!next) return;
    set(next, '');
    setChosen(made);
  };
  const choose = (by: number) => {
    const order = [pageChoice, ...places.map(({ block }) => block.id)];
    const next = order[Math.max(0, Math.min(order.length - 1, order.indexOf(chosen) + by))];
    if (next) setChosen(next);
  };

  const save = useCommand(client.examReports.saveLayout, {
    handles: ['VERSION_CONFLICT'],
    onDone: (saved) => {
      show({ tone: 'done', title: text('layout.saved', { name: saved.layout.name, version: saved.version }) });
      props.onSaved(saved);
    },
  });
  const failure = save.error ? failureOf(save.error) : null;
  const conflict = failure?.code === 'VERSION_CONFLICT' ? failure.detail : null;
  const off = readOnly
    ? text('layout.shipped.readOnly')
    : !online
      ? text('layout.offline')
      : layout.name.trim() === ''
        ? text('layout.name.missing')
        : problems.length > 0
          ? text('layout.problems', { count: problems.length })
          : !dirty
            ? text('layout.unchanged')
            : null;
  const send = (expectedVersion: number) => {
    if (off === null && !save.isPending) save.mutate({ layoutId: id, expectedVersion, layout });
  };
  const noBlock = place ? null : text('layout.choose');
  useActions({ title: text('layouts'), depth: 2 }, [
    { id: 'save', label: text('save'), keys: ['Ctrl+S', 'Ctrl+Enter'], main: true, off, run: () => send(baseVersion) },
    {
      id: 'undo',
      label: text('layout.undo'),
      keys: ['Ctrl+Z'],
      main: true,
      off: steps.past.length === 0 ? text('layout.undo.none') : null,
      run: () => setSteps(undo),
    },
    {
      id: 'redo',
      label: text('layout.redo'),
      keys: ['Ctrl+Y', 'Ctrl+Shift+Z'],
      off: steps.future.length === 0 ? text('layout.undo.none') : null,
      run: () => setSteps(redo),
    },
    { id: 'up', label: text('layout.up'), keys: ['Alt+Up'], main: true, off: noBlock, run: () => move(-1) },
    { id: 'down', label: text('layout.down'), keys: ['Alt+Down'], main: true, off: noBlock, run: () => move(1) },
    { id: 'remove', label: text('layout.remove'), keys: ['Delete'], off: noBlock, run: takeOut },
    { id: 'next', label: text('layout.next'), keys: ['Down'], movement: true, run: () => choose(1) },
    { id: 'back', label: text('layout.back'), keys: ['Up'], movement: true, run: () => choose(-1) },
    { id: 'copy', label: text('layout.copy'), keys: ['F4'], run: () => props.onCopy(layout) },
  ]);

  return (
    <>
      <section className="pane layout-sketch" aria-label={text('layout.sketch')}>
        <header className="pane-head">
          <Button
            size="small"
            intent="primary"
            disabled={off !== null}
            title={off ?? undefined}
            loading={save.isPending}
            onClick={() => send(baseVersion)}
            data-testid="layout-save"
          >
            {text('save')} <KeyCap name="Ctrl+S" />
          </Button>
          <Button
            size="small"
            disabled={steps.past.length === 0}
            onClick={() => setSteps(undo)}
            data-testid="layout-undo"
          >
            {text('layout.undo')} <KeyCap name="Ctrl+Z" />
          </Button>
        </header>
        <BlockBoard
          layout={layout}
          chosen={chosen}
          wrong={wrong}
          readOnly={readOnly}
          onChoose={setChosen}
          onAdd={put}
          onDrop={(dragged, index) => set(moveTo(layout, dragged, index), '')}
        />
      </section>
      <section className="pane" aria-label={text('layout.properties')}>
        <header className="pane-head">
          <h2 data-testid="layout-heading">{layout.name || text('layout.new')}</h2>
          <span className="pane-facts">
            {readOnly ? (
              text('layout.readOnly')
            ) : dirty ? (
              <b data-testid="layout-dirty">{text('layout.dirty')}</b>
            ) : (
              text('layout.version', { version: baseVersion })
            )}
          </span>
        </header>
        <div className="layout-form">
          {readOnly ? (
            <p className="admin-trouble">
              {text('layout.shipped.readOnly')}{' '}
              <Button
                size="small"
                text={text('layout.copy')}
                onClick={() => props.onCopy(layout)}
                data-testid="layout-copy"
              />
            </p>
          ) : null}
          {props.restored && dirty ? <p className="admin-trouble">{text('layout.restored')}</p> : null}
          {conflict ? (
            <p className="admin-trouble" role="alert" data-testid="layout-conflict">
              {text('layout.conflict', {
                by: String(conflict.savedBy ?? ''),
                at:
                  typeof conflict.savedAt === 'string' && conflict.savedAt !== '' ? localMinute(conflict.savedAt) : '',
                version: Number(conflict.actual ?? 0),
              })}
              <br />
              <Button size="small" text={text('layout.conflict.theirs')} onClick={props.onReload} />
              <Button
                size="small"
                text={text('layout.conflict.mine')}
                onClick={() => send(Number(conflict.actual ?? 0))}
                data-testid="layout-mine"
              />
            </p>
          ) : null}
          {problems.length > 0 && !readOnly ? (
            <ul className="admin-trouble layout-problems" role="alert" data-testid="layout-problems">
              {problems.map((problem) => (
                <li key={`${problem.code} ${problem.block} ${problem.what}`}>
                  <button type="button" onClick={() => setChosen(problem.block ?? pageChoice)}>
                    {problemText(problem, layout)}
                  </button>
                </li>
              ))}
            </ul>
          ) : null}
          {place ? (
            <BlockForm
              key={place.block.id}
              place={place}
              count={layout[place.zone].length}
              readOnly={readOnly}
              onChange={(block: LayoutBlock, name) => set(change(layout, place.zone, block), name)}
              onMove={move}
              onRemove={takeOut}
            />
          ) : (
            <PageForm
              layout={layout}
              readOnly={readOnly}
              institutions={props.institutions}
              modalities={props.modalities}
              onChange={(part, name) => set({ ...layout, ...part }, name === '' ? '' : `page ${name}`)}
            />
          )}
        </div>
      </section>
      <LayoutPreview layout={layout} broken={problems.length > 0} />
    </>
  );
}
