package org.melange.train.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Examples on disk, read one at a time, so that a training set need not fit into memory. Not
 * thread-safe.
 *
 * @param <E> an example
 */
public final class RecordFile<E> implements Examples<E>, AutoCloseable {

  private final RecordCodec<E> codec;
  private final FileChannel channel;
  private final ByteBuffer record;
  private int size;

  private RecordFile(RecordCodec<E> codec, FileChannel channel) {
    this.codec = codec;
    this.channel = channel;
    this.record = ByteBuffer.allocate(codec.bytes());
  }

  /** A new, empty file. An existing file is truncated. */
  public static <E> RecordFile<E> create(Path file, RecordCodec<E> codec) {
    try {
      return new RecordFile<>(
          codec,
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw new UncheckedIOException("creating " + file, e);
    }
  }

  /** Appends an encoded record. */
  public void append(byte[] bytes) {
    if (bytes.length != codec.bytes()) {
      throw new IllegalArgumentException(
          "a record has " + bytes.length + " bytes, not " + codec.bytes());
    }
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer, (long) size * codec.bytes() + buffer.position());
      }
      size++;
    } catch (IOException e) {
      throw new UncheckedIOException("writing example " + size, e);
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public E get(int i) {
    if (i < 0 || i >= size) {
      throw new IndexOutOfBoundsException("example " + i + " of " + size);
    }
    record.clear();
    try {
      while (record.hasRemaining()) {
        if (channel.read(record, (long) i * codec.bytes() + record.position()) < 0) {
          throw new EOFException("example " + i + " is truncated");
        }
      }
      return codec.read(record.flip());
    } catch (IOException e) {
      throw new UncheckedIOException("reading example " + i, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing the examples", e);
    }
  }
}
