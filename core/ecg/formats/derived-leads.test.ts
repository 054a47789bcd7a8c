// Einthoven's and Goldberger's leads from I and II: a wrong half or sign would move every axis and every ST of the limb leads.
import { expect, test } from 'vitest';
import { withDerivedLeads } from './derived-leads.ts';
import { ProblemList } from './refusal.ts';

const lead = (name: string, ...samples: number[]) => ({ name, samples: Float32Array.from(samples) });
const derived = (...leads: ReturnType<typeof lead>[]) => {
  const problems = new ProblemList();
  const made = withDerivedLeads(leads, problems);
  return { made: made.map(({ name, samples }) => [name, ...samples]), told: problems.list().map(({ code }) => code) };
};

test('III = II - I; aVR = -(I + II)/2; aVL = I - II/2; aVF = II - I/2, behind I and II and before the chest', () => {
  expect(derived(lead('V1', 7, 8), lead('II', 500, 600), lead('I', 200, -100))).toEqual({
    made: [
      ['I', 200, -100],
      ['II', 500, 600],
      ['III', 300, 700],
      ['aVR', -350, -250],
      ['aVL', -50, -400],
      ['aVF', 400, 650],
      ['V1', 7, 8],
    ],
    told: [],
  });
});

test('as long as the shorter of the two, and unknown where one of them is', () => {
  const { made } = derived(lead('I', 100, Number.NaN, 100), lead('II', 100, 100));
  expect(made.find(([name]) => name === 'aVF')).toEqual(['aVF', 50, Number.NaN]);
});

test('names the one that is stored alone', () => {
  const problems = new ProblemList();
  withDerivedLeads([lead('I', 1), lead('aVR', 1), lead('II', 1)], problems);
  expect(problems.list()[0]?.text).toMatch(/^aVR is stored, the other/);
});

test.each([
  ['chest leads without I or II', ['II', 'V1'], ['LIMB_LEADS_MISSING']],
  ['one lead alone', ['V1'], []],
  ['all four stored without I', ['II', 'III', 'aVR', 'aVL', 'aVF'], []],
  ['three of the four stored without I', ['II', 'III', 'aVR', 'aVL'], ['LIMB_LEADS_MISSING']],
  ['one of the four stored', ['I', 'II', 'aVR'], ['LIMB_LEADS_PARTIAL']],
  ['three of the four stored', ['I', 'II', 'III', 'aVR', 'aVL'], ['LIMB_LEADS_PARTIAL']],
])('%s', (_, names, told) => {
  expect(derived(...names.map((name) => lead(name, 1, 2))).told).toEqual(told);
});
