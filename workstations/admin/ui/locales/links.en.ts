// English words of the screen of systems that open the clinicians' pages.
import type { linksZhCN } from './links.zh-CN.ts';

export const linksEn: Record<keyof typeof linksZhCN, string> = {
  links: 'Linking systems',
  'link.new': 'Register a system',
  'link.edit': 'Change the system',
  'link.renew': 'New secret',
  'link.name': 'Name',
  'link.name.hint': 'The parameter “system” of its links; letters, digits, - and _, 32 at most; fixed once saved',
  'link.name.taken': 'A system has this name: change it in the list',
  'link.origins': 'Embedding pages',
  'link.origins.hint':
    'One a line, e.g. https://emr.hospital.cn; only pages of these addresses may show the clinicians’ pages in a frame; empty for none',
  'link.origins.none': 'none',
  'link.origins.bad': 'Not the address of a page: {text}',
  'link.origins.many': '10 at most',
  'link.requests': 'Asks for',
  'link.requests.hint':
    'It may then open the request form of remote reading for exams of this institution, under its users’ names',
  'link.requests.none': 'May not ask for remote reading',
  'link.active': 'Active',
  'link.active.hint': 'When it is off its links open nothing at once; a page that is open lasts 30 minutes at most',
  'link.off': 'Off',
  'link.state': 'State',
  'link.secretAt': 'Secret made',
  'link.changedAt': 'Last change',
  'link.saved': '{name} saved',
  'link.choose': 'Choose a system first',
  'link.secret': 'Signing secret',
  'link.secret.lead':
    'The secret of {name} is shown this once; the server keeps it encrypted. Hand it to whoever looks after that system now, not by chat.',
  'link.renew.title': 'New secret for {name}',
  'link.renew.lead': 'The old secret ends at once: until the system has the new one its links open nothing.',
  'link.renew.confirm': 'End the old secret and make a new one',
  'link.facts': 'A signed link opens one exam without a login; every look is in the audit trail',
  'link.empty': 'No system may open exams by link',
  'link.empty.hint': 'Register the HIS or EMR and take its secret: clinicians then open images and ECGs from there.',
};
