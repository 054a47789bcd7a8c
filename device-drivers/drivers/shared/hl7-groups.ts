// Segments of a result or order message put together by specimen request: who, which tube, which OBX belong to one OBR.

import { components, get, type Hl7Message, type Hl7Segment, subcomponents } from '../../../core/hl7/index.ts';

export interface Hl7Observation {
  obx: Hl7Segment;
  /** NTE text that follows the OBX. */
  comments: string[];
}

export interface Hl7Group {
  pid?: Hl7Segment;
  pv1?: Hl7Segment;
  orc?: Hl7Segment;
  obr?: Hl7Segment;
  tq1?: Hl7Segment;
  spm?: Hl7Segment;
  sac?: Hl7Segment;
  observations: Hl7Observation[];
  comments: string[];
}

/** NTE-3, or NTE-2 where a sender left the source out; GeneXpert writes a heading and the text as components. */
function noteText(note: Hl7Segment): string {
  const joined = (field: number) =>
    components(note, field)
      .filter((part) => part.trim() !== '')
      .join(' ')
      .trim();
  return joined(3) || (joined(2).length > 1 ? joined(2) : '');
}

/**
 * One group an OBR. SPM and SAC stand before OBR in specimen-oriented messages (OUL^R22, OML^O33) and after the OBX
 * in patient-oriented ones (ORU^R01 2.5 and later); a lone SPM at the end belongs to every group that has none.
 */
export function groupsOf(message: Hl7Message): Hl7Group[] {
  const groups: Hl7Group[] = [];
  const first = (...names: string[]) => message.segments.findIndex(({ name }) => names.includes(name));
  const specimenLeads = first('SPM', 'SAC') >= 0 && first('SPM', 'SAC') < first('OBR');
  /** What holds for the groups that follow. */
  let ahead: Omit<Hl7Group, 'observations' | 'comments'> = {};
  let open = false;

  const group = (): Hl7Group => {
    const last = groups.at(-1);
    if (open && last !== undefined) return last;
    const next: Hl7Group = { ...ahead, observations: [], comments: [] };
    groups.push(next);
    ahead = { pid: ahead.pid, pv1: ahead.pv1, spm: ahead.spm, sac: ahead.sac };
    open = true;
    return next;
  };
  const specimen = (part: Pick<Hl7Group, 'spm' | 'sac'>) => {
    const last = groups.at(-1);
    if (specimenLeads || last === undefined) {
      ahead = { ...ahead, ...part };
      open = false;
    } else Object.assign(last, part);
  };

  for (const segment of message.segments) {
    switch (segment.name) {
      case 'PID':
        // A new patient: the specimen of the one before is not this one's.
        ahead = specimenLeads && groups.length === 0 ? { ...ahead, pid: segment } : { pid: segment };
        open = false;
        break;
      case 'PV1':
        ahead.pv1 = segment;
        break;
      case 'ORC':
        ahead.orc = segment;
        open = false;
        break;
      case 'OBR':
        open = false;
        group().obr = segment;
        break;
      case 'SPM':
        specimen({ spm: segment, sac: undefined });
        break;
      case 'SAC':
        specimen({ sac: segment });
        break;
      case 'TQ1':
        if (open) group().tq1 = segment;
        else ahead.tq1 = segment;
        break;
      case 'OBX':
        group().observations.push({ obx: segment, comments: [] });
        break;
      case 'NTE': {
        const text = noteText(segment);
        const last = groups.at(-1);
        if (text !== '') (last?.observations.at(-1) ?? last)?.comments.push(text);
        break;
      }
      default:
        break;
    }
  }
  return inheritSpecimen(groups);
}

function inheritSpecimen(groups: Hl7Group[]): Hl7Group[] {
  const specimens = groups.filter(({ spm }) => spm !== undefined);
  const only = specimens.length === 1 ? specimens[0] : undefined;
  if (only === undefined) return groups;
  return groups.map((group) =>
    group.spm === undefined && group.pid === only.pid ? { ...group, spm: only.spm } : group,
  );
}

/** SPM-2 is a pair (placer ^ filler), each `id & namespace`. */
function specimenOf(spm: Hl7Segment | undefined): string {
  return [1, 2].map((component) => (subcomponents(spm, 2, component)[0] ?? '').trim()).find(Boolean) ?? '';
}

/** The tube's id: SPM-2, else the filler's or the placer's number of the OBR, else the container. */
export function specimenIdOf({ spm, obr, orc, sac }: Hl7Group): string {
  const places = [specimenOf(spm), get(obr, 3), get(obr, 2), get(sac, 3), get(sac, 4), get(orc, 3), get(orc, 2)];
  return places.find((place) => place !== '') ?? '';
}

/** PID-3, else the older PID-2 and PID-4. */
export const patientIdOf = ({ pid }: Hl7Group): string | undefined =>
  [get(pid, 3), get(pid, 2)].find((place) => place !== '' && place !== '""');
