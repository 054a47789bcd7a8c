// What Ctrl+K finds at the bench: patients by name or number, specimens of the last month.
import { useApi } from '../../../../renderer/client/provider.tsx';
import { shortTime } from '../../../../renderer/format/time.ts';
import { useFinder } from '../../../../renderer/shell/finder.tsx';
import { useGo } from '../../../../renderer/shell/route.ts';
import { useBenchText } from '../locales/use-bench-text.ts';
import { type BenchFilter, initialFilter } from './rows.ts';

const days = 30;
const atMost = 8;

export function useBenchFinder(
  changeFilter: (part: Partial<BenchFilter>) => void,
  select: (id: string | null) => void,
): void {
  const text = useBenchText();
  const { client } = useApi();
  const go = useGo();
  useFinder({
    id: 'specimens',
    title: text('finder.specimens'),
    find: async (words) => {
      const { rows } = await client.lab.worklist({ text: words, days, limit: atMost });
      return rows.map((row) => ({
        id: `specimen-${row.id}`,
        title: `${row.sampleNumber ?? row.barcode}  ${row.patientName}  ${row.itemNames}`,
        detail: [row.departmentName, shortTime(row.receivedAt ?? row.orderedAt, new Date())]
          .filter(Boolean)
          .join(' · '),
        glyph: 'laboratory' as const,
        run: () => go('bench', { specimen: row.id }),
      }));
    },
  });
  useFinder({
    id: 'patients',
    title: text('finder.patients'),
    find: async (words) => {
      const patients = await client.patient.search({ text: words });
      return patients.slice(0, atMost).map((patient) => ({
        id: `patient-${patient.id}`,
        title: patient.name,
        detail: patient.number,
        glyph: 'person' as const,
        run: () => {
          changeFilter({ ...initialFilter, days, text: patient.number });
          select(null);
          go('bench');
        },
      }));
    },
  });
}
