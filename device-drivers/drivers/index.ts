// All drivers. A new analyzer is a folder beside this file and one line here.

import type { Driver } from '../driver.ts';
import { driver as cepheidGenexpert } from './cepheid-genexpert/index.ts';
import { driver as genericHl7 } from './generic-hl7/index.ts';
import { driver as genericLis02 } from './generic-lis02/index.ts';
import { driver as mindrayBc5380 } from './mindray-bc-5380/index.ts';
import { driver as mindrayBs480 } from './mindray-bs-480/index.ts';
import { driver as orthoVitros3600 } from './ortho-vitros-3600/index.ts';
import { driver as rocheCobasC311 } from './roche-cobas-c311/index.ts';
import { driver as snibeMaglumiX3 } from './snibe-maglumi-x3/index.ts';
import { driver as sysmexXn550 } from './sysmex-xn-550/index.ts';

export const drivers: readonly Driver[] = [
  sysmexXn550,
  rocheCobasC311,
  orthoVitros3600,
  mindrayBc5380,
  mindrayBs480,
  cepheidGenexpert,
  snibeMaglumiX3,
  genericLis02,
  genericHl7,
];

export { genericHl7, genericLis02 };

export const driverById = (id: string): Driver | undefined => drivers.find((driver) => driver.id === id);
