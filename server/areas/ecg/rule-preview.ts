// What a rule set would alarm on: the stored measurements of the latest recordings judged once by it and once by the set in force.
import type { z } from 'zod';
import type { RulePreview, RuleSetSchema } from '../../../core/ecg/flow/rule-set.ts';
import { evaluateRules } from '../../../core/ecg/rules/evaluate.ts';
import type { RuleFinding } from '../../../core/ecg/rules/rule-set.ts';
import { requireAccess } from '../../kernel/access.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { administers } from '../identity/module.ts';
import { sightOf } from './access.ts';
import { activeRuleSet } from './rule-sets.ts';

type Finding = RulePreview['rows'][number]['now'][number];

const finding = ({ rule, level, zh, en, evidence }: RuleFinding): Finding => ({
  rule,
  level,
  zh,
  en,
  evidenceZh: evidence.map((one) => one.zh).join('；'),
  evidenceEn: evidence.map((one) => one.en).join('; '),
});

/** Changes nothing; recordings on which both sets are silent are counted, not listed. @throws RIGHT_MISSING also without the right to view: it names patients */
export function previewRuleSet(
  kernel: Kernel,
  caller: Caller,
  input: { ruleSet: Omit<z.infer<typeof RuleSetSchema>, 'version'>; limit: number },
): Promise<RulePreview> {
  const { ruleSet, limit } = input;
  return kernel.read(
    caller,
    administers(caller, 'ecg.settings'),
    { act: 'ecg.previewRules', subject: ruleSet.id, detail: `latest ${limit}` },
    async (db) => {
      requireAccess(caller, 'ecg.view');
      const inForce = await activeRuleSet(db);
      const stored = await db
        .selectFrom('ecg_recording')
        .innerJoin('ecg_measurement', 'ecg_measurement.recording_id', 'ecg_recording.id')
        .select(['ecg_recording.doc as recording', 'ecg_measurement.doc as detail'])
        .where('ecg_recording.state', '<>', 'discarded')
        .orderBy('ecg_recording.received_at', 'desc')
        .limit(limit)
        .execute();
      const sees = await sightOf(
        kernel,
        db,
        caller,
        stored.map(({ recording }) => recording),
      );
      const tried = { ...ruleSet, version: 'tried' };
      let examined = 0;
      const rows: RulePreview['rows'] = [];
      for (const { recording, detail } of stored) {
        if (!sees(recording) || detail.measurement === null) continue;
        examined++;
        const now = evaluateRules(detail.measurement, inForce).map(finding);
        const then = evaluateRules(detail.measurement, tried).map(finding);
        if (now.length + then.length === 0) continue;
        rows.push({
          recordingId: recording.id,
          receivedAt: recording.receivedAt,
          name: recording.patientName || recording.patientSaid.name || recording.fileName,
          accession: recording.accession,
          now,
          tried: then,
        });
      }
      return { examined, rows };
    },
  );
}
