package org.melange.tensor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Opens weight files in any of the usual formats. */
public final class WeightFiles {

  static final String INDEX_SUFFIX = ".index.json";

  /** The weight files that a model directory may have, the safest format first. */
  public static final List<String> NAMES =
      List.of(
          "model.safetensors",
          "model.safetensors" + INDEX_SUFFIX,
          "pytorch_model.bin",
          "pytorch_model.bin" + INDEX_SUFFIX);

  private static final int PICKLE_PROTOCOL = 0x80;

  private WeightFiles() {}

  /**
   * Opens {@code path}: a safetensors file, an index of shards, a PyTorch checkpoint ({@code .bin},
   * {@code .pt}, {@code .ckpt}), or a directory in the Hugging Face layout with one of them. The
   * format is recognized by the first bytes, not by the name.
   *
   * @throws WeightsException if there is no such file or it is in none of these formats
   * @throws UncheckedIOException if it cannot be read
   */
  public static TensorSource open(Path path) {
    Path file = Files.isDirectory(path) ? inDirectory(path) : path;
    if (!Files.isRegularFile(file)) {
      throw new WeightsException(file, "no such file");
    }
    if (file.getFileName().toString().endsWith(INDEX_SUFFIX)) {
      return ShardedWeights.open(file);
    }
    return byMagic(file);
  }

  private static Path inDirectory(Path directory) {
    return NAMES.stream()
        .map(directory::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(() -> new WeightsException(directory, "holds none of " + NAMES));
  }

  /**
   * Whether a file is a PyTorch checkpoint, by its first bytes.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  public static boolean isCheckpoint(Path file) {
    return Files.isRegularFile(file) && isZip(start(file));
  }

  private static boolean isZip(byte[] start) {
    return start.length >= 4
        && start[0] == 'P'
        && start[1] == 'K'
        && start[2] == 3
        && start[3] == 4;
  }

  private static TensorSource byMagic(Path file) {
    byte[] start = start(file);
    if (isZip(start)) {
      return PickleCheckpoint.open(file);
    }
    // A safetensors header length below 2^56 ends in a zero byte, and its JSON starts with a brace.
    if (start.length == 9 && start[7] == 0 && start[8] == '{') {
      return Safetensors.open(file);
    }
    if (start.length > 0 && (start[0] & 0xff) == PICKLE_PROTOCOL) {
      throw new WeightsException(
          file,
          "a PyTorch file in the format from before version 1.6, which is not read; load it with"
              + " PyTorch and save its state dict again, best as safetensors");
    }
    if (file.getFileName().toString().endsWith(".safetensors")) {
      return Safetensors.open(file);
    }
    throw new WeightsException(file, "neither a safetensors file nor a PyTorch checkpoint");
  }

  private static byte[] start(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(9);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
