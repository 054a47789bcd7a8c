// Texts of rooms and past exams at the desk.
import { defineTexts } from '../../../../renderer/i18n/text.tsx';

const zhCN = {
  'act.place': '分配机房',
  'act.board': '机房预约',
  'act.past': '历史检查',
  'state.allocated': '已分配',
  'place.done': '{name} 已分配到 {place}',
  'past.title': '历史检查',
  'past.search': '姓名、患者号、检查号、申请号',
  'past.hint': '输入至少 2 个字，查找全部年份的检查',
  'past.none': '没有找到检查',
  'past.open': '打开查看',
  'past.at': '检查时间',
  'past.name': '姓名',
  'past.number': '患者号',
  'past.exam': '检查项目',
  'past.accession': '检查号',
  'past.room': '机房',
  'past.report': '报告',
};

const en: typeof zhCN = {
  'act.place': 'Allocate',
  'act.board': 'Rooms',
  'act.past': 'Past exams',
  'state.allocated': 'Allocated',
  'place.done': '{name} goes to {place}',
  'past.title': 'Past exams',
  'past.search': 'Name, patient, accession or request number',
  'past.hint': 'Two characters or more; all years are searched',
  'past.none': 'No exams found',
  'past.open': 'Open',
  'past.at': 'When',
  'past.name': 'Name',
  'past.number': 'Patient',
  'past.exam': 'Exam',
  'past.accession': 'Accession',
  'past.room': 'Room',
  'past.report': 'Report',
};

export const usePlaceText = defineTexts({ 'zh-CN': zhCN, en });
