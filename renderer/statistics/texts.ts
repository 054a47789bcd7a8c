// Words of the period that statistics are made for.
import { defineTexts } from '../i18n/text.tsx';

const zhCN = {
  period: '期间',
  'period.today': '今天',
  'period.week': '近 7 天',
  'period.month': '本月',
  'period.lastMonth': '上月',
  'period.quarter': '近 90 天',
  'period.year': '今年',
  from: '起',
  to: '止',
  wrong: '起始日期不能晚于截止日期',
};

const en: typeof zhCN = {
  period: 'Period',
  'period.today': 'Today',
  'period.week': 'Last 7 days',
  'period.month': 'This month',
  'period.lastMonth': 'Last month',
  'period.quarter': 'Last 90 days',
  'period.year': 'This year',
  from: 'From',
  to: 'To',
  wrong: 'The first day cannot be after the last',
};

export const usePeriodText = defineTexts({ 'zh-CN': zhCN, en });
