// What each indicator is called and what exactly it counts, in both languages: screen, workbook and print say the same.
import type { IndicatorId } from './indicators.ts';

interface Words {
  name: string;
  /** What is counted, and out of what. */
  definition: string;
}

export const indicatorWords: Readonly<Record<IndicatorId, { zh: Words; en: Words }>> = {
  imageGradeA: {
    zh: { name: '甲级片率', definition: '影像评为甲级的检查数 ÷ 已评级的检查数' },
    en: { name: 'Grade A images', definition: 'Exams whose images were graded A ÷ exams with graded images' },
  },
  imageReject: {
    zh: { name: '废片率', definition: '影像评为废片的检查数 ÷ 已评级的检查数' },
    en: {
      name: 'Rejected images',
      definition: 'Exams whose images were graded as rejected ÷ exams with graded images',
    },
  },
  repeat: {
    zh: { name: '重拍率', definition: '技师登记有重拍的检查数 ÷ 技师已做完成登记的检查数；未登记的不计' },
    en: {
      name: 'Repeats',
      definition:
        'Exams with repeats entered by the technician ÷ exams that a technician finished; others do not count',
    },
  },
  reportGood: {
    zh: {
      name: '报告优良率',
      definition: '报告评为甲级的检查数 ÷ 报告已评级的检查数；抽查已结束的以抽查评级为准，否则以审核评级为准',
    },
    en: {
      name: 'Good reports',
      definition:
        'Exams whose report was graded A ÷ exams with a graded report; the grade of a closed sample goes before the reviewer’s',
    },
  },
  reportQualified: {
    zh: {
      name: '报告合格率',
      definition: '报告评为甲级或乙级的检查数 ÷ 报告已评级的检查数；抽查已结束的以抽查评级为准，否则以审核评级为准',
    },
    en: {
      name: 'Qualified reports',
      definition:
        'Exams whose report was graded A or B ÷ exams with a graded report; the grade of a closed sample goes before the reviewer’s',
    },
  },
  doubleSign: {
    zh: { name: '双签率', definition: '最新版报告由两名不同人员书写和签发的检查数 ÷ 已签发报告的检查数' },
    en: {
      name: 'Signed by two',
      definition: 'Exams whose newest report was written and released by two persons ÷ exams with a released report',
    },
  },
  timely: {
    zh: {
      name: '报告及时率',
      definition: '影像到达至首次签发不超过时限的检查数 ÷ 已签发或已超过时限的检查数；没有时限规则的检查不计',
    },
    en: {
      name: 'Reports in time',
      definition:
        'Exams first released within their limit after the images came ÷ exams released or past their limit; exams without a limit do not count',
    },
  },
  criticalTimely: {
    zh: {
      name: '危急值通报及时率',
      definition: '提出后在时限内经电话复读或病区确认的危急值数 ÷ 已通报或已超过时限的危急值数；已撤回的不计',
    },
    en: {
      name: 'Critical values told in time',
      definition:
        'Critical values read back or acknowledged within the limit ÷ critical values told or past the limit; withdrawn ones do not count',
    },
  },
  positive: {
    zh: { name: '阳性率', definition: '已签发报告为阳性的检查数 ÷ 已签发报告且注明阴阳性的检查数' },
    en: { name: 'Positive', definition: 'Exams reported as positive ÷ exams reported as positive or negative' },
  },
  amended: {
    zh: { name: '报告修订率', definition: '签发后又签发修订版的检查数 ÷ 已签发报告的检查数' },
    en: { name: 'Amended', definition: 'Exams with an amended edition released ÷ exams with a released report' },
  },
  recalled: {
    zh: { name: '报告召回率', definition: '有报告被召回的检查数 ÷ 已签发报告的检查数' },
    en: { name: 'Recalled', definition: 'Exams with a recalled report ÷ exams with a released report' },
  },
  sampleAgreement: {
    zh: { name: '抽查符合率', definition: '抽查评级与审核评级一致的检查数 ÷ 两者都有的检查数；只计已结束的抽查' },
    en: {
      name: 'Sample agrees',
      definition: 'Exams whose sampled grade is the reviewer’s ÷ exams with both; closed samples only',
    },
  },
};
