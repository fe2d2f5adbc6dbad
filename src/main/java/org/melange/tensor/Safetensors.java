package org.melange.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A file in the safetensors format: eight bytes of header length, a JSON header, raw little-endian
 * data (see <a href="https://github.com/huggingface/safetensors">huggingface/safetensors</a>).
 * Opening reads the header only. Thread-safe.
 */
public final class Safetensors implements TensorSource {

  /** The limit of the format. A longer header means a corrupt or hostile file. */
  private static final long LONGEST_HEADER = 100_000_000;

  private final Path file;
  private final FileChannel channel;
  private final long dataStart;
  private final SafetensorsHeader header;

  private Safetensors(Path file, FileChannel channel, long dataStart, SafetensorsHeader header) {
    this.file = file;
    this.channel = channel;
    this.dataStart = dataStart;
    this.header = header;
  }

  /**
   * Opens {@code file} and checks its header against its length.
   *
   * @throws WeightsException if it is truncated or its header is invalid
   * @throws UncheckedIOException if it cannot be read
   */
  @SuppressWarnings("MustBeClosedChecker") // the source owns the channel
  public static Safetensors open(Path file) {
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      Safetensors opened = open(file, channel);
      channel = null;
      return opened;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    } finally {
      closeQuietly(channel);
    }
  }

  private static Safetensors open(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw new WeightsException(file, "no safetensors file: only " + size + " bytes long");
    }
    long length = readFully(channel, 0, Long.BYTES).getLong(0);
    if (length < 2 || length > LONGEST_HEADER || length > size - Long.BYTES) {
      throw new WeightsException(
          file,
          String.format(
              Locale.ROOT,
              "header length %d is not within 2 and %d (truncated, or no safetensors file)",
              length,
              Math.min(LONGEST_HEADER, size - Long.BYTES)));
    }
    byte[] json = readFully(channel, Long.BYTES, (int) length).array();
    long dataStart = Long.BYTES + length;
    SafetensorsHeader header = SafetensorsHeader.parse(file, json, size - dataStart);
    return new Safetensors(file, channel, dataStart, header);
  }

  /**
   * Writes all tensors of {@code source} as float32, sorted by name, so that equal tensors give
   * equal bytes. The file is created atomically.
   *
   * @param metadata the entries of {@code __metadata__}; may be empty
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void write(Path file, TensorSource source, Map<String, String> metadata) {
    new SafetensorsWriter(source, metadata).write(file);
  }

  /** Writes tensors in memory as float32; see {@link #write(Path, TensorSource, Map)}. */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    try (TensorSource source = TensorSource.of(tensors)) {
      write(file, source, metadata);
    }
  }

  /** The entries of {@code __metadata__}. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(header.metadata());
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(header.entries().keySet());
  }

  @Override
  public long[] shape(String name) {
    return entry(name).shape().clone();
  }

  @Override
  public float[] read(String name) {
    SafetensorsHeader.Entry entry = entry(name);
    long bytes = entry.end() - entry.begin();
    if (bytes > Integer.MAX_VALUE - Long.BYTES) {
      throw new WeightsException(file, "tensor " + name + ": larger than 2 GiB");
    }
    try {
      return entry.type().decode(readFully(channel, dataStart + entry.begin(), (int) bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read tensor " + name + " of " + file, e);
    }
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }

  private SafetensorsHeader.Entry entry(String name) {
    SafetensorsHeader.Entry entry = header.entries().get(name);
    if (entry == null) {
      throw new WeightsException(file, "no tensor called " + name);
    }
    return entry;
  }

  /** Reads at a position, which does not change the shared position of the channel. */
  private static ByteBuffer readFully(FileChannel channel, long position, int bytes)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new IOException("the file ended " + buffer.remaining() + " bytes early");
      }
    }
    return buffer.flip();
  }

  private static void closeQuietly(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
