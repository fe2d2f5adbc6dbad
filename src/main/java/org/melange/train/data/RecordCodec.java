package org.melange.train.data;

import java.nio.ByteBuffer;

/**
 * Examples as records of a fixed number of bytes, so that example i of a file is found without an
 * index.
 *
 * @param <E> an example
 */
public interface RecordCodec<E> {

  /** The number of bytes of each record. */
  int bytes();

  /** Writes an example at the buffer's position. */
  void write(E example, ByteBuffer buffer);

  /** Reads an example from the buffer's position. */
  E read(ByteBuffer buffer);
}
