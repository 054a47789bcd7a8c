// The charge description master of the HIS, MFN^M04 (HL7 v2.5.1, 8.10): what each entry wants, and the MFK that answers entry by entry.
import {
  buildMessage,
  get,
  type Hl7Header,
  type Hl7Message,
  type Hl7Segment,
  headerSegment,
  hospitalTimeFromHl7,
  segmentsOf,
} from '../hl7/index.ts';
import { hospitalDay, instantAt } from '../kernel/hospital-time.ts';
import type { PulledCharge } from '../lab/charges/model.ts';
import { fenOf } from '../lab/charges/read-rows.ts';

/** Table 0180: record-level event. */
const events = ['MAD', 'MUP', 'MDL', 'MDC', 'MAC'] as const;

export interface ChargeEntry {
  /** MFE-1 as sent. */
  event: string;
  /** MFE-2 */
  controlId: string;
  /** MFE-4 */
  key: string;
  /** MFE-5 as sent, for the answer. */
  keyType: string;
  outcome: { wants: 'store' | 'gone'; charge: PulledCharge } | { refused: string };
}

export interface ChargeMaster {
  /** MFI-1, MFI-2, MFI-3 and MFI-6 as sent. */
  file: { identifier: string; application: string; event: string; response: string };
  /** MFI-3 REP: these entries are the whole file. */
  whole: boolean;
  entries: ChargeEntry[];
}

/** What became of one entry; table 0181. */
export interface EntryAnswer {
  entry: ChargeEntry;
  /** Null is success. */
  problem: string | null;
}

/** Clocks of two systems may differ by so much before an effective date counts as in the future. */
const clockToleranceMs = 24 * 3_600_000;

function isLater(time: string, now: Date): boolean {
  const at = instantAt(hospitalTimeFromHl7(time) ?? '');
  return at !== null && Date.parse(at) > now.getTime() + clockToleranceMs;
}

/** `""` deletes a value in HL7 (2.10.1); an absent field says nothing. */
const said = (text: string): string | undefined => (text === '' ? undefined : text === '""' ? '' : text);

/** The price in force: PRC-11 and PRC-12 are its dates (8.10.4). */
function priceNow(prices: readonly Hl7Segment[], now: Date): Hl7Segment | undefined {
  const ended = (prc: Hl7Segment) => {
    const day = hospitalTimeFromHl7(get(prc, 12))?.slice(0, 10) ?? '';
    return instantAt(day) !== null && day < hospitalDay(now);
  };
  return prices.find((prc) => !isLater(get(prc, 11), now) && !ended(prc) && get(prc, 16) !== 'I');
}

function factsOf(
  cdm: Hl7Segment | undefined,
  prices: readonly Hl7Segment[],
  now: Date,
): { facts: PulledCharge['facts'] } | { refused: string } {
  const facts: PulledCharge['facts'] = {};
  const name = said(get(cdm, 4)) ?? said(get(cdm, 3)) ?? said(get(cdm, 1, 2));
  if (name !== undefined) facts.name = name;
  const prc = priceNow(prices, now);
  const price = get(prc, 5, 1, 1);
  if (price === '""') facts.priceFen = null;
  else if (price !== '') {
    const fen = fenOf(price);
    if (fen === null) return { refused: `PRC-5: ${price} is not a price in yuan with at most two decimals` };
    const currency = get(prc, 5, 1, 2).toUpperCase();
    if (currency && !['CNY', 'RMB', '￥', '¥', '元'].includes(currency))
      return { refused: `PRC-5: currency ${currency}, expected CNY` };
    facts.priceFen = fen;
  }
  const category = said(get(prc, 14, 2)) ?? said(get(prc, 14));
  if (category !== undefined) facts.category = category;
  const alias = said(get(cdm, 2, 2)) ?? said(get(cdm, 2));
  // An alias that is another number is none to search by.
  if (alias && /^[A-Z]+$/i.test(alias)) facts.pinyin = alias.toUpperCase();
  // Table 0183.
  const active = get(cdm, 8);
  if (active !== '' && active !== 'A' && active !== 'I') return { refused: `CDM-8: ${active}, expected A or I` };
  if (active !== '') facts.active = active === 'A';
  return { facts };
}

function readEntry(mfe: Hl7Segment, details: readonly Hl7Segment[], now: Date): ChargeEntry {
  const event = get(mfe, 1).toUpperCase();
  const key = get(mfe, 4);
  const cdm = details.find(({ name }) => name === 'CDM');
  const entry = { event, controlId: get(mfe, 2), key, keyType: get(mfe, 5) };
  const refused = (text: string): ChargeEntry => ({ ...entry, outcome: { refused: text } });
  if (!events.some((known) => known === event))
    return refused(`MFE-1: ${event || 'empty'}, expected ${events.join(', ')}`);
  if (key === '' || key.length > 64) return refused('MFE-4: the code is missing or longer than 64 characters');
  if (isLater(get(mfe, 3), now)) return refused(`MFE-3: in force only from ${get(mfe, 3)}; send it then`);
  if (cdm && get(cdm, 1) !== '' && get(cdm, 1) !== key) return refused(`CDM-1: ${get(cdm, 1)} is not the key ${key}`);
  if (event === 'MDL') return { ...entry, outcome: { wants: 'gone', charge: { code: key, facts: {} } } };
  if (event === 'MDC') {
    return { ...entry, outcome: { wants: 'store', charge: { code: key, facts: { active: false } } } };
  }
  if (!cdm && event !== 'MAC') return refused(`${event} without a CDM segment`);
  const read = factsOf(
    cdm,
    details.filter(({ name }) => name === 'PRC'),
    now,
  );
  if ('refused' in read) return refused(read.refused);
  const facts = event === 'MAC' ? { ...read.facts, active: true } : read.facts;
  return { ...entry, outcome: { wants: 'store', charge: { code: key, facts } } };
}

/** MFI, then MFE with the segments behind it. `missing` says why the message as a whole cannot be read. */
export function readChargeMaster(
  message: Hl7Message,
  now: Date,
): { master: ChargeMaster; missing: { at: string; text: string }[] } {
  const mfi = segmentsOf(message, 'MFI')[0];
  const file = {
    identifier: get(mfi, 1),
    application: get(mfi, 2),
    event: get(mfi, 3).toUpperCase(),
    response: get(mfi, 6).toUpperCase(),
  };
  const missing: { at: string; text: string }[] = [];
  if (!mfi) missing.push({ at: 'MFI', text: 'The message has no MFI segment.' });
  else if (file.event !== 'REP' && file.event !== 'UPD')
    missing.push({ at: 'MFI-3', text: `${file.event || 'empty'}, expected REP or UPD` });
  const groups: { mfe: Hl7Segment; details: Hl7Segment[] }[] = [];
  for (const segment of message.segments) {
    if (segment.name === 'MFE') groups.push({ mfe: segment, details: [] });
    else if (segment.name === 'CDM' || segment.name === 'PRC') groups.at(-1)?.details.push(segment);
  }
  if (mfi && groups.length === 0) missing.push({ at: 'MFE', text: 'The message has no entry.' });
  const entries = groups.map(({ mfe, details }) => readEntry(mfe, details, now));
  return { master: { file, whole: file.event === 'REP', entries: withoutDoubles(entries) }, missing };
}

/** The same key twice in one message: the order of the wishes is not ours to guess. */
function withoutDoubles(entries: readonly ChargeEntry[]): ChargeEntry[] {
  const seen = new Set<string>();
  return entries.map((entry) => {
    if (!seen.has(entry.key)) {
      seen.add(entry.key);
      return entry;
    }
    return 'refused' in entry.outcome ? entry : { ...entry, outcome: { refused: `MFE-4: ${entry.key} stands twice` } };
  });
}

/** MFI-6, table 0179: which entries are answered. Nothing said is every one. */
function answered(response: string, problem: string | null): boolean {
  if (response === 'NE') return false;
  if (response === 'ER') return problem !== null;
  if (response === 'SU') return problem === null;
  return true;
}

/** MFK^M04 (8.4.3): MSA, MFI and one MFA an entry. AE when an entry was refused. */
export function buildChargeAnswer(
  header: Hl7Header,
  file: ChargeMaster['file'],
  answers: readonly EntryAnswer[],
  { id, time }: { id: string; time: string },
): string {
  const refused = answers.filter(({ problem }) => problem !== null).length;
  return buildMessage([
    headerSegment({
      sendingApplication: header.receivingApplication,
      sendingFacility: header.receivingFacility,
      receivingApplication: header.sendingApplication,
      receivingFacility: header.sendingFacility,
      time,
      type: ['MFK', 'M04', 'MFK_M01'],
      controlId: id,
      processing: header.processing || 'P',
      version: header.version || '2.5.1',
      charset: header.charset,
    }),
    [
      'MSA',
      {
        1: refused > 0 ? 'AE' : 'AA',
        2: header.controlId,
        3: refused > 0 ? `${refused} of ${answers.length} entries refused, see MFA-4` : undefined,
      },
    ],
    ['MFI', { 1: file.identifier, 2: file.application, 3: file.event, 4: time, 6: file.response }],
    ...answers
      .filter(({ problem }) => answered(file.response, problem))
      .map(
        ({ entry, problem }) =>
          [
            'MFA',
            {
              1: entry.event,
              2: entry.controlId,
              3: time,
              4: problem === null ? ['S'] : ['U', problem],
              5: entry.key,
              6: entry.keyType,
            },
          ] as const,
      ),
  ]);
}
