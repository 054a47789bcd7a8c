// A tree of named branches and leaves, folded by the browser's own parts, so that keyboard and screen readers know it.
import type { ReactNode } from 'react';
import type { Branch } from '../report/rank-templates.ts';

interface TreeListProps<Leaf> {
  tree: Branch<Leaf>;
  /** All branches open, e.g. for what was searched. */
  open: boolean;
  leafKey: (leaf: Leaf) => string;
  leaf: (leaf: Leaf) => ReactNode;
}

export function TreeList<Leaf>(props: TreeListProps<Leaf>) {
  const { tree } = props;
  return (
    <ul className="tree-list">
      {tree.branches.map((branch) => (
        <li key={branch.key}>
          <details open={props.open || tree.branches.length === 1}>
            <summary>
              {branch.name} <b>{countOf(branch)}</b>
            </summary>
            <TreeList {...props} tree={branch} />
          </details>
        </li>
      ))}
      {tree.leaves.map((leaf) => (
        <li key={props.leafKey(leaf)}>{props.leaf(leaf)}</li>
      ))}
    </ul>
  );
}

function countOf<Leaf>(branch: Branch<Leaf>): number {
  return branch.leaves.length + branch.branches.reduce((sum, each) => sum + countOf(each), 0);
}
