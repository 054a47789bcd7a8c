// Texts of the instruments' screens, in one set: connections, traffic console, inbox and outbox.
import { defineTexts } from '../../../../renderer/i18n/text.tsx';
import * as connections from './connection-texts.ts';
import * as custody from './custody-texts.ts';
import * as database from './database-texts.ts';
import * as traffic from './traffic-texts.ts';

const zhCN = { ...connections.zhCN, ...traffic.zhCN, ...custody.zhCN, ...database.zhCN };
const en = { ...connections.en, ...traffic.en, ...custody.en, ...database.en };

export type DevicesTextKey = keyof typeof zhCN;
export const devicesTexts = { 'zh-CN': zhCN, en };
export const useDevicesText = defineTexts<DevicesTextKey>(devicesTexts);
