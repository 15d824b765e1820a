/** The engine's graph as the picture takes it: places without lines and columns. */
import type { Graph, GraphPlace } from "@routeproof/web";
import type { Picturable, PictureEdge, PictureNode, Spot } from "./protocol.js";

export function picturable({ nodes, edges }: Pick<Graph, "nodes" | "edges">): Picturable {
  return {
    nodes: nodes.map(({ object: _, place, ...rest }): PictureNode => ({ ...rest, spot: spot(place) })),
    edges: edges.map(({ place, ...rest }): PictureEdge => ({ ...rest, spot: spot(place) })),
  };
}

function spot(place: GraphPlace | null | undefined): Spot | undefined {
  return place ? { source: place.source, from: place.span.start.offset, to: place.span.end.offset } : undefined;
}
