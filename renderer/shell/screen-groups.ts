// When the screens of a station are shown in groups, and which are in each.
import type { ScreenDefinition, ScreenGroup } from '../station.ts';

/** As many as fit beside the search on a monitor of 1366 px. */
const mostInOneRow = 10;

/** The groups of a station with the screens that this person sees of them; none where all go into one row. */
export function groupsOf<Screen extends Pick<ScreenDefinition, 'id' | 'group'>>(
  screens: readonly Screen[],
): { group: ScreenGroup; screens: Screen[] }[] {
  if (screens.length <= mostInOneRow || screens.some(({ group }) => !group)) return [];
  const found = new Map<string, { group: ScreenGroup; screens: Screen[] }>();
  for (const screen of screens) {
    if (!screen.group) continue;
    const known = found.get(screen.group.id);
    if (known) known.screens.push(screen);
    else found.set(screen.group.id, { group: screen.group, screens: [screen] });
  }
  return [...found.values()];
}
