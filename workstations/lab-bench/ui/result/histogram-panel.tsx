// Graphs that came with the results: channel counts drawn with their discriminators, pictures as they are, references named.
import { memo } from 'react';
import { histogramCounts } from '../../../../core/lab/histogram.ts';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { countsIn, Histogram } from '../../../../renderer/parts/histogram.tsx';
import { EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { useSize } from '../../../../renderer/parts/use-size.ts';
import { discriminators, graphKind, isPicture } from './histogram-shape.ts';
import { useResultText } from './texts.ts';

type Graph = SpecimenDocument['attachments'][number];

export const HistogramPanel = memo(function HistogramPanel({ attachments }: { attachments: readonly Graph[] }) {
  const text = useResultText();
  const [ref, size] = useSize<HTMLDivElement>();
  const latest = newestOfEach(attachments);
  const named = latest.filter((graph) => !isPicture(graph) && countsOf(graph).length === 0);
  const drawn = latest.filter((graph) => !named.includes(graph));
  const columns = Math.max(1, Math.min(4, drawn.length));
  const width = Math.max(150, Math.min(300, Math.floor((size.width - 24) / columns) - 12));
  const height = Math.max(80, size.height - 42 - named.length * 24);
  return (
    <div className="result-graphs" ref={ref} data-testid="histogram-panel">
      {latest.length === 0 ? (
        <EmptyPanel glyph="trend" title={text('histogram.none')} hint={text('histogram.none.hint')} />
      ) : (
        [...drawn, ...named].map((graph) => (
          <GraphFigure key={`${graph.messageId} ${graph.code}`} graph={graph} width={width} height={height} />
        ))
      )}
    </div>
  );
});

/** A rerun sends its graphs again: only the newest of each code belongs to what is on the screen. */
function newestOfEach(attachments: readonly Graph[]): Graph[] {
  const newest = new Map<string, Graph>();
  for (const graph of attachments) {
    const known = newest.get(graph.code);
    if (!known || known.receivedAt <= graph.receivedAt) newest.set(graph.code, graph);
  }
  return [...newest.values()];
}

function GraphFigure({ graph, width, height }: { graph: Graph; width: number; height: number }) {
  const text = useResultText();
  const sent = graph.name || graph.code;
  const known = graphKind(sent);
  const name = known === null ? sent : text(`graph.${known}`);
  if (isPicture(graph))
    return (
      <figure className="chart" title={sent}>
        <figcaption>{name}</figcaption>
        <img
          src={`data:${graph.mediaType};base64,${graph.data}`}
          alt={name}
          className="result-picture"
          style={{ height: Math.min(height, width) }}
        />
      </figure>
    );
  const counts = countsOf(graph);
  if (counts.length > 0) {
    const lines = discriminators(graph.meta, counts.length);
    return (
      <div title={sent}>
        <Histogram
          name={name}
          counts={counts}
          markers={[...new Set(lines.map((line) => line.channel))]}
          width={width}
          height={height}
        />
        {lines.length > 0 ? (
          <small className="result-quiet">
            {text('histogram.lines', { lines: lines.map((line) => line.channel).join(' · ') })}
          </small>
        ) : null}
      </div>
    );
  }
  return (
    <p className="result-reference">
      {graph.encoding === 'reference'
        ? text('histogram.reference', { name: graph.name ? `${graph.name} ${graph.data}` : graph.data })
        : text('histogram.unshown', { name, type: graph.mediaType })}
    </p>
  );
}

function countsOf(graph: Graph): number[] {
  if (graph.kind !== 'histogram') return [];
  return graph.encoding === 'text' ? countsIn(graph.data) : histogramCounts(graph);
}
