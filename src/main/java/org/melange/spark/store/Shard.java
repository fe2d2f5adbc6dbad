package org.melange.spark.store;

import java.util.List;

/**
 * A part of a plan that is linked and committed together.
 *
 * @param id unique in the plan
 * @param files staged files, relative to the plan
 * @param digits which part of the files' records it has: the record's hash modulo 8, then the
 *     quotient modulo 8, and so on; empty: all records
 * @param counts of its records
 */
record Shard(String id, List<String> files, List<Integer> digits, ShardCounts counts) {

  /** The parts that a shard is split into. */
  static final int PARTS = 8;

  Shard {
    files = List.copyOf(files);
    digits = List.copyOf(digits);
  }

  /** Part {@code digit} of this shard. */
  Shard part(int digit, ShardCounts partCounts) {
    List<Integer> all = new java.util.ArrayList<>(digits);
    all.add(digit);
    return new Shard(id + "-" + digit, files, all, partCounts);
  }

  boolean isSingle() {
    return counts.records() <= 1;
  }
}
