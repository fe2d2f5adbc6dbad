package org.melange.spark.wikidata;

import java.io.Serializable;

/**
 * A range of bytes of a file that one task reads.
 *
 * @param file the position of the file in its plan
 * @param start the first byte
 * @param end the first byte after the range
 */
record DumpRange(int file, long start, long end) implements Serializable {

  long bytes() {
    return end - start;
  }
}
