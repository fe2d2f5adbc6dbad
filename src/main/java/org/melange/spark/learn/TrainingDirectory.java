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
 * Where the checkpoints of a training lie, inside the folder of the model that it makes: {@code
 * training/}, with {@code origin.txt} to tell what they are of.
 */
public final class TrainingDirectory {

  private static final String NAME = "training";
  private static final String ORIGIN = "origin.txt";

  private TrainingDirectory() {}

  /**
   * The folder, which is made if need be.
   *
   * @param out folder of the trained model, on this machine
   * @param origin what the training starts from and learns, one line
   * @throws JobException if it holds checkpoints of a training of other origin
   */
  public static Path of(String out, String origin) {
    Path folder = OutputDirectory.localDirectory(out, NAME);
    Path file = folder.resolve(ORIGIN);
    try {
      if (Files.exists(file) && !Files.readString(file).strip().equals(origin)) {
        throw JobException.input(
            "%s holds checkpoints of another training (%s) than this one (%s): give another folder, or --overwrite"
                .formatted(folder, Files.readString(file).strip(), origin));
      }
      deleteDrafts(folder);
      WholeFile.write(file, origin + "\n");
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("looking into " + folder, e);
    }
  }

  /** What a run left that was killed while it wrote a small file. */
  private static void deleteDrafts(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (WholeFile.isDraft(file.getFileName().toString())) {
          Files.delete(file);
        }
      }
    }
  }
}
