package org.melange.train;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.melange.run.JobException;
import org.melange.tensor.ArraySource;
import org.melange.tensor.Safetensors;
import org.melange.tensor.TensorSource;
import org.melange.train.optimizer.AdamW;

/**
 * The directory of a training: {@code checkpoint-0007/} with weights, optimizer and progress after
 * epoch 7, and {@code best-0006.safetensors} with the weights of the best validation.
 *
 * <p>A checkpoint is written under another name and then renamed, so that it is complete. The
 * previous one is removed after that. Parameters must be frozen while a checkpoint is read.
 */
final class Checkpoints {

  private static final String CHECKPOINT = "checkpoint-";
  private static final String BEST = "best-";
  private static final String WEIGHTS = "weights.safetensors";
  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String PROGRESS = "progress.json";

  private final Path directory;
  private final Map<String, Parameter> parameters;

  /** Checkpoints of some parameters in {@code directory}, which is created if it does not exist. */
  Checkpoints(Path directory, Map<String, Parameter> parameters) {
    this.directory = directory;
    this.parameters = parameters;
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the training directory " + directory, e);
    }
  }

  /** The directory. */
  Path directory() {
    return directory;
  }

  /**
   * Restores weights and optimizer from the last checkpoint.
   *
   * @return its progress, or the start if there is no checkpoint
   * @throws JobException if it belongs to a training with other options or data
   */
  Progress resume(String fingerprint, AdamW optimizer) {
    Optional<Path> last = last();
    if (last.isEmpty()) {
      return Progress.start(fingerprint);
    }
    Progress progress = progress(last.get());
    if (!progress.fingerprint().equals(fingerprint)) {
      throw JobException.input(
          "%s is of another training (%s) than this one (%s): give another directory"
              .formatted(last.get(), progress.fingerprint(), fingerprint));
    }
    load(last.get().resolve(WEIGHTS));
    try (TensorSource state = Safetensors.open(last.get().resolve(OPTIMIZER))) {
      optimizer.restore(state);
    }
    return progress;
  }

  /** Writes the state after an epoch, and also its weights if they are the best so far. */
  void save(Progress progress, AdamW optimizer) {
    try {
      if (progress.isBest()) {
        Safetensors.write(best(progress.epoch()), weights(), Map.of());
      }
      Path part = directory.resolve("next.part");
      delete(part);
      Files.createDirectories(part);
      Safetensors.write(part.resolve(WEIGHTS), weights(), Map.of());
      Safetensors.write(part.resolve(OPTIMIZER), optimizer.state(), Map.of());
      Files.write(part.resolve(PROGRESS), progress.toJson());
      Path whole = directory.resolve(name(CHECKPOINT, progress.epoch()));
      Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
      removeAllBut(whole, best(progress.bestEpoch()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a checkpoint to " + directory, e);
    }
  }

  /** Restores the weights of the best validation. */
  void loadBest(Progress progress) {
    load(best(progress.bestEpoch()));
  }

  private void load(Path file) {
    try (TensorSource source = Safetensors.open(file)) {
      parameters.forEach(
          (name, parameter) -> parameter.getArray().set(FloatBuffer.wrap(source.read(name))));
    }
  }

  private TensorSource weights() {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    parameters.forEach((name, parameter) -> arrays.put(name, parameter.getArray()));
    return new ArraySource(arrays, Map.of());
  }

  private Optional<Path> last() {
    return list().stream()
        .filter(path -> path.getFileName().toString().startsWith(CHECKPOINT))
        .max(Comparator.comparingInt(Checkpoints::epoch));
  }

  private static int epoch(Path checkpoint) {
    return Integer.parseInt(checkpoint.getFileName().toString().substring(CHECKPOINT.length()));
  }

  private void removeAllBut(Path checkpoint, Path best) throws IOException {
    for (Path path : list()) {
      String name = path.getFileName().toString();
      boolean ours = name.startsWith(CHECKPOINT) || name.startsWith(BEST);
      if (ours && !path.equals(checkpoint) && !path.equals(best)) {
        delete(path);
      }
    }
  }

  private List<Path> list() {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory, e);
    }
  }

  private Path best(int epoch) {
    return directory.resolve(name(BEST, epoch) + ".safetensors");
  }

  private static String name(String prefix, int epoch) {
    return String.format(Locale.ROOT, "%s%04d", prefix, epoch);
  }

  private static Progress progress(Path checkpoint) {
    try {
      return Progress.ofJson(Files.readAllBytes(checkpoint.resolve(PROGRESS)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the checkpoint " + checkpoint, e);
    }
  }

  private static void delete(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      try (Stream<Path> files = Files.list(path)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
    Files.deleteIfExists(path);
  }
}
