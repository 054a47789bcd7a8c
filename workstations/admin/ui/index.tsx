// The screens of the administration.
import { type StationUi, titleOf } from '../../../renderer/station.ts';
import './admin.css';
import './organisation.css';
import { AuditScreen } from './audit/audit-screen.tsx';
import { CertificatesScreen } from './certificates/certificates-screen.tsx';
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

export const station: StationUi = {
  screens: [
    {
      id: 'messages',
      title: titleOf(adminTexts, 'messages'),
      glyph: 'exchange',
      Component: MessagesScreen,
      keys: 'Alt+1',
      rights: ['integration.view'],
    },
    {
      id: 'dictionaries',
      title: titleOf(adminTexts, 'dictionaries'),
      glyph: 'dictionary',
      Component: DictionariesScreen,
      keys: 'Alt+2',
      rights: ['dictionary.edit'],
    },
    {
      id: 'items',
      title: titleOf(adminTexts, 'items'),
      glyph: 'device',
      Component: ItemsScreen,
      keys: 'Alt+I',
      rights: ['dictionary.edit'],
    },
    {
      id: 'layouts',
      title: titleOf(adminTexts, 'layouts'),
      glyph: 'print',
      Component: LayoutsScreen,
      keys: 'Alt+L',
      rights: ['dictionary.edit'],
    },
    {
      id: 'people',
      title: titleOf(adminTexts, 'people'),
      glyph: 'people',
      Component: PeopleScreen,
      keys: 'Alt+3',
      rights: ['identity.admin', 'user.edit', 'doctor.edit'],
    },
    {
      id: 'roles',
      title: titleOf(adminTexts, 'roles'),
      glyph: 'key',
      Component: RolesScreen,
      keys: 'Alt+4',
      rights: ['identity.admin', 'role.edit'],
    },
    {
      id: 'departments',
      title: titleOf(adminTexts, 'departments'),
      glyph: 'identity',
      Component: DepartmentsScreen,
      keys: 'Alt+5',
      rights: ['identity.admin', 'department.edit'],
    },
    {
      id: 'institutions',
      title: titleOf(adminTexts, 'institutions'),
      glyph: 'inbox',
      Component: InstitutionsScreen,
      keys: 'Alt+-',
      rights: ['identity.admin', 'institution.edit'],
    },
    {
      id: 'workstations',
      title: titleOf(adminTexts, 'workstations'),
      glyph: 'device',
      Component: WorkstationsScreen,
      keys: 'Alt+6',
      rights: ['identity.admin'],
    },
    {
      id: 'sessions',
      title: titleOf(adminTexts, 'tab.sessions'),
      glyph: 'time',
      Component: SessionsScreen,
      keys: 'Alt+7',
      rights: ['identity.admin', 'user.edit'],
    },
    {
      id: 'merges',
      title: titleOf(adminTexts, 'merges'),
      glyph: 'resolve',
      Component: MergesScreen,
      keys: 'Alt+8',
      rights: ['patient.merge'],
    },
    {
      id: 'peers',
      title: titleOf(adminTexts, 'tab.dicom'),
      glyph: 'exchange',
      Component: DicomScreen,
      keys: 'Alt+0',
      rights: ['identity.admin'],
    },
    {
      id: 'links',
      title: titleOf(adminTexts, 'links'),
      glyph: 'lock',
      Component: LinksScreen,
      keys: 'Alt+=',
      rights: ['identity.admin'],
    },
    {
      id: 'programs',
      title: titleOf(adminTexts, 'programs'),
      glyph: 'key',
      Component: ProgramsScreen,
      keys: 'Alt+O',
      rights: ['identity.admin'],
    },
    {
      id: 'notices',
      title: titleOf(adminTexts, 'tab.notices'),
      glyph: 'phone',
      Component: NoticesScreen,
      keys: 'Alt+N',
      rights: ['identity.admin'],
    },
    {
      id: 'certificates',
      title: titleOf(adminTexts, 'tab.certificates'),
      glyph: 'final',
      Component: CertificatesScreen,
      keys: 'Alt+K',
      rights: ['identity.admin'],
    },
    {
      id: 'audit',
      title: titleOf(adminTexts, 'audit'),
      glyph: 'audit',
      Component: AuditScreen,
      keys: 'Alt+9',
      rights: ['audit.view'],
    },
  ],
};
