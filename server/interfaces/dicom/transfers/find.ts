// C-FIND at a peer, at study level: by number, name, accession number and days, with what of it is here already.
import { DataSet } from '../../../../core/dicom/data-set.ts';
import { readDataSet } from '../../../../core/dicom/read.ts';
import { writeDataSet } from '../../../../core/dicom/write.ts';
import type { FindAtPeer, PeerStudy } from '../../../../core/imaging/transfer-contract.ts';
import { inflate } from '../../../areas/imaging/module.ts';
import type { Kernel } from '../../../kernel/types.ts';
import { classes } from '../services/policy.ts';
import { type AskedPeer, answerMs, callPeer, plainSyntaxes } from './peer.ts';

/** More are no help to a person: the search is to be narrowed. */
const most = 200;

/** PS3.4 C.2.2.2: a name is sought by its beginning; a range of days with one end open. */
function keysOf(asked: FindAtPeer): DataSet {
  const { patientId, patientName, accession, from, to } = asked;
  return new DataSet()
    .set('QueryRetrieveLevel', 'STUDY')
    .set('StudyDate', from === to ? from : `${from}-${to}`)
    .set('StudyTime', '')
    .set('AccessionNumber', accession)
    .set('ModalitiesInStudy', '')
    .set('StudyDescription', '')
    .set('PatientName', patientName ? `${patientName}*` : '')
    .set('PatientID', patientId)
    .set('PatientBirthDate', '')
    .set('PatientSex', '')
    .set('StudyInstanceUID', '')
    .set('NumberOfStudyRelatedSeries', '')
    .set('NumberOfStudyRelatedInstances', '');
}

function studyOf(match: DataSet): Omit<PeerStudy, 'here'> {
  const text = (key: Parameters<DataSet['string']>[0]) => match.string(key) ?? '';
  return {
    uid: text('StudyInstanceUID'),
    patientId: text('PatientID'),
    patientName: text('PatientName'),
    sex: text('PatientSex'),
    birthDate: text('PatientBirthDate'),
    date: text('StudyDate'),
    time: text('StudyTime'),
    accession: text('AccessionNumber'),
    description: text('StudyDescription'),
    modalities: match.strings('ModalitiesInStudy').filter(Boolean),
    seriesCount: match.number('NumberOfStudyRelatedSeries') ?? null,
    instanceCount: match.number('NumberOfStudyRelatedInstances') ?? null,
  };
}

/** Newest first. @throws AssociationError, PeerFailure */
export async function findAtPeer(
  db: Kernel['db'],
  ownAet: string,
  peer: AskedPeer,
  asked: FindAtPeer,
): Promise<{ studies: PeerStudy[]; more: boolean }> {
  const [, model = ''] = classes.find;
  const client = await callPeer(peer, ownAet, {
    contexts: [{ abstractSyntax: model, transferSyntaxes: plainSyntaxes }],
    limits: { idleMs: answerMs },
  });
  const found = new Map<string, Omit<PeerStudy, 'here'>>();
  let more = false;
  try {
    const transferSyntax = client.syntaxOf(model) ?? '';
    const identifier = transferSyntax
      ? writeDataSet(keysOf(asked), { transferSyntax, characterSet: ['ISO_IR 192'] })
      : new Uint8Array();
    for await (const match of client.find(model, identifier)) {
      if (found.size >= most) {
        more = true;
        break;
      }
      const study = studyOf(readDataSet(match.identifier, match.transferSyntaxUid, { inflate }).dataSet);
      if (study.uid) found.set(study.uid, study);
    }
  } finally {
    await client.release();
  }
  const here = new Map<string, number>();
  if (found.size > 0) {
    const rows = await db
      .selectFrom('imaging_study')
      .select(['uid', 'instance_count'])
      .where('uid', 'in', [...found.keys()])
      .where('removed_at', 'is', null)
      .execute();
    for (const { uid, instance_count } of rows) here.set(uid, instance_count);
  }
  const when = ({ date, time }: { date: string; time: string }) => `${date}${time}`;
  const studies = [...found.values()].map((study) => ({ ...study, here: here.get(study.uid) ?? 0 }));
  return { studies: studies.toSorted((one, other) => when(other).localeCompare(when(one), 'en')), more };
}
