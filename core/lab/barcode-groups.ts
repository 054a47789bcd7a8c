// From ordered items to tubes (LAB-04, 06, 84): which items share a tube, what tube, which tests are in it.
import { fail } from '../kernel/errors.ts';
import type { Dictionaries, OrderItemEntry } from './dictionary.ts';

export interface Tube {
  barcodeGroup: string;
  specimenType: string;
  container: string;
  groupId: string;
  instrumentGroup: string | null;
  items: OrderItemEntry[];
  /** Each test once, in the order of the report. */
  testCodes: string[];
}

function itemOf(code: string, dictionaries: Dictionaries): OrderItemEntry {
  const item = dictionaries.orderItem[code];
  if (item === undefined || !item.enabled) throw fail('INPUT_INVALID', { field: 'itemCode', value: code });
  return item;
}

/** Items of one barcode group, specimen type, container and laboratory group share a tube; an item named twice counts once (LAB-09). */
export function allocateTubes(itemCodes: readonly string[], dictionaries: Dictionaries): Tube[] {
  const tubes = new Map<string, OrderItemEntry[]>();
  for (const code of new Set(itemCodes)) {
    const item = itemOf(code, dictionaries);
    const key = JSON.stringify([item.barcodeGroup, item.specimenType, item.container, item.groupId]);
    tubes.set(key, [...(tubes.get(key) ?? []), item]);
  }
  return [...tubes.values()].flatMap((items) => {
    const [first] = items;
    if (first === undefined) return [];
    const testCodes = testsOf(items, dictionaries);
    return [
      {
        barcodeGroup: first.barcodeGroup,
        specimenType: first.specimenType,
        container: first.container,
        groupId: first.groupId,
        instrumentGroup: instrumentGroupFor(first.groupId, testCodes, dictionaries),
        items,
        testCodes,
      },
    ];
  });
}

/** Tests of these items that the dictionary has, each once, in the order of the report. */
export function testsOf(items: readonly OrderItemEntry[], dictionaries: Dictionaries): string[] {
  const codes = [...new Set(items.flatMap((item) => item.testCodes))].filter(
    (code) => dictionaries.test[code] !== undefined,
  );
  const order = (code: string) => dictionaries.test[code]?.printOrder ?? 0;
  return codes.sort((left, right) => order(left) - order(right) || (left < right ? -1 : 1));
}

/** The instrument group of this laboratory group that runs most of the tests; null when none runs any. */
export function instrumentGroupFor(
  groupId: string,
  testCodes: readonly string[],
  dictionaries: Dictionaries,
): string | null {
  const wanted = new Set(testCodes);
  const runs = new Map<string, Set<string>>();
  for (const instrument of Object.values(dictionaries.instrument)) {
    if (!instrument.enabled || instrument.groupId !== groupId) continue;
    const tests = runs.get(instrument.instrumentGroup) ?? new Set();
    for (const channel of instrument.channels)
      if (!channel.ignore && wanted.has(channel.testCode)) tests.add(channel.testCode);
    runs.set(instrument.instrumentGroup, tests);
  }
  const ranked = [...runs]
    .filter(([, tests]) => tests.size > 0)
    .sort((left, right) => right[1].size - left[1].size || (left[0] < right[0] ? -1 : 1));
  return ranked[0]?.[0] ?? null;
}

/** What the person at the label printer is told: `紫色 EDTA-K2 抗凝管 · 全血` (LAB-06, 15). */
export function tubePrompt(
  tube: Pick<Tube, 'container' | 'specimenType'>,
  dictionaries: Dictionaries,
  language: 'zh' | 'en' = 'zh',
): string {
  const container = dictionaries.container[tube.container];
  const type = dictionaries.specimenType[tube.specimenType];
  const containerName = (language === 'en' ? container?.nameEn : container?.name) || tube.container;
  const typeName = (language === 'en' ? type?.nameEn : type?.name) || tube.specimenType;
  return [container?.colourName, containerName, typeName].filter(Boolean).join(' · ');
}
