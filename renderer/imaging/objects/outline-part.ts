// How much of a structured report is drawn at once: a thousand items from its beginning, long lists of references when they are opened.
import type { OutlineNode } from '../../../core/imaging/objects/sr-text.ts';

export const firstItems = 1000;
export const moreItems = 5000;

/** Image libraries list hundreds of images; they are one line until somebody opens them. */
const mostOpen = 12;

export function isFolded({ kind, folded, children }: OutlineNode): boolean {
  return kind === 'heading' && (folded || children.filter((child) => child.kind === 'reference').length > mostOpen);
}

const countOf = (nodes: readonly OutlineNode[]): number =>
  nodes.reduce((sum, node) => sum + 1 + (isFolded(node) ? 0 : countOf(node.children)), 0);

/**
 * The first items of an outline as they are read, parents before their children; what is folded counts as one and stays whole.
 * @returns `total` of items in the whole outline, counted the same way
 */
export function outlinePart(nodes: readonly OutlineNode[], most: number): { part: OutlineNode[]; total: number } {
  let left = most;
  const cut = (all: readonly OutlineNode[]): OutlineNode[] => {
    const taken: OutlineNode[] = [];
    for (const node of all) {
      if (left <= 0) break;
      left -= 1;
      taken.push(isFolded(node) ? node : { ...node, children: cut(node.children) });
    }
    return taken;
  };
  return { part: cut(nodes), total: countOf(nodes) };
}
