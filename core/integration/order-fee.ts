// What an order message says of the charge of its exam: FT1 segments behind the OBR (HL7 v2.5.1, 4.4.1 ORM^O01 and 6.5.1).
import { components, get, type Hl7Segment } from '../hl7/index.ts';
import type { ExamFee } from '../orders/exam.ts';

/** Decimal yuan as fen; null for what is no amount. */
function centOf(text: string): number | null {
  const match = /^(-?)(\d{1,9})(?:\.(\d{1,4}))?$/u.exec(text.trim());
  if (!match) return null;
  const [, sign, yuan = '0', part = ''] = match;
  const cent = Number(yuan) * 100 + Math.round(Number(part.padEnd(4, '0')) / 100);
  return sign === '-' ? -cent : cent;
}

/** FT1-11, the whole of the line; else FT1-12 times FT1-10, of which none is one. CP, MO: the first subcomponent. */
function amountOf(line: Hl7Segment): number | null {
  const money = (field: number) => centOf((components(line, field)[0] ?? '').split('&')[0] ?? '');
  const whole = money(11);
  if (whole !== null) return whole;
  const one = money(12);
  const quantity = Number(get(line, 10) || '1');
  return one === null || !Number.isFinite(quantity) ? null : Math.round(one * quantity);
}

/**
 * FT1-6, table 0017: CG charge, PY payment, CO co-payment, CD credit, AJ adjustment. A credit behind a payment is a refund; a payment
 * is paid; charges alone are not. Null where the message says nothing of charges.
 */
export function feeOf(lines: readonly Hl7Segment[]): ExamFee | null {
  const sum = (...types: string[]): number | null => {
    const amounts = lines.flatMap((line) => (types.includes(get(line, 6).toUpperCase()) ? [amountOf(line)] : []));
    const known = amounts.filter((amount) => amount !== null);
    return known.length === 0 ? null : known.reduce((total, amount) => total + Math.abs(amount), 0);
  };
  const has = (...types: string[]) => lines.some((line) => types.includes(get(line, 6).toUpperCase()));
  if (!has('CG', 'PY', 'CO', 'CD')) return null;
  const state = has('CD') ? 'refunded' : has('PY', 'CO') ? 'paid' : 'unpaid';
  return { state, amountCent: sum('CG') ?? sum('PY', 'CO') ?? sum('CD') };
}
