// The reader's drawings on a canvas, as the page shows them.

/** Lines and words of the SVG with the colours that the page gives them; handles and catching lines stay out. */
export function copyDrawings(context: CanvasRenderingContext2D, svg: Element): void {
  for (const path of svg.querySelectorAll<SVGPathElement>('path.shape, path.arrow-head')) {
    const style = getComputedStyle(path);
    const line = new Path2D(path.getAttribute('d') ?? '');
    context.setLineDash(path.classList.contains('dashed') ? [5, 4] : []);
    context.lineWidth = 4;
    context.strokeStyle = 'rgb(0 0 0 / 70%)';
    context.stroke(line);
    context.lineWidth = 2;
    context.strokeStyle = style.stroke;
    context.stroke(line);
    if (path.classList.contains('arrow-head')) {
      context.fillStyle = style.stroke;
      context.fill(line);
    }
  }
  context.setLineDash([]);
  for (const words of svg.querySelectorAll<SVGTextElement>('text.values')) {
    const style = getComputedStyle(words);
    context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    let y = Number(words.getAttribute('y'));
    for (const line of words.querySelectorAll('tspan')) {
      const x = Number(line.getAttribute('x'));
      y += Number(line.getAttribute('dy') ?? 0);
      context.lineWidth = 3;
      context.strokeStyle = 'rgb(0 0 0 / 80%)';
      context.strokeText(line.textContent ?? '', x, y);
      context.fillStyle = style.fill;
      context.fillText(line.textContent ?? '', x, y);
    }
  }
}
