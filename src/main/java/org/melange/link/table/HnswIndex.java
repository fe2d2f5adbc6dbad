package org.melange.link.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.hnsw.HnswGraphSearcher;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.melange.link.row.EntityIndex;
import org.melange.link.row.EntityRows;
import org.melange.link.score.HeadProduct;
import org.melange.link.score.TopK;

/**
 * Graphs that cover a table, one after the other. Each is searched; the best of all are returned,
 * ties by index. Immutable; safe for any number of threads.
 */
final class HnswIndex implements EntityIndex {

  private final EntityRows rows;
  private final List<HnswFile> graphs;

  /**
   * @param rows of the complete table
   * @param graphs in the order of their entities, of all rows together
   */
  HnswIndex(EntityRows rows, List<HnswFile> graphs) {
    this.rows = rows;
    this.graphs = graphs;
  }

  @Override
  public int[] nearest(float[] query, int count, int width) {
    HeadProduct product = new HeadProduct(rows);
    TopK best = new TopK(Math.max(1, Math.min(count, rows.size())));
    int least = Math.max(count, width);
    int start = 0;
    for (HnswFile graph : graphs) {
      if (least >= graph.size()) {
        score(IntStream.range(start, start + graph.size()), product, query, best);
      } else {
        search(graph, start, product, query, least, null, best);
      }
      start += graph.size();
    }
    return best.indices();
  }

  /**
   * {@inheritDoc} Where they are few, scoring all takes less time than a search that skips others.
   */
  @Override
  public int[] nearest(float[] query, int count, int width, int[] among) {
    HeadProduct product = new HeadProduct(rows);
    TopK best = new TopK(Math.max(1, Math.min(count, among.length)));
    int least = Math.max(count, width);
    int start = 0;
    for (HnswFile graph : graphs) {
      int[] some =
          Arrays.copyOfRange(among, position(among, start), position(among, start + graph.size()));
      if (isFewer(some.length, least, graph.size())) {
        score(Arrays.stream(some), product, query, best);
      } else {
        search(graph, start, product, query, least, new Among(some, start, graph.size()), best);
      }
      start += graph.size();
    }
    return best.indices();
  }

  /** Whether some entities are fewer than those that a search for them visits. */
  private static boolean isFewer(int some, int width, int all) {
    return some <= width || (long) some * some <= (long) width * all;
  }

  /** How many of some ascending numbers are below {@code entity}. */
  private static int position(int[] ascending, int entity) {
    int at = Arrays.binarySearch(ascending, entity);
    return at < 0 ? -at - 1 : at;
  }

  private static void score(IntStream entities, HeadProduct product, float[] query, TopK best) {
    entities.forEach(entity -> best.offer(entity, product.of(query, entity)));
  }

  private static void search(
      HnswFile graph,
      int start,
      HeadProduct product,
      float[] query,
      int width,
      Bits accepted,
      TopK best) {
    TopKnnCollector found = new TopKnnCollector(width, Integer.MAX_VALUE);
    try {
      HnswGraphSearcher.search(
          new Scorer(graph.size(), node -> product.of(query, start + node)),
          found,
          graph.walk(),
          accepted);
    } catch (IOException e) {
      throw new UncheckedIOException("searching a graph", e);
    }
    for (ScoreDoc entity : found.topDocs().scoreDocs) {
      best.offer(start + entity.doc, entity.score);
    }
  }

  /**
   * The nodes of a graph that may be found.
   *
   * @param entities ascending; not copied
   * @param start the entity of the first node
   * @param length how many nodes there are
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Among(int[] entities, int start, int length) implements Bits {
    @Override
    public boolean get(int node) {
      return Arrays.binarySearch(entities, start + node) >= 0;
    }
  }

  /** A score of one node. */
  @FunctionalInterface
  interface Score {
    float of(int node);
  }

  /**
   * Scores of all nodes of a graph with something.
   *
   * @param maxOrd how many nodes there are
   */
  record Scorer(int maxOrd, Score score) implements RandomVectorScorer {
    @Override
    public float score(int node) {
      return score.of(node);
    }
  }
}
