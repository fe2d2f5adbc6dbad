package org.melange.spark.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.melange.config.LocalFolders;
import org.melange.run.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes of this machine about directories whose files were found to be the listed ones, so that
 * they are not read again for that until one changes.
 *
 * @param folder of the notes; empty where this machine has no room for them
 */
record VerifiedFiles(Optional<Path> folder) {

  private static final Logger LOG = LoggerFactory.getLogger(VerifiedFiles.class);

  /** The notes of this user. */
  static VerifiedFiles ofThisMachine() {
    try {
      return new VerifiedFiles(Optional.of(LocalDiskCache.at(LocalFolders.cache("")).root()));
    } catch (RuntimeException e) {
      LOG.warn("Checks of files are not remembered on this machine: {}", e.toString());
      return new VerifiedFiles(Optional.empty());
    }
  }

  /** Whether {@code directory} was checked in this state. */
  boolean has(String directory, String state) {
    try {
      return folder.isPresent()
          && Files.exists(note(directory))
          && Files.readString(note(directory)).equals(Sha256.of(state));
    } catch (IOException e) {
      LOG.warn("Cannot read a note about {}: {}", directory, e.toString());
      return false;
    }
  }

  /** Notes that {@code directory} was checked in this state. */
  void leave(String directory, String state) {
    if (folder.isEmpty()) {
      return;
    }
    try {
      Path draft = Files.createTempFile(folder.get(), "note", null);
      Files.writeString(draft, Sha256.of(state));
      Files.move(
          draft,
          note(directory),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("Cannot leave a note about {}: {}", directory, e.toString());
    }
  }

  private Path note(String directory) {
    return folder.orElseThrow().resolve("listed-" + Sha256.of(directory));
  }
}
