// The templates and phrases that ship, put in once: a hospital that has any keeps its own and gets no second set.
import { ecgTemplates } from '../../../../core/reporting/exam-catalogue/ecg.ts';
import { shippedPhrases } from '../../../../core/reporting/exam-catalogue/phrases.ts';
import { radiologyTemplates } from '../../../../core/reporting/exam-catalogue/radiology.ts';
import type { Kernel } from '../../../kernel/types.ts';

export async function shipTemplates(kernel: Kernel): Promise<void> {
  const shared = () => ({ id: kernel.newId(), version: 1, scope: 'public' as const, ownerId: '', active: true });
  const rowOf = <Doc extends ReturnType<typeof shared> & { service: 'radiology' | 'ecg' }>(doc: Doc) => {
    const { id, version, service, scope, ownerId, active } = doc;
    return { id, version, service, scope, owner_id: ownerId, active, doc: JSON.stringify(doc) };
  };
  await kernel.db.transaction().execute(async (tx) => {
    const template = await tx.selectFrom('exam_report_template').select('id').limit(1).executeTakeFirst();
    if (!template) {
      const rows = [...radiologyTemplates, ...ecgTemplates].map((one) => rowOf({ ...one, ...shared() }));
      await tx.insertInto('exam_report_template').values(rows).execute();
    }
    const phrase = await tx.selectFrom('exam_phrase').select('id').limit(1).executeTakeFirst();
    if (!phrase) {
      const rows = shippedPhrases.map((one) => rowOf({ ...one, ...shared() }));
      await tx.insertInto('exam_phrase').values(rows).execute();
    }
  });
}
