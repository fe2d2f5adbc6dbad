package org.melange.kb.wikidata;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * The subclass relation (P279). It may have cycles. Each class is a node once, so memory is 8 bytes
 * an edge and 8 bytes a class. Immutable.
 */
public final class ClassHierarchy {

  /** Wikidata's longest chains have some dozens of classes. */
  public static final int MAX_DEPTH = 1_000;

  private final long[] parents;
  private final long[] children;

  private ClassHierarchy(long[] parents, long[] children) {
    this.parents = parents;
    this.children = children;
  }

  /**
   * A hierarchy.
   *
   * @param edges pairs of a class and the class that it is a subclass of
   */
  public static ClassHierarchy of(LongPairs edges) {
    LongPairs sorted = edges.swapped().sorted();
    return new ClassHierarchy(sorted.firsts(), sorted.seconds());
  }

  /**
   * {@code roots} and their direct and indirect subclasses, up to {@link #MAX_DEPTH} levels down,
   * ascending.
   */
  public long[] withSubclasses(long... roots) {
    LongSet found = new LongSet();
    long[] level = Arrays.stream(roots).filter(found::add).toArray();
    for (int depth = 0; level.length > 0 && depth < MAX_DEPTH; depth++) {
      level =
          Arrays.stream(level).flatMap(parent -> childrenOf(parent)).filter(found::add).toArray();
    }
    return found.sorted();
  }

  /** Whether a class is a subclass of another, or has one. */
  public boolean has(long type) {
    int at = LongPairs.lowerBound(parents, type);
    return (at < parents.length && parents[at] == type)
        || Arrays.stream(children).anyMatch(child -> child == type);
  }

  private LongStream childrenOf(long parent) {
    int from = LongPairs.lowerBound(parents, parent);
    int to = from;
    while (to < parents.length && parents[to] == parent) {
      to++;
    }
    return Arrays.stream(children, from, to);
  }
}
