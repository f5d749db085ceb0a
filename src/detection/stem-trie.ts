/**
 * Finds every stem that a word starts with, in one walk over the word. A word boundary on the left and an open end on the
 * right suit Russian and Kazakh, which both put their endings last. Edges live in one hash table of typed arrays.
 */
export interface StemTrie {
  /** Calls `found` with the id of each stem that `word` starts with (open stems) or equals (whole words). */
  walk(word: string, found: (stemId: number) => void): void;
  /** Whether one of the wanted stems is a stem of `word`. */
  some(word: string, wanted: ReadonlySet<number>): boolean;
  readonly stemCount: number;
}

export interface Stem {
  readonly text: string;
  /** Open: any ending may follow. */
  readonly open: boolean;
}

const NONE = -1;
/** Share of the table that may be filled before it is made twice as large. */
const LOAD = 0.5;

function slotOf(node: number, unit: number, mask: number): number {
  let hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b);
  hash ^= hash >>> 15;
  return (hash >>> 0) & mask;
}

interface Edges {
  nodes: Int32Array;
  units: Uint16Array;
  targets: Int32Array;
  mask: number;
  used: number;
}

function emptyEdges(size: number): Edges {
  return {
    nodes: new Int32Array(size).fill(NONE),
    units: new Uint16Array(size),
    targets: new Int32Array(size),
    mask: size - 1,
    used: 0,
  };
}

function targetOf(edges: Edges, node: number, unit: number): number {
  let slot = slotOf(node, unit, edges.mask);
  while (edges.nodes[slot] !== NONE) {
    if (edges.nodes[slot] === node && edges.units[slot] === unit) return edges.targets[slot] ?? NONE;
    slot = (slot + 1) & edges.mask;
  }
  return NONE;
}

function insert(edges: Edges, node: number, unit: number, target: number): void {
  let slot = slotOf(node, unit, edges.mask);
  while (edges.nodes[slot] !== NONE) slot = (slot + 1) & edges.mask;
  edges.nodes[slot] = node;
  edges.units[slot] = unit;
  edges.targets[slot] = target;
  edges.used++;
}

function grown(edges: Edges): Edges {
  const larger = emptyEdges((edges.mask + 1) * 2);
  for (let slot = 0; slot <= edges.mask; slot++) {
    const node = edges.nodes[slot] ?? NONE;
    if (node !== NONE) insert(larger, node, edges.units[slot] ?? 0, edges.targets[slot] ?? 0);
  }
  return larger;
}

/** Builds the trie; the id of a stem is its index. Equal stems must have been made one before. */
export function buildStemTrie(stems: readonly Stem[]): StemTrie {
  let edges = emptyEdges(1024);
  const openAt: number[] = [NONE];
  const wholeAt: number[] = [NONE];
  stems.forEach((stem, id) => {
    let node = 0;
    for (let i = 0; i < stem.text.length; i++) {
      const unit = stem.text.charCodeAt(i);
      let next = targetOf(edges, node, unit);
      if (next === NONE) {
        next = openAt.length;
        openAt.push(NONE);
        wholeAt.push(NONE);
        if (edges.used + 1 > (edges.mask + 1) * LOAD) edges = grown(edges);
        insert(edges, node, unit, next);
      }
      node = next;
    }
    if (stem.open) openAt[node] = id;
    else wholeAt[node] = id;
  });
  const built = edges;
  const open = Int32Array.from(openAt);
  const whole = Int32Array.from(wholeAt);
  return {
    stemCount: stems.length,
    some(word, wanted) {
      let node = 0;
      for (let i = 0; i < word.length; i++) {
        node = targetOf(built, node, word.charCodeAt(i));
        if (node === NONE) return false;
        const id = open[node] ?? NONE;
        if (id !== NONE && wanted.has(id)) return true;
      }
      return wanted.has(whole[node] ?? NONE);
    },
    walk(word, found) {
      let node = 0;
      for (let i = 0; i < word.length; i++) {
        node = targetOf(built, node, word.charCodeAt(i));
        if (node === NONE) return;
        const id = open[node] ?? NONE;
        if (id !== NONE) found(id);
      }
      const id = whole[node] ?? NONE;
      if (id !== NONE) found(id);
    },
  };
}
