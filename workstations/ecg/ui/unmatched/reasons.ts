// The codes of why a recording found no exam, as far as there is a sentence for them; a person's own words stand as they are.
export const unmatchedReasons = [
  'NO_NUMBER',
  'NO_EXAM',
  'SEVERAL_EXAMS',
  'OTHER_PATIENT',
  'OTHER_NAME',
  'PATIENT_DIFFERS',
  'EXAM_CLOSED',
  'TAKEN_AWAY',
] as const;
export type UnmatchedReason = (typeof unmatchedReasons)[number];

export const isReason = (code: string): code is UnmatchedReason => unmatchedReasons.some((each) => each === code);
