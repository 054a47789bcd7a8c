// The note of a held result in words: the placement rules write the state of the specimen as its code.
import { SpecimenState, type UnplacedMessage } from '../../../../core/lab/model.ts';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { useUnplacedText } from './texts.ts';

export function useHeldNote({ note, reason, specimenId }: UnplacedMessage): string {
  const text = useUnplacedText();
  const shell = useShellText();
  // The number stands in the head already.
  if (reason === 'unknownSpecimen' && note === specimenId) return '';
  const state = SpecimenState.safeParse(note);
  return state.success ? text('note.state', { state: shell(`state.${state.data}`) }) : note;
}
