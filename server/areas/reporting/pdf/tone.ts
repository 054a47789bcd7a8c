// The few tones of a report: it must read the same from a black-and-white printer; red is for critical values alone.

export const ink = '#111111';
export const soft = '#5b6168';
export const pale = '#9aa1a9';
export const hair = '#d5d9de';
export const wash = '#eef0f3';
export const critical = '#b3001b';
export const criticalWash = '#fbe9eb';
