package org.melange.kb.index;

import java.nio.ByteBuffer;
import org.apache.lucene.store.RandomAccessInput;

/** A little-endian buffer as Lucene's packed arrays read it. Thread-safe: it has no position. */
record BufferInput(ByteBuffer buffer) implements RandomAccessInput {

  @Override
  public long length() {
    return buffer.limit();
  }

  @Override
  public byte readByte(long at) {
    return buffer.get((int) at);
  }

  @Override
  public short readShort(long at) {
    return buffer.getShort((int) at);
  }

  @Override
  public int readInt(long at) {
    return buffer.getInt((int) at);
  }

  @Override
  public long readLong(long at) {
    return buffer.getLong((int) at);
  }
}
