// English texts of the clinicians' page.
import type { ViewerTextKey } from './zh-CN.ts';

export const en: Record<ViewerTextKey, string> = {
  loading: 'Opening the study…',
  'sex.M': 'male',
  'sex.F': 'female',
  'sex.O': 'other',
  'age.Y': '{count} y',
  'age.M': '{count} mo',
  'age.W': '{count} wk',
  'age.D': '{count} d',
  unnamed: '(no name)',
  number: 'Patient no. {number}',
  reference: 'For reference only',
  'reference.more': 'For reference only, not for diagnosis: the signed report counts.',
  expires: 'Link valid until {time}',
  report: 'Report',
  'report.none': 'No report yet',
  language: '中文',
  'language.more': '切换为中文',
  'short.window': 'Window',
  'short.cine': 'Play',
  'short.reset': 'Reset',
  layout: 'Layout',
  'refused.expired': 'This link is no longer valid',
  'refused.expired.more':
    'Links are short-lived to protect the patient. Open the study again from the hospital system.',
  'refused.malformed': 'This link is incomplete',
  'refused.malformed.more': 'Part of the address is missing. Open the study again from the hospital system.',
  'refused.signature': 'This link was not accepted',
  'refused.signature.more':
    'The signature is not that of a registered system. Ask IT to check the system name and secret.',
  'refused.study': 'There are no images of this study',
  'refused.study.more':
    'They may not have arrived yet, or the number is wrong. Try later, or ask the imaging department.',
  'refused.offline': 'The image server cannot be reached',
  'refused.offline.more': 'Check the network and try again. Nothing was changed.',
  retry: 'Try again',
};
