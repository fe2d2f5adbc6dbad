package org.melange.link.score;

import java.io.Serializable;
import java.util.Locale;
import org.melange.link.row.EntityIndex;

/**
 * How a {@link Linker} searches. Immutable.
 *
 * @param topK entities kept a mention, at least 1
 * @param threads that one call uses, at least 1; 1 within a Spark task, whose executor runs others
 *     beside it
 * @param search how
 * @param depth with {@link Search#RERANK} and {@link Search#INDEXED}: entities that are scored in
 *     full a mention
 */
public record LinkerOptions(int topK, int threads, Search search, int depth)
    implements Serializable {

  /** Which entities are scored in full. */
  public enum Search {
    /** Those whose bound can reach the k-th best: the result of {@link #EXHAUSTIVE}, sooner. */
    PRUNED,
    /** All. */
    EXHAUSTIVE,
    /** The best by coarse product, as many as {@link LinkerOptions#depth} says: approximate. */
    RERANK,
    /**
     * Those that the table's {@link EntityIndex} finds while it keeps as many in view as {@link
     * LinkerOptions#depth} says: approximate, and the only search that does not read all heads.
     */
    INDEXED
  }

  /**
   * @throws IllegalArgumentException if a value is less than 1
   */
  public LinkerOptions {
    if (topK < 1 || threads < 1 || depth < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "top-k %d, threads %d and depth %d must be 1 at least",
              topK,
              threads,
              depth));
    }
  }

  /** The exact best in the thread that asks. */
  public static LinkerOptions exact(int topK) {
    return new LinkerOptions(topK, 1, Search.PRUNED, topK);
  }

  /** The same with several threads. */
  public LinkerOptions withThreads(int count) {
    return new LinkerOptions(topK, count, search, depth);
  }

  /** The same without pruning. */
  public LinkerOptions exhaustive() {
    return new LinkerOptions(topK, threads, Search.EXHAUSTIVE, depth);
  }

  /** The best of the {@code entities} that are best by coarse product. */
  public LinkerOptions reranking(int entities) {
    return new LinkerOptions(topK, threads, Search.RERANK, entities);
  }

  /** The best of those that the table's index finds with {@code width} in view. */
  public LinkerOptions indexed(int width) {
    return new LinkerOptions(topK, threads, Search.INDEXED, width);
  }
}
