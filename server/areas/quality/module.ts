// The quality area: grades of images and reports, repeats, samples, and the indicators that are counted from them and from the exams.

import { fail } from '../../../core/kernel/errors.ts';
import { IndicatorDimension, IndicatorScope } from '../../../core/quality/indicators.ts';
import type { AreaModule, PlainRoute } from '../../kernel/area.ts';
import { uuidsOf } from '../../kernel/ids.ts';
import type { Kernel } from '../../kernel/types.ts';
import { workbookResponse } from '../../kernel/workbook.ts';
import type { Archive } from '../imaging/module.ts';
import { actorOf, examsById, maySeeExam } from '../orders/module.ts';
import { maySeeQuality, shownQuality } from './access.ts';
import { indicators, trend } from './indicators.ts';
import { shipReasons } from './reasons.ts';
import { qualityRoutes } from './routes.ts';
import { settingsOf, shipSettings } from './settings.ts';
import { indicatorWorkbook } from './workbook.ts';

function workbookRoute(kernel: Kernel): PlainRoute {
  return {
    method: 'GET',
    path: '/quality/indicators.xlsx',
    public: false,
    async handle(request, caller) {
      const given = IndicatorScope.safeParse(Object.fromEntries(new URL(request.url).searchParams));
      if (!given.success) throw fail('INPUT_INVALID', { fields: given.error.issues.map(({ path }) => path.join('.')) });
      const groups = [];
      for (const by of IndicatorDimension.options) groups.push(await indicators(kernel, caller, { ...given.data, by }));
      const [first] = groups;
      if (!first) throw fail('INTERNAL', { what: 'no dimension' });
      const book = await indicatorWorkbook({
        ...first,
        groups: groups.map(({ by, groups: rows }) => ({ by, rows })),
        months: await trend(kernel, caller, given.data),
        settings: await settingsOf(kernel.db),
      });
      return workbookResponse(book, `quality-${given.data.from}-${given.data.to}`);
    },
  };
}

export function qualityModule(archive: () => Archive): AreaModule {
  return {
    name: 'quality',
    routes: (kernel, os) => ({ quality: qualityRoutes(kernel, os, archive) }),
    plain: (kernel) => [workbookRoute(kernel)],
    documents: (kernel) => [
      {
        kind: 'examQuality',
        span: 'recent',
        async read(ids, caller) {
          const known = uuidsOf(ids);
          if (known.length === 0 || !maySeeQuality(caller)) return new Map();
          const rows = await kernel.db.selectFrom('exam_quality').select('doc').where('exam_id', 'in', known).execute();
          const exams = await examsById(kernel.db, known);
          const actor = await actorOf(kernel, kernel.db, caller);
          const seen = new Set(exams.filter((exam) => maySeeExam(caller, actor, exam)).map(({ id }) => id));
          return new Map(
            rows.filter(({ doc }) => seen.has(doc.examId)).map(({ doc }) => [doc.examId, shownQuality(caller, doc)]),
          );
        },
      },
      // That a sample changed is told; what is in it is asked for by its graders, and lies in no station's cache.
      { kind: 'qualitySample', span: 'recent', read: async () => new Map() },
    ],
    async start(kernel) {
      await shipReasons(kernel);
      await shipSettings(kernel);
      return { stop: async () => undefined };
    },
  };
}
