package org.melange.link.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.lucene.util.hnsw.HnswGraph;
import org.apache.lucene.util.hnsw.HnswGraphBuilder;
import org.apache.lucene.util.hnsw.NeighborArray;
import org.apache.lucene.util.hnsw.OnHeapHnswGraph;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.apache.lucene.util.hnsw.RandomVectorScorerSupplier;
import org.melange.link.row.EntityRows;
import org.melange.link.score.HeadProduct;

/**
 * Links entities that mentions can hardly distinguish: builds a graph for {@link HnswIndex}. The
 * same rows give the same file. Takes about 400 bytes of heap per entity. Safe for any number of
 * threads.
 */
public final class HnswBuilder {

  /** Links of an entity at most, on all levels but the lowest. */
  private static final int LINKS = 16;

  /** Entities in view when one is put in its place. */
  private static final int WIDTH = 100;

  private static final long SEED = 42;

  private HnswBuilder() {}

  /**
   * The file of a graph of all rows.
   *
   * @param rows one or more
   * @param segments what {@link TableFiles#sum} says of their segments
   */
  public static byte[] build(EntityRows rows, String segments) {
    try {
      OnHeapHnswGraph graph =
          HnswGraphBuilder.create(new Nearness(rows), LINKS, WIDTH, SEED, rows.size())
              .build(rows.size());
      return file(graph, segments);
    } catch (IOException e) {
      throw new UncheckedIOException("linking entities", e);
    }
  }

  private static byte[] file(OnHeapHnswGraph graph, String segments) throws IOException {
    int[][] nodes = new int[graph.numLevels()][];
    for (int level = 0; level < nodes.length; level++) {
      nodes[level] = nodes(graph.getNodesOnLevel(level));
    }
    int[] counts = Arrays.stream(nodes).mapToInt(level -> level.length).toArray();
    HnswHeader header = new HnswHeader(segments, LINKS, graph.entryNode(), counts);
    ByteBuffer file =
        ByteBuffer.allocate(Math.toIntExact(header.fileBytes())).order(ByteOrder.LITTLE_ENDIAN);
    file.put(header.encode());
    for (int level = 0; level < nodes.length; level++) {
      if (level > 0) {
        Arrays.stream(nodes[level]).forEach(file::putInt);
      }
      for (int node : nodes[level]) {
        putLinks(file, graph.getNeighbors(level, node), header.stride(level));
      }
    }
    return file.array();
  }

  private static int[] nodes(HnswGraph.NodesIterator nodes) {
    int[] all = new int[nodes.size()];
    nodes.consume(all);
    Arrays.sort(all);
    return all;
  }

  private static void putLinks(ByteBuffer file, NeighborArray links, int stride) {
    int end = file.position() + stride * Integer.BYTES;
    file.putInt(links.size());
    for (int i = 0; i < links.size(); i++) {
      file.putInt(links.nodes()[i]);
    }
    file.position(end);
  }

  /**
   * How near entities are: half the squared distance of their coarse parts, negative. No mention
   * distinguishes entities that are near. Confined to one thread.
   */
  private static final class Nearness implements RandomVectorScorerSupplier {
    private final EntityRows rows;
    private final float[] halves;
    private final HeadProduct product;

    /** Half the squared length of each coarse part is computed once. */
    Nearness(EntityRows rows) {
      this(rows, new float[rows.size()]);
      for (int entity = 0; entity < halves.length; entity++) {
        halves[entity] = product.of(product.query(entity), entity) / 2;
      }
    }

    private Nearness(EntityRows rows, float[] halves) {
      this.rows = rows;
      this.halves = halves;
      product = new HeadProduct(rows);
    }

    @Override
    public RandomVectorScorer scorer(int entity) {
      float[] query = product.query(entity);
      return new HnswIndex.Scorer(
          rows.size(), other -> product.of(query, other) - halves[entity] - halves[other]);
    }

    @Override
    public RandomVectorScorerSupplier copy() {
      return new Nearness(rows, halves);
    }
  }
}
