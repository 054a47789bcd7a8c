// Units compared as text: one spelling for each, and the few pairs that are the same by dimension.

const superscript = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Spellings that are numerically the same. Never add a pair that needs a factor: that belongs to the channel (LAB-34). */
const same: Readonly<Record<string, string>> = {
  '10^3/ul': '10^9/l',
  'k/ul': '10^9/l',
  '10^3/mm^3': '10^9/l',
  '10^6/ul': '10^12/l',
  '10^6/mm^3': '10^12/l',
  'uiu/ml': 'miu/l',
  'uu/ml': 'miu/l',
  'mu/l': 'miu/l',
  'miu/ml': 'iu/l',
  'ng/ml': 'ug/l',
  'pg/ml': 'ng/l',
  'mg/ml': 'g/l',
  'ug/ml': 'mg/l',
  'nmol/ml': 'umol/l',
  'umol/ml': 'mmol/l',
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
};

/** `10*9/L`, `x10⁹/L` and `10^3/uL` are `10^9/l`; `µmol/L` is `umol/l`. A key to compare by, never to show. */
export function canonicalUnit(unit: string): string {
  const spelled = unit
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]+/gu, (digits) => `^${[...digits].map((digit) => superscript.indexOf(digit)).join('')}`)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/gu, '')
    .replace(/[µμ]/gu, 'u')
    .replace(/^[x×*](?=10)/u, '')
    .replace(/^10(?:\*\*|\*|e)(?=\d)/u, '10^');
  return same[spelled] ?? spelled;
}

export function sameUnit(left: string, right: string): boolean {
  return canonicalUnit(left) === canonicalUnit(right);
}
