// A report of a made-up specimen.
import type { SpecimenDocument } from '../../core/lab/model.ts';
import type { LabReport } from '../../core/reporting/model.ts';
import { fixtureId } from './fixture-specimens.ts';

export function fixtureReport(document: SpecimenDocument): LabReport {
  const recalled = document.state === 'recalled' && document.recall;
  return {
    id: fixtureId(5, 800),
    specimenId: document.id,
    version: 1,
    state: recalled ? 'recalled' : document.state === 'printed' ? 'printed' : 'released',
    verificationCode: '7QK4 M9DX H2TA',
    contentHash: 'a3f1c09b77d2e4',
    title: '检验报告单',
    hospital: '示范人民医院',
    patient: { name: document.patient.name, sex: document.patient.sex, age: '45岁', number: document.patient.number },
    visit: {
      kind: document.visit.kind,
      number: document.visit.number,
      departmentName: document.visit.departmentName,
      bed: '',
      diagnosis: '',
    },
    barcode: document.barcode,
    sampleNumber: document.sampleNumber ?? '',
    specimenType: document.specimenType,
    orderingDoctor: document.orderingDoctor,
    items: document.items.map((each) => each.itemName).join('、'),
    lines: document.lines.flatMap((line) => {
      const version = line.versions.find((each) => each.id === line.currentId);
      return version
        ? [
            {
              testCode: line.testCode,
              name: line.name,
              nameEn: line.nameEn,
              value: version.value,
              unit: version.unit,
              range: version.range?.text ?? '',
              mark: '' as const,
              method: '',
            },
          ]
        : [];
    }),
    histograms: [],
    remark: document.remark,
    footer: '',
    collectedAt: document.milestones.collectedAt,
    receivedAt: document.milestones.receivedAt,
    testedAt: document.milestones.testedAt,
    releasedAt: document.milestones.releasedAt ?? new Date().toISOString(),
    testedBy: '王芳',
    reviewedBy: '李敏',
    testedBySignature: null,
    reviewedBySignature: null,
    recall: recalled ? { reason: recalled.reason, by: recalled.by.name, at: recalled.at } : null,
    paper: 'A5',
    doubleColumnFrom: null,
  };
}
