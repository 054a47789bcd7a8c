// What a password must be (GB/T 22239-2019 8.1.4.1 a; the numbers are the suite's): the server decides with it, the screen hints with it.

export const passwordRules = {
  minLength: 10,
  classes: 3,
  history: 5,
  maxAgeDays: 90,
} as const;

export type PasswordProblem = 'short' | 'classes' | 'user' | 'repeated';

/** Small and capital letters, digits, everything else. */
export function characterClasses(password: string): number {
  return [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{Ll}\p{Lu}\p{Nd}]/u].filter((kind) => kind.test(password)).length;
}

/** What is wrong with a new password; empty when it may be used. The history is the server's to check. */
export function passwordProblems(password: string, user: string): PasswordProblem[] {
  const problems: PasswordProblem[] = [];
  if ([...password].length < passwordRules.minLength) problems.push('short');
  if (characterClasses(password) < passwordRules.classes) problems.push('classes');
  if (user.length >= 3 && password.toLowerCase().includes(user.toLowerCase())) problems.push('user');
  if (new Set(password).size < 5) problems.push('repeated');
  return problems;
}

export function passwordExpired(changedAt: Date, now: Date): boolean {
  return now.getTime() - changedAt.getTime() > passwordRules.maxAgeDays * 86_400_000;
}
