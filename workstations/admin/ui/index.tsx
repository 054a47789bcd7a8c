// The screens of the administration.
import { type ScreenGroup, type StationUi, titleOf } from '../../../renderer/station.ts';
import './admin.css';
import './organisation.css';
import { AuditScreen } from './audit/audit-screen.tsx';
import { CertificatesScreen } from './certificates/certificates-screen.tsx';
import { CertificateWatch, useCertificatesBadge } from './certificates/server-certificates.tsx';
import { DicomScreen } from './dicom/dicom-screen.tsx';
import { DictionariesScreen } from './dictionaries/dictionaries-screen.tsx';
import { ItemsScreen } from './items/items-screen.tsx';
import { LayoutsScreen } from './layouts/layouts-screen.tsx';
import { LinksScreen } from './links/links-screen.tsx';
import { adminTexts } from './locales/use-admin-text.ts';
import { MessagesScreen } from './messages/messages-screen.tsx';
import { NoticesScreen } from './notices/notices-screen.tsx';
import { MergesScreen } from './patients/merges-screen.tsx';
import { DepartmentsScreen } from './people/departments-screen.tsx';
import { InstitutionsScreen } from './people/institutions-screen.tsx';
import { PeopleScreen } from './people/people-screen.tsx';
import { RolesScreen } from './people/roles-screen.tsx';
import { SessionsScreen } from './people/sessions-screen.tsx';
import { WorkstationsScreen } from './people/workstations-screen.tsx';
import { ProgramsScreen } from './programs/programs-screen.tsx';

/** In the order of the bar; screens stand in that of their list. */
const groups = {
  exchange: { id: 'exchange', title: titleOf(adminTexts, 'group.exchange'), glyph: 'exchange' },
  content: { id: 'content', title: titleOf(adminTexts, 'group.content'), glyph: 'dictionary' },
  staff: { id: 'staff', title: titleOf(adminTexts, 'group.staff'), glyph: 'people' },
  access: { id: 'access', title: titleOf(adminTexts, 'group.access'), glyph: 'lock' },
  records: { id: 'records', title: titleOf(adminTexts, 'group.records'), glyph: 'audit' },
} satisfies Record<string, ScreenGroup>;

export const station: StationUi = {
  Provider: CertificateWatch,
  screens: [
    {
      id: 'messages',
      title: titleOf(adminTexts, 'messages'),
      glyph: 'exchange',
      group: groups.exchange,
      Component: MessagesScreen,
      keys: 'Alt+1',
      rights: ['integration.view'],
    },
    {
      id: 'dictionaries',
      title: titleOf(adminTexts, 'dictionaries'),
      glyph: 'dictionary',
      group: groups.content,
      Component: DictionariesScreen,
      keys: 'Alt+2',
      rights: ['dictionary.edit', 'ecg.types', 'identity.admin'],
    },
    {
      id: 'items',
      title: titleOf(adminTexts, 'items'),
      glyph: 'device',
      group: groups.content,
      Component: ItemsScreen,
      keys: 'Alt+I',
      rights: ['dictionary.edit'],
    },
    {
      id: 'layouts',
      title: titleOf(adminTexts, 'layouts'),
      glyph: 'print',
      group: groups.content,
      Component: LayoutsScreen,
      keys: 'Alt+L',
      rights: ['dictionary.edit'],
    },
    {
      id: 'people',
      title: titleOf(adminTexts, 'people'),
      glyph: 'people',
      group: groups.staff,
      Component: PeopleScreen,
      keys: 'Alt+3',
      rights: ['identity.admin', 'user.edit', 'doctor.edit'],
    },
    {
      id: 'roles',
      title: titleOf(adminTexts, 'roles'),
      glyph: 'key',
      group: groups.staff,
      Component: RolesScreen,
      keys: 'Alt+4',
      rights: ['identity.admin', 'role.edit'],
    },
    {
      id: 'departments',
      title: titleOf(adminTexts, 'departments'),
      glyph: 'identity',
      group: groups.staff,
      Component: DepartmentsScreen,
      keys: 'Alt+5',
      rights: ['identity.admin', 'department.edit'],
    },
    {
      id: 'institutions',
      title: titleOf(adminTexts, 'institutions'),
      glyph: 'inbox',
      group: groups.staff,
      Component: InstitutionsScreen,
      keys: 'Alt+-',
      rights: ['identity.admin', 'institution.edit'],
    },
    {
      id: 'workstations',
      title: titleOf(adminTexts, 'workstations'),
      glyph: 'device',
      group: groups.access,
      Component: WorkstationsScreen,
      keys: 'Alt+6',
      rights: ['identity.admin'],
    },
    {
      id: 'sessions',
      title: titleOf(adminTexts, 'tab.sessions'),
      glyph: 'time',
      group: groups.access,
      Component: SessionsScreen,
      keys: 'Alt+7',
      rights: ['identity.admin', 'user.edit'],
    },
    {
      id: 'merges',
      title: titleOf(adminTexts, 'merges'),
      glyph: 'resolve',
      group: groups.records,
      Component: MergesScreen,
      keys: 'Alt+8',
      rights: ['patient.merge'],
    },
    {
      id: 'peers',
      title: titleOf(adminTexts, 'tab.dicom'),
      glyph: 'exchange',
      group: groups.exchange,
      Component: DicomScreen,
      keys: 'Alt+0',
      rights: ['identity.admin'],
    },
    {
      id: 'links',
      title: titleOf(adminTexts, 'links'),
      glyph: 'lock',
      group: groups.exchange,
      Component: LinksScreen,
      keys: 'Alt+=',
      rights: ['identity.admin'],
    },
    {
      id: 'programs',
      title: titleOf(adminTexts, 'programs'),
      glyph: 'key',
      group: groups.exchange,
      Component: ProgramsScreen,
      keys: 'Alt+O',
      rights: ['identity.admin'],
    },
    {
      id: 'notices',
      title: titleOf(adminTexts, 'tab.notices'),
      glyph: 'phone',
      group: groups.exchange,
      Component: NoticesScreen,
      keys: 'Alt+N',
      rights: ['identity.admin'],
    },
    {
      id: 'certificates',
      title: titleOf(adminTexts, 'tab.certificates'),
      glyph: 'final',
      group: groups.access,
      Component: CertificatesScreen,
      keys: 'Alt+K',
      useBadge: useCertificatesBadge,
      rights: ['identity.admin'],
    },
    {
      id: 'audit',
      title: titleOf(adminTexts, 'audit'),
      glyph: 'audit',
      group: groups.records,
      Component: AuditScreen,
      keys: 'Alt+9',
      rights: ['audit.view'],
    },
  ],
};
