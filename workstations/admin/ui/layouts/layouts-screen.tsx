// Layouts of the printed report (报告版式, RAD-34, 40, 41): a list at the left, then the chosen one as sketch, properties and sample.
import { Button } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { localMinute } from '../../../../core/kernel/hospital-time.ts';
import type { PaperLayout, StoredPaperLayout } from '../../../../core/reporting/paper-layout.ts';
import { shippedLayout } from '../../../../core/reporting/paper-shipped.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useSession } from '../../../../renderer/client/session.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { begunOn } from '../../../../renderer/parts/begun.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { LayoutEditor } from './layout-editor.tsx';
import { readLocalCopy, writeLocalCopy } from './local-copy.ts';
import './screen.css';
import './board.css';
import './form.css';

/** What is open: the layout that ships, a stored one, or a new one with what it begins with. */
type Open = { kind: 'shipped' } | { kind: 'stored'; id: string } | { kind: 'new'; from: PaperLayout; at: number };

export function LayoutsScreen() {
  const text = useAdminText();
  const { query } = useApi();
  const queries = useQueryClient();
  const { person } = useSession();
  const list = useQuery(query.examReports.layouts.queryOptions({ input: { service: 'radiology' } }));
  const [copy, setCopy] = useState(() => readLocalCopy(person.id));
  const [open, setOpen] = useState<Open>(() =>
    copy === null
      ? { kind: 'shipped' }
      : copy.layoutId === null
        ? { kind: 'new', from: copy.layout, at: 0 }
        : { kind: 'stored', id: copy.layoutId },
  );
  const [unsaved, setUnsaved] = useState<PaperLayout | null>(null);
  /** Where the person wants to go with unsaved changes. */
  const [leaving, setLeaving] = useState<Open | null>(null);
  const [reloads, setReloads] = useState(0);
  const newest = open.kind === 'stored' ? (list.data?.layouts.find(({ id }) => id === open.id) ?? null) : null;
  // Another administrator's version does not take the place of what is being changed here; saving over it is refused.
  const [begun, setBegun] = useState(newest);
  const stored = begunOn(newest, begun, unsaved !== null && begun?.id === newest?.id);
  if (stored !== begun) setBegun(stored);
  const baseVersion =
    copy && open.kind === 'stored' && copy.layoutId === open.id ? copy.baseVersion : (stored?.version ?? 0);

  const goTo = useCallback(
    (next: Open) => {
      writeLocalCopy(person.id, null);
      setCopy(null);
      setUnsaved(null);
      setLeaving(null);
      setOpen(next);
    },
    [person.id],
  );
  const ask = (next: Open) => (unsaved ? setLeaving(next) : goTo(next));
  const startNew = (from: PaperLayout) =>
    ask({
      kind: 'new',
      from: {
        ...from,
        name: text('layout.copyOf', { name: from === shippedLayout ? text('layout.shipped') : from.name }).slice(
          0,
          200,
        ),
        rank: Math.min(from.rank, 50),
      },
      at: Date.now(),
    });
  const layoutId = open.kind === 'stored' ? open.id : null;
  const onDirty = useCallback(
    (next: PaperLayout | null) => {
      setUnsaved(next);
      writeLocalCopy(person.id, next && { layoutId, baseVersion, layout: next });
    },
    [person.id, layoutId, baseVersion],
  );
  useEffect(() => {
    if (!unsaved) return;
    const stay = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', stay);
    return () => window.removeEventListener('beforeunload', stay);
  }, [unsaved]);
  useActions({ title: text('layouts'), depth: 1 }, [
    { id: 'new', label: text('layout.new'), keys: ['F2'], main: true, run: () => startNew(shippedLayout) },
  ]);

  const scopeOf = ({ institutionIds, modalities }: PaperLayout): string => {
    const names = institutionIds.map((id) => list.data?.institutions.find((one) => one.id === id)?.name ?? id);
    const words = [...names, ...modalities];
    return words.length === 0 ? text('layout.any') : words.join(' · ');
  };
  const saved = (made: StoredPaperLayout) => {
    queries.setQueryData<typeof list.data>(
      query.examReports.layouts.queryKey({ input: { service: 'radiology' } }),
      (before) => before && { ...before, layouts: [...before.layouts.filter(({ id }) => id !== made.id), made] },
    );
    goTo({ kind: 'stored', id: made.id });
    queries.invalidateQueries({ queryKey: query.examReports.layouts.key() });
  };
  const reload = () => {
    void list.refetch().then(() => {
      if (open.kind === 'stored') goTo(open);
      setReloads((count) => count + 1);
    });
  };
  return (
    <div className="split admin-layouts">
      <nav className="pane admin-kinds" aria-label={text('layouts')}>
        <header className="pane-head">
          <h2>{text('layout.list')}</h2>
          <Button size="small" intent="primary" onClick={() => startNew(shippedLayout)} data-testid="layout-new">
            {text('layout.new')} <KeyCap name="F2" />
          </Button>
        </header>
        <Answer of={list}>
          {({ layouts }) => (
            <div className="admin-kinds-list layout-list">
              <button
                type="button"
                aria-current={open.kind === 'shipped'}
                onClick={() => ask({ kind: 'shipped' })}
                data-testid="layout-shipped"
              >
                <span>{text('layout.shipped')}</span>
                <small>{text('layout.shipped.hint')}</small>
              </button>
              {layouts.map(({ id, version, layout, savedBy, savedAt }) => (
                <button
                  key={id}
                  type="button"
                  aria-current={open.kind === 'stored' && open.id === id}
                  onClick={() => ask({ kind: 'stored', id })}
                  data-testid="layout-entry"
                >
                  <span>
                    {layout.name}
                    {layout.active ? null : <i className="state state-withdrawn">{text('layout.off')}</i>}
                  </span>
                  <small>{scopeOf(layout)}</small>
                  <small>{text('layout.entry', { version, by: savedBy, at: localMinute(savedAt) })}</small>
                </button>
              ))}
              {layouts.length === 0 ? <p className="layout-hint layout-none">{text('layout.none')}</p> : null}
            </div>
          )}
        </Answer>
      </nav>
      {list.data && (open.kind !== 'stored' || stored) ? (
        <LayoutEditor
          key={
            open.kind === 'stored'
              ? `${open.id} ${copy ? 'copy' : stored?.version} ${reloads}`
              : open.kind === 'new'
                ? `new ${open.at}`
                : 'shipped'
          }
          stored={stored}
          layout={open.kind === 'new' ? open.from : (stored?.layout ?? shippedLayout)}
          baseVersion={baseVersion}
          restored={copy && open.kind === 'stored' && copy.layoutId === open.id ? copy.layout : null}
          readOnly={open.kind === 'shipped'}
          institutions={list.data.institutions}
          modalities={list.data.modalities}
          onDirty={onDirty}
          onSaved={saved}
          onCopy={startNew}
          onReload={reload}
        />
      ) : (
        <div className="pane layout-blank" />
      )}
      {leaving ? (
        <Modal
          title={text('layout.leave')}
          onClose={() => setLeaving(null)}
          testId="layout-leave"
          footer={
            <>
              <Button text={text('layout.leave.drop')} onClick={() => goTo(leaving)} data-testid="layout-drop" />
              <Button intent="primary" autoFocus text={text('layout.leave.stay')} onClick={() => setLeaving(null)} />
            </>
          }
        >
          <p>{text('layout.leave.hint')}</p>
        </Modal>
      ) : null}
    </div>
  );
}
