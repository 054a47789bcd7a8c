// The national code of sex (GB/T 2261.1-2003, 个人基本信息分类与代码 第1部分：人的性别代码), as other systems of a hospital exchange it.
import type { Sex } from './model.ts';

/** 0 未知的性别, 1 男性, 2 女性, 9 未说明的性别. */
export const nationalSexCodes = {
  unknown: '0',
  male: '1',
  female: '2',
  unspecified: '9',
} as const satisfies Record<Sex, string>;

/** Whether a sex is said at all: what is not contradicts nothing and overwrites nothing. */
export function saysSex(sex: string | null | undefined): sex is 'male' | 'female' {
  return sex === 'male' || sex === 'female';
}
