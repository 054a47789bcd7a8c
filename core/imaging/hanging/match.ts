// Which protocol holds for the open studies, and which stack each of its cells takes.
import type { SeriesManifest } from '../descriptor.ts';
import { mainOrientation } from '../plane.ts';
import type { OpenStudy } from '../reading/state.ts';
import type { Stack } from '../stack.ts';
import type { CellRule, HangingProtocol, StackRule } from './model.ts';

const contains = (text: string, words: readonly string[]) =>
  words.some((word) => text.toUpperCase().includes(word.toUpperCase()));

export function protocolFits(protocol: HangingProtocol, studies: readonly OpenStudy[]): boolean {
  const current = studies.find(({ role }) => role === 'current');
  if (!current) return false;
  const { match } = protocol;
  const there = new Set(current.stacks.map((stack) => seriesOfStack(current, stack)?.modality ?? ''));
  const has = (modality: string) => there.has(modality);
  if (match.modalities.length > 0) {
    if (match.needs === 'all' ? !match.modalities.every(has) : !match.modalities.some(has)) return false;
  }
  if (match.bodyParts.length > 0) {
    const { manifest } = current;
    const text = [
      manifest.description,
      ...manifest.series.map((one) => `${one.bodyPart} ${one.description} ${one.protocol}`),
    ];
    if (!contains(text.join(' '), match.bodyParts)) return false;
  }
  const hasPrior = studies.some(({ role }) => role === 'prior');
  if (match.prior === 'with' && !hasPrior) return false;
  return !(match.prior === 'without' && hasPrior);
}

/** Those that hold, highest rank first; of equal ones the reader's own, then in the order given. */
export function fittingProtocols(
  protocols: readonly HangingProtocol[],
  studies: readonly OpenStudy[],
): HangingProtocol[] {
  const fitting = protocols.filter((protocol) => protocolFits(protocol, studies));
  return fitting.sort((a, b) => b.rank - a.rank || Number(a.builtIn) - Number(b.builtIn));
}

export function seriesOfStack(study: OpenStudy, stack: Stack): SeriesManifest | null {
  return study.manifest.series.find(({ seriesInstanceUid }) => seriesInstanceUid === stack.seriesInstanceUid) ?? null;
}

export function stackFits(rule: StackRule, study: OpenStudy, stack: Stack): boolean {
  const series = seriesOfStack(study, stack);
  const image = stack.frames[0]?.instance.image;
  if (!series || !image) return false;
  if (!rule.localizers && image.imageType[2] === 'LOCALIZER') return false;
  if (rule.modalities.length > 0 && !rule.modalities.includes(series.modality)) return false;
  const words = `${series.description} ${series.protocol} ${stack.label}`;
  if (rule.descriptions.length > 0 && !contains(words, rule.descriptions)) return false;
  if (rule.without.length > 0 && contains(words, rule.without)) return false;
  if (rule.orientation) {
    const placed = stack.frames[0]?.placed;
    if (!placed || mainOrientation(placed.normal) !== rule.orientation) return false;
  }
  if (rule.laterality && image.laterality !== rule.laterality) return false;
  if (rule.views.length > 0 && !rule.views.includes(image.viewPosition)) return false;
  return stack.frames.length >= rule.smallestFrames;
}

export interface Hung {
  cell: CellRule;
  study: OpenStudy;
  stack: Stack;
}

/** One entry a cell; null where nothing fits. A stack hangs once, in the order of the cells. */
export function chooseStacks(protocol: HangingProtocol, studies: readonly OpenStudy[]): (Hung | null)[] {
  const taken = new Set<string>();
  return protocol.cells.map((cell) => {
    for (const study of studies) {
      if (study.role !== cell.study) continue;
      const fitting = study.stacks.filter((stack) => stackFits(cell.stack, study, stack));
      const free = fitting.filter((stack) => !taken.has(`${study.uid} ${stack.id}`));
      const stack = free[cell.stack.nth];
      if (!stack) continue;
      taken.add(`${study.uid} ${stack.id}`);
      return { cell, study, stack };
    }
    return null;
  });
}
