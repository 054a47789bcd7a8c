// What an identifier must name before it can be answered (PS3.4 C.4.1.3.1.1, C.6): its level within the model, and one unique key for each level above.
import { type Keyword, tagOf } from '../../../../core/dicom/dictionary.ts';
import { DimseFailure, status } from '../dimse/status.ts';
import type { Identifier } from './identifier.ts';
import { classes } from './policy.ts';

type UniqueKey = 'PatientID' | 'StudyInstanceUID' | 'SeriesInstanceUID' | 'SOPInstanceUID';

const levels: readonly { level: string; key: UniqueKey; words: string }[] = [
  { level: 'PATIENT', key: 'PatientID', words: 'Patient ID' },
  { level: 'STUDY', key: 'StudyInstanceUID', words: 'Study Instance UID' },
  { level: 'SERIES', key: 'SeriesInstanceUID', words: 'Series Instance UID' },
  { level: 'IMAGE', key: 'SOPInstanceUID', words: 'SOP Instance UID' },
];

export const uniqueKeys: readonly string[] = levels.map(({ key }) => key);

const patientRoot = new Set<string>([classes.find[0], classes.move[0], classes.get[0]]);

/** One value and no pattern: `*` in its place would mean the whole archive. */
const isOne = (key: UniqueKey, value: string): boolean =>
  key === 'PatientID' ? value !== '' && !/[*?\\]/.test(value) : /^[0-9A-Za-z._-]+$/.test(value);

function refuse(comment: string, key: Keyword): never {
  throw new DimseFailure(status.dataSetDoesNotMatchClass, comment, [tagOf(key)]);
}

/**
 * Queries and retrievals are hierarchical: nobody negotiates relational ones here.
 * @param identifier what was asked
 * @param sopClassUid a class of the patient or study root model
 * @param act a retrieval names what it wants as well, as one patient or as a list of UIDs
 * @throws DimseFailure A900 with the offending attribute
 */
export function requireHierarchy(
  identifier: Pick<Identifier, 'level' | 'keys'>,
  sopClassUid: string,
  act: 'find' | 'retrieve',
): void {
  const { level, keys } = identifier;
  const isPatientRoot = patientRoot.has(sopClassUid);
  const model = isPatientRoot ? levels : levels.slice(1);
  const at = model.findIndex((one) => one.level === level);
  if (at < 0) {
    const root = isPatientRoot ? 'Patient' : 'Study';
    refuse(
      level ? `${level} is no level of the ${root} Root model` : 'Query/Retrieve Level is missing',
      'QueryRetrieveLevel',
    );
  }
  for (const { key, words } of model.slice(0, at)) {
    if (!isOne(key, keys.get(key) ?? '')) refuse(`${level} level needs one ${words}`, key);
  }
  const own = model[at];
  if (act === 'find' || !own) return;
  const named = keys.get(own.key) ?? '';
  const parts = own.key === 'PatientID' ? [named] : named.split('\\');
  if (!parts.every((one) => isOne(own.key, one))) refuse(`Retrieval of ${level} needs its ${own.words}`, own.key);
}
