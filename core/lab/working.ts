// What follows from any change of results: calculated lines, state, milestones, next version of the document.
import { recalculate } from './calculated.ts';
import type { Dictionaries } from './dictionary.ts';
import { workingState } from './lines.ts';
import type { SpecimenDocument } from './model.ts';
import { enterState, type SpecimenAct } from './specimen-state.ts';

/** `before` as it was read, `after` with its lines changed; throws STATE_REFUSED when results may not be written now. */
export function afterResults(
  before: SpecimenDocument,
  after: SpecimenDocument,
  dictionaries: Dictionaries,
  context: { now: string; newId: () => string },
  act: Extract<SpecimenAct, 'result' | 'addTest'> = 'result',
): SpecimenDocument {
  const calculated = recalculate(after, dictionaries, context);
  const state = before.state === 'recalled' ? 'recalled' : workingState(calculated);
  const entered = enterState({ ...calculated, state: before.state }, act, state);
  const hasResult = calculated.lines.some((line) => line.versions.length > 0);
  const { firstResultAt, testedAt } = entered.milestones;
  return {
    ...entered,
    version: before.version + 1,
    milestones: {
      ...entered.milestones,
      firstResultAt: firstResultAt ?? (hasResult ? context.now : null),
      testedAt: workingState(calculated) === 'tested' ? (testedAt ?? context.now) : null,
    },
  };
}
