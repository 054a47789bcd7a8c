// The screens of this station.
export const station = { screens: [] };
