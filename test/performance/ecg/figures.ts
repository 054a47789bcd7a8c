// The figures of one accuracy run, with the ways to add one.

export interface Figure {
  name: string;
  value: number;
  unit: string;
  goal: string | null;
  holds: boolean;
}

export class Figures {
  readonly list: Figure[] = [];

  atLeast(name: string, value: number, goal: number): void {
    this.list.push({ name, value, unit: '%', goal: `>= ${goal}`, holds: value >= goal });
  }

  atMost(name: string, value: number, goal: number): void {
    this.list.push({ name, value, unit: 'ms', goal: `<= ${goal}`, holds: value <= goal });
  }

  /** Without a goal: told so that it can be watched. */
  told(name: string, value: number, unit: string): void {
    this.list.push({ name, value, unit, goal: null, holds: true });
  }
}
