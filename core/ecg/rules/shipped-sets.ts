// The rule sets that come with the program: the 2017 Chinese consensus and the provincial lists that differ from it.
import type { EcgRule, RuleCondition, RuleSet } from './rule-set.ts';

const consensus = '心电图危急值2017中国专家共识, 临床心电学杂志 2017;26:401';

/**
 * The consensus, item by item. What no tracing shows by itself stands in the set for the reader to pick (`by-reader`); where symptoms or
 * the laboratory decide, the text says so. Rules at `major-positive` are beside the consensus, or its limits for patients with symptoms.
 */
const consensusRules: readonly EcgRule[] = [
  {
    id: 'stemi',
    level: 'critical',
    zh: '疑似急性ST段抬高型心肌梗死',
    en: 'Suspected acute ST-elevation myocardial infarction',
    when: { kind: 'st-elevation', limbUv: 100, rightPrecordialUv: 300, leftPrecordialUv: 100, contiguousLeads: 2 },
    enabled: true,
    source: `${consensus}, 1`,
  },
  {
    id: 'acute-ischaemia',
    level: 'critical',
    zh: '疑似急性心肌缺血（ST段压低）',
    en: 'Suspected acute ischaemia (ST depression)',
    when: { kind: 'st-depression', minUv: 150, contiguousLeads: 3 },
    enabled: true,
    source: `${consensus}, 1`,
  },
  {
    id: 're-infarction',
    level: 'critical',
    zh: '疑似再发心肌梗死（须与既往心电图比较，由医师判断）',
    en: 'Suspected re-infarction (compared with earlier ECGs, by the reader)',
    when: { kind: 'by-reader' },
    enabled: true,
    source: `${consensus}, 1`,
  },
  {
    id: 'vf',
    level: 'critical',
    zh: '疑似心室扑动/心室颤动',
    en: 'Suspected ventricular flutter or fibrillation',
    when: { kind: 'ventricular-fibrillation' },
    enabled: true,
    source: `${consensus}, 2`,
  },
  {
    id: 'vt-sustained',
    level: 'critical',
    zh: '疑似持续性室性心动过速',
    en: 'Suspected sustained ventricular tachycardia',
    when: { kind: 'ventricular-run', minRateBpm: 150, minSeconds: 30, orShareOfRecording: 0.8 },
    enabled: true,
    source: `${consensus}, 2`,
  },
  {
    id: 'vt-short',
    level: 'major-positive',
    zh: '疑似短阵室性心动过速，如有血流动力学障碍即为危急值',
    en: 'Suspected non-sustained ventricular tachycardia: critical with haemodynamic trouble',
    when: { kind: 'ventricular-run-beats', minBeats: 3, minRateBpm: 100 },
    enabled: true,
    source: `${consensus}, 2`,
  },
  {
    id: 'vt-sustained-slow',
    level: 'major-positive',
    zh: '疑似持续性室性心动过速（100次/分及以上，不足150次/分）',
    en: 'Suspected sustained ventricular tachycardia (100/min and faster, below 150/min)',
    when: { kind: 'ventricular-run', minRateBpm: 100, maxRateBpm: 149.99, minSeconds: 30, orShareOfRecording: 0.8 },
    enabled: true,
    source: 'AHA/ACC/HRS 2007, 70',
  },
  {
    id: 'svt',
    level: 'critical',
    zh: '疑似室上性心动过速，心室率极快',
    en: 'Suspected very fast supraventricular tachycardia',
    when: { kind: 'supraventricular-rate', minRateBpm: 200, minSeconds: 0, orShareOfRecording: 0 },
    enabled: true,
    source: `${consensus}, 2`,
  },
  {
    id: 'af-preexcitation',
    level: 'critical',
    zh: '疑似心房颤动伴心室预激',
    en: 'Suspected atrial fibrillation with pre-excitation',
    when: { kind: 'fibrillation-shortest-rr', maxRrMs: 250, minQrsMs: 120 },
    enabled: true,
    source: `${consensus}, 2`,
  },
  {
    id: 'severe-bradycardia',
    level: 'critical',
    zh: '疑似严重心动过缓',
    en: 'Suspected severe bradycardia',
    when: { kind: 'mean-rate-low', maxRateBpm: 35 },
    enabled: true,
    source: `${consensus}, 3`,
  },
  {
    id: 'long-rr',
    level: 'critical',
    zh: '疑似长RR间期（无症状标准）',
    en: 'Suspected long RR interval (limit without symptoms)',
    when: { kind: 'long-rr', minSeconds: 5 },
    enabled: true,
    source: `${consensus}, 3`,
  },
  {
    id: 'long-rr-symptoms',
    level: 'major-positive',
    zh: '疑似长RR间期，如有症状即为危急值',
    en: 'Suspected long RR interval: critical if there are symptoms',
    when: { kind: 'long-rr', minSeconds: 3 },
    enabled: true,
    source: `${consensus}, 3`,
  },
  {
    id: 'asystole',
    level: 'critical',
    zh: '疑似心室停搏',
    en: 'Suspected asystole',
    when: { kind: 'asystole', minSeconds: 5 },
    enabled: true,
    source: `${consensus}, 3`,
  },
  {
    id: 'qtc',
    level: 'critical',
    zh: '疑似QTc显著延长',
    en: 'Suspected marked QTc prolongation',
    when: { kind: 'qtc', minMs: 550, formula: 'by-rate', rOnT: false },
    enabled: true,
    source: `${consensus}, 4`,
  },
  {
    id: 'r-on-t',
    level: 'critical',
    zh: '疑似R-on-T室性早搏',
    en: 'Suspected R-on-T ventricular premature beat',
    when: { kind: 'r-on-t' },
    enabled: true,
    source: `${consensus}, 4`,
  },
  {
    id: 'hyperkalaemia',
    level: 'critical',
    zh: '疑似严重高钾血症图形，请结合血钾',
    en: 'Suspected severe hyperkalaemia pattern: compare with potassium',
    when: { kind: 'hyperkalaemia-pattern', minQrsMs: 140, minTUv: 1000 },
    enabled: true,
    source: `${consensus}, 4`,
  },
  {
    id: 'hypokalaemia',
    level: 'critical',
    zh: '疑似严重低钾血症图形（QT(U)延长伴快速心律失常），请结合血钾',
    en: 'Suspected severe hypokalaemia pattern (long QT(U) and fast arrhythmia): compare with potassium',
    when: { kind: 'hypokalaemia-pattern', minMs: 500, minBeats: 3, minRateBpm: 100 },
    enabled: true,
    source: `${consensus}, 4`,
  },
  {
    id: 'polymorphic-vt',
    level: 'critical',
    zh: '疑似多形性室性心动过速/尖端扭转型室性心动过速',
    en: 'Suspected polymorphic ventricular tachycardia or torsades de pointes',
    when: { kind: 'changing-run', form: 'polymorphic', minBeats: 6, minRateBpm: 120 },
    enabled: true,
    source: `${consensus}, 2`,
  },
  {
    id: 'bidirectional-vt',
    level: 'critical',
    zh: '疑似双向性室性心动过速',
    en: 'Suspected bidirectional ventricular tachycardia',
    when: { kind: 'changing-run', form: 'bidirectional', minBeats: 6, minRateBpm: 120 },
    enabled: true,
    source: `${consensus}, 2`,
  },
  {
    id: 'av-block-slow',
    level: 'critical',
    zh: '疑似高度或三度房室传导阻滞，心室率极慢',
    en: 'Suspected advanced or complete AV block with a very slow ventricular rate',
    when: { kind: 'av-block', degree: 'high', maxRateBpm: 35 },
    enabled: true,
    source: `${consensus}, 3`,
  },
  {
    id: 'av-block-high',
    level: 'major-positive',
    zh: '疑似高度或三度房室传导阻滞',
    en: 'Suspected advanced or complete AV block',
    when: { kind: 'av-block', degree: 'high', maxRateBpm: 100 },
    enabled: true,
    source: 'AHA/ACC/HRS 2007, 87, 88',
  },
  {
    id: 'av-block-second',
    level: 'major-positive',
    zh: '疑似二度房室传导阻滞',
    en: 'Suspected second-degree AV block',
    when: { kind: 'av-block', degree: 'second', maxRateBpm: 100 },
    enabled: true,
    source: 'AHA/ACC/HRS 2007, 83-86',
  },
  {
    id: 't-wave-alternans',
    level: 'critical',
    zh: '疑似肉眼可见的T波电交替',
    en: 'Suspected visible T-wave alternans',
    when: { kind: 't-wave-alternans', minUv: 100, minLeads: 2 },
    enabled: true,
    source: `${consensus}, 4`,
  },
  {
    id: 'pulmonary-embolism',
    level: 'critical',
    zh: '疑似急性肺栓塞图形（S1Q3T3），请结合临床',
    en: 'Suspected acute pulmonary embolism pattern (S1Q3T3): compare with the clinical picture',
    when: { kind: 's1q3t3', minUv: 150 },
    enabled: true,
    source: `${consensus}, 4`,
  },
  {
    id: 'preexcitation',
    level: 'major-positive',
    zh: '疑似心室预激（delta波）',
    en: 'Suspected ventricular pre-excitation (delta wave)',
    when: { kind: 'preexcitation', maxPrMs: 120, minQrsMs: 110 },
    enabled: true,
    source: 'AHA/ACC/HRS 2009 part III',
  },
];

const version = '3';

/** What the consensus calls critical and the provincial lists, as far as they could be read, do not name. */
const beyondProvinces: ReadonlySet<string> = new Set(['acute-ischaemia', 'hypokalaemia', 'pulmonary-embolism']);

/** The consensus with other conditions under the same ids; a rule that the list does not have is switched off, not removed. */
function variant(
  id: string,
  zh: string,
  en: string,
  source: string,
  changes: Readonly<Record<string, RuleCondition | 'off'>>,
  added: readonly EcgRule[] = [],
): RuleSet {
  const rules = consensusRules.map((one): EcgRule => {
    const rule: EcgRule = beyondProvinces.has(one.id) ? { ...one, level: 'major-positive' } : one;
    const change = changes[rule.id];
    if (change === undefined) return rule;
    return change === 'off' ? { ...rule, enabled: false, source } : { ...rule, when: change, source };
  });
  return { id, version, zh, en, source, rules: [...rules, ...added.map((rule) => ({ ...rule, source }))] };
}

const fibrillationFast = (minRateBpm: number, minSeconds: number): EcgRule => ({
  id: 'af-fast',
  level: 'critical',
  zh: '疑似心房颤动/扑动伴极快心室率',
  en: 'Suspected atrial fibrillation or flutter with very fast ventricular rate',
  when: { kind: 'fibrillation-rate', minRateBpm, minSeconds, orShareOfRecording: 0.8 },
  enabled: true,
  source: '',
});

const longQtWithROnT: RuleCondition = { kind: 'qtc', minMs: 550, formula: 'by-rate', rOnT: true };

export const shippedRuleSets: readonly RuleSet[] = [
  {
    id: 'cn-consensus-2017',
    version,
    zh: '心电图危急值2017中国专家共识',
    en: 'Chinese expert consensus on critical ECG values, 2017',
    source: consensus,
    rules: consensusRules,
  },
  variant(
    'cn-zhejiang-trial',
    '浙江省心电图危急值（试行）',
    'Zhejiang province, trial list',
    '浙江省心电图危急值（试行）',
    {
      'long-rr': { kind: 'long-rr', minSeconds: 3 },
      'long-rr-symptoms': 'off',
      // The provincial lists give no number for a long QT: 500 ms, the limit of high risk (AHA 2009, part IV), with an R-on-T beat.
      // "Below 35" where the consensus has "35 and below".
      'severe-bradycardia': { kind: 'mean-rate-low', maxRateBpm: 34.99 },
      svt: { kind: 'supraventricular-rate', minRateBpm: 230, minSeconds: 0, orShareOfRecording: 0 },
      'af-preexcitation': { kind: 'fibrillation-shortest-rr', maxRrMs: 249.99, minQrsMs: 120 },
      qtc: { kind: 'qtc', minMs: 500, formula: 'by-rate', rOnT: true },
      hyperkalaemia: 'off',
    },
    [fibrillationFast(180, 0)],
  ),
  variant(
    'cn-province-revised',
    '省级心电图危急值（修订）',
    'Provincial list, revised',
    '省级心电图危急值报告标准（修订）',
    {
      'long-rr': { kind: 'long-rr', minSeconds: 3 },
      'long-rr-symptoms': 'off',
      qtc: longQtWithROnT,
    },
    [
      fibrillationFast(200, 0),
      {
        id: 'af-long-rr',
        level: 'critical',
        zh: '疑似心房颤动伴长RR间期',
        en: 'Suspected long RR interval in atrial fibrillation',
        when: { kind: 'long-rr-in-fibrillation', minSeconds: 5 },
        enabled: true,
        source: '',
      },
    ],
  ),
  variant(
    'cn-shanxi-2017',
    '山西省心电图危急值及重大阳性值（2017）',
    'Shanxi province, critical and major positive values, 2017',
    '山西省心电图危急值 2017',
    {
      svt: { kind: 'supraventricular-rate', minRateBpm: 180, minSeconds: 0, orShareOfRecording: 0 },
      'vt-sustained': { kind: 'ventricular-run', minRateBpm: 100, minSeconds: 30, orShareOfRecording: 0.8 },
      qtc: { kind: 'qtc', minMs: 500, formula: 'by-rate', rOnT: true },
      hyperkalaemia: 'off',
    },
    [fibrillationFast(180, 30)],
  ),
];

export function shippedRuleSet(id: string): RuleSet | undefined {
  return shippedRuleSets.find((set) => set.id === id);
}
