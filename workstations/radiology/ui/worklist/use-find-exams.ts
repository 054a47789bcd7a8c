// What Ctrl+K finds in radiology: exams of the last months by name, accession, request, patient or visit number.
import { waitingSince } from '../../../../core/orders/worklist.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { shortTime } from '../../../../renderer/format/time.ts';
import { useFinder } from '../../../../renderer/shell/finder.tsx';
import { useGo } from '../../../../renderer/shell/route.ts';
import { useSharedText } from '../parts/texts.ts';

const days = 120;
const atMost = 10;

export function useFindExams(): void {
  const text = useSharedText();
  const { client } = useApi();
  const go = useGo();
  useFinder({
    id: 'exams',
    title: text('screen.worklist'),
    find: async (words) => {
      const { rows } = await client.orders.worklist({ service: 'radiology', text: words, days, limit: atMost });
      return rows.map((exam) => ({
        id: `exam-${exam.id}`,
        title: `${exam.patient.name}  ${exam.modality}  ${exam.procedureName}`,
        detail: [
          exam.accessionNumber,
          text(`report.${exam.report.state}`),
          shortTime(waitingSince(exam), new Date()),
        ].join(' · '),
        glyph: 'search' as const,
        run: () => go('case', { exam: exam.id }),
      }));
    },
  });
}
