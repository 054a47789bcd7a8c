// The door of the 2D reading room: what a station, the clinicians' browser and pathology use of it.
//
//   const source = useServerImaging();                       // or one of your own: see source.ts
//   <ReadingRoom
//     source={source}
//     readerId={person.id}                                   // whose keys, hanging protocols and annotations
//     studies={[{ studyUid, role: 'current' }, { studyUid: before, role: 'prior' }]}
//     onKeyImage={(image) => …}                              // core/reporting/exam-report.ts KeyImage, ready for the report
//     onMeasurement={(measurement) => …}                     // core/reporting/exam-report.ts ReportMeasurement
//   />
//
// The room fills its parent. It changes the patient only when `studies` names another current study; everything that
// arrives in the background fills what is empty and never what is shown.

export { knownProtocols } from './desk/known-protocols.ts';
export { ReadingRoom } from './reading-room.tsx';
export { useServerImaging } from './server-source.ts';
export type { StudyRequest } from './source.ts';
export { shownDate, shownName } from './viewport/corners.tsx';
