// The left column: laboratory groups with their open work, and views of the list by state. Alt+Up/Down moves the group.

import type { Worklist } from '../../../../core/lab/contract.ts';
import type { GroupEntry } from '../../../../core/lab/dictionary.ts';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { Glyph, type GlyphName } from '../../../../renderer/parts/glyph.tsx';
import { useBenchText } from '../locales/use-bench-text.ts';
import { type View, views } from './rows.ts';
import { useBench } from './state.tsx';

interface GroupsProps {
  groups: readonly GroupEntry[];
  counts: Worklist['groups'];
  viewCounts: Record<View, number>;
}

const viewGlyphs: Record<View, GlyphName> = {
  all: 'database',
  open: 'working',
  arriving: 'tag',
  testing: 'laboratory',
  toReview: 'reviewed',
  secondReview: 'people',
  final: 'final',
  recalled: 'undo',
  rejected: 'refuse',
};

/** Groups in print order. */
export function sortedGroups(groups: Record<string, GroupEntry>): GroupEntry[] {
  return Object.values(groups)
    .filter((group) => group.enabled)
    .sort((a, b) => a.printOrder - b.printOrder);
}

export function Groups({ groups, counts, viewCounts }: GroupsProps) {
  const text = useBenchText();
  const locale = useLocale();
  const { filter, changeFilter } = useBench();
  const total = counts.reduce(
    (sum, group) => ({ open: sum.open + group.open, critical: sum.critical + group.critical }),
    { open: 0, critical: 0 },
  );
  const entries = [
    { id: null, name: text('groups.all'), open: total.open, critical: total.critical },
    ...groups.map((group) => {
      const count = counts.find((each) => each.groupId === group.code);
      return { id: group.code, name: pickName(locale, group), open: count?.open ?? 0, critical: count?.critical ?? 0 };
    }),
  ];
  return (
    <aside className="groups" aria-label={text('groups')}>
      <h2>{text('groups')}</h2>
      <ul>
        {entries.map((entry) => (
          <li key={entry.id ?? ''}>
            <button
              type="button"
              aria-pressed={filter.groupId === entry.id}
              onClick={() => changeFilter({ groupId: entry.id })}
              data-testid={`group-${entry.id ?? 'all'}`}
            >
              <span className="ellipsis">{entry.name}</span>
              {entry.critical > 0 ? (
                <b className="count-critical" title={text('groups.critical', { count: entry.critical })}>
                  ⇈{entry.critical}
                </b>
              ) : null}
              <b>{entry.open}</b>
            </button>
          </li>
        ))}
      </ul>
      <h2>{text('views')}</h2>
      <ul>
        {views.map((view) => (
          <li key={view} className={`view-${view}`}>
            <button
              type="button"
              aria-pressed={filter.view === view}
              onClick={() => changeFilter({ view })}
              data-testid={`view-${view}`}
            >
              <Glyph name={viewGlyphs[view]} size={12} />
              <span className="ellipsis">{text(`view.${view}`)}</span>
              <b>{viewCounts[view]}</b>
            </button>
          </li>
        ))}
      </ul>
    </aside>
  );
}
