// Everything scanned in this sitting, urgent on top, and the received tubes counted per group so that racks can be sorted.
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useMemo, useRef, useState } from 'react';
import { ageText } from '../../../../core/kernel/age.ts';
import type { Dictionaries } from '../../../../core/lab/dictionary.ts';
import { useLink } from '../../../../renderer/client/link.ts';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { LogRow } from './log-row.tsx';
import { inOrder, openProblems, rackCounts, type ScanEntry } from './sitting.ts';
import { useReceptionText } from './texts.ts';
import { useOutcomeLines } from './use-outcome-lines.ts';

interface LogProps {
  entries: readonly ScanEntry[];
  currentKey: string | null;
  dictionaries: Dictionaries | null;
  onShow: (entry: ScanEntry) => void;
}

const rowHeight = 28;
/** Stands for all groups; no code of a group can be empty. */
const everyGroup = '';

export const ReceptionLog = memo(function ReceptionLog({ entries, currentKey, dictionaries, onShow }: LogProps) {
  const text = useReceptionText();
  const shell = useShellText();
  const locale = useLocale();
  const link = useLink();
  const linesOf = useOutcomeLines(link?.online ?? true);
  const [chosen, setChosen] = useState(everyGroup);
  const racks = useMemo(() => rackCounts(entries), [entries]);
  const rows = useMemo(() => inOrder(entries, chosen === everyGroup ? null : chosen), [entries, chosen]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const groupName = (id: string) => {
    const group = dictionaries?.group[id];
    return group ? pickName(locale, group) : id;
  };
  const received = [...racks.values()].reduce((sum, rack) => sum + rack.count, 0);
  const problems = useMemo(() => openProblems(entries), [entries]);
  // Nothing waits any more: what was pending when it was scanned has been sent.
  const unsent = link === null || link.waiting + link.parked > 0;
  const language = locale === 'en' ? 'en' : 'zh';
  return (
    <section className="reception-log" aria-label={text('log')}>
      <div className="reception-log-top">
        <h2>{text('log')}</h2>
        <Segments
          label={text('group')}
          value={chosen}
          onChange={setChosen}
          testId="reception-groups"
          options={[
            { value: everyGroup, label: text('all'), count: received },
            ...[...racks].map(([id, { count, urgent }]) => ({
              value: id,
              label: urgent > 0 ? text('group.urgent', { name: groupName(id), count: urgent }) : groupName(id),
              count,
            })),
          ]}
        />
        <span className="reception-sums">
          <span>{text('log.scans', { count: entries.length })}</span>
          <span>{text('log.received', { count: received })}</span>
          {problems > 0 ? (
            <b>
              <Glyph name="warning" size={12} /> {text('log.problems', { count: problems })}
            </b>
          ) : null}
        </span>
        <span className="reception-log-hint">
          <Glyph name="info" size={12} /> {text('log.noUndo')}
        </span>
      </div>
      <div className="reception-row reception-row-head" aria-hidden>
        <span>{text('column.outcome')}</span>
        <span>{text('column.time')}</span>
        <span>{text('column.number')}</span>
        <span>{text('column.name')}</span>
        <span>{text('column.group')}</span>
        <span>{text('column.items')}</span>
        <span>{text('column.barcode')}</span>
        <span>{text('column.detail')}</span>
      </div>
      <div ref={scroller} className="reception-log-scroll" data-testid="reception-log">
        {rows.length === 0 ? (
          <EmptyPanel
            glyph="history"
            title={text(entries.length === 0 ? 'log.empty' : 'log.emptyGroup')}
            hint={entries.length === 0 ? text('log.empty.hint') : undefined}
          />
        ) : (
          <div className="reception-log-space" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const entry = rows[item.index];
              if (!entry) return null;
              const { document } = entry;
              const age = document ? ageText(document.patient.birthDate, entry.at, language) : '';
              return (
                <LogRow
                  key={entry.key}
                  entry={entry}
                  top={item.start}
                  current={entry.key === currentKey}
                  who={document ? `${document.patient.name} ${shell(`sex.${document.patient.sex}`)} ${age}` : ''}
                  group={document ? groupName(document.groupId) : ''}
                  detail={linesOf(entry)[0] ?? ''}
                  pending={unsent && (document?.pendingCommands ?? 0) > 0}
                  onShow={onShow}
                />
              );
            })}
          </div>
        )}
      </div>
    </section>
  );
});
