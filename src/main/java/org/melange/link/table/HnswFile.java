package org.melange.link.table;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import org.apache.lucene.util.hnsw.HnswGraph;

/**
 * A file of links between the entities of some segments, read where it is mapped: a hierarchical
 * navigable small world (Malkov and Yashunin, 2018). Immutable; safe for any number of threads,
 * each with a {@link #walk} of its own.
 */
final class HnswFile {

  private final HnswHeader header;
  private final ByteBuffer bytes;

  /** Nodes of each level, ascending; null for the lowest, which has all. */
  private final IntBuffer[] nodes;

  /** Links of each level, [nodes, stride]. */
  private final IntBuffer[] links;

  /**
   * @param file all bytes of the file
   * @throws IllegalArgumentException saying what is wrong with it
   */
  HnswFile(ByteBuffer file) {
    header = HnswHeader.decode(file);
    bytes = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int levels = header.nodes().length;
    nodes = new IntBuffer[levels];
    links = new IntBuffer[levels];
    for (int level = 0; level < levels; level++) {
      int count = header.nodes()[level];
      nodes[level] = level == 0 ? null : numbers(header.nodesAt(level), count);
      links[level] = numbers(header.linksAt(level), count * header.stride(level));
    }
  }

  private IntBuffer numbers(int from, int count) {
    return bytes.slice(from, count * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
  }

  /** Number of entities. */
  int size() {
    return header.size();
  }

  /** Which segments it is of. */
  String segments() {
    return header.segments();
  }

  /**
   * Reads all of it.
   *
   * @throws IllegalArgumentException for the first invalid link
   */
  void requireLinks() {
    requireNode(header.entry());
    for (int level = 0; level < links.length; level++) {
      int stride = header.stride(level);
      for (int at = 0; at < links[level].limit(); at += stride) {
        int count = links[level].get(at);
        if (count < 0 || count >= stride) {
          throw new IllegalArgumentException("has a node of " + count + " links");
        }
        for (int i = 1; i <= count; i++) {
          requireNode(links[level].get(at + i));
        }
      }
    }
  }

  private void requireNode(int node) {
    if (node < 0 || node >= size()) {
      throw new IllegalArgumentException("has a link to " + node + " of " + size() + " entities");
    }
  }

  /** Where the links of a node stand on a level. */
  private int linksOf(int level, int node) {
    return header.stride(level) * (level == 0 ? node : placeOf(nodes[level], node));
  }

  private static int placeOf(IntBuffer nodes, int node) {
    int low = 0;
    int high = nodes.limit() - 1;
    while (low < high) {
      int middle = low + high >>> 1;
      if (nodes.get(middle) < node) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The graph as a search traverses it. */
  HnswGraph walk() {
    return new Walk();
  }

  /** One search's place in the graph. */
  private final class Walk extends HnswGraph {
    private IntBuffer level;
    private int at;
    private int end;

    @Override
    public void seek(int number, int node) {
      level = links[number];
      int from = linksOf(number, node);
      at = from + 1;
      end = at + level.get(from);
    }

    @Override
    public int nextNeighbor() {
      return at < end ? level.get(at++) : Integer.MAX_VALUE;
    }

    @Override
    public int size() {
      return header.size();
    }

    @Override
    public int numLevels() {
      return header.nodes().length;
    }

    @Override
    public int entryNode() {
      return header.entry();
    }

    @Override
    public NodesIterator getNodesOnLevel(int number) {
      int[] all = new int[header.nodes()[number]];
      for (int i = 0; i < all.length; i++) {
        all[i] = number == 0 ? i : nodes[number].get(i);
      }
      return new ArrayNodesIterator(all, all.length);
    }
  }
}
