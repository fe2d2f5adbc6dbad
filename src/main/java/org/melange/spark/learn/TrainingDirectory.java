package org.melange.spark.learn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.melange.run.JobException;
import org.melange.run.WholeFile;
import org.melange.spark.io.OutputDirectory;

/**
 * The directory of a training's checkpoints, inside the directory of its model: {@code training/},
 * with {@code origin.txt}, which identifies the training.
 */
public final class TrainingDirectory {

  private static final String NAME = "training";
  private static final String ORIGIN = "origin.txt";

  private TrainingDirectory() {}

  /**
   * The directory, which is made if need be.
   *
   * @param out directory of the trained model, on this machine
   * @param origin what the training starts from and learns, one line
   * @throws JobException if it holds checkpoints of a training of other origin
   */
  public static Path of(String out, String origin) {
    Path directory = OutputDirectory.localDirectory(out, NAME);
    Path file = directory.resolve(ORIGIN);
    try {
      if (Files.exists(file) && !Files.readString(file).strip().equals(origin)) {
        throw JobException.input(
            ("%s holds checkpoints of another training (%s) than this one (%s): name another"
                    + " directory, or set --overwrite")
                .formatted(directory, Files.readString(file).strip(), origin));
      }
      deleteDrafts(directory);
      WholeFile.write(file, origin + "\n");
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("looking into " + directory, e);
    }
  }

  /** Deletes files that a killed run left half-written. */
  private static void deleteDrafts(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        if (WholeFile.isDraft(file.getFileName().toString())) {
          Files.delete(file);
        }
      }
    }
  }
}
