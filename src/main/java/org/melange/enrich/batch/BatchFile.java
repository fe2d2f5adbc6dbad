package org.melange.enrich.batch;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** A temporary local file with the questions of one batch. */
final class BatchFile implements AutoCloseable {

  private final Path path;
  private final OutputStream out;
  private final Set<String> keys = new HashSet<>();
  private long bytes;
  private double cost;

  BatchFile() {
    try {
      path = Files.createTempFile("melange-questions", ".jsonl");
      out = new BufferedOutputStream(Files.newOutputStream(path));
    } catch (IOException e) {
      throw new UncheckedIOException("making a file for questions", e);
    }
  }

  void add(String key, byte[] line, double estimatedCost) {
    try {
      out.write(line);
    } catch (IOException e) {
      throw new UncheckedIOException("writing questions", e);
    }
    keys.add(key);
    bytes += line.length;
    cost += estimatedCost;
  }

  /** The file, complete. */
  Path finish() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing questions", e);
    }
    return path;
  }

  Set<String> keys() {
    return keys;
  }

  long bytes() {
    return bytes;
  }

  double cost() {
    return cost;
  }

  @Override
  public void close() {
    try {
      out.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("deleting questions", e);
    }
  }
}
