// Histograms and scattergrams of a Mindray blood count: which OBX are graphs, and to which parameter each belongs.

import { get, type Hl7Segment } from '../../../core/hl7/index.ts';
import type { InstrumentAttachment, InstrumentResult } from '../../../core/lab/instrument-message.ts';
import { attachmentOf } from '../shared/hl7-results.ts';

type Family = 'WBC' | 'RBC' | 'PLT' | 'scattergram';

/** 15000 to 15049 WBC, 15050 to 15099 RBC, 15100 to 15199 PLT, from 15200 on scattergrams; all in Mindray's own 99MRC. */
function familyOf(obx: Hl7Segment): Family | null {
  if (get(obx, 3, 3) !== '99MRC') return null;
  const code = get(obx, 3);
  if (!/^15\d{3}$/.test(code)) return null;
  const number = Number(code);
  if (number >= 15200) return 'scattergram';
  const byName = /^(WBC|RBC|PLT)\b/.exec(get(obx, 3, 2))?.[1];
  if (byName === 'WBC' || byName === 'RBC' || byName === 'PLT') return byName;
  if (number < 15050) return 'WBC';
  return number < 15100 ? 'RBC' : 'PLT';
}

export const isGraph = (obx: Hl7Segment): boolean => familyOf(obx) !== null || get(obx, 2) === 'ED';

/** `WBC Histogram. Binary Meta Length` to `metaLength`, `WBC Lym left line.` to `lymLeftLine`. */
function metaKey(name: string): string {
  const words = name
    .replace(/^(?:WBC|RBC|PLT)\s+/, '')
    .replace(/^Histogram\W*/i, '')
    .replace(/^Binary\s+/i, '')
    .replace(/^\w+ DIFF /i, '')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
  return words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('');
}

/** The parameter on whose row the bench shows the graph. */
const homeOf: Record<Family, string> = { WBC: '6690-2', RBC: '789-8', PLT: '777-3', scattergram: '6690-2' };

/**
 * Discriminators (left, right and middle lines) and the bytes of a count go into `meta` of their histogram. A graph whose
 * parameter was not sent becomes a result of its own without a value, so that it is not lost.
 */
export function attachGraphs(results: InstrumentResult[], observations: Hl7Segment[]): InstrumentResult[] {
  const graphs: { family: Family; attachment: InstrumentAttachment }[] = [];
  const lines: Partial<Record<Family, Record<string, string>>> = {};
  for (const obx of observations) {
    const family = familyOf(obx) ?? 'scattergram';
    const name = get(obx, 3, 2);
    const attachment = attachmentOf(obx, get(obx, 3), name);
    if (attachment !== null) graphs.push({ family, attachment });
    else if (get(obx, 5) !== '') lines[family] = { ...lines[family], [metaKey(name) || get(obx, 3)]: get(obx, 5) };
  }
  const attached = results.map((result) => ({ ...result }));
  for (const { family, attachment } of graphs) {
    const meta = lines[family];
    const graph = meta === undefined ? attachment : { ...attachment, meta };
    const home = attached.find(({ code }) => code === homeOf[family]);
    if (home === undefined)
      attached.push({ code: graph.code, name: graph.name, value: '', flags: [], attachments: [graph] });
    else home.attachments = [...(home.attachments ?? []), graph];
  }
  return attached;
}
