// MFN^M04 entry by entry, and the MFK that answers it (HL7 v2.5.1, 8.10).
import { describe, expect, test } from 'vitest';
import { firstSegment, parseHl7, readHeader } from '../hl7/index.ts';
import { buildChargeAnswer, readChargeMaster } from './charge-message.ts';

const now = new Date('2026-07-01T00:00:00Z');
const message = (mfi: string, ...lines: string[]) => {
  const text = ['MSH|^~\\&|HIS|H|YISHU|LAB|20260701||MFN^M04^MFN_M04|C1|P|2.5.1', mfi, ...lines].join('\r');
  const [parsed] = parseHl7(text);
  if (!parsed) throw new Error('no message');
  return parsed;
};
const read = (mfi: string, ...lines: string[]) => readChargeMaster(message(mfi, ...lines), now);
const upd = 'MFI|CDM^收费^L|HIS|UPD|||AL';
const outcomes = (...lines: string[]) => read(upd, ...lines).master.entries.map(({ outcome }) => outcome);

describe('the charge description master', () => {
  test('price, category, alias and state come from CDM and PRC', () => {
    expect(
      outcomes(
        'MFE|MAD|1|20260701|C100|CE',
        'CDM|C100|xcg|血常规|血常规(五分类)||||A',
        'PRC|C100||||20.00^UP||||||20200101|20251231||OLD^旧',
        'PRC|C100||||25.00&CNY^UP||||||20260101|||JY^检验费',
      ),
    ).toEqual([
      {
        wants: 'store',
        charge: {
          code: 'C100',
          facts: { name: '血常规(五分类)', pinyin: 'XCG', priceFen: 2500, category: '检验费', active: true },
        },
      },
    ]);
  });

  test('the five events', () => {
    expect(
      outcomes(
        'MFE|MUP|1||A|CE',
        'CDM|A||甲',
        'MFE|MDC|2||B|CE',
        'MFE|MDL|3||C|CE',
        'MFE|MAC|4||D|CE',
        'MFE|MAC|5||E|CE',
        'CDM|E||戊|||||I',
      ),
    ).toEqual([
      { wants: 'store', charge: { code: 'A', facts: { name: '甲' } } },
      { wants: 'store', charge: { code: 'B', facts: { active: false } } },
      { wants: 'gone', charge: { code: 'C', facts: {} } },
      { wants: 'store', charge: { code: 'D', facts: { active: true } } },
      { wants: 'store', charge: { code: 'E', facts: { name: '戊', active: true } } },
    ]);
  });

  test.each([
    ['an unknown event', ['MFE|XXX|1||A|CE'], /^MFE-1/],
    ['no key', ['MFE|MAD|1|||CE', 'CDM|A||甲'], /^MFE-4/],
    ['another key in CDM', ['MFE|MAD|1||A|CE', 'CDM|B||甲'], /^CDM-1/],
    ['no CDM', ['MFE|MAD|1||A|CE'], /without a CDM/],
    ['a price in words', ['MFE|MAD|1||A|CE', 'CDM|A||甲', 'PRC|A||||many'], /^PRC-5/],
    ['parts of a fen', ['MFE|MAD|1||A|CE', 'CDM|A||甲', 'PRC|A||||1.005'], /^PRC-5/],
    ['another currency', ['MFE|MAD|1||A|CE', 'CDM|A||甲', 'PRC|A||||1&USD'], /currency USD/],
    ['an unknown state', ['MFE|MAD|1||A|CE', 'CDM|A||甲|||||X'], /^CDM-8/],
    ['in force next month', ['MFE|MAD|1|20260801|A|CE', 'CDM|A||甲'], /^MFE-3/],
  ])('%s refuses the entry with why', (_title, lines, why) => {
    const [outcome] = outcomes(...lines);
    expect(outcome && 'refused' in outcome ? outcome.refused : '').toMatch(why);
  });

  test('a key that stands twice is taken once; a file event that is neither REP nor UPD refuses the message', () => {
    expect(outcomes('MFE|MAD|1||A|CE', 'CDM|A||甲', 'MFE|MDC|2||A|CE')[1]).toHaveProperty('refused');
    expect(read('MFI|CDM|HIS|XXX|||AL', 'MFE|MDC|1||A|CE').missing).toMatchObject([{ at: 'MFI-3' }]);
    expect(read(upd).missing).toMatchObject([{ at: 'MFE' }]);
    expect(read('ZZZ|1').missing).toMatchObject([{ at: 'MFI' }]);
    expect(read('MFI|CDM|HIS|REP|||AL', 'MFE|MDC|1||A|CE').master.whole).toBe(true);
  });

  test.each([
    ['AL', ['A', 'B']],
    ['', ['A', 'B']],
    ['ER', ['B']],
    ['SU', ['A']],
    ['NE', []],
  ])('MFI-6 %s says which entries are answered', (response, keys) => {
    const parsed = message(`MFI|CDM|HIS|UPD|||${response}`, 'MFE|MDC|1||A|CE', 'MFE|MDC|2||B|CE');
    const { master } = readChargeMaster(parsed, now);
    const answers = master.entries.map((entry) => ({ entry, problem: entry.key === 'B' ? 'a|b' : null }));
    const msh = firstSegment(parsed, 'MSH');
    if (!msh) throw new Error('no MSH');
    const text = buildChargeAnswer(readHeader(msh), master.file, answers, { id: 'X', time: '20260701' });
    const lines = text.split('\r');
    expect(lines[0]).toContain('|MFK^M04^MFK_M01|X|');
    expect(lines[1]).toMatch(/^MSA\|AE\|C1\|1 of 2/);
    expect(lines.filter((line) => line.startsWith('MFA')).map((line) => line.split('|')[5])).toEqual(keys);
    if (keys.includes('B')) expect(text).toContain('|U^a\\F\\b|B|CE');
  });
});
