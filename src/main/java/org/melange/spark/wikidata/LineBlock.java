package org.melange.spark.wikidata;

import java.util.List;

/**
 * Some lines of a dump, one after the other in an array. Other threads may parse it.
 *
 * @param bytes their bytes, without terminators
 * @param lines where each line is
 * @param position how far the file was read
 */
record LineBlock(byte[] bytes, List<Line> lines, long position) {

  /**
   * A line in a block.
   *
   * @param start its first byte
   * @param end the byte after its last one
   * @param size its length in the file, with its terminator
   * @param complete whether the block has all of it
   */
  record Line(int start, int end, long size, boolean complete) {}
}
