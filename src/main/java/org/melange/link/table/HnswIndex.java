package org.melange.link.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopKnnCollector;
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
    int start = 0;
    for (HnswFile graph : graphs) {
      offer(graph, start, product, query, Math.max(count, width), best);
      start += graph.size();
    }
    return best.indices();
  }

  private static void offer(
      HnswFile graph, int start, HeadProduct product, float[] query, int width, TopK best) {
    if (width >= graph.size()) {
      IntStream.range(start, start + graph.size())
          .forEach(entity -> best.offer(entity, product.of(query, entity)));
      return;
    }
    TopKnnCollector found = new TopKnnCollector(width, Integer.MAX_VALUE);
    try {
      HnswGraphSearcher.search(
          new Scorer(graph.size(), node -> product.of(query, start + node)),
          found,
          graph.walk(),
          null);
    } catch (IOException e) {
      throw new UncheckedIOException("searching a graph", e);
    }
    for (ScoreDoc entity : found.topDocs().scoreDocs) {
      best.offer(start + entity.doc, entity.score);
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
