// What the list of programs says of each: state, rights, addresses, secrets, and how its last calls went.
import { hospitalDay } from '../../../../core/kernel/hospital-time.ts';
import type { Program } from '../../../../core/programs/program.ts';
import { dateTime, shortTime } from '../../../../renderer/format/time.ts';
import { ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import type { Column } from '../../../../renderer/parts/table.tsx';
import type { useAdminText } from '../locales/use-admin-text.ts';

type Text = ReturnType<typeof useAdminText>;

function StateChip({ program, text, today }: { program: Program; text: Text; today: string }) {
  if (!program.active) return <ToneChip tone="withdrawn" glyph="refuse" word={text('program.off')} />;
  if (program.validUntil !== null && program.validUntil < today)
    return <ToneChip tone="withdrawn" glyph="refuse" word={text('program.expired')} />;
  return <ToneChip tone="final" glyph="done" word={text('program.active')} />;
}

export function programColumns(
  text: Text,
  comma: string,
  nameOf: (institutionId: string) => string,
  now: Date,
): Column<Program>[] {
  const today = hospitalDay(now);
  return [
    { id: 'code', title: text('program.code'), width: 'minmax(110px, 0.5fr)', cell: (row) => row.code },
    { id: 'name', title: text('program.name'), width: 'minmax(150px, 0.8fr)', cell: (row) => row.name },
    {
      id: 'institution',
      title: text('program.institution'),
      width: 'minmax(104px, 0.6fr)',
      cell: (row) => nameOf(row.institutionId),
    },
    {
      id: 'state',
      title: text('program.state'),
      width: '88px',
      cell: (row) => <StateChip program={row} text={text} today={today} />,
    },
    {
      id: 'scopes',
      title: text('program.scopes'),
      width: 'minmax(120px, 1fr)',
      cell: (row) => row.scopes.map((scope) => text(`program.scope.${scope}`)).join(comma),
    },
    {
      id: 'reach',
      title: text('program.reach'),
      width: '104px',
      cell: (row) =>
        row.scopes.some((scope) => scope.startsWith('reports.')) ? text(`program.reach.${row.reach}`) : '—',
    },
    {
      id: 'addresses',
      title: text('program.addresses'),
      width: 'minmax(90px, 0.5fr)',
      cell: (row) => row.addresses.join('  '),
    },
    {
      id: 'until',
      title: text('program.until'),
      width: '96px',
      cell: (row) => (row.validUntil === null ? text('program.until.none') : row.validUntil),
    },
    {
      id: 'secrets',
      title: text('program.secrets'),
      width: 'minmax(60px, 0.5fr)',
      cell: (row) =>
        row.secrets
          .map(({ hint, endsAt }) =>
            endsAt === null
              ? text('program.secret.current', { hint })
              : text('program.secret.until', { hint, at: dateTime(endsAt) }),
          )
          .join('  '),
    },
    {
      id: 'used',
      title: text('program.used'),
      width: '92px',
      cell: (row) => (row.lastUsed ? shortTime(row.lastUsed.at, now) : text('program.used.never')),
    },
    {
      id: 'refused',
      title: text('program.refused'),
      width: 'minmax(130px, 0.8fr)',
      cell: (row) =>
        row.lastRefused
          ? [
              text(`program.why.${row.lastRefused.why}`),
              shortTime(row.lastRefused.at, now),
              row.lastRefused.address,
            ].join('  ')
          : '—',
    },
  ];
}
