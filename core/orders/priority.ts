// The words for how urgent an exam is: the same on screens, labels, papers, messages and workbooks.
import type { ExamPriority } from './exam.ts';

/** 急诊 before 加急 before 平诊. */
export const priorityWord: Readonly<Record<ExamPriority, string>> = {
  emergency: '急诊',
  urgent: '加急',
  routine: '平诊',
};

/** For a label, a form, a row of a list: what is not urgent carries none. */
export const priorityMark: Readonly<Record<ExamPriority, string>> = { emergency: '急', urgent: '加急', routine: '' };

/** To be spread into the texts of a room. */
export const priorityTexts = {
  'zh-CN': {
    'priority.emergency': priorityWord.emergency,
    'priority.urgent': priorityWord.urgent,
    'priority.routine': priorityWord.routine,
    'priority.emergency.short': priorityMark.emergency,
    'priority.urgent.short': priorityMark.urgent,
  },
  en: {
    'priority.emergency': 'Emergency',
    'priority.urgent': 'Urgent',
    'priority.routine': 'Routine',
    'priority.emergency.short': 'E',
    'priority.urgent.short': 'U',
  },
} as const;
