// Texts of the image windows and of the act that opens them.
import { defineTexts } from '../i18n/text.tsx';

const zhCN = {
  open: '影像窗口',
  'open.title': '在另一显示器打开影像窗口',
  'open.count': '影像窗口 {count}',
  close: '关闭影像窗口',
  'close.none': '没有打开的影像窗口',
  full: '最多同时打开 {most} 个影像窗口',
  blocked: '浏览器拦截了新窗口',
  'blocked.do': '请允许本站点弹出窗口，然后再试一次。',
  title: '影像窗口 {place}',
  changing: '正在切换检查',
  'changing.hint': '请看主窗口。',
  noCase: '主窗口未打开检查',
  'noCase.hint': '在主窗口打开一例检查，这里随之显示。',
  locked: '工作站已锁定',
  'locked.hint': '在主窗口解锁后恢复显示。',
  gone: '主窗口已关闭',
  'gone.hint': '本窗口不再显示任何患者，可以关闭。',
  stranger: '登录的人已变更',
  'stranger.hint': '请关闭本窗口，在主窗口重新打开。',
  noImages: '本次检查还没有影像',
  'noImages.hint': '设备送来影像后自动显示。',
};

const en: typeof zhCN = {
  open: 'Window',
  'open.title': 'Open an image window on another monitor',
  'open.count': 'Image windows {count}',
  close: 'Close the image windows',
  'close.none': 'No image window is open',
  full: 'At most {most} image windows can be open',
  blocked: 'The browser blocked the new window',
  'blocked.do': 'Allow pop-up windows for this site, then try again.',
  title: 'Image window {place}',
  changing: 'Changing to another exam',
  'changing.hint': 'See the main window.',
  noCase: 'No exam is open in the main window',
  'noCase.hint': 'Open one there and it is shown here.',
  locked: 'The station is locked',
  'locked.hint': 'Shown again when the main window is unlocked.',
  gone: 'The main window is closed',
  'gone.hint': 'No patient is shown here any more. Close this window.',
  stranger: 'Another person has logged in',
  'stranger.hint': 'Close this window and open it again from the main window.',
  noImages: 'This exam has no images yet',
  'noImages.hint': 'They appear when the device sends them.',
};

export const useWindowText = defineTexts({ 'zh-CN': zhCN, en });
